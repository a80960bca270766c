"""Asking the region about a person, and learning no more than yes or no."""

from ntand.errors import Refused
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, looking
from ntand.services.exchange.opening import region_api
from ntand.services.installation import Installation
from ntand.services.persons import resolve_person
from ntand.store.bulk import select_rows
from ntand.store.care import load_protection
from ntand.store.disclosure import Disclosures
from ntand.store.tables import ObjectKind

_NUMBER = "SELECT number FROM identity_number WHERE person_id = ? AND valid_to IS NULL"


def held_elsewhere(installation: Installation, actor: Actor, person: str) -> bool:
    """Whether any municipality in the region, this one too, has told it of a certificate.

    The question itself gives the person's number away, so it needs what a certificate needs.

    Raises:
        Refused: ``region.ask_protected``, ``region.ask_no_basis`` or ``region.not_connected``.
        TemporaryFailure: the region does not answer.
    """
    with looking(installation, actor, "region.ask", Permission.ISSUE) as act:
        person = resolve_person(act.connection, person, act.today)
        act.touch(person)
        number = _askable_number(act, person)
        api = region_api(installation)
    with api:
        return api.holds_certificate(number)


def _askable_number(act: Act, person: str) -> str:
    if person in load_protection(act.connection, act.today, person):
        raise Refused("region.ask_protected")
    # An offer says as little as the question does: what lets one go lets the other
    if not Disclosures(act.connection, person).allow(ObjectKind.OFFER, "", person):
        raise Refused("region.ask_no_basis")
    return str(select_rows(act.connection, _NUMBER, person)[0][0])
