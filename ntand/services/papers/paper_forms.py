"""What the region gets on paper about protected persons: whatever it has not got."""

import json
from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from ntand.documents import ProtectedCertificate, ProtectedFormView, ProtectedOffer
from ntand.services.acts import Act
from ntand.services.papers.printing import PRACTICE, sender
from ntand.store.base import table
from ntand.store.care import load_protection
from ntand.store.disclosure import Disclosures
from ntand.store.people import load_people
from ntand.store.tables import ObjectKind, OutboxItemRow, OutboxState

_ITEM = table(OutboxItemRow)
_LACKING = (
    select(_ITEM.c.person_id, _ITEM.c.kind, _ITEM.c.object_id, _ITEM.c.payload)
    .where(_ITEM.c.state.in_((OutboxState.WAITING, OutboxState.PARKED, OutboxState.CONFLICT)))
    .order_by(_ITEM.c.sequence)
)

_NO_BASIS = "saknas"  # labelled so that nobody posts the form before there is one


def protected_views(act: Act, named: Collection[str] = ()) -> dict[str, ProtectedFormView]:
    """One form per protected person whom the region lacks something about, by person id.

    Someone who has said no to disclosure has none.
    """
    protection = load_protection(act.connection, act.today)
    disclosures = Disclosures(act.connection)
    waiting: dict[str, dict[str, tuple[ObjectKind, dict[str, str]]]] = {}
    for person, kind, object_id, payload in act.connection.execute(_LACKING):
        wanted = person in protection and (not named or person in named)
        if wanted and not disclosures.refused(person):
            waiting.setdefault(person, {})[object_id] = (kind, json.loads(payload))
    people = load_people(act.connection, act.today, waiting)
    signed = sender(act)
    views = {}
    for person in sorted(waiting, key=lambda one: people[one].number):
        rows = list(waiting[person].values())
        views[person] = ProtectedFormView(
            municipality=signed.municipality,
            practice=PRACTICE,
            today=act.today,
            name=f"{people[person].given_name} {people[person].family_name}",
            id_number=_for_people(people[person].number),
            protection=protection[person],
            certificates=tuple(
                _certificate(data) for kind, data in rows if kind is ObjectKind.CERTIFICATE
            ),
            offers=tuple(_offer(data) for kind, data in rows if kind is ObjectKind.OFFER),
            region_address=signed.region_address,
            return_address=signed.return_address,
            contact=signed.contact,
        )
    return views


def _certificate(data: dict[str, str]) -> ProtectedCertificate:
    return ProtectedCertificate(
        number=data["intyg_id"],
        ground=data["grund"],
        criteria=data["kriterier"],
        valid_from=date.fromisoformat(data["fran"]),
        valid_to=_day(data["till"]),
        issued_on=date.fromisoformat(data["utfardad"]),
        issuer=data["utfardare"],
        basis=data["underlag"] or _NO_BASIS,
        replaces=data["ersatter"],
        ended_on=_day(data["avslutat"]),
        end_reason=data["avslutsorsak"],
        voided=data["makulerat"] == "J",
    )


def _offer(data: dict[str, str]) -> ProtectedOffer:
    return ProtectedOffer(
        year=int(data["ar"]),
        offered_on=_day(data["erbjuden"]),
        answer=data["svar"],
        answered_on=_day(data["svar_datum"]),
        answered_by=data["svarat_av"],
        performed_on=_day(data["utford"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _for_people(number: str) -> str:
    """An identity number as people write it: YYYYMMDD-NNNN."""
    return f"{number[:8]}-{number[8:]}"
