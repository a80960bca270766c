"""What the region does by itself when told to: it changes its records and tells the municipality.

An event is a JSON object: the event's name under ``event`` (also ``type``, ``typ``, ``handelse``),
``municipality`` (also ``kommun``; may be left out when only one is registered) and fields by the
column names of the files. Names and code values match without regard to case, spaces, hyphens,
underscores and å/ä/ö against a/a/o.
"""

import re
import sqlite3
from collections.abc import Callable, Mapping

from ntand.mock_region.clock import today
from ntand.mock_region.errors import RegionError
from ntand.mock_region.store.columns import CERTIFICATE, OFFER, is_date, is_id_number, is_year
from ntand.mock_region.store.feed import tell
from ntand.mock_region.store.records import find, of_person, save

Fields = Mapping[str, str]

_NAMES_OF_EVENT = ("event", "type", "typ", "handelse")
_NAMES_OF_MUNICIPALITY = ("municipality", "kommun", "kommunkod")
_FOLD = str.maketrans("åäöÅÄÖ", "aaoAAO", " -_")


def act(connection: sqlite3.Connection, event: Mapping[str, object]) -> dict[str, object]:
    """Make the event happen; the answer tells what came of it, without personal data."""
    fields = _folded(event)
    name = _first(fields, _NAMES_OF_EVENT)
    happen = _EVENTS.get(_fold(name))
    if happen is None:
        known = ", ".join(sorted({"assessment", *_EVENTS}))
        raise RegionError("unknown_event", f"The event is none of: {known}.", known=known)
    return {
        "event": happen.__name__,
        **happen(connection, _municipality(connection, fields), fields),
    }


def _fold(text: str) -> str:
    return text.translate(_FOLD).lower()


def _folded(event: Mapping[str, object]) -> dict[str, str]:
    """Every field as text under its folded name; fields may also lie in ``data``."""
    inner = event.get("data")
    fields = {**event, **inner} if isinstance(inner, dict) else event
    return {
        _fold(str(name)): _text(value)
        for name, value in fields.items()
        if not isinstance(value, dict | list)
    }


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "J" if value else "N"
    return "" if value is None else str(value).strip()


def _first(fields: Fields, names: tuple[str, ...]) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")


def _municipality(connection: sqlite3.Connection, fields: Fields) -> str:
    registered = [row[0] for row in connection.execute("SELECT code FROM municipality")]
    asked = _first(fields, _NAMES_OF_MUNICIPALITY)
    if not asked and len(registered) == 1:
        return str(registered[0])
    if asked not in registered:
        raise RegionError(
            "municipality_not_registered", "The event names no municipality that is registered."
        )
    return asked


def assessment(
    connection: sqlite3.Connection, municipality: str, fields: Fields
) -> dict[str, object]:
    """A dental provider reports an assessment performed, or not and why."""
    number = id_number(fields.get("personnummer", ""))
    told = _visit(fields)
    year = fields.get("ar") or told["utford"][:4]
    if not is_year(year):
        raise _bad("ar")
    former = find(connection, municipality, OFFER, f"{number} {year}")
    if former is not None:
        row = dict(former.data)
    else:
        row = dict.fromkeys(OFFER.columns, "") | {"personnummer": number, "ar": year}
        row |= _names(connection, municipality, number)
    row |= {column: value for column, value in told.items() if value}
    saved = save(connection, municipality, OFFER, row, former=former, foreign=True)
    tell(connection, municipality, OFFER.name, "assessment", row, saved)
    return {
        "municipality": municipality,
        "kind": OFFER.name,
        "id": saved.ref,
        "etag": saved.etag,
        "created": former is None,
    }


def _visit(fields: Fields) -> dict[str, str]:
    columns = ("utford", "utforare", "munvardskort", "avvikelse", "fornamn", "efternamn")
    told = {column: fields.get(column, "") for column in columns}
    told["utford"] = _day(told["utford"])
    if not told["utford"] and not told["avvikelse"]:
        raise _bad("utford")
    card = {"": "", "j": "J", "ja": "J", "n": "N", "nej": "N"}.get(told["munvardskort"].lower())
    if card is None:
        raise _bad("munvardskort")
    return told | {"munvardskort": card}


def _day(text: str) -> str:
    day = f"{text[:4]}-{text[4:6]}-{text[6:]}" if re.fullmatch(r"[0-9]{8}", text) else text
    if day and not is_date(day):
        raise _bad("utford")
    return day


def _names(connection: sqlite3.Connection, municipality: str, number: str) -> dict[str, str]:
    """What the person is called in the municipality's newest record, where it says."""
    for kind in (CERTIFICATE, OFFER):
        for owner, row in of_person(connection, kind, number):
            if owner == municipality and row["efternamn"]:
                return {column: row[column] for column in ("fornamn", "efternamn")}
    return {}


def id_number(text: str) -> str:
    """An identity number in any customary writing as its twelve characters."""
    bare = re.sub(r"[\s.+-]", "", text).upper()
    if re.fullmatch(r"[0-9]{10}", bare):
        bare = _century(bare, older="+" in text) + bare
    if not is_id_number(bare):
        raise _bad("personnummer")
    return bare


def _century(bare: str, *, older: bool) -> str:
    """The century that makes a person under 100 years old, or with ``older`` from 100."""
    year = today().year
    born = year - (year - int(bare[:2])) % 100
    return str((born - 100 * older) // 100)


def _bad(field: str) -> RegionError:
    return RegionError(
        "bad_event", f"The event's field {field} is missing or not allowed.", field=field
    )


_Event = Callable[[sqlite3.Connection, str, Fields], dict[str, object]]
_EVENTS: Mapping[str, _Event] = {
    "assessment": assessment,
    "bedomning": assessment,
    "munhalsobedomning": assessment,
    "mhb": assessment,
}
