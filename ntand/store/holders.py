"""Certificates as papers and figures need them, voided ones left out."""

from typing import NamedTuple

from sqlalchemy import Connection

from ntand.domain.certificates import Validity
from ntand.store.bulk import as_date, select_rows

_CERTIFICATES = (
    "SELECT person_id, id, starts_on, ends_on, ended_on FROM certificate WHERE voided = ?"
)


class HeldCertificate(NamedTuple):
    """A certificate that is not voided."""

    person_id: str
    id: str
    validity: Validity


def load_certificates(connection: Connection) -> list[HeldCertificate]:
    """All certificates that are not voided."""
    return [
        HeldCertificate(person, id_, Validity(*map(as_date, days)))  # type: ignore[arg-type] # starts_on is never NULL
        for person, id_, *days in select_rows(connection, _CERTIFICATES, False)
    ]
