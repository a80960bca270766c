"""Decisions and units: the care systems own them."""

from datetime import date

import pytest

from tests.installations import SOMEONE, SOMEONE_ELSE, Desk, decision, number, unit, without


def codes(notes: tuple) -> list[tuple]:
    return [(note.row, note.column, note.code) for note in notes]


def counts(report) -> tuple[int, int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.kept, len(report.rejected)


@pytest.fixture
def ready(desk: Desk) -> Desk:
    desk.load_units()
    return desk


def the_row(desk: Desk, key: str = "B1") -> dict[str, str]:
    (row,) = [row for row in desk.rows("insatser") if row["beslut_id"] == key]
    return row


def test_a_changed_row_is_updated_and_the_same_row_is_unchanged(ready: Desk):
    assert counts(ready.load("insatser", decision())) == (1, 0, 0, 0, 0)
    assert counts(ready.load("insatser", decision(rum="12"))) == (0, 1, 0, 0, 0)
    assert counts(ready.load("insatser", decision(rum="12"))) == (0, 0, 1, 0, 0)


def test_what_a_decision_said_before_is_kept(ready: Desk):
    ready.load("insatser", decision(rum="12"))
    ready.load("insatser", decision(rum="14", till="2026-12-31"))
    ((facts,),) = ready.select("SELECT facts FROM decision_history")
    assert facts == '{"room": "12", "ends_on": null}'


def test_an_empty_cell_clears_and_an_absent_column_keeps(ready: Desk):
    full = decision(rum="12", till="2026-12-31", telefon="0322")
    ready.load("insatser", full)
    ready.load("insatser", without(full, "rum", "omvardnad_per_dygn", "till") | {"telefon": ""})
    row = the_row(ready)
    assert (row["rum"], row["omvardnad_per_dygn"], row["till"]) == ("12", "3", "2026-12-31")
    assert row["telefon"] == ""
    ready.load("insatser", full | {"till": ""})
    assert the_row(ready)["till"] == ""


def test_units_too(ready: Desk):
    ready.load("enheter", unit(platser="10", telefon="0322", stangd="2026-05-01"))
    ready.load("enheter", unit(telefon=""))
    row = ready.rows("enheter")[0]
    assert (row["platser"], row["telefon"], row["stangd"]) == ("10", "", "2026-05-01")
    assert counts(ready.load("enheter", unit(telefon=""))) == (0, 0, 1, 0, 0)


def test_a_unit_nobody_knows_gets_a_placeholder(desk: Desk):
    report = desk.load("insatser", decision(), decision(beslut_id="B2"))
    assert codes(report.warnings) == [(1, "enhet_kod", "unknown_unit")]
    assert [(row["kod"], row["namn"], row["typ"]) for row in desk.rows("enheter")] == [
        ("E1", "E1", "ORDINART")
    ]
    desk.load("enheter", unit())
    assert desk.rows("enheter")[0]["namn"] == "Linden"


def test_an_unknown_service_counts_as_other_and_keeps_its_text(ready: Desk):
    report = ready.load("insatser", decision(insats="Aktivitetsstöd"))
    assert codes(report.warnings) == [(1, "insats", "unknown_value")]
    assert the_row(ready)["insats"] == "Aktivitetsstöd"
    assert ready.persons()[SOMEONE].reasons == ("no_ground",)
    ready.load("insatser", decision())
    assert the_row(ready)["insats"] == "sabo"


def test_the_source_of_the_row_goes_before_the_source_of_the_import(ready: Desk):
    ready.load("insatser", decision(kalla="A"), decision(kalla=""), source="B")
    ready.load("insatser", decision(), source="C")
    assert [row["kalla"] for row in ready.rows("insatser")] == ["A", "B", "C"]


def test_a_source_named_by_the_import_is_the_same_as_in_the_row(ready: Desk):
    report = ready.load("insatser", decision(kalla="A"), decision(kalla=""), source="A")
    assert codes(report.rejected) == [(2, "beslut_id", "duplicate_key")]


def test_faults_are_told_one_by_one_without_the_cells_text(ready: Desk):
    report = ready.load(
        "insatser",
        decision(beslut_id="B1", personnummer="199001011234", fran="i går", fornamn=""),
        decision(beslut_id="B2", till="2025-01-01"),
        decision(beslut_id="B3"),
        decision(beslut_id="B3"),
    )
    assert codes(report.rejected) == [
        (1, "personnummer", "bad_check_digit"),
        (1, "fornamn", "missing_value"),
        (1, "fran", "bad_date"),
        (2, "till", "end_before_start"),
        (4, "beslut_id", "duplicate_key"),
    ]
    assert report.read == 4
    assert not any("19900101" in note.message or "1234" in note.message for note in report.rejected)


# --- People ---------------------------------------------------------------------------------


def test_a_decision_can_turn_out_to_be_someone_elses(ready: Desk):
    ready.load("insatser", decision())
    report = ready.load(
        "insatser", decision(personnummer=SOMEONE_ELSE, fornamn="Bo", efternamn="Ek")
    )
    assert counts(report) == (0, 1, 0, 0, 0)
    assert the_row(ready)["personnummer"] == SOMEONE_ELSE
    assert ready.persons()[SOMEONE].reasons == ("no_ground",)
    names = ready.select("SELECT given_name FROM person ORDER BY given_name")
    assert names == [("Bo",), ("Åsa",)]


def test_a_replaced_number_leads_to_the_same_person(ready: Desk):
    ready.load("insatser", decision())
    new = number("19400101", 990)
    replace_number(ready, SOMEONE, new)
    assert counts(ready.load("insatser", decision())) == (0, 0, 1, 0, 0)
    assert counts(ready.load("insatser", decision(personnummer=new))) == (0, 0, 1, 0, 0)
    assert counts(ready.load("insatser", decision(beslut_id="B2"))) == (1, 0, 0, 0, 0)
    assert {row["personnummer"] for row in ready.rows("insatser")} == {new}
    assert len(ready.persons()) == 1


def test_the_name_follows_the_decision_that_decides_the_unit(ready: Desk):
    ready.load(
        "insatser",
        decision(fornamn="Ny", insats="sabo"),
        decision(beslut_id="B2", fornamn="Gammal", insats="trygghetslarm"),
    )
    assert ready.select("SELECT given_name FROM person") == [("Ny",)]
    ready.load("insatser", decision(fornamn="Ny", till="2026-02-01"))
    assert ready.select("SELECT given_name FROM person") == [("Gammal",)]


def test_the_name_follows_when_the_deciding_decision_goes_missing(ready: Desk):
    hidden = decision(beslut_id="B2", fornamn="Gammal", insats="trygghetslarm")
    ready.load("insatser", decision(fornamn="Ny"), hidden)
    ready.load("insatser", hidden, complete=True, as_of=date(2026, 8, 1), confirmed=True)
    assert ready.select("SELECT given_name FROM person") == [("Gammal",)]


def test_absurdly_long_names_are_stored_whole(ready: Desk):
    long = {"fornamn": "\ufdfa" * 500, "efternamn": "ß" * 500}
    assert counts(ready.load("insatser", decision(**long))) == (1, 0, 0, 0, 0)
    row = the_row(ready)
    assert {name: row[name] for name in long} == long


@pytest.mark.parametrize("text", ["50 % av ?", "x'; DROP TABLE person --", "x\u2028x", "🦷"])
def test_odd_signs_are_only_signs(ready: Desk, text: str):
    ready.load("insatser", decision(handlaggare=text, enhet_kod="?%s"))
    ready.load("insatser", decision(handlaggare=text, enhet_kod="?%s", rum="?"))
    assert the_row(ready)["handlaggare"] == text


# --- Protection -----------------------------------------------------------------------------


def protected(desk: Desk, person: str = SOMEONE) -> bool:
    """Whether an export leaves the person out."""
    shown = desk.export("insatser", include_protected=False).decode("utf-8-sig")
    return person not in shown


@pytest.mark.parametrize(
    ("skydd", "is_protected"),
    [
        ("", False),
        ("Sekretess-markering", True),
        ("skyddad folkbokföring", True),
        ("fingerade", True),
        ("hemligt", True),
    ],
)
def test_protection_is_read(ready: Desk, skydd: str, is_protected: bool):
    ready.load("insatser", decision(skydd=skydd))
    assert protected(ready) == is_protected


def test_protection_is_the_strictest_of_the_active_else_of_all(ready: Desk):
    ready.load(
        "insatser", decision(), decision(beslut_id="B2", skydd="fingerade", till="2026-02-01")
    )
    assert not protected(ready)
    ready.load("insatser", decision(till="2026-03-01"))
    assert protected(ready)


def test_without_the_column_new_people_are_protected(ready: Desk):
    ready.load("insatser", decision())
    bare = without(decision(beslut_id="B2"), "skydd")
    other = bare | {"personnummer": SOMEONE_ELSE, "beslut_id": "B3"}
    report = ready.load("insatser", bare, other)
    assert codes(report.warnings) == [(None, "skydd", "no_protection_column")]
    assert not protected(ready)
    assert protected(ready, SOMEONE_ELSE)
    ready.load("insatser", other | {"skydd": ""})
    assert not protected(ready, SOMEONE_ELSE)


def test_the_one_who_imports_may_confirm_that_nobody_is_protected(ready: Desk):
    bare = without(decision(), "skydd")
    ready.load("insatser", bare, unprotected=True)
    assert not protected(ready)
    ready.load("insatser", bare)
    assert not protected(ready)
    ready.load("insatser", decision(skydd="fingerade"))
    assert protected(ready)
    ready.load("insatser", bare, unprotected=True)
    assert protected(ready)


def test_it_may_be_confirmed_afterwards(ready: Desk):
    bare = without(decision(), "skydd")
    ready.load("insatser", bare)
    assert protected(ready)
    assert counts(ready.load("insatser", bare, unprotected=True)) == (0, 0, 1, 0, 0)
    assert not protected(ready)


def test_confirming_changes_nothing_when_the_column_is_there(ready: Desk):
    ready.load("insatser", decision(skydd="fingerade"), unprotected=True)
    assert protected(ready)


# --- Complete extracts ----------------------------------------------------------------------

DAY = date(2026, 8, 1)


def many(count: int = 20, **cells: str) -> list[dict[str, str]]:
    return [
        decision(beslut_id=f"B{at:02d}", personnummer=number("19400101", 980 + at), **cells)
        for at in range(count)
    ]


def active(desk: Desk, on: date = DAY) -> int:
    return sum(found.outcome == "qualifies" for found in desk.persons(on).values())


def complete(desk: Desk, rows: list[dict[str, str]], as_of: date = DAY, **options):
    return desk.load("insatser", *rows, complete=True, as_of=as_of, **options)


def test_what_a_complete_extract_lacks_is_not_active_from_its_day(ready: Desk):
    ready.load("insatser", *many())
    report = complete(ready, many()[2:])
    assert (report.marked_missing, report.unchanged) == (2, 18)
    assert active(ready, date(2026, 7, 31)) == 20
    assert active(ready, DAY) == 18


def test_what_returns_was_never_gone(ready: Desk):
    ready.load("insatser", *many())
    complete(ready, many()[1:])
    report = ready.load("insatser", many()[0])
    assert report.updated == 1
    assert active(ready) == 20


def test_what_is_missing_twice_is_missing_from_the_first_day(ready: Desk):
    ready.load("insatser", *many())
    complete(ready, many()[1:])
    complete(ready, many()[1:], date(2026, 8, 20))
    assert (active(ready, date(2026, 7, 31)), active(ready, date(2026, 8, 10))) == (20, 19)
    complete(ready, many()[1:], date(2026, 6, 1))
    assert (active(ready, date(2026, 5, 31)), active(ready, date(2026, 7, 1))) == (20, 19)


def test_more_than_a_tenth_missing_is_refused_unless_confirmed(ready: Desk):
    ready.load("insatser", *many())
    before = ready.counts()
    for dry_run in (True, False):
        with pytest.raises(Exception, match=r"import\.complete_lacks"):
            complete(ready, many()[3:], dry_run=dry_run)
    assert (ready.counts(), active(ready)) == (before, 20)
    complete(ready, many()[3:], confirmed=True)
    assert active(ready) == 17


def test_only_decisions_active_on_the_day_weigh(ready: Desk):
    ended = many(10, till="2026-05-01")
    ready.load("insatser", *ended, *[row | {"beslut_id": "X" + row["beslut_id"]} for row in many()])
    kept = [row | {"beslut_id": "X" + row["beslut_id"]} for row in many()[2:]]
    assert complete(ready, kept).marked_missing == 2


def test_a_decision_still_to_begin_is_marked_too(ready: Desk):
    ready.load("insatser", *many(), decision(beslut_id="Z", fran="2026-12-01"))
    complete(ready, many())
    assert ready.select("SELECT external_id FROM decision WHERE missing_from IS NOT NULL") == [
        ("Z",)
    ]
    assert "Z" not in [row["beslut_id"] for row in ready.rows("insatser")]


@pytest.mark.parametrize("confirmed", [False, True])
def test_an_empty_extract_must_be_confirmed(ready: Desk, confirmed: bool):
    ready.load("insatser", *many())
    text = ";".join(decision()) + "\r\n"
    options = {"complete": True, "as_of": DAY, "confirmed": confirmed}
    if confirmed:
        assert ready.load_text("insatser", text, **options).marked_missing == 20
    else:
        with pytest.raises(Exception, match=r"import\.complete_empty"):
            ready.load_text("insatser", text, **options)


def test_a_refused_row_is_there_all_the_same(ready: Desk):
    ready.load("insatser", *many())
    broken = [row | {"fran": "fel"} for row in many()[:5]]
    report = complete(ready, broken + many()[5:])
    assert (report.marked_missing, len(report.rejected), active(ready)) == (0, 5, 20)


def test_a_refused_row_returns_all_the_same(ready: Desk):
    ready.load("insatser", *many())
    complete(ready, many()[1:])
    complete(ready, [many()[0] | {"fran": "fel"}, *many()[1:]])
    assert active(ready) == 20


def test_other_sources_are_left_alone(ready: Desk):
    ready.load("insatser", *many())
    ready.load("insatser", *many(5), source="annan")
    complete(ready, many()[1:])
    assert ready.select("SELECT source FROM decision WHERE missing_from IS NOT NULL") == [
        ("standard",)
    ]
    complete(ready, [row | {"kalla": "annan"} for row in many(5)[1:]], confirmed=True)
    assert len(ready.select("SELECT 1 FROM decision WHERE missing_from IS NOT NULL")) == 2


def test_an_export_ends_what_is_missing_so_that_reading_it_revives_nothing(ready: Desk):
    ready.load("insatser", *many())
    complete(ready, many()[1:])
    content = ready.export_all()
    assert the_row(ready, "B00")["till"] == "2026-07-31"
    ready.take_in(content)
    assert active(ready) == 19


def replace_number(desk: Desk, old: str, new: str) -> None:
    """As the region does: the old number is an alias from then on."""
    from ntand.store.base import new_id
    from ntand.store.work import writing

    ((key, person, kind),) = desk.select(
        "SELECT id, person_id, kind FROM identity_number WHERE number = ?", old
    )
    fresh = new_id()
    with writing(desk.installation.engine) as connection:
        for statement in (
            "INSERT INTO identity_number (id, person_id, number, kind)"
            f" VALUES ('{fresh}', '{person}', '{new}', '{kind}')",
            f"UPDATE identity_number SET valid_to = '2026-06-01', replaced_by = '{fresh}'"
            f" WHERE id = '{key}'",
        ):
            connection.exec_driver_sql(statement)
