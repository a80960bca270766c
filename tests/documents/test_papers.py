import json
import os
import subprocess
import sys
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from ntand.documents import (
    render_letters,
    render_offer_forms,
    render_protected_forms,
    render_unit_list,
)
from ntand.errors import BadFile, Refused
from tests.documents.samples import (
    NAMES,
    PAPERS,
    RIGHT_TO_LEFT,
    Render,
    letter,
    offer,
    pages,
    pdf,
    protected,
    row,
    squeezed,
    unit_list,
)

papers = pytest.mark.parametrize(("render", "views"), PAPERS.values(), ids=PAPERS.keys())


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


@pytest.mark.parametrize("name", [*NAMES, *RIGHT_TO_LEFT])
@pytest.mark.parametrize("paper", PAPERS)
def test_names_from_all_over_the_world_are_printed(paper: str, name: str) -> None:
    views = {
        "letter": [letter(name=name)],
        "offer": [offer(name=name)],
        "protected": [protected(name=name)],
        "unit_list": unit_list(row(name=name)),
    }
    found = squeezed(pages(pdf(PAPERS[paper][0], views[paper])))
    wanted = squeezed(name)
    if name in RIGHT_TO_LEFT:
        # A reader may give marks and letters of such writing in another order.
        assert set(wanted) <= set(found)
    else:
        assert wanted in found


@papers
def test_only_title_and_language_are_told_about_the_file(render: Render, views: object) -> None:
    content = pdf(render, views)
    reader = read(content)
    assert reader.metadata is not None
    assert list(reader.metadata) == ["/Title"]
    catalogue = reader.trailer["/Root"].get_object()
    assert isinstance(catalogue, DictionaryObject)
    assert str(catalogue["/Lang"]) == "sv-SE"
    assert "/Metadata" not in catalogue
    for word in (b"ReportLab", b"reportlab", b"anonymous", b"Date"):
        assert word not in content


@papers
def test_the_same_view_gives_the_same_bytes(render: Render, views: object) -> None:
    first = pdf(render, views)
    pdf(render_letters, [letter(name=" ".join((*NAMES, *RIGHT_TO_LEFT)))])
    assert pdf(render, views) == first


@papers
def test_every_font_is_embedded(render: Render, views: object) -> None:
    for page in read(pdf(render, views)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


@papers
def test_practice_is_marked_on_every_page(render: Render, views: object) -> None:
    assert all("PROV – inga riktiga personer" in page for page in pages(pdf(render, views)))


def test_real_work_carries_no_practice_mark() -> None:
    assert "PROV" not in pages(pdf(render_letters, [letter(practice=False)]))[0]


def test_pages_are_counted_per_person() -> None:
    long = letter(address=tuple(f"Rad {n} " + "lång " * 90 for n in range(8)))
    texts = pages(pdf(render_letters, [letter(), long, letter()]))
    marks = [text.rsplit("Sida ", 1)[1].strip() for text in texts]
    of_long = len(texts) - 2
    assert of_long > 1
    assert marks == ["1 (1)", *(f"{n} ({of_long})" for n in range(1, of_long + 1)), "1 (1)"]


def test_rendering_tells_how_many_pages_it_made(tmp_path: Path) -> None:
    out = tmp_path / "list.pdf"
    count = render_unit_list(unit_list(*[row()] * 60), out)
    assert count == len(PdfReader(out).pages) > 3
    assert [file.name for file in tmp_path.iterdir()] == ["list.pdf"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    taken = tmp_path / "taken.pdf"
    taken.mkdir()
    with pytest.raises(BadFile) as caught:
        render_letters([letter()], taken)
    assert (caught.value.code, caught.value.facts) == ("papers.not_written", {"name": "taken.pdf"})
    assert list(tmp_path.iterdir()) == [taken]


@pytest.mark.parametrize("render", [render_letters, render_offer_forms, render_protected_forms])
def test_no_one_to_write_to_is_refused(render: Render) -> None:
    with pytest.raises(Refused) as caught:
        pdf(render, [])
    assert caught.value.code == "papers.empty"


def test_the_letter_tells_what_the_certificate_gives() -> None:
    text = squeezed(pages(pdf(render_letters, [letter()])))
    for part in (
        "1489-7K3M9QX2",
        "1 mars 2027",
        "29 februari 2028",
        "kostnadsfri munhälsobedömning varje år",
        "samma avgift som i den öppna hälso- och sjukvården",
        "Du väljer själv",
        "Maria Öberg · 0322-61 60 00 · tandvard@example.se",
    ):
        assert squeezed(part) in text
    assert "KOPIA" not in text


def test_a_letter_without_last_day_holds_until_further_notice() -> None:
    assert "tills vidare" in pages(pdf(render_letters, [letter(valid_to=None)]))[0]


def test_a_copy_says_so_on_every_page() -> None:
    long = letter(is_copy=True, address=("x" * 500,) * 8)
    assert all("KOPIA" in page for page in pages(pdf(render_letters, [long])))


def test_letters_and_forms_with_usual_texts_take_one_page() -> None:
    assert render_letters([letter()], BytesIO()) == 1
    assert render_offer_forms([offer()], BytesIO()) == 1
    assert render_protected_forms([protected()], BytesIO()) == 2


def test_the_address_stands_in_the_envelopes_window() -> None:
    spots: list[tuple[float, float]] = []

    def look(text: str, _cm: object, tm: list[float], _font: object, _size: object) -> None:
        if any(part in text for part in ("Åsa Öst", "Storgatan", "441 30")):
            spots.append((tm[4], tm[5]))

    page = read(pdf(render_letters, [letter()])).pages[0]
    page.extract_text(visitor_text=look)
    millimetre = 72 / 25.4
    assert len(spots) >= 3
    for x, y in spots:
        assert x / millimetre > 114.9
        assert 45 <= 297 - y / millimetre <= 78


def test_the_offer_carries_its_code_and_no_identity_number() -> None:
    text = squeezed(pages(pdf(render_offer_forms, [offer()])))
    assert squeezed(offer().offer_id) in text
    for part in ("Ja, jag vill", "Nej, jag vill inte", "God man", "Underskrift", "1940-05-13"):
        assert squeezed(part) in text


def test_the_protected_form_tells_how_to_forward_and_shows_labels() -> None:
    text = squeezed(pages(pdf(render_protected_forms, [protected()])))
    for part in (
        "SKYDDADE PERSONUPPGIFTER",
        "19400513-9804",
        "skyddad folkbokföring",
        "G1 – särskilt boende",
        "Skatteverket, Box 2820, 403 20 Göteborg",
        "bara på papper",
        "405 44 Göteborg",
    ):
        assert squeezed(part) in text


def test_the_lists_header_comes_again_on_each_page() -> None:
    texts = pages(pdf(render_unit_list, unit_list(*[row()] * 40)))
    assert len(texts) > 2
    for number, text in enumerate(texts, 1):
        assert "Namn och födelsedatum" in text
        assert "Kontaktperson" in text
        assert "Brunnsgården" in text
        assert f"Sida {number} ({len(texts)})" in text


def test_the_list_shows_whom_to_visit_and_what_to_prepare() -> None:
    text = squeezed(pages(pdf(render_unit_list, unit_list(row()))))
    shown = [*asdict(row()).values(), "Eva Holm", "0322-617010", "2 april 2027", "1 person har"]
    for part in shown:
        assert squeezed(part.replace("god_man", "god man")) in text


def test_an_empty_list_and_a_list_without_unit_say_so() -> None:
    text = pages(pdf(render_unit_list, unit_list(unit_name="", unit_code="")))[0]
    assert "Personer utan enhet" in text
    assert "Ingen på enheten har tackat ja" in text


def test_views_hold_only_standard_values() -> None:
    for view in (letter(), offer(), protected(), unit_list(row())):
        assert json.loads(json.dumps(asdict(view), default=str))


def test_the_papers_package_loads_no_pdf_library_until_something_is_drawn() -> None:
    code = "import ntand.documents, sys; print([m for m in sys.modules if m == 'reportlab'])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_another_process_writes_the_same_bytes() -> None:
    code = (
        "import hashlib; from tests.documents.samples import PAPERS, pdf;"
        "print([hashlib.sha256(pdf(*paper)).hexdigest() for paper in PAPERS.values()])"
    )
    seeds = ({**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2"))
    first, second = (
        subprocess.check_output([sys.executable, "-c", code], env=seed) for seed in seeds
    )
    assert first == second
