"""Reading what an event tells, whoever wrote it and however."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ntand.mock_region.clock import today
from ntand.mock_region.errors import Refusal, RegionError
from ntand.mock_region.store.checks import checked_row
from ntand.mock_region.store.columns import PERSON, Kind, is_date, is_id_number
from ntand.mock_region.store.feed import tell
from ntand.mock_region.store.persons import holders

_FOLD = str.maketrans("åäöÅÄÖ", "aaoAAO", " -_.:/")
_UNDONE = re.compile("undo|angra|withdr|aterkall|aterta|revert|tillbaka|takenback")
_YES = frozenset({"j", "ja", "yes", "true", "1"})
MUNICIPALITY = "municipality kommun kommunkod municipality_code"
_NO_NAMES: Mapping[str, str] = {}
_NAME = "event type typ handelse action"
_NUMBER = (
    "personnummer person id_number identity_number number nummer pnr personnr personal_number"
    " identitetsnummer id"
)


def fold(text: str) -> str:
    """The text as names and codes are compared."""
    return text.translate(_FOLD).lower()


def bad(field: str) -> RegionError:
    """The event cannot happen: this field is missing or not allowed."""
    return RegionError(
        "bad_event", f"The event's field {field} is missing or not allowed.", field=field
    )


@dataclass(frozen=True, slots=True)
class Told:
    """The fields of an event as text, by folded name."""

    fields: Mapping[str, str]

    @classmethod
    def of(cls, event: Mapping[str, object]) -> "Told":
        """Those of the event; they may also lie in objects within it, whatever these are called."""
        return cls(dict(_flat(event)))

    @property
    def name(self) -> str:
        """The event's folded name."""
        return fold(self.text(_NAME))

    @property
    def undone(self) -> bool:
        """The event takes back what was told before."""
        return bool(_UNDONE.search(self.name)) or self.yes("undo undone angra angrad aterkallad")

    def has(self, names: str) -> bool:
        """Whether one of the names is there, be it empty."""
        return any(fold(name) in self.fields for name in names.split())

    def text(self, names: str) -> str:
        """What the first of the names that is filled says, else nothing."""
        found = (self.fields.get(fold(name), "") for name in names.split())
        return next(filter(None, found), "")

    def yes(self, names: str) -> bool:
        """Whether one of the names says yes."""
        return fold(self.text(names)) in _YES

    def day(self, names: str) -> str:
        """The first filled name's date as YYYY-MM-DD, else nothing; the fault names the first."""
        text = _as_day(self.text(names))
        if text and not is_date(text):
            raise bad(names.split(maxsplit=1)[0])
        return text

    def number(self, names: str = _NUMBER) -> str:
        """The first filled name's identity number; the fault names the first."""
        return id_number(self.text(names), names.split(maxsplit=1)[0])

    def row(self, kind: Kind, also: Mapping[str, str] = _NO_NAMES) -> dict[str, str]:
        """The kind's columns that the event names, also those it empties.

        ``also``: column -> all the names it may have.
        """
        named = {column: also.get(column, column) for column in kind.columns}
        return {column: self.text(names) for column, names in named.items() if self.has(names)}


def _flat(event: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in event.items():
        if isinstance(value, dict):
            yield from _flat(value)
        elif not isinstance(value, list):
            yield fold(str(name)), _text(value)


def _as_day(text: str) -> str:
    """A date in its one writing, where the text looks like one."""
    text = text.partition("T")[0]
    if re.fullmatch(r"[0-9]{8}", text, re.ASCII):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "J" if value else "N"
    return "" if value is None else str(value).strip()


def id_number(text: str, field: str = "personnummer") -> str:
    """An identity number in any customary writing as its twelve characters."""
    bare = re.sub(r"[\s.+-]", "", text).upper()
    if re.fullmatch(r"[0-9]{10}", bare):
        bare = _century(bare, older="+" in text) + bare
    if not is_id_number(bare):
        raise bad(field)
    return bare


def _century(bare: str, *, older: bool) -> str:
    """The century that makes a person under 100 years old, or with ``older`` from 100."""
    year = today().year
    born = year - (year - int(bare[:2])) % 100
    return str((born - 100 * older) // 100)


def checked(kind: Kind, row: Mapping[str, str]) -> dict[str, str]:
    """The row if the region may hold it; else the event cannot happen, for the field at fault."""
    dates = {column: _as_day(row[column]) for column in kind.dates & row.keys()}
    try:
        return checked_row(kind, {**row, **dates})
    except Refusal as refusal:
        raise bad(refusal.field or "data") from None


def one_municipality(connection: sqlite3.Connection, municipality: str, number: str) -> str:
    """The municipality named, else the only one that holds records about the person."""
    found = [municipality] if municipality else holders(connection, number)
    if len(found) != 1:
        raise RegionError(
            "municipality_not_registered", "The event names no municipality that is registered."
        )
    return found[0]


def tell_also(
    connection: sqlite3.Connection,
    municipality: str,
    informed: list[str],
    event: str,
    facts: dict[str, str],
) -> dict[str, object]:
    """Tell the municipality that the event names, even when it holds nothing here."""
    if municipality and municipality not in informed:
        tell(connection, municipality, PERSON.name, event, facts)
        informed = sorted([*informed, municipality])
    if not informed:
        raise bad("personnummer")
    return {"told": informed}
