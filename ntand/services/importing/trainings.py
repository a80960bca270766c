"""Trainings of care staff."""

from collections.abc import Sequence
from typing import Any

from ntand.services.acts import Act
from ntand.services.importing.units import PlaceholderUnits
from ntand.services.importing.values import ImportOptions, Tally
from ntand.store.base import new_id
from ntand.store.bulk import Row, encoder, insert_rows, select_among, update_rows
from ntand.store.file_columns import TRAINING_FACTS

_STORED = tuple(TRAINING_FACTS.values())
_KNOWN = f"SELECT local_id, id, {', '.join(_STORED)} FROM training WHERE local_id IN (?)"  # noqa: S608
_UNIT, _DATE, _HOURS, _PROVIDER = 0, 1, 2, 4


class TrainingImport:
    """Takes the rows of an ``utbildningar`` file; an empty or absent cell erases nothing."""

    def __init__(
        self, act: Act, run: str, columns: Sequence[str], options: ImportOptions, tally: Tally
    ) -> None:
        self._connection, self._tally = act.connection, tally
        self._places = {name: position for position, name in enumerate(columns)}
        self._units = PlaceholderUnits(act.connection, tally)
        self._encode = encoder(act.connection, [_DATE])

    def take(self, rows: Sequence[tuple[int, Row]]) -> None:
        """Merge one chunk of sound rows into the store."""
        key = self._places["utbildning_id"]
        ids = [row[key] for _number, row in rows]
        known = {row[0]: row[1:] for row in select_among(self._connection, _KNOWN, ids)}
        inserts, updates = [], []
        for number, row in rows:
            values = [
                row[self._places[name]] if name in self._places else None for name in TRAINING_FACTS
            ]
            values[_HOURS] = _exact(values[_HOURS])
            self._units.ensure(number, str(values[_UNIT]))
            before = known.get(row[key])
            if before is not None and values[_PROVIDER] is None:
                values[_PROVIDER] = before[1:][_PROVIDER]
            facts = self._encode(values)
            if before is None:
                inserts.append((new_id(), row[key], *facts))
            elif facts == tuple(before[1:]):
                self._tally.unchanged += 1
            else:
                updates.append((*facts, before[0]))
        insert_rows(self._connection, "training", ("id", "local_id", *_STORED), inserts)
        update_rows(self._connection, "training", _STORED, updates)
        self._tally.created += len(inserts)
        self._tally.updated += len(updates)

    def finish(self) -> None:
        """Nothing follows from trainings."""


def _exact(hours: Any) -> str:  # noqa: ANN401 - a Decimal
    """The number as text, without the zeros that say nothing: 2,50 is no change of 2,5."""
    text = f"{hours:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
