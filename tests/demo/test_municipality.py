from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from ntand.bootstrap import open_installation
from ntand.demo.municipality import PracticeMunicipality, practice_municipality, write_files
from ntand.domain.codes import FileKind, Ground
from ntand.domain.grounds import Reason
from ntand.domain.identity import IdentityKind, parse_identity
from ntand.domain.municipalities import MUNICIPALITIES
from ntand.ports import SystemClock
from ntand.services.actor import Actor, Role
from ntand.services.importing import ImportOptions, ImportReport, import_file
from ntand.services.installing import make_installation
from ntand.services.proposals import Identified, identify

DAYS = [date(2026, 11, 22), date(2027, 1, 1), date(2028, 2, 29)]
ME = Actor("prov", Role.COORDINATOR)


@dataclass
class Loaded:
    practice: PracticeMunicipality
    reports: list[dict[FileKind, ImportReport]]  # of the first import and of the second
    found: Identified


@pytest.fixture(scope="module", params=DAYS, ids=str)
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    folder: Path = tmp_path_factory.mktemp("practice")
    practice = practice_municipality(request.param)
    make_installation(folder / "home", practice.code)
    installation = open_installation(folder / "home", SystemClock(request.param))
    files = write_files(practice, folder / "files")
    try:
        reports = [
            {
                kind: import_file(installation, ME, path, ImportOptions(kind=kind))
                for kind, path in files.items()
            }
            for _time in range(2)
        ]
        return Loaded(practice, reports, identify(installation, ME))
    finally:
        installation.engine.dispose()


def numbers(practice: PracticeMunicipality) -> Iterator[str]:
    for kind in (FileKind.DECISIONS, FileKind.CERTIFICATES, FileKind.OFFERS):
        for place, row in enumerate(practice.rows[kind], 1):
            if kind is not FileKind.DECISIONS or place not in practice.refused:
                yield str(row["personnummer"])


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_same_seed_and_day_give_the_same_municipality(today: date) -> None:
    assert practice_municipality(today) == practice_municipality(today)
    assert practice_municipality(today, seed=7).rows != practice_municipality(today).rows


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_number_is_valid_and_never_assigned(today: date) -> None:
    kinds: Counter[IdentityKind] = Counter()
    for number in set(numbers(practice_municipality(today))):
        parsed = parse_identity(number, today)
        assert parsed.number == number
        kinds[parsed.kind] += 1
        if parsed.kind is not IdentityKind.RESERVNUMMER:
            assert 980 <= int(number[8:11]) <= 999
    assert kinds[IdentityKind.SAMORDNINGSNUMMER] == 2
    assert kinds[IdentityKind.RESERVNUMMER] == 2
    assert 230 <= kinds[IdentityKind.PERSONNUMMER] <= 260


def test_a_person_has_one_name() -> None:
    names: dict[str, set[tuple[object, object]]] = {}
    practice = practice_municipality(DAYS[0])
    for kind in (FileKind.DECISIONS, FileKind.CERTIFICATES, FileKind.OFFERS):
        for row in practice.rows[kind]:
            key = str(row["personnummer"])
            names.setdefault(key, set()).add((row["fornamn"], row["efternamn"]))
    broken = {
        str(practice.rows[FileKind.DECISIONS][n - 1]["personnummer"]) for n in practice.refused
    }
    assert [one for one, told in names.items() if len(told) > 1 and one not in broken] == []


def test_only_the_rows_broken_on_purpose_are_refused(loaded: Loaded) -> None:
    for report in loaded.reports[0].values():
        expected = loaded.practice.refused if report.kind is FileKind.DECISIONS else {}
        assert {note.row: note.code for note in report.rejected} == expected
        assert report.created == report.read - len(expected)
    assert set(loaded.practice.refused.values()) == {
        *("bad_check_digit", "bad_format", "in_future", "missing_value", "bad_value"),
        *("bad_date", "end_before_start", "duplicate_key"),
    }


def test_the_import_warns_of_unknown_values_and_units(loaded: Loaded) -> None:
    warned = Counter(note.code for note in loaded.reports[0][FileKind.DECISIONS].warnings)
    assert warned == {"unknown_value": 2, "unknown_unit": 1}


def test_importing_again_changes_nothing(loaded: Loaded) -> None:
    for report in loaded.reports[1].values():
        assert (report.created, report.updated, report.kept) == (0, 0, 0)


def test_every_outcome_ground_reason_and_missing_fact_occurs(loaded: Loaded) -> None:
    persons = loaded.found.persons
    assert {one.outcome for one in persons} == {
        *("qualifies", "needs_assessment", "does_not_qualify", "not_applicable"),
    }
    assert {one.ground for one in persons} == {*Ground, None}
    assert {reason for one in persons for reason in one.reasons} == {*Reason}
    assert {column for one in persons for column in one.missing} == {
        *("omvardnad_per_dygn", "icf_personlig_vard", "varaktigt", "forbattring"),
    }
    assert {warning for one in persons for warning in one.warnings} == {
        *("under_age", "review_certificate"),
    }
    assert {one.certificate for one in persons} == {"active", "future", "none"}
    assert any(one.time_limited for one in persons)
    assert any(len(one.grounds) > 1 for one in persons)


def test_the_town_has_a_plausible_size(loaded: Loaded) -> None:
    assert loaded.practice.code in MUNICIPALITIES
    assert len(loaded.practice.rows[FileKind.UNITS]) == 12
    assert 20 <= sum(one.candidate for one in loaded.found.persons) <= 80
    assert 230 <= len(loaded.found.persons) <= 260


def test_nothing_done_lies_after_today(loaded: Loaded) -> None:
    today = loaded.found.on
    done = ("utfardad", "erbjuden", "svar_datum", "utford", "datum", "avslutat", "informerad")
    for kind, rows in loaded.practice.rows.items():
        for row in rows:
            days = [row[name] for name in done if isinstance(row.get(name), date)]
            assert all(isinstance(day, date) and day <= today for day in days), kind
