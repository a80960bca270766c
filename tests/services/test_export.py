"""Export: the same bytes from the same facts, whatever way they came."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ntand.domain.codes import FileKind, ServiceKind, Stance
from ntand.errors import BadFile, NotAllowed
from ntand.services.actor import Actor, Role
from ntand.services.exports import export_file
from ntand.services.stances import decide
from tests.installations import (
    KINDS,
    SOMEONE,
    SOMEONE_ELSE,
    Desk,
    certificate,
    decision,
    let_go,
    number,
    offer,
    training,
    unit,
    without,
)

PEOPLE = [SOMEONE, SOMEONE_ELSE, number("19650228", 981)]
some = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
many, few = settings(some, max_examples=30), settings(some, max_examples=6)  # embedded, shared

texts = st.text(st.sampled_from("=+-@\t\r\n'\";,|åÉß🦷\u2028\u00a0 aB0%?_\\"), max_size=10)
names = texts.filter(lambda text: bool(text.strip()) and bool(text.strip().strip("'")))
days = st.dates(date(2024, 1, 1), date(2027, 12, 31)).map(date.isoformat)
protections = st.sampled_from(["", "", "sekretessmarkering", "fingerade", "hemligt"])


@st.composite
def decisions(draw) -> dict[str, str]:
    begins = draw(days)
    ends = draw(st.one_of(st.just(""), days))
    return {
        "kalla": draw(st.sampled_from(["", "A", "Ä"])),
        "beslut_id": draw(st.sampled_from(["1", "2", "10", "b", "B", "ö", "=x"])),
        "personnummer": draw(st.sampled_from(PEOPLE)),
        "fornamn": draw(names),
        "efternamn": draw(names),
        "adress": draw(texts),
        "handlaggare": draw(texts),
        "kontakt_namn": draw(texts),
        "skydd": draw(protections),
        "enhet_kod": draw(st.sampled_from(["E1", "E2", "okänd enhet"])),
        "insats": draw(st.sampled_from([*ServiceKind, "något nytt"])),
        "fran": begins,
        "till": ends if ends >= begins else "",
        "omvardnad_per_dygn": draw(st.sampled_from(["", "0", "24"])),
        "varaktigt": draw(st.sampled_from(["", "J", "N"])),
        "avliden": draw(st.sampled_from(["", "", "2026-05-05"])),
        "utflyttad": draw(st.sampled_from(["", "", "2026-06-06"])),
        "utflyttad_till": draw(st.sampled_from(["", "1490", "utlandet"])),
    }


def by_key(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return list({(row["kalla"], row["beslut_id"]): row for row in rows}.values())


files = st.lists(decisions(), min_size=1, max_size=8).map(by_key)


def holds_for_both(law: Callable[..., None], **given_values: st.SearchStrategy) -> tuple:
    """The law as a test of the embedded and one of the shared database."""

    @many
    @given(**given_values)
    def embedded(new_sqlite_desk: Callable[[], Desk], **values: object):
        law(new_sqlite_desk, **values)

    @few
    @given(**given_values)
    def shared(new_postgres_desk: Callable[[], Desk], **values: object):
        law(new_postgres_desk, **values)

    return embedded, shared


def no_split_and_no_order_matters(
    new_desk: Callable[[], Desk], rows: list[dict[str, str]], data: st.DataObject
) -> None:
    whole, parts = new_desk(), new_desk()
    held = [certificate(intyg_id=person, personnummer=person) for person in PEOPLE]
    whole.load("intyg", *held)
    whole.load("insatser", *rows)
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    for part in (shuffled[:cut], shuffled[cut:]):
        if part:
            parts.load("insatser", *part)
    parts.load("intyg", *held)
    assert parts.export("insatser") == whole.export("insatser")
    assert parts.export("intyg") == whole.export("intyg")
    hidden = whole.export("insatser", include_protected=False)
    assert parts.export("insatser", include_protected=False) == hidden
    let_go(whole.installation)
    let_go(parts.installation)


test_no_split_or_order_matters, test_no_split_or_order_matters_when_shared = holds_for_both(
    no_split_and_no_order_matters, rows=files, data=st.data()
)


def reading_an_export_exports_the_same(
    new_desk: Callable[[], Desk], rows: list[dict[str, str]], said: list[str], told: bool
) -> None:
    first, second = new_desk(), new_desk()
    first.load("enheter", unit(adress=said[0], utforare=said[1]))
    first.load("insatser", *[row if told else without(row, "skydd") for row in rows])
    first.load("intyg", certificate(kriterier=f"x{said[2]}", utfardare=f"{said[3]}x"))
    first.load("erbjudanden", offer(orsak_nej=said[4], avvikelse=said[5], utforare=said[6]))
    first.load("utbildningar", training(leverantor=said[7]))
    before = first.export_all()
    second.take_in(before)
    assert second.export_all() == before
    for kind in ("insatser", "intyg", "erbjudanden"):
        open_part = first.export(kind, include_protected=False)
        assert second.export(kind, include_protected=False) == open_part
    let_go(first.installation)
    let_go(second.installation)


test_an_export_read_anew_is_the_same, test_an_export_read_anew_is_the_same_when_shared = (
    holds_for_both(
        reading_an_export_exports_the_same,
        rows=files,
        said=st.lists(texts, min_size=8, max_size=8),
        told=st.booleans(),
    )
)


def test_the_sample_is_exported_as_it_came(new_desk: Callable[[], Desk]):
    first, second = new_desk(), new_desk()
    first.load_sample()
    before = first.export_all()
    second.take_in(before)
    assert second.export_all() == before


def test_what_was_done_here_survives_too(new_desk: Callable[[], Desk]):
    first, second = new_desk(), new_desk()
    first.load_units()
    first.load("insatser", *[decision(beslut_id=f"B{at:02}") for at in range(20)])
    rest = [decision(beslut_id=f"B{at:02}") for at in range(1, 20)]
    first.load("insatser", *rest, complete=True, as_of=date(2026, 8, 1))
    decide(first.installation, first.actor, SOMEONE, Stance.WAIT, "vi väntar")
    before = first.export_all()
    second.take_in(before)
    assert second.export_all() == before


# --- How it is written ----------------------------------------------------------------------


@pytest.fixture
def filled(desk: Desk) -> Desk:
    desk.load_units()
    desk.load(
        "insatser",
        decision(beslut_id="b"),
        decision(beslut_id="Z", skydd="fingerade", personnummer=SOMEONE_ELSE),
        decision(beslut_id="a", skydd="", handlaggare="=1+1"),
        decision(beslut_id="ä", kalla="A"),
    )
    desk.load("intyg", certificate(), certificate(intyg_id="0", personnummer=SOMEONE_ELSE))
    return desk


def test_rows_stand_by_key_in_code_points_with_guards(filled: Desk):
    content = filled.export("insatser")
    assert content.startswith(b"\xef\xbb\xbfkalla;beslut_id;personnummer;")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == 5
    text = content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert [(row["kalla"], row["beslut_id"]) for row in rows] == [
        ("A", "ä"),
        ("standard", "Z"),
        ("standard", "a"),
        ("standard", "b"),
    ]
    assert rows[2]["handlaggare"] == "'=1+1"
    assert rows[0]["personnummer"] == SOMEONE


def exported(desk: Desk, kind: str, **options: bool):
    path = desk.folder / "out.csv"
    return export_file(desk.installation, desk.actor, FileKind(kind), path, **options)


def test_protected_persons_are_left_out_and_counted_once(filled: Desk):
    filled.load("insatser", decision(beslut_id="Y", skydd="x", personnummer=SOMEONE_ELSE))
    done = exported(filled, "insatser")
    assert (done.rows, done.protected_left_out) == (3, 1)
    assert SOMEONE_ELSE not in (filled.folder / "out.csv").read_text("utf-8-sig")
    done = exported(filled, "intyg")
    assert (done.rows, done.protected_left_out) == (1, 1)
    done = exported(filled, "intyg", include_protected=True)
    assert (done.rows, done.protected_left_out) == (2, 0)


def test_someone_without_decisions_counts_as_protected(filled: Desk):
    stranger = number("19500101")
    filled.load("intyg", certificate(intyg_id="s", personnummer=stranger))
    assert exported(filled, "intyg").protected_left_out == 2
    assert stranger.encode() not in filled.export("intyg", include_protected=False)


def test_protected_persons_need_a_permission_of_their_own(filled: Desk):
    filled.actor = Actor("bo", Role.ISSUER)
    with pytest.raises(NotAllowed):
        exported(filled, "insatser", include_protected=True)
    with pytest.raises(NotAllowed):
        exported(filled, "insatser")
    assert not (filled.folder / "out.csv").exists()


def test_a_file_that_cannot_be_written_keeps_the_older(filled: Desk):
    before = filled.export("intyg")
    with pytest.raises(BadFile):
        export_file(
            filled.installation,
            filled.actor,
            FileKind.CERTIFICATES,
            filled.folder / "none" / "x.csv",
        )
    assert (filled.folder / "out-intyg.csv").read_bytes() == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_holds_the_same_as_the_text_file(new_desk: Callable[[], Desk], kind: FileKind):
    first, second = new_desk(), new_desk()
    first.load_units()
    first.load("insatser", decision(till="2026-12-31", skydd="x", adress="=1"))
    first.load("intyg", certificate(informerad="2026-01-03"))
    first.load("erbjudanden", offer(svar="ja", utford="2026-04-01", munvardskort="N"))
    first.load("utbildningar", training())
    path = first.folder / "out.xlsx"
    export_file(first.installation, first.actor, kind, path, include_protected=True)
    for before in KINDS[: KINDS.index(kind)]:
        second.take_in({before.value: first.export(before)})
    assert not second.load_file(kind, path).rejected
    assert second.export(kind) == first.export(kind)
