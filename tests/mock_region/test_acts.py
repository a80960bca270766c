"""What the region does when told to: everyone concerned hears of it, and nothing is lost."""

import json
import re
from pathlib import Path

import pytest

from ntand.mock_region import RegionError, act, dump, register
from ntand.mock_region.store.database import Database
from tests.mock_region.conftest import Region
from tests.mock_region.municipalities import DAY, ONE, OTHER, _a_day, feed, put
from tests.mock_region.rows import NUMBER, OTHER_NUMBER, certificate, item, offer, unit
from tests.mock_region.test_region import send

__all__ = ["_a_day"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    register(tmp_path, ONE)
    register(tmp_path, OTHER)
    return tmp_path


def last(data: Path, municipality: str = ONE) -> tuple[str, dict[str, str]]:
    told = feed(data, municipality)[-1]
    return f"{told['kind']}/{told['event']}", told["data"]


@pytest.mark.parametrize(
    ("event", "expected", "told"),
    [
        (
            {"event": "death", "personnummer": NUMBER, "avliden": "2027-05-01"},
            "person/deceased",
            {"personnummer": NUMBER, "avliden": "2027-05-01"},
        ),
        (
            {"type": "Dödsfall", "person": "400101-9802", "datum": "20270501"},
            "person/deceased",
            {"personnummer": NUMBER, "avliden": "2027-05-01"},
        ),
        (
            {"event": "deceased", "id_number": "19400101-9802"},
            "person/deceased",
            {"personnummer": NUMBER, "avliden": DAY},
        ),
        (
            {"event": "avliden", "personnummer": NUMBER, "avliden": None},
            "person/deceased",
            {"personnummer": NUMBER, "avliden": ""},
        ),
        (
            {"event": "ångra dödsfall", "personnummer": NUMBER, "avliden": "2027-05-01"},
            "person/deceased",
            {"personnummer": NUMBER, "avliden": ""},
        ),
        (
            {"event": "move", "personnummer": NUMBER, "utflyttad": "2027-05-01", "to": "1480"},
            "person/moved",
            {"personnummer": NUMBER, "utflyttad": "2027-05-01", "till_kommun": "1480"},
        ),
        (
            {"event": "utflyttad", "personnummer": NUMBER, "till kommun": "göteborg"},
            "person/moved",
            {"personnummer": NUMBER, "utflyttad": DAY, "till_kommun": "1480"},
        ),
        (
            {"event": "flytt", "personnummer": NUMBER, "utflyttad_till": "utlandet", "date": DAY},
            "person/moved",
            {"personnummer": NUMBER, "utflyttad": DAY, "till_kommun": "utlandet"},
        ),
        (
            {"event": "moved", "personnummer": NUMBER, "undo": True, "to": "1480"},
            "person/moved",
            {"personnummer": NUMBER, "utflyttad": "", "till_kommun": ""},
        ),
        (
            {"event": "replaced_number", "old": NUMBER, "new": "19500202-9810"},
            "person/number_replaced",
            {"personnummer": OTHER_NUMBER, "tidigare": NUMBER},
        ),
        (
            {"event": "nytt personnummer", "tidigare": NUMBER, "personnummer": OTHER_NUMBER},
            "person/number_replaced",
            {"personnummer": OTHER_NUMBER, "tidigare": NUMBER},
        ),
        (
            {"event": "number-replaced", "personnummer": NUMBER, "nytt": OTHER_NUMBER},
            "person/number_replaced",
            {"personnummer": OTHER_NUMBER, "tidigare": NUMBER},
        ),
        (
            {"event": "bytt_personnummer", "från nummer": NUMBER, "till nummer": OTHER_NUMBER},
            "person/number_replaced",
            {"personnummer": OTHER_NUMBER, "tidigare": NUMBER},
        ),
        (
            {"event": "certificate_elsewhere", "personnummer": NUMBER},
            "person/certificate_elsewhere",
            {"personnummer": NUMBER},
        ),
        (
            {"event": "certificate", "personnummer": NUMBER, "from": "1490"},
            "person/certificate_elsewhere",
            {"personnummer": NUMBER},
        ),
        (
            {"kind": "person", "event": "deceased", "data": {"personnummer": NUMBER}},
            "person/deceased",
            {"personnummer": NUMBER, "avliden": DAY},
        ),
    ],
)
def test_an_event_about_a_person_is_understood_in_many_writings(
    data: Path, event, expected, told
) -> None:
    put(data, ONE, "certificate", certificate())
    answer = act(data, event)
    assert answer["told"] == [ONE]
    assert NUMBER not in json.dumps(answer)
    assert last(data) == (expected, told)
    assert feed(data, OTHER) == []


def test_those_who_hold_the_person_hear_and_the_one_named_hears_too(data: Path) -> None:
    act(data, {"event": "death", "municipality": ONE, "personnummer": NUMBER})
    assert (len(feed(data, ONE)), len(feed(data, OTHER))) == (1, 0)
    put(data, OTHER, "offer", offer())
    act(data, {"event": "move", "municipality": ONE, "personnummer": NUMBER})
    assert (len(feed(data, ONE)), len(feed(data, OTHER))) == (2, 1)


def test_a_certificate_from_elsewhere_is_held_and_told_whole(data: Path) -> None:
    put(data, ONE, "offer", offer(fornamn="Eva", efternamn="Åberg"))
    told = {"event": "intyg", "personnummer": NUMBER, "ground": "g2", "valid_from": "20270301"}
    answer = act(data, told | {"annan_kommun": "1490"})
    kind, row = last(data)
    assert (kind, answer["created"]) == ("certificate/added", True)
    assert (row["grund"], row["fran"], row["ursprung"]) == ("G2", "2027-03-01", "annan_kommun")
    assert (row["efternamn"], row["utfardare"]) == ("Åberg", "Utfärdare i Borås")
    assert dump(data)["certificates"] == [{"municipality": ONE, **row}]
    act(data, told | {"intyg_id": "x-1", "ursprung": "Läkare", "till": "2028-01-01"})
    assert last(data)[1]["ursprung"] == "lakare"
    again = act(data, told | {"intyg_id": "x-1", "ursprung": "Läkare", "till": ""})
    assert (again["created"], last(data)[0]) == (False, "certificate/changed")


def test_a_certificate_known_elsewhere_is_found_by_a_lookup(region: Region) -> None:
    with region.client(ONE) as client:
        send(client, item("offer", offer()))

        def found(number: str) -> bool:
            answer = client.post("/v1/lookups", json={"personnummer": number})
            return bool(answer.json()["certificate"])

        assert not found(NUMBER)
        act(region.data, {"event": "certificate_elsewhere", "personnummer": NUMBER})
        assert found(NUMBER)
        act(region.data, {"event": "replaced_number", "old": NUMBER, "new": OTHER_NUMBER})
        assert found(OTHER_NUMBER)


def test_a_replaced_number_takes_every_record_along(data: Path) -> None:
    old = offer(NUMBER, "2027", svar="ja", svar_datum="2027-03-01", utford="2027-04-01")
    new = offer(OTHER_NUMBER, "2027", svar="nej", svar_datum="2027-02-02", orsak_nej="vill inte")
    for row in (old | {"erbjuden": "2027-01-15"}, new, offer(NUMBER, "2026")):
        put(data, ONE, "offer", row)
    put(data, ONE, "certificate", certificate("a"))
    put(data, OTHER, "certificate", certificate("b", OTHER_NUMBER))
    answer = act(data, {"event": "replaced_number", "old": NUMBER, "new": OTHER_NUMBER})
    assert answer["told"] == [ONE, OTHER], "also the one that knows only the new number"
    assert len(feed(data, ONE)) == len(feed(data, OTHER)) == 1
    held = dump(data)
    assert {row["personnummer"] for row in held["certificates"]} == {OTHER_NUMBER}
    joined = {row["ar"]: row for row in held["offers"]}
    assert list(joined) == ["2026", "2027"]
    assert len(held["offers"]) == 2
    found = joined["2027"]
    assert (found["erbjuden"], found["svar"], found["utford"]) == ("2027-01-15", "ja", "2027-04-01")
    assert found["orsak_nej"] == "", "the reason of the answer that does not count any more"
    with pytest.raises(RegionError) as caught:
        act(data, {"event": "replaced_number", "old": NUMBER, "new": "194003039820"})
    assert caught.value.facts == {"field": "tidigare"}


def test_visits_are_all_kept_and_shown_in_the_offer_of_the_number_in_use(data: Path) -> None:
    put(data, ONE, "offer", offer(svar="ja"))
    act(data, {"event": "replaced_number", "old": NUMBER, "new": OTHER_NUMBER})
    told = {"event": "mhb", "personnummer": NUMBER}
    act(data, told | {"avvikelse": "Ej hemma", "date": "2027-03-01"})
    act(data, told | {"performed": "2027-04-01", "card": "ja", "provider": "Folktandvården"})
    kind, row = last(data)
    assert (kind, row["personnummer"], row["utford"]) == (
        "offer/assessment",
        OTHER_NUMBER,
        "2027-04-01",
    )
    assert (row["avvikelse"], row["munvardskort"]) == ("", "J"), "the latest visit, whole"
    with Database(data, create=False) as database, database.reading() as connection:
        visits = connection.execute("SELECT data FROM record WHERE kind = 'assessment' ORDER BY id")
        kept = [json.loads(text) for (text,) in visits]
    assert [(one["utford"], one["avvikelse"]) for one in kept[:1]] == [("", "ej_hemma")]
    assert (len(kept), kept[1]["utford"]) == (2, "2027-04-01")


def test_a_name_the_region_makes_up_never_reads_as_an_identity_number(data: Path) -> None:
    put(data, ONE, "certificate", certificate("eget"))
    elsewhere = {"event": "certificate", "personnummer": NUMBER, "grund": "G1"}
    happened = (
        elsewhere,
        elsewhere | {"other_municipality": OTHER},
        {"event": "letter", "intyg_id": "eget"},
        {"event": "message", "text": "Stängt"},
    )
    made = [str(act(data, one)["id"]) for one in happened]
    assert [name.rpartition("-")[0] for name in made] == ["annan", OTHER, "best", "med"]
    assert all(re.fullmatch("[a-z]{16}", name.rpartition("-")[2]) for name in made)


def test_a_unit_is_activated_or_refused_with_a_reason(data: Path) -> None:
    put(data, ONE, "unit", unit())
    assert act(data, {"event": "unit_activated", "kod": "E001"})["status"] == "active"
    refused = {"event": "enhet", "unit": "E001", "status": "avvisad", "orsak": "Fel adress"}
    assert act(data, refused)["status"] == "refused"
    told = feed(data, ONE)[-1]
    assert (told["event"], told["status"], told["reason"]) == ("refused", "refused", "Fel adress")
    act(data, {"event": "unit", "kod": "E001", "data": {"namn": "Nya huset"}})
    assert last(data)[0] == "unit/changed"
    assert last(data)[1]["namn"] == "Nya huset"


def test_messages_and_providers_reach_everyone_or_the_one_named(data: Path) -> None:
    act(data, {"event": "message", "title": "Stängt", "body": "På torsdag"})
    act(data, {"event": "meddelande", "kommun": ONE, "rubrik": "Bara ni", "text": "Hej"})
    assert [one["data"]["rubrik"] for one in feed(data, ONE)] == ["Stängt", "Bara ni"]
    assert [one["data"]["rubrik"] for one in feed(data, OTHER)] == ["Stängt"]
    act(data, {"event": "provider", "kod": "FTV-OVN-01", "telefon": "031-1"})
    kind, row = last(data, OTHER)
    assert (kind, row["telefon"]) == ("provider/changed", "031-1")
    assert row["namn"].startswith("Folktandvården"), "what is not told stays"


def test_the_region_changes_single_fields(data: Path) -> None:
    put(data, ONE, "certificate", certificate())
    put(data, ONE, "offer", offer(svar="ja"))
    event = {"event": "certificate_changed", "municipality": ONE, "intyg_id": "1489-a"}
    assert act(data, event | {"efternamn": "Ny"})["changed"] == ["efternamn"]
    assert last(data)[1]["efternamn"] == "Ny"
    act(data, {"event": "offer_changed", "personnummer": NUMBER, "år": 2027, "svar": "nej"})
    kind, row = last(data)
    assert (kind, row["svar"], row["erbjuden"]) == ("offer/changed", "nej", "2027-02-01")


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"event": "death"}, "personnummer"),
        ({"event": "death", "personnummer": "12"}, "personnummer"),
        ({"event": "death", "personnummer": NUMBER, "avliden": "2027-13-01"}, "avliden"),
        ({"event": "death", "personnummer": NUMBER, "avliden": "2027-06-02"}, "avliden"),
        ({"event": "death", "personnummer": NUMBER, "avliden": "1939-01-01"}, "avliden"),
        ({"event": "death", "personnummer": OTHER_NUMBER}, "personnummer"),
        ({"event": "move", "personnummer": NUMBER, "utflyttad": "snart"}, "utflyttad"),
        ({"event": "move", "personnummer": NUMBER, "to": "x" * 101}, "till_kommun"),
        ({"event": "new_number", "old": NUMBER}, "nytt"),
        ({"event": "new_number", "new": NUMBER}, "tidigare"),
        ({"event": "new_number", "old": NUMBER, "new": NUMBER}, "nytt"),
        ({"event": "new_number", "old": OTHER_NUMBER, "new": "194003039820"}, "tidigare"),
        ({"event": "certificate", "personnummer": NUMBER, "fran": "2027-01-01"}, "grund"),
        ({"event": "certificate", "personnummer": NUMBER, "grund": "G9"}, "grund"),
        ({"event": "unit_refused", "municipality": ONE, "kod": "E001"}, "reason"),
        ({"event": "unit_activated", "municipality": ONE, "kod": "E999"}, "kod"),
        ({"event": "unit", "municipality": ONE, "kod": "E001", "personal": "få"}, "personal"),
        ({"event": "message", "rubrik": "Hej"}, "text"),
        ({"event": "provider", "namn": "Ny"}, "kod"),
        ({"event": "provider", "kod": "NY"}, "namn"),
        ({"event": "certificate_changed", "municipality": ONE, "intyg_id": "-"}, "intyg_id"),
        ({"event": "offer_changed", "municipality": ONE, "personnummer": NUMBER}, "ar"),
        ({"event": "letter", "intyg_id": "-"}, "intyg_id"),
    ],
)
def test_an_event_that_cannot_happen_names_the_field_and_changes_nothing(
    data: Path, event, field
) -> None:
    put(data, ONE, "certificate", certificate())
    put(data, ONE, "unit", unit())
    before = dump(data)
    with pytest.raises(RegionError) as caught:
        act(data, event)
    assert (caught.value.code, caught.value.facts) == ("mock.bad_event", {"field": field})
    assert (dump(data), feed(data, ONE), feed(data, OTHER)) == (before, [], [])


def test_every_event_of_the_manual_can_happen(data: Path) -> None:
    manual = Path(__file__).parents[2] / "docs" / "manual" / "15-latsasregionen.md"
    told = re.findall(r'`(\{"event".*?\})`', manual.read_text(encoding="utf-8"))
    assert len(told) > 10
    put(data, ONE, "certificate", certificate("1489-a", "194001019803"))
    put(data, ONE, "offer", offer("194001019803"))
    put(data, ONE, "unit", unit("E1"))
    for event in sorted(map(json.loads, told), key=lambda event: event["event"] in _LAST):
        assert act(data, event | {"kommun": ONE})


_LAST = ("death", "move", "replaced_number")
