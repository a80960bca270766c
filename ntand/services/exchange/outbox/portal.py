"""The region's portal: the fields to enter by hand, in its order, and that they were entered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from ntand.errors import Refused
from ntand.sentences.columns import column_name, in_words
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing, looking, require
from ntand.services.certificates import registered
from ntand.services.exchange.outbox.outgoing import mark_entered, present_texts
from ntand.services.exchange.outbox.queue_view import StoredItem, find_item
from ntand.services.installation import Installation
from ntand.services.texts import KEY, needed_words
from ntand.services.undoing import Undo
from ntand.services.undoing.sendings import leave_stamped, note_items
from ntand.store.care import load_protection
from ntand.store.disclosure import Disclosures
from ntand.store.file_columns import KEY_COLUMNS
from ntand.store.people import load_people
from ntand.store.tables import ObjectKind, OutboxState
from ntand.store.work import reading

# The region says that the letter goes to the address entered; no list of its fields is public.
_CERTIFICATE = (
    *("personnummer", "fornamn", "efternamn", "adress", "postnummer", "postort"),
    *("grund", "fran", "till", "underlag", "utfardad", "utfardare", "kriterier", "ersatter"),
    *("informerad", "avslutat", "avslutsorsak", "makulerat", "intyg_id"),
)
_OFFER = (
    *("personnummer", "fornamn", "efternamn", "ar", "erbjuden", "svar", "svar_datum"),
    *("svarat_av", "svar_kanal", "orsak_nej", "utford", "utforare", "munvardskort", "avvikelse"),
)
_UNSETTLED = (OutboxState.WAITING, OutboxState.PARKED, OutboxState.CONFLICT)


@dataclass(frozen=True, slots=True)
class PortalField:
    """A field of the portal: what it is called, and what to enter."""

    column: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Registered:
    """Something entered in the portal."""

    item: str
    undo: Undo | None = None


def portal_fields(installation: Installation, actor: Actor, item: str) -> tuple[PortalField, ...]:
    """What is to be entered about the item, in the portal's order; empty fields are left out.

    Raises:
        Refused: ``region.on_paper`` about a protected person, ``region.no_basis`` without a basis
            for disclosure.
    """
    with looking(installation, actor, "region.portal", Permission.RECORD) as act:
        stored = find_item(act.connection, item)
        if stored.person_id is not None:
            act.touch(stored.person_id)
        _refuse_disclosure(act, stored)
        texts = present_texts(act, ObjectKind(stored.kind), stored.object_id)
        if stored.kind == ObjectKind.CERTIFICATE and stored.person_id:
            texts |= _address(act, stored.person_id)
        orders = {ObjectKind.CERTIFICATE: _CERTIFICATE, ObjectKind.OFFER: _OFFER}
        order = orders.get(ObjectKind(stored.kind), tuple(texts))
        return tuple(
            PortalField(name, column_name(name), in_words(name, texts[name]))
            for name in order
            if texts.get(name) and not (name == "makulerat" and texts[name] == "N")
        )


def mark_registered(
    installation: Installation, actor: Actor, item: str, number: str | None = None
) -> Registered:
    """Note that the item was entered in the portal, who did it and when.

    What came after it goes on waiting. A certificate gets a number there, which is kept; of
    others the number stands in the log.

    Raises:
        NotFound: ``region.unknown_item``: it has been changed meanwhile.
        Refused: ``region.settled``, or ``text.missing`` for a certificate without its number.
    """
    require(installation, actor, "region.registered", Permission.RECORD)
    with reading(installation.engine) as connection:  # the act itself writes the log's line
        stored = find_item(connection, item)
    if stored.state not in _UNSETTLED:
        raise Refused("region.settled")
    if stored.kind == ObjectKind.CERTIFICATE:
        data: Mapping[str, str] = json.loads(stored.payload)
        intyg_id = data[KEY_COLUMNS[ObjectKind.CERTIFICATE]]
        done = registered(installation, actor, intyg_id, number or "", item)
        return Registered(item, done.undo)
    return Registered(item, _register(installation, actor, stored, number))


def _register(
    installation: Installation, actor: Actor, stored: StoredItem, number: str | None
) -> Undo | None:
    with changing(installation, actor, f"{stored.kind}.registered", Permission.RECORD) as act:
        act.detail |= {"item": stored.id, "kind": stored.kind}
        if number and number.strip():
            act.detail["number"] = needed_words(number, KEY)
        note_items(act, stored.object_id)
        mark_entered(act, stored.object_id, stored.id)
        if stored.person_id is None:
            return None
        act.touch(stored.person_id)
        return leave_stamped(act, stored.person_id)


def _refuse_disclosure(act: Act, stored: StoredItem) -> None:
    person = stored.person_id
    if person is None:
        return
    if person in load_protection(act.connection, act.today, person):
        raise Refused("region.on_paper")
    disclosures = Disclosures(act.connection, person)
    if not disclosures.allow(ObjectKind(stored.kind), stored.object_id, person):
        raise Refused("region.no_basis")


def _address(act: Act, person: str) -> dict[str, str]:
    """Where the letter goes: the holder's address as the care system tells it today."""
    facts = load_people(act.connection, act.today, [person])[person]
    told = {"adress": facts.address, "postnummer": facts.postal_code, "postort": facts.town}
    return {name: value or "" for name, value in told.items()}
