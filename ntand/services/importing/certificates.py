"""Certificates: N-tand owns them, so an empty cell never erases and what was changed stays."""

from collections.abc import Sequence

from ntand.domain.codes import Origin
from ntand.files.rows import RowFault
from ntand.services.acts import Act
from ntand.services.importing.owners import Owners
from ntand.services.importing.values import ImportOptions, Tally
from ntand.store.base import new_id
from ntand.store.bulk import Row, encoder, insert_rows, select_among, update_rows
from ntand.store.file_columns import CERTIFICATE_FACTS

_STORED = tuple(CERTIFICATE_FACTS.values())
_NAMES = tuple(CERTIFICATE_FACTS)
_DATES = [_NAMES.index(name) for name in ("fran", "till", "utfardad", "informerad", "avslutat")]
_ORIGIN, _VOIDED = _NAMES.index("ursprung"), _NAMES.index("makulerat")
_KNOWN = (
    f"SELECT local_id, id, changed_here, person_id, {', '.join(_STORED)}"  # noqa: S608
    " FROM certificate WHERE local_id IN (?)"
)
_INSERTED = (
    *("id", "local_id", "person_id", *_STORED),
    *("announced", "changed_here", "import_run_id", "version"),
)


class CertificateImport:
    """Takes the rows of an ``intyg`` file."""

    def __init__(
        self, act: Act, run: str, columns: Sequence[str], options: ImportOptions, tally: Tally
    ) -> None:
        self._connection, self._run, self._tally = act.connection, run, tally
        self._places = {name: position for position, name in enumerate(columns)}
        self._owners = Owners(act.connection, self._places)
        self._encode = encoder(act.connection, _DATES)
        self.stored: list[str] = []

    def refuse(self, rows: Sequence[tuple[int, Row]]) -> list[RowFault]:
        """Rows about people nobody knows, without a name to know them by."""
        return self._owners.refuse(rows)

    def take(self, rows: Sequence[tuple[int, Row]]) -> None:
        """Merge one chunk of sound rows into the store."""
        key = self._places["intyg_id"]
        ids = [row[key] for _number, row in rows]
        known = {row[0]: row[1:] for row in select_among(self._connection, _KNOWN, ids)}
        inserts: list[Row] = []
        updates: list[Row] = []
        for _number, row in rows:
            before = known.get(row[key])
            # A row that will be left must not make a person.
            left = before is not None and before[1] and self._owners.known(row) is None
            person = "" if left else self._owners.person(row)
            facts = self._merged(
                row, tuple(before[3:]) if before else (None,) * len(CERTIFICATE_FACTS)
            )
            if before is None:
                id_ = new_id()
                inserts.append((id_, row[key], person, *facts, False, False, self._run, 1))
            else:
                id_ = before[0]
                self._weigh(before, person, facts, updates)
            self.stored.append(id_)
        self._owners.flush()
        insert_rows(self._connection, "certificate", _INSERTED, inserts)
        update_rows(
            self._connection, "certificate", ("person_id", *_STORED, "import_run_id"), updates
        )
        self._tally.created += len(inserts)

    def _weigh(self, before: Row, person: str, facts: Row, updates: list[Row]) -> None:
        id_, changed_here, person_before, *stored = before
        if (person, *facts) == (person_before, *stored):
            self._tally.unchanged += 1
        elif changed_here:
            self._tally.kept += 1
        else:
            self._tally.updated += 1
            updates.append((person, *facts, self._run, id_))

    def finish(self) -> None:
        """Nothing follows from certificates."""

    def _merged(self, row: Row, stored: Row) -> Row:
        """The row's facts; where it says nothing, what is stored, else the usual."""
        values = [
            row[self._places[name]] if name in self._places else None for name in CERTIFICATE_FACTS
        ]
        encoded = self._encode(values)
        merged = [old if new is None else new for new, old in zip(encoded, stored, strict=True)]
        if merged[_ORIGIN] is None:
            merged[_ORIGIN] = Origin.MUNICIPALITY.value
        if merged[_VOIDED] is None:
            merged[_VOIDED] = False
        return tuple(merged)
