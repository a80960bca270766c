from collections.abc import Sequence
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from ntand.documents import (
    ContactView,
    render_letters,
    render_offer_forms,
    render_protected_forms,
    render_unit_list,
)
from ntand.documents.lines import wrap
from ntand.documents.typefaces import REPLACEMENT, bold, regular
from tests.documents.samples import (
    NAMES,
    letter,
    offer,
    pages,
    pdf,
    protected,
    row,
    squeezed,
    unit_list,
)

# Writing from left to right that the fonts have, with spaces of several kinds.
LETTERS = "".join(NAMES) + "abcåäöÅÄÖéüß-/@.,()\\<&% \t\n\u00a0"
texts = st.text(alphabet=LETTERS, max_size=700)
words = st.text(alphabet="abcdefåäöABC-", min_size=400, max_size=600)
quick = settings(max_examples=25, deadline=None)


@given(st.text(max_size=300), st.floats(2, 60))
@example("a\u202eb", 10.0)
@example("e\u0301" * 50, 3.0)
@example("", 5.0)
def test_wrapping_gives_lines_that_fit_and_loses_no_visible_sign(text: str, width: float) -> None:
    face = regular()
    lines = wrap(text, face, width)
    assert lines
    for line in lines:
        letters = len(line.replace(" ", ""))
        assert face.width(line) <= width + 1e-6 or letters <= 1 or width < 4


@given(texts, st.floats(3, 40))
def test_what_was_typed_stands_in_the_lines_in_order(text: str, width: float) -> None:
    assert squeezed(wrap(text, bold(), width)) == squeezed(text)


@pytest.mark.parametrize("sign", ["陈", "\U0001f9b7", "\x00", "\x1b", "\u202e", "\ue123", "\ud800"])
def test_what_no_font_has_shows_as_a_replacement_sign(sign: str) -> None:
    assert wrap(f"a{sign}b", regular(), 50) == [f"a{REPLACEMENT}b"]


def test_a_long_word_breaks_inside_and_after_a_hyphen_where_one_is_near() -> None:
    lines = wrap("Lundqvist-Andersson", regular(), regular().width("Lundqvist-And"))
    assert lines == ["Lundqvist-", "Andersson"]
    assert "".join(wrap("x" * 500, regular(), 10)) == "x" * 500


def test_right_to_left_writing_is_joined_and_drawn_in_visual_order() -> None:
    assert wrap("שרה", regular(), 50) == ["הרש"]
    (line,) = wrap("عمر", regular(), 50)
    assert line == "\ufeae\ufee4\ufecb"
    assert wrap("Anna שרה 3", regular(), 50)[0].startswith("Anna")


@quick
@given(texts | words, texts | words)
def test_no_letter_loses_a_text(name: str, address: str) -> None:
    view = letter(name=name, address=(address, "441 30 Alingsås"), practice=False)
    assert_whole(pages(pdf(render_letters, [view])), [name, address])


@quick
@given(texts | words, texts | words)
def test_no_form_loses_a_text(name: str, other: str) -> None:
    view = offer(name=name, return_address=(other, "X"), practice=False)
    assert_whole(pages(pdf(render_offer_forms, [view])), [name, other])
    form = protected(name=name, region_address=(other, "X"), practice=False)
    assert_whole(pages(pdf(render_protected_forms, [form])), [name, other])


@quick
@given(st.lists(st.tuples(texts | words, texts | words, words), min_size=1, max_size=4))
def test_no_list_loses_a_text(rows: list[tuple[str, str, str]]) -> None:
    """Columns stand beside each other, so each sign is counted instead of each text sought."""
    people = [row(name=a, place=b, prepare=c) for a, b, c in rows]
    found = squeezed(pages(pdf(render_unit_list, unit_list(*people, practice=False))))
    for sign in set(squeezed([part for texts in rows for part in texts])):
        typed = sum(squeezed(part).count(sign) for texts in rows for part in texts)
        assert found.count(sign) >= typed


def test_a_row_higher_than_a_page_goes_on_under_a_header_of_its_own() -> None:
    long = " ".join(f"ord{n}" for n in range(1500))
    texts = pages(pdf(render_unit_list, unit_list(row(), row(prepare=long), row(name="Sist"))))
    assert len(texts) > 3
    assert all("Namn och födelsedatum" in text for text in texts)
    found = " ".join(texts)
    assert all(f"ord{n}" in found for n in range(0, 1500, 7))
    assert "Sist" in texts[-1]


def test_a_list_whose_head_is_longer_than_a_page_goes_on() -> None:
    long = " ".join(f"del{n}" for n in range(120))
    view = unit_list(
        row(name="Först"),
        unit_name=long,
        unit_address=(long, long, long),
        responsible=long,
        unit_phone=long,
        municipality=long,
        contact=ContactView(long, long, long),
    )
    lowest: list[float] = []
    reader = PdfReader(BytesIO(pdf(render_unit_list, view)))
    for page in reader.pages:
        page.extract_text(visitor_text=lambda _t, _c, tm, _f, _s: lowest.append(tm[5]))
    found = "".join(page.extract_text() for page in reader.pages)
    assert "Först" in found
    assert squeezed(found).count("del119") >= 9
    assert min(y for y in lowest if y) > 25


def test_a_certificate_fact_longer_than_a_page_goes_on() -> None:
    long = " ".join(f"ord{n}" for n in range(1500))
    texts = pages(pdf(render_letters, [letter(certificate_number=long, practice=False)]))
    found = " ".join(texts)
    assert all(f"ord{n}" in found for n in range(1500))


def assert_whole(found: Sequence[str], wanted: Sequence[str]) -> None:
    """Each text stands in the paper, unbroken but for spaces and the turn of a page."""
    whole = squeezed(found)
    for text in wanted:
        sought = squeezed(text)
        place = 0
        for start in range(0, len(sought), 20):
            part = sought[start : start + 20]
            at = whole.find(part, place)
            assert at >= 0, part
