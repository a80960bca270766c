"""Decisions: the care systems own them, so an empty cell clears and an absent column keeps."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter
from typing import Any

from ntand.domain.codes import Protection, ServiceKind
from ntand.services.acts import Act
from ntand.services.importing.absent import keep_absent
from ntand.services.importing.names import refresh_names
from ntand.services.importing.notes import note
from ntand.services.importing.people import People
from ntand.services.importing.units import PlaceholderUnits
from ntand.services.importing.values import ImportOptions, Tally
from ntand.store.base import new_id
from ntand.store.bulk import Row, encoder, insert_rows, select_among, update_rows
from ntand.store.file_columns import DECISION_FACTS

DATES = ("fran", "till", "avliden", "utflyttad")
_STORED = (*DECISION_FACTS.values(), "kind_text")
_COLUMNS = ", ".join(f"d.{name}" for name in _STORED)
_KNOWN = (
    f"SELECT d.external_id, d.id, d.person_id, n.number, d.missing_from, {_COLUMNS}"  # noqa: S608
    " FROM decision d JOIN identity_number n ON n.person_id = d.person_id AND n.valid_to IS NULL"
    " WHERE d.source = ? AND d.external_id IN (?)"
)
_UNTOLD = (
    "SELECT id FROM person WHERE told_protection IS NULL AND NOT EXISTS (SELECT 1 FROM decision"
    " WHERE decision.person_id = person.id AND protection IS NOT NULL) AND id IN (?)"
)
_INSERTED = ("id", "person_id", "source", "external_id", *_STORED, "import_run_id")
_UPDATED = ("person_id", *_STORED, "missing_from", "import_run_id")
_HISTORY = ("id", "decision_id", "import_run_id", "facts")
_KINDS = frozenset(ServiceKind)
_AT = {name: position for position, name in enumerate(DECISION_FACTS)}
_KIND, _PROTECTION, _UNIT, _KIND_TEXT = (
    _AT["insats"],
    _AT["skydd"],
    _AT["enhet_kod"],
    len(DECISION_FACTS),
)


class DecisionImport:
    """Takes the rows of an ``insatser`` file, chunk by chunk."""

    def __init__(
        self, act: Act, run: str, columns: Sequence[str], options: ImportOptions, tally: Tally
    ) -> None:
        self._connection, self._run, self._options, self._tally = (
            act.connection,
            run,
            options,
            tally,
        )
        self._today = act.today
        self._people = People(act.connection)
        self._units = PlaceholderUnits(act.connection, tally)
        places = {name: position for position, name in enumerate(columns)}
        self._number, self._key = places["personnummer"], places["beslut_id"]
        self._source = places.get("kalla")
        # Absent columns read the None that every row gets at its end.
        self._facts = itemgetter(*(places.get(name, -1) for name in DECISION_FACTS))
        self._absent = [_AT[name] for name in DECISION_FACTS if name not in places]
        self._encode = encoder(act.connection, [_AT[name] for name in DATES])
        self._protection_told = "skydd" in places
        self._changed_people: set[str] = set()
        if not self._protection_told:
            tally.warnings.append(note(None, "skydd", "no_protection_column"))

    def take(self, rows: Sequence[tuple[int, Row]]) -> None:
        """Merge one chunk of sound rows into the store."""
        by_source: dict[str, list[tuple[int, Row]]] = defaultdict(list)
        for numbered in rows:
            source = self._source is not None and numbered[1][self._source]
            by_source[source or self._options.source].append(numbered)
        for source, some in by_source.items():
            self._take_of(source, some)
        if self._options.unprotected and not self._protection_told:
            self._confirm_unprotected(row[self._number] for _n, row in rows)

    def finish(self, also_changed: Collection[str] = ()) -> None:
        """Let the names people are shown and found by follow from the decisions."""
        changed = self._changed_people.union(also_changed)
        refresh_names(self._connection, self._run, changed, self._today)

    def _take_of(self, source: str, rows: Sequence[tuple[int, Row]]) -> None:
        known = {
            row[0]: row[1:]
            for row in select_among(
                self._connection, _KNOWN, [row[self._key] for _n, row in rows], source
            )
        }
        fresh: list[tuple[str, str, list[Any]]] = []
        changed: list[tuple[Row, str, Row]] = []
        facts_of, absent, encode = self._facts, self._absent, self._encode
        number_at, key_at = self._number, self._key
        units = self._units.known
        unchanged = 0
        for position, row in rows:
            values = [*facts_of((*row, None)), None]
            kind = values[_KIND]
            if kind not in _KINDS:
                values[_KIND], values[_KIND_TEXT] = ServiceKind.OTHER.value, kind
            if values[_PROTECTION] is None and self._protection_told:
                values[_PROTECTION] = ""
            if values[_UNIT] not in units:
                self._units.ensure(position, values[_UNIT])
            before = known.get(row[key_at])
            if before is None:
                fresh.append((row[number_at], row[key_at], values))
                continue
            stored = before[4:]
            facts = keep_absent(encode(values), stored, absent)
            if facts == stored and before[2] == row[number_at] and before[3] is None:
                unchanged += 1
            else:
                changed.append((before, row[number_at], facts))
        self._tally.unchanged += unchanged
        self._store(source, fresh, changed)

    def _store(
        self,
        source: str,
        fresh: Sequence[tuple[str, str, list[Any]]],
        changed: Sequence[tuple[Row, str, Row]],
    ) -> None:
        if not fresh and not changed:
            return
        numbers = [number for number, _key, _values in fresh]
        known = self._people.look_up([*numbers, *(number for _b, number, _f in changed)])
        inserts = []
        for number, key, values in fresh:
            person = known.get(number) or self._people.make(number, values[0], values[1])
            inserts.append((new_id(), person, source, key, *self._encode(values), self._run))
        updates, history = self._updates(changed, known)
        self._people.flush()
        insert_rows(self._connection, "decision", _INSERTED, inserts)
        update_rows(self._connection, "decision", _UPDATED, updates)
        insert_rows(self._connection, "decision_history", _HISTORY, history)
        self._tally.created += len(inserts)

    def _updates(
        self, changed: Sequence[tuple[Row, str, Row]], known: dict[str, str]
    ) -> tuple[list[Row], list[Row]]:
        """The rows to update and what they said before; a mere alias changes nothing."""
        updates: list[Row] = []
        history: list[Row] = []
        for before, number, facts in changed:
            id_, person_before, _number, missing, *stored = before
            person = known.get(number) or self._people.make(number, facts[0], facts[1])
            if person == person_before and tuple(stored) == facts and missing is None:
                self._tally.unchanged += 1
                continue
            self._tally.updated += 1
            self._changed_people.update((person, person_before))
            updates.append((person, *facts, None, self._run, id_))
            said = {
                name: old
                for name, old, new in zip(_STORED, stored, facts, strict=True)
                if old != new
            }
            if person != person_before:
                said["person_id"] = person_before
            history.append((new_id(), id_, self._run, json.dumps(said, default=str)))
        return updates, history

    def _confirm_unprotected(self, numbers: Iterable[str]) -> None:
        """What the person who imports says of those whom nobody has told of."""
        persons = set(self._people.look_up(numbers).values())
        untold = select_among(self._connection, _UNTOLD, persons)
        told: list[Row] = [(Protection.NONE.value, person) for (person,) in untold]
        update_rows(self._connection, "person", ("told_protection",), told)
