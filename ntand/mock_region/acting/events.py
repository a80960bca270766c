"""What the region does by itself when told to: it changes what it holds and tells those concerned.

An event is a JSON object: the event's name under ``event`` (also ``type``, ``typ``, ``handelse``,
``action``), ``municipality`` (also ``kommun``; may be left out when only one is registered, or when
the records show whom it concerns) and fields by the column names of the files. Names and code
values match without regard to case, spaces, hyphens, underscores and å/ä/ö against a/a/o; an event
is known by any name that holds one of its words.
"""

import re
import sqlite3
from collections.abc import Callable, Mapping

from ntand.mock_region.acting import certificates, letters, news, people, units, visits
from ntand.mock_region.acting.told import MUNICIPALITY, Told, fold
from ntand.mock_region.errors import RegionError

Happen = Callable[[sqlite3.Connection, str, Told], dict[str, object]]

_CHANGE = "change|updat|andra|correct|ratta"
# The first whose words a folded name holds is meant; a certificate's "number" is no new number
EVENTS: tuple[tuple[str, str, Happen], ...] = (
    ("assessment", "assess|bedom|mhb|visit|besok|avvik|deviation", visits.assessment),
    ("replaced_number", "number|nummer|pnr|merge|replac|ersatt", people.replaced_number),
    ("death", "death|dead|died|deceas|dod|avlid", people.death),
    ("letter", "letter|brev|kopia|copy", letters.letter),
    ("message", "messag|meddeland|news|nyhet", news.message),
    ("provider", "provider|givare|leverantor", news.provider),
    ("unit", "unit|enhet", units.unit),
    ("offer_changed", "offer|erbjud", certificates.offer_changed),
    ("certificate_changed", f"certif.*({_CHANGE})", certificates.certificate_changed),
    ("certificate_changed", f"intyg.*({_CHANGE})", certificates.certificate_changed),
    ("certificate_changed", f"({_CHANGE}).*(certif|intyg)", certificates.certificate_changed),
    ("certificate_elsewhere", "certif|intyg|elsewhere|annankommun", certificates.elsewhere),
    ("move", "mov|flytt|reloc|emigr|utvandr", people.move),
)


def act(connection: sqlite3.Connection, event: Mapping[str, object]) -> dict[str, object]:
    """Make the event happen; the answer tells what came of it, without personal data.

    Raises :class:`RegionError` naming the field at fault; then nothing is changed.
    """
    told = Told.of(event)
    name, happen = _meant(fold(f"{told.text('kind')} {told.name}"))
    return {"event": name, **happen(connection, _municipality(connection, told), told)}


def _meant(text: str) -> tuple[str, Happen]:
    for name, words, happen in EVENTS:
        if re.search(words, text):
            return name, happen
    known = ", ".join(sorted({name for name, _words, _happen in EVENTS}))
    raise RegionError("unknown_event", f"The event is none of: {known}.", known=known)


def _municipality(connection: sqlite3.Connection, told: Told) -> str:
    """The registered municipality that the event names or must mean, or nothing."""
    registered = [row[0] for row in connection.execute("SELECT code FROM municipality")]
    asked = told.text(MUNICIPALITY)
    if not asked:
        return str(registered[0]) if len(registered) == 1 else ""
    if asked not in registered:
        raise RegionError(
            "municipality_not_registered", "The event names no municipality that is registered."
        )
    return asked
