"""The region's word on the units that municipalities propose."""

import re
import sqlite3

from ntand.mock_region.acting.told import Told, bad, checked, fold
from ntand.mock_region.store.by_region import change, judge
from ntand.mock_region.store.columns import UNIT
from ntand.mock_region.store.records import Record, find

_CODE = "kod enhet_kod enhetskod unit unit_code code enhet"
_REASON = "reason orsak anledning skal motivering why"
_REFUSE = re.compile("refus|reject|avvis|avsla|neka|denied|declin")
_ACTIVATE = re.compile("activ|aktiv|approv|godkan|accept")


def unit(connection: sqlite3.Connection, municipality: str, told: Told) -> dict[str, object]:
    """Activate the unit, refuse it with a reason, or change what the region holds of it."""
    municipality, former = _of(connection, municipality, told.text(_CODE))
    how = f"{told.name} {fold(told.text('status besked'))}"
    reason = told.text(_REASON)
    if _REFUSE.search(how):
        if not 0 < len(reason) <= 500:
            raise bad("reason")
        saved = judge(connection, municipality, former, reason)
    elif _ACTIVATE.search(how):
        saved = judge(connection, municipality, former, None)
    else:
        saved = change(connection, municipality, UNIT, "changed", _changed(former, told))
    return {
        "municipality": municipality,
        "kind": UNIT.name,
        "id": saved.ref,
        "etag": saved.etag,
        "status": saved.status,
    }


def _changed(former: Record, told: Told) -> dict[str, str]:
    changes = {name: value for name, value in told.row(UNIT).items() if name != "kod"}
    if fold(changes.get("typ", "")) == told.name:  # that was the event's name
        del changes["typ"]
    if not changes:
        raise bad("status")
    return checked(UNIT, former.data | changes)


def _of(connection: sqlite3.Connection, municipality: str, code: str) -> tuple[str, Record]:
    """The unit and whose it is: the named municipality's, else the only one with that code."""
    owners = [municipality] if municipality else _with_unit(connection, code)
    found = find(connection, owners[0], UNIT, code) if len(owners) == 1 else None
    if found is None:
        raise bad("kod")
    return owners[0], found


def _with_unit(connection: sqlite3.Connection, code: str) -> list[str]:
    rows = connection.execute(
        "SELECT municipality FROM record WHERE kind = ? AND key = ?", (UNIT.name, code)
    )
    return [owner for (owner,) in rows]
