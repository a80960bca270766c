"""Finding what the region tells of among our own, or making it ours."""

import json
from collections.abc import Mapping

from ntand.domain.codes import Origin
from ntand.errors import Refused
from ntand.services.acts import Act
from ntand.services.exchange.incoming.reading import Malformed, field, key, number
from ntand.services.exchange.incoming.taking import parsed
from ntand.services.importing.people import People
from ntand.store.base import new_id
from ntand.store.bulk import insert_record, select_rows
from ntand.store.file_columns import CERTIFICATE_FACTS, UNIT_FACTS
from ntand.store.people import find_person
from ntand.store.tables import ObjectKind

_NO_NAME = "?"  # the region tells of someone without saying who it is
_BY_KEY = "SELECT id, person_id FROM certificate WHERE local_id = ?"
_OF_PERSON = (
    "SELECT c.id, c.region_number, c.ground, c.starts_on, c.voided, r.payload FROM certificate c"
    " LEFT JOIN region_object r ON r.object_id = c.id WHERE c.person_id = ? ORDER BY c.id"
)


def owner(act: Act, data: Mapping[str, str]) -> str | None:
    """The person of the row, as a subject of the act; someone unknown is made, by name.

    None: someone unknown without a name.
    """
    who = number(act, data)
    person = find_person(act.connection, who)
    if person is None:
        given, family = data.get("fornamn", ""), data.get("efternamn", "")
        if not (given or family):
            return None
        people = People(act.connection)
        person = people.make(who, given or _NO_NAME, family or _NO_NAME)
        people.flush()
    act.touch(person)
    return person


def holder_of(act: Act, certificate: str) -> str | None:
    """Whose the certificate of this number is here; None when there is none."""
    rows = select_rows(act.connection, _BY_KEY, certificate)
    return rows[0][1] if rows else None


def known_certificate(act: Act, person: str, data: Mapping[str, str]) -> tuple[str, str] | None:
    """Our certificate that the row is about, and whose it is; None when it is new here.

    By its number, ours or the region's; else the person's with the same ground and first day
    that the region does not know under another number.
    """
    told = data["intyg_id"]
    for id_, whose in select_rows(act.connection, _BY_KEY, told):
        return id_, whose
    alike = []
    for id_, number_there, ground, starts, voided, payload in select_rows(
        act.connection, _OF_PERSON, person
    ):
        known_as = json.loads(payload).get("intyg_id") if payload else None
        if told in (number_there, known_as):
            return id_, person
        if known_as is None and (ground, str(starts)) == (data.get("grund"), data.get("fran")):
            alike.append((id_, bool(voided) == (data.get("makulerat") == "J")))
    alike.sort(key=lambda one: not one[1])
    return (alike[0][0], person) if alike else None


def adopt_certificate(act: Act, person: str, data: Mapping[str, str]) -> str:
    """Keep a certificate that is new here as the region has it; its id."""
    try:
        facts = {name: data.get(name, "") for name in CERTIFICATE_FACTS}
        facts["ursprung"] = facts["ursprung"] or Origin.REGION.value
        values = parsed(act, ObjectKind.CERTIFICATE, facts)
    except Refused:
        raise Malformed from None
    id_ = new_id()
    columns = {CERTIFICATE_FACTS[name]: value for name, value in values.items()}
    row = {
        "id": id_,
        "local_id": data["intyg_id"],
        "person_id": person,
        **columns,
        "voided": bool(columns["voided"]),
        "announced": False,
        # One without a basis is not ours to ask a consent for.
        "changed_here": columns["basis"] is not None,
        "version": 1,
    }
    insert_record(act.connection, "certificate", row)
    return id_


def adopt_unit(act: Act, data: Mapping[str, str]) -> str:
    """Keep a unit that is new here as the region has it; its id."""
    field(data, "namn"), field(data, "typ")
    values = parsed(act, ObjectKind.UNIT, {name: data.get(name, "") for name in UNIT_FACTS})
    id_ = new_id()
    facts = {UNIT_FACTS[name]: value for name, value in values.items()}
    row = {"id": id_, "code": key(data, "kod"), **facts, "placeholder": False}
    insert_record(act.connection, "care_unit", row)
    return id_
