"""Whether a person's data may be given to the region: asked when queued and again when sent."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Connection

from ntand.store.bulk import Row, select_among, select_rows
from ntand.store.tables.exchange import ObjectKind

# A basis withdrawn this long before it was given was registered in error: it never held, and its
# end is no refusal.
NEVER_HELD = timedelta(days=1)

_CERTIFICATES = (
    "SELECT id, person_id, voided FROM certificate WHERE (basis IS NOT NULL OR announced = ?)"
)
_OFFERS = "SELECT id FROM offer WHERE announced = ?"
# A basis told for the person lets offers go; not when all the certificates were mistakes.
_TOLD = (
    "SELECT person_id FROM disclosure d WHERE withdrawn_on IS NULL AND (NOT EXISTS"
    " (SELECT 1 FROM certificate c WHERE c.person_id = d.person_id) OR EXISTS"
    " (SELECT 1 FROM certificate c WHERE c.person_id = d.person_id AND c.voided = ?))"
)
# A later decision of another kind is no consent: only a basis told afterwards lifts a refusal.
# One that names itself as its successor was taken back.
_REFUSED = (
    "SELECT person_id FROM stance s WHERE stance = 'nekar_utlamnande'"
    " AND (superseded_by IS NULL OR superseded_by <> s.id)"
    " AND NOT EXISTS (SELECT 1 FROM disclosure d WHERE d.person_id = s.person_id"
    " AND d.withdrawn_on IS NULL AND d.registered_at > s.decided_at)"
)
_WITHDRAWN = (
    "SELECT person_id FROM disclosure d WHERE withdrawn_on >= given_on AND NOT EXISTS"
    " (SELECT 1 FROM disclosure later WHERE later.person_id = d.person_id"
    " AND later.withdrawn_on IS NULL AND later.registered_at > d.registered_at)"
)


class Disclosures:
    """The basis for disclosure of everyone, or of the one or those named."""

    def __init__(
        self, connection: Connection, persons: str | Collection[str] | None = None
    ) -> None:
        among = [persons] if isinstance(persons, str) else persons

        def rows(sql: str, *values: object) -> list[Row]:
            if among is None:
                return select_rows(connection, sql, *values)
            return select_among(connection, f"{sql} AND person_id IN (?)", among, *values)

        given = rows(_CERTIFICATES, True)
        self._certificates = {row[0] for row in given}
        self._people = {row[1] for row in given if not row[2]}
        self._people |= {row[0] for row in rows(_TOLD, False)}
        self._offers = {row[0] for row in rows(_OFFERS, True)}
        self._refused = {row[0] for row in (*rows(_REFUSED), *rows(_WITHDRAWN))}

    def refused(self, person: str) -> bool:
        """Whether the person has said no to disclosure, or taken a consent back."""
        return person in self._refused

    def allow(self, kind: ObjectKind, object_id: str, person: str) -> bool:
        """Whether there is a basis for sending this about the person."""
        if person in self._refused:
            return False
        if kind is ObjectKind.CERTIFICATE:
            return object_id in self._certificates
        return object_id in self._offers or person in self._people


def load_refusing(connection: Connection) -> set[str]:
    """Everyone who has said no to disclosure, or taken a consent back."""
    found = (*select_rows(connection, _REFUSED), *select_rows(connection, _WITHDRAWN))
    return {row[0] for row in found}
