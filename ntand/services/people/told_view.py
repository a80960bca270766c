"""What the region has told of a person."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from ntand.domain.municipalities import within_county
from ntand.store.bulk import as_date, select_rows
from ntand.store.care import load_moved_to

_TOLD = "SELECT deceased_on, moved_on, elsewhere_on FROM person WHERE id = ?"


@dataclass(frozen=True, slots=True)
class RegionTold:
    """Told by the region; None where it has told nothing.

    ``moved_to`` as told, by a care system too; not of a protected person. ``hand_over``: it lies
    in Västra Götaland, where the certificate lives on. ``elsewhere_on``: when the region told that
    another municipality holds a certificate of the person's.
    """

    deceased_on: date | None
    moved_on: date | None
    moved_to: str | None
    hand_over: bool
    elsewhere_on: date | None


def load_told(connection: Connection, person: str, *, hidden: bool) -> RegionTold:
    """What the region has told of the person; ``hidden``: not where to."""
    died, moved, elsewhere = select_rows(connection, _TOLD, person)[0]
    where = load_moved_to(connection, [person]).get(person)
    return RegionTold(
        as_date(died),
        as_date(moved),
        None if hidden else where,
        within_county(where) is not None,
        as_date(elsewhere),
    )
