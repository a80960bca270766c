"""Papers to look at before they are printed: nothing is kept but the access log's line."""

from datetime import date
from io import BytesIO
from typing import NamedTuple

from sqlalchemy import select

from ntand.documents import render_letters
from ntand.domain.certificates import Validity
from ntand.errors import NotFound, Refused
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, looking
from ntand.services.certificates import NewCertificate
from ntand.services.installation import Installation
from ntand.services.papers.letters import letter_view
from ntand.services.papers.printing import load_units, sender
from ntand.services.persons import resolve_person
from ntand.store.base import table
from ntand.store.care import load_care, load_protection
from ntand.store.people import load_people
from ntand.store.tables import CertificateRow

_CERTIFICATE = table(CertificateRow).c


class _Certificate(NamedTuple):
    """The certificate a letter is about."""

    person_id: str
    starts_on: date
    ends_on: date | None
    ended_on: date | None
    voided: bool


def preview_letter(
    installation: Installation, actor: Actor, intyg_id: str, *, is_copy: bool = False
) -> bytes:
    """The letter about a certificate, as a PDF.

    Raises:
        NotFound: ``certificate.unknown``.
        Refused: ``certificate.voided``, ``papers.protected`` or ``papers.gone``: no letter is
            written to someone protected, dead or moved away.
    """
    with looking(installation, actor, "letters.preview", Permission.PRINT) as act:
        row = act.connection.execute(
            select(*(_CERTIFICATE[name] for name in _Certificate._fields)).where(
                _CERTIFICATE.local_id == intyg_id
            )
        ).first()
        if row is None:
            raise NotFound("certificate.unknown")
        held = _Certificate(*row)
        if held.voided:
            raise Refused("certificate.voided")
        validity = Validity(held.starts_on, held.ends_on, held.ended_on)
        return _letter(act, held.person_id, intyg_id, validity, is_copy=is_copy)


def preview_new_letter(
    installation: Installation, actor: Actor, person: str, new: NewCertificate
) -> bytes:
    """The letter about a certificate not yet issued, as a PDF; its number is still to come.

    Raises:
        Refused: ``papers.protected`` or ``papers.gone``.
    """
    with looking(installation, actor, "letters.preview", Permission.PRINT) as act:
        person = resolve_person(act.connection, person, act.today)
        validity = Validity(new.valid_from or act.today, new.valid_to, None)
        return _letter(act, person, "", validity, is_copy=False)


def _letter(act: Act, person: str, number: str, validity: Validity, *, is_copy: bool) -> bytes:
    act.touch(person)
    if load_protection(act.connection, act.today, person):
        raise Refused("papers.protected")
    if load_care(act.connection, [person])[person].status.gone_on(act.today):
        raise Refused("papers.gone")
    who = load_people(act.connection, act.today, [person])[person]
    out = BytesIO()
    view = letter_view(act, sender(act), load_units(act), who, number, validity, is_copy=is_copy)
    render_letters([view], out)
    return out.getvalue()
