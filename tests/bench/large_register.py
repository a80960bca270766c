"""A register of any size, written straight into the tables: an import would take a minute."""

import random
from datetime import timedelta
from itertools import count

from ntand.domain.identity import kind_of
from ntand.services.importing.people import name_keys
from ntand.services.installation import Installation
from ntand.store.base import new_id
from ntand.store.bulk import Row, insert_record, insert_rows
from ntand.store.work import writing
from tests.bench.municipality import FAMILY, GIVEN, numbers

_UNITS = 300
_COLUMNS = {
    "person": "id given_name family_name sort_key search_text version",
    "identity_number": "id person_id number kind",
    "decision": "id person_id source external_id given_name family_name protection"
    " unit_code kind starts_on import_run_id",
    "certificate": "id local_id person_id ground criteria starts_on issued_on issuer"
    " origin voided announced changed_here version",
    "offer": "id person_id year offered_on announced changed_here version",
    "answer": "id offer_id value answered_on registered_at registered_by",
}


def fill(installation: Installation, persons: int) -> None:
    """Everyone has a decision; two in five a certificate, this year's offer and a yes."""
    chance, at = random.Random(6), count()
    made: dict[str, list[Row]] = {name: [] for name in _COLUMNS}
    today = installation.clock.today()
    for number in numbers(persons, days=2):
        begun = (today - timedelta(days=chance.randrange(3000))).isoformat()
        name = (chance.choice(GIVEN), f"{chance.choice(FAMILY)}{next(at) % 997}")
        _add(made, number, name, begun, today.year)
    run = {"id": "run", "kind": "insatser", "created": 0, "updated": 0, "refused": 0}
    with writing(installation.engine) as connection:
        done = {"imported_at": installation.clock.now(), "imported_by": "bench"}
        insert_record(connection, "import_run", run | done)
        units = [(new_id(), f"E{at:03}", f"Enhet {at}", "SABO", False) for at in range(_UNITS)]
        insert_rows(connection, "care_unit", ("id", "code", "name", "type", "placeholder"), units)
        for table, rows in made.items():
            insert_rows(connection, table, _COLUMNS[table].split(), rows)


def _add(
    made: dict[str, list[Row]], number: str, name: tuple[str, str], begun: str, year: int
) -> None:
    person, at = new_id(), len(made["person"])
    made["person"].append((person, *name, *name_keys(*name), 1))
    made["identity_number"].append((new_id(), person, number, kind_of(number).value))
    protection = "sekretessmarkering" if at % 200 == 0 else ""
    where = (f"E{at % _UNITS:03}", "hemtjanst", begun, "run")
    made["decision"].append((new_id(), person, "standard", f"B{at}", *name, protection, *where))
    if at % 5 < 2:
        offer = new_id()
        what = ("G2", "VGR-N 2022", begun, begun, "Stig", "kommunen", False, False, True, 1)
        made["certificate"].append((new_id(), f"1489-{at:x}", person, *what))
        made["offer"].append((offer, person, year, begun, False, True, 1))
        registered = ("2027-01-01 00:00:00.000000", "bench")
        made["answer"].append((new_id(), offer, "ja", begun, *registered))
