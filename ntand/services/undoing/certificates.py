"""Taking back what was done to a person's certificates, or the basis for disclosing them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select, update

from ntand.errors import Refused
from ntand.i18n import _
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing
from ntand.services.installation import Installation
from ntand.services.undoing import Undo
from ntand.services.undoing.sendings import put_back_items, refuse_when_late
from ntand.services.undoing.traces import follow_trace
from ntand.store.base import table
from ntand.store.disclosure import NEVER_HELD
from ntand.store.tables import CertificateRow, DisclosureRow, ObjectKind

_TABLE, _DISCLOSURE = table(CertificateRow), table(DisclosureRow)
_DAYS = {"ended_on", "informed_on"}


def take_back(installation: Installation, actor: Actor, what: Undo) -> None:
    """Void what was issued, and give what was changed its former values.

    Raises:
        Refused: ``undo.too_late``.
    """
    permission = Permission.RECORD if what.kind == "certificate.registered" else Permission.ISSUE
    with changing(installation, actor, f"undo.{what.kind}", permission) as act:
        person, detail = follow_trace(act, what)
        facts = detail["undo"]
        refuse_when_late(act, person, facts)
        if facts.get("disclosure"):
            _withdraw(act, person, facts["disclosure"])
        for intyg_id, before in detail.get("before", {}).items():
            _restore(act, intyg_id, before)
        if facts.get("issued"):
            _void(act, facts["issued"])
        if "certificate" in detail:
            act.detail["certificate"] = detail["certificate"]
        put_back_items(act, ObjectKind.CERTIFICATE, person, facts)


def _restore(act: Act, intyg_id: str, before: Mapping[str, Any]) -> None:
    values = {
        name: date.fromisoformat(value) if name in _DAYS and value else value
        for name, value in before.items()
    }
    act.connection.execute(
        update(_TABLE)
        .where(_TABLE.c.local_id == intyg_id)
        .values(**values, version=_TABLE.c.version + 1)
    )


def _void(act: Act, certificate: str) -> None:
    act.connection.execute(
        update(_TABLE)
        .where(_TABLE.c.id == certificate)
        .values(
            voided=True,
            void_reason=_("Taken back directly after it was issued"),
            version=_TABLE.c.version + 1,
        )
    )


def _withdraw(act: Act, person: str, disclosure: str) -> None:
    """Mark the basis as registered in error: withdrawn before it was given, so never held."""
    rows = act.connection.execute(
        select(_DISCLOSURE.c.id, _DISCLOSURE.c.given_on, _DISCLOSURE.c.withdrawn_on)
        .where(_DISCLOSURE.c.person_id == person)
        .order_by(_DISCLOSURE.c.registered_at.desc(), _DISCLOSURE.c.id.desc())
    )
    newest = rows.first()
    if newest is None or newest.id != disclosure or newest.withdrawn_on is not None:
        raise Refused("undo.too_late")
    act.connection.execute(
        update(_DISCLOSURE)
        .where(_DISCLOSURE.c.id == disclosure)
        .values(withdrawn_on=newest.given_on - NEVER_HELD)
    )
