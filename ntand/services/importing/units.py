"""Units: owned by the care systems, so an empty cell clears and an absent column keeps."""

from collections.abc import Sequence

from sqlalchemy import Connection

from ntand.domain.codes import UnitType
from ntand.services.acts import Act
from ntand.services.importing.absent import keep_absent
from ntand.services.importing.notes import note
from ntand.services.importing.values import ImportOptions, Tally
from ntand.store.base import new_id
from ntand.store.bulk import Row, encoder, insert_rows, select_among, select_rows, update_rows
from ntand.store.file_columns import UNIT_FACTS

_STORED = tuple(UNIT_FACTS.values())
_KNOWN = f"SELECT code, id, placeholder, {', '.join(_STORED)} FROM care_unit WHERE code IN (?)"  # noqa: S608
_AT = {name: position for position, name in enumerate(UNIT_FACTS)}


class PlaceholderUnits:
    """Makes a placeholder for each unit that a row names and nobody knows yet."""

    def __init__(self, connection: Connection, tally: Tally) -> None:
        self._connection, self._tally = connection, tally
        self.known = {code for (code,) in select_rows(connection, "SELECT code FROM care_unit")}

    def ensure(self, row: int, code: str) -> None:
        """The unit exists afterwards; the row is noted when it had to be made."""
        if code in self.known:
            return
        insert_rows(
            self._connection,
            "care_unit",
            ("id", "code", "name", "type", "placeholder"),
            [(new_id(), code, code, UnitType.ORDINARY_HOUSING.value, True)],
        )
        self.known.add(code)
        self._tally.warnings.append(note(row, "enhet_kod", "unknown_unit"))


class UnitImport:
    """Takes the rows of an ``enheter`` file."""

    def __init__(
        self, act: Act, run: str, columns: Sequence[str], options: ImportOptions, tally: Tally
    ) -> None:
        self._connection, self._tally = act.connection, tally
        self._places = {name: position for position, name in enumerate(columns)}
        self._absent = [_AT[name] for name in UNIT_FACTS if name not in self._places]
        self._encode = encoder(act.connection, [_AT["oppnad"], _AT["stangd"]])

    def take(self, rows: Sequence[tuple[int, Row]]) -> None:
        """Merge one chunk of sound rows into the store."""
        key = self._places["kod"]
        codes = [row[key] for _number, row in rows]
        known = {row[0]: row[1:] for row in select_among(self._connection, _KNOWN, codes)}
        inserts: list[Row] = []
        updates: list[Row] = []
        for _number, row in rows:
            before = known.get(row[key])
            facts = self._facts(row)
            if before is None:
                inserts.append((new_id(), row[key], *facts, False))
                continue
            id_, placeholder, *stored = before
            facts = keep_absent(facts, tuple(stored), self._absent)
            if facts == tuple(stored) and not placeholder:
                self._tally.unchanged += 1
            else:
                updates.append((*facts, False, id_))
        insert_rows(self._connection, "care_unit", ("id", "code", *_STORED, "placeholder"), inserts)
        update_rows(self._connection, "care_unit", (*_STORED, "placeholder"), updates)
        self._tally.created += len(inserts)
        self._tally.updated += len(updates)

    def _facts(self, row: Row) -> Row:
        places = [self._places.get(name) for name in UNIT_FACTS]
        return self._encode([None if place is None else row[place] for place in places])

    def finish(self) -> None:
        """Nothing follows from units."""
