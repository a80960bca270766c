"""The name a person is shown by follows from the decision that decides the unit today."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from ntand.domain.placement import deciding
from ntand.services.importing.people import name_keys
from ntand.store.bulk import select_among, select_rows, update_rows
from ntand.store.care import load_placements

_DIFFERING = (
    "SELECT DISTINCT d.person_id FROM decision d JOIN person p ON p.id = d.person_id"
    " WHERE d.import_run_id = ?"
    " AND (d.given_name <> p.given_name OR d.family_name <> p.family_name)"
)
_NAMES = "SELECT id, given_name, family_name FROM decision WHERE id IN (?)"


def refresh_names(connection: Connection, run: str, changed: Collection[str], today: date) -> None:
    """Renew the names of those whose decisions the import made or changed."""
    differing = {person for (person,) in select_rows(connection, _DIFFERING, run)}
    refresh_names_of(connection, differing | set(changed), today)


def refresh_names_of(connection: Connection, persons: Collection[str], today: date) -> None:
    """Renew the names of the persons; those without decisions keep theirs."""
    placements = load_placements(connection, persons)
    chosen = {}
    for person, held in placements.items():
        decides = deciding(held, today) or max(held, key=lambda one: one.rank)
        chosen[decides.decision_id] = person
    rows = [
        (given, family, *name_keys(given, family), chosen[decision])
        for decision, given, family in select_among(connection, _NAMES, chosen)
    ]
    update_rows(
        connection, "person", ("given_name", "family_name", "sort_key", "search_text"), rows
    )
