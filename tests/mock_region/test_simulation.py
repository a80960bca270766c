"""The simulated region: the same course for the same seed, all once, only what is possible."""

import json
from collections import Counter
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from ntand.cli import main
from ntand.mock_region import dump, register, simulate
from ntand.mock_region.acting import shares
from ntand.mock_region.acting.duties import fault_of_unit
from ntand.mock_region.acting.numbers import personal_numbers
from ntand.mock_region.acting.simulation import at_work
from ntand.mock_region.store.columns import PROVIDER, STORED, UNIT
from ntand.mock_region.store.database import Database
from ntand.mock_region.store.persons import known_of
from ntand.mock_region.store.records import save
from tests.installations import number, numbers
from tests.mock_region.municipalities import DAY, ONE, OTHER, _a_day, feed
from tests.mock_region.rows import certificate, offer, unit

__all__ = ["_a_day"]

ALL = 200  # more steps than there is to do
COORDINATION = tuple(number(f"198006{day}", 980 + day % 2) for day in (61, 62, 83))


def filled(data: Path, people: int = 60) -> Path:
    """Two municipalities, persons with certificates and yeses, units good and bad."""
    for code in (ONE, OTHER):
        register(data, code)
    with Database(data, create=False) as database, database.writing() as connection:

        def put(owner: str, kind: str, row: dict[str, str]) -> None:
            save(connection, owner, STORED[kind], row, former=None)

        for place, who in enumerate([*islice(numbers(), people), *COORDINATION]):
            owner = (ONE, OTHER)[place % 2]
            yes = {"svar": "ja", "svar_datum": "2027-05-28"}
            put(owner, "offer", offer(who, **(yes if place % 3 else {"svar": "nej"})))
            if place % 4:
                issued = {"utfardad": "2027-05-20"} if place % 5 == 0 else {}
                row = certificate(f"{owner}-{place:03}", who, **issued)
                put(owner, "certificate", {"ursprung": "kommunen", "makulerat": "N", **row})
        put(ONE, "unit", unit("E1", adress="Gatan 1", postort="Alingsås", telefon="1"))
        put(ONE, "unit", unit("E2"))
        put(OTHER, "unit", unit("E3", typ="HEMTJANST"))
    return data


def held(data: Path) -> list[tuple[str, str, str, str | None, str | None]]:
    with closing(Database(data, create=False)) as database, database.reading() as connection:
        return connection.execute(
            "SELECT municipality, kind, data, status, reason FROM record ORDER BY 1, 2, 3"
        ).fetchall()


def told(data: Path) -> list[tuple[str, str, str]]:
    changes = [(one, change) for one in (ONE, OTHER) for change in feed(data, one)]
    return [(one, c["event"], json.dumps(c["data"], sort_keys=True)) for one, c in changes]


def test_the_same_data_and_seed_give_the_same_course(tmp_path: Path) -> None:
    first, second, other = (filled(tmp_path / name) for name in ("a", "b", "c"))
    done = simulate(first, 7, ALL)
    in_pieces = Counter(simulate(second, 7, 4)) + Counter(simulate(second, 7, ALL))
    assert done == dict(in_pieces)
    assert held(first) == held(second)
    assert told(first) == told(second)
    simulate(other, 8, ALL)
    assert told(other) != told(first)


def test_nothing_happens_twice_and_nobody_else_is_touched(tmp_path: Path) -> None:
    data = filled(tmp_path)
    before = {row["intyg_id"] for row in dump(data)["certificates"]}
    done = simulate(data, 3, ALL)
    after = held(data)
    assert simulate(data, 3, ALL) == {}
    assert held(data) == after
    offers = [row for row in dump(data)["offers"] if row["svar"]]
    for row in offers:
        visited = bool(row["utford"] or row["avvikelse"])
        assert not visited or row["svar"] == "ja"
        assert row["utford"] in ("", *(f"2027-05-{day}" for day in (28, 29, 30, 31)), DAY)
    visits = sum(1 for row in offers if row["utford"] or row["avvikelse"])
    assert visits == done["assessment"] + done["deviation"]
    assert before <= {row["intyg_id"] for row in dump(data)["certificates"]}
    letters = [json.loads(text)["intyg_id"] for _, kind, text, *_ in after if kind == "letter"]
    assert len(letters) == len(set(letters)) == done["letter"]
    assert sum(kind == "message" for _, kind, *_ in after) == len(shares.MESSAGES)
    persons = Counter(
        json.loads(data)["personnummer"]
        for _, event, data in told(tmp_path)
        if event in ("deceased", "moved", "number_replaced", "certificate_elsewhere")
    )
    assert max(persons.values(), default=0) <= 1


def test_units_are_activated_or_refused_with_the_reason(tmp_path: Path) -> None:
    data = filled(tmp_path, people=0)
    simulate(data, 1, ALL)
    standing = {
        json.loads(text)["kod"]: (status, reason)
        for _, kind, text, status, reason in held(data)
        if kind == UNIT.name
    }
    assert standing == {
        "E1": ("active", None),
        "E2": ("refused", "Adressen till boendet saknas."),
        "E3": ("active", None),
    }


@pytest.mark.parametrize(
    ("columns", "refused"),
    [
        ({"adress": "A", "postort": "B", "epost": "c"}, False),
        ({"adress": "A", "postort": "B"}, True),
        ({"typ": "LSS", "adress": "A"}, True),
        ({"typ": "ORDINART"}, False),
        ({"typ": "ORDINART", "oppnad": "2027-01-01", "stangd": "2026-12-31"}, True),
        ({"typ": "ORDINART", "ersatts_av": "E001"}, True),
    ],
)
def test_what_is_wrong_with_a_unit_is_seen(columns, refused) -> None:
    row = dict.fromkeys(UNIT.columns, "") | unit() | columns
    assert bool(fault_of_unit(row)) is refused


def test_a_new_number_is_one_of_practice_and_takes_everything_along(tmp_path: Path) -> None:
    data = filled(tmp_path, people=0)
    done = [simulate(data, seed, ALL) for seed in range(1, 6)]
    assert sum(one.get("replaced_number", 0) for one in done) >= 1
    with Database(data, create=False) as database, database.reading() as connection:
        replaced = {old: known_of(connection, old).replaced_by for old in COORDINATION}
    present = {row["personnummer"] for row in dump(data)["offers"]}
    for old, new in replaced.items():
        if new is None:
            assert old in present
            continue
        assert new in set(personal_numbers(old))
        assert (new[:6], 980 <= int(new[8:11]) <= 999) == (old[:6], True)
        assert int(new[10]) % 2 == int(old[10]) % 2, "the sex stays"
        assert new in present
        assert old not in present


def test_the_numbers_given_have_their_check_digit() -> None:
    from ntand.domain.identity import parse_identity
    from tests.installations import TODAY

    found = [new for old in COORDINATION for new in personal_numbers(old)]
    assert len(found) == 30
    assert {parse_identity(new, TODAY).number for new in found} == set(found)
    assert list(personal_numbers(number("19800291"))) == [], "the 31st of February"


def test_visits_come_from_providers_at_work(tmp_path: Path) -> None:
    data = filled(tmp_path)
    with Database(data, create=False) as database, database.writing() as connection:
        connection.execute(
            "UPDATE record SET data = json_set(data, '$.till', '2027-01-01')"
            " WHERE kind = ? AND key <> 'FTV-OVN-03'",
            (PROVIDER.name,),
        )
    simulate(data, 1, ALL)
    names = {row["utforare"] for row in dump(data)["offers"]} - {""}
    assert names == {"Folktandvården Provsjö (påhittad)"}


def test_shares_leave_room_for_nothing_to_happen() -> None:
    assert sum(shares.VISITS.values()) == pytest.approx(1)
    assert sum(shares.LIVES.values()) < 0.1


def test_it_works_beside_the_service_until_told_to_stop(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("ntand.mock_region.acting.simulation._SECONDS", 0.001)
    data = filled(tmp_path, people=4)
    with Database(data, create=False) as database, at_work(database, 1):
        while simulate(data, 1, 1):
            pass
    assert held(data)
    assert simulate(data, 1, ALL) == {}


def test_the_command_acts_now_and_counts(tmp_path: Path, capsys) -> None:
    data = filled(tmp_path, people=6)
    command = ["region", "simulate", "--data", str(data), "--json"]
    assert main([*command, "--seed", "5", "--steps", "1"]) == 0
    assert sum(json.loads(capsys.readouterr().out)["done"].values()) == 3
    assert main([*command, "--steps", "0"]) == 2
    assert main([*command, "--seed", "x"]) == 2
    capsys.readouterr()
    assert main(["region", "simulate", "--data", str(tmp_path / "none"), "--json"]) == 4
