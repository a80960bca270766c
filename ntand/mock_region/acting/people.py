"""What the population register tells the region of persons: deaths, moves, new numbers."""

import sqlite3

from ntand.mock_region.acting.told import Told, bad, id_number, tell_also
from ntand.mock_region.clock import today
from ntand.mock_region.county import MUNICIPALITIES
from ntand.mock_region.store.columns import PERSON
from ntand.mock_region.store.feed import tell
from ntand.mock_region.store.persons import (
    holders,
    present_number,
    replace_number,
    report_death,
    report_move,
)

_ANY_DAY = "datum date day dag on"
_DIED = (
    "avliden avlidit dod dodsdatum dodsdag deceased deceased_on died died_on death_date"
    " date_of_death"
)
_MOVED = "utflyttad flyttad flyttdatum utflyttningsdatum moved moved_on moved_out move_date"
_WHERE = (
    "till_kommun utflyttad_till till ny_kommun to to_municipality moved_to new_municipality"
    " destination"
)
_FORMER = (
    "tidigare old former previous fran_nummer gammalt old_number former_number previous_number"
    " gammalt_nummer tidigare_nummer gammalt_personnummer tidigare_personnummer old_id_number"
    " old_personnummer old_id replaced ersatt samordningsnummer fran from"
)
_NEW = (
    "nytt new new_number nytt_nummer nytt_personnummer ny till_nummer new_personnummer"
    " new_id_number new_id replaced_by ersatts_av ersatt_av till to"
)


def death(connection: sqlite3.Connection, municipality: str, told: Told) -> dict[str, object]:
    """The person has died, today where no day is told; an empty day takes it back."""
    number = present_number(connection, told.number())
    day = _day(told, _DIED)
    if day and not number[:4] <= day <= today().isoformat():
        raise bad("avliden")
    informed = report_death(connection, number, day)
    facts = {"personnummer": number, "avliden": day}
    return tell_also(connection, municipality, informed, "deceased", facts)


def move(connection: sqlite3.Connection, municipality: str, told: Told) -> dict[str, object]:
    """The person has moved, today where no day is told; an empty day takes it back."""
    number = present_number(connection, told.number())
    day = _day(told, _MOVED)
    where = told.text(_WHERE) if day else ""
    codes = {name.casefold(): code for code, name in MUNICIPALITIES.items()}
    where = codes.get(where.casefold(), where)
    if len(where) > 100:
        raise bad("till_kommun")
    informed = report_move(connection, number, day, where)
    facts = {"personnummer": number, "utflyttad": day, "till_kommun": where}
    return tell_also(connection, municipality, informed, "moved", facts)


def _day(told: Told, own: str) -> str:
    """The day told, empty when the event takes back, today when it tells none."""
    names = f"{own} {_ANY_DAY}"
    text = told.text(names)
    if told.undone or text == "N" or (not text and told.has(own)):
        return ""
    return told.day(names) if text not in ("", "J") else today().isoformat()


def replaced_number(
    connection: sqlite3.Connection, municipality: str, told: Told
) -> dict[str, object]:
    """The person has another number: all records follow, and everyone concerned is told."""
    former, new = told.text(_FORMER), told.text(_NEW)
    given = told.text("personnummer person id_number identity_number number nummer pnr")
    former, new = id_number(former or given, "tidigare"), id_number(new or given, "nytt")
    if new == former:
        raise bad("nytt")
    # One that knows the person by the new number alone learns that the other number was the same
    others = holders(connection, new)
    informed = replace_number(connection, former, new)
    facts = {"personnummer": new, "tidigare": former}
    told_now = {*informed, *others, *filter(None, [municipality])}
    if not told_now:
        raise bad("tidigare")
    for one in sorted(told_now - set(informed)):
        tell(connection, one, PERSON.name, "number_replaced", facts)
    return {"told": sorted(told_now)}
