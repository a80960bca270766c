"""Offers, answers and visits: an empty cell never erases, what was changed here stays."""

from collections.abc import Sequence
from typing import NamedTuple

from ntand.files.rows import RowFault
from ntand.services.acts import Act
from ntand.services.importing.owners import Owners
from ntand.services.importing.values import ImportOptions, Tally
from ntand.store.base import new_id
from ntand.store.bulk import Row, encoder, insert_rows, stored_instant, update_rows
from ntand.store.offers import ShownOffer, load_offers, offer_cells

_ANSWER = ("svar", "svar_datum", "svarat_av", "svar_kanal", "orsak_nej")
_VISIT = ("utford", "utforare", "munvardskort", "avvikelse")
_CELLS = ("erbjuden", *_ANSWER, *_VISIT)
_DATES = [_CELLS.index(name) for name in ("erbjuden", "svar_datum", "utford")]
_OFFER_COLUMNS = (
    *("id", "person_id", "year", "offered_on"),
    *("announced", "changed_here", "import_run_id", "version"),
)
_ANSWER_COLUMNS = (
    *("id", "offer_id", "value", "answered_on", "answered_by", "channel", "reason"),
    *("registered_at", "registered_by"),
)
_VISIT_COLUMNS = (
    *("id", "offer_id", "visited_on", "performed", "performed_by", "care_card", "deviation"),
    *("registered_at", "registered_by"),
)
_NOTHING_YET = (None,) * len(_CELLS)


class _Told(NamedTuple):
    """What a row, or the store, says of an offer."""

    offered_on: object
    answer: Row
    visit: Row


class OfferImport:
    """Takes the rows of an ``erbjudanden`` file."""

    def __init__(
        self, act: Act, run: str, columns: Sequence[str], options: ImportOptions, tally: Tally
    ) -> None:
        self._act, self._connection, self._run, self._tally = act, act.connection, run, tally
        self._places = {name: position for position, name in enumerate(columns)}
        self._owners = Owners(act.connection, self._places)
        self._encode = encoder(act.connection, _DATES)
        self._offers: list[Row] = []
        self._offered: list[Row] = []
        self._answers: list[Row] = []
        self._visits: list[Row] = []
        self._replaced: dict[str, list[Row]] = {"answer": [], "visit": []}
        self._accepted: dict[tuple[str, int], str] = {}
        self.stored: list[str] = []

    def refuse(self, rows: Sequence[tuple[int, Row]]) -> list[RowFault]:
        """Rows about people nobody knows, or told of before under another number of theirs."""
        faults = self._owners.refuse(rows)
        number, year = self._places["personnummer"], self._places["ar"]
        for position, row in rows:
            person = self._owners.known(row)
            if person is None:
                continue  # has no other number
            if self._accepted.setdefault((person, row[year]), row[number]) != row[number]:
                faults.append(RowFault(position, None, "duplicate_key"))
        return faults

    def take(self, rows: Sequence[tuple[int, Row]]) -> None:
        """Merge one chunk of sound rows into the store."""
        persons = [self._owners.person(row) for _number, row in rows]
        known = {
            (offer.person_id, offer.year): offer
            for offer in load_offers(self._connection, persons=set(persons))
        }
        for person, (_number, row) in zip(persons, rows, strict=True):
            self._weigh(person, row, known.get((person, row[self._places["ar"]])))
        self._store()

    def finish(self) -> None:
        """Nothing follows from offers."""

    def _weigh(self, person: str, row: Row, known: ShownOffer | None) -> None:
        stored = offer_cells(known) if known else _NOTHING_YET
        said = self._encode(
            [row[self._places[name]] if name in self._places else None for name in _CELLS]
        )
        cells = tuple(old if new is None else new for new, old in zip(said, stored, strict=True))
        if known is None:
            offer = new_id()
            year = row[self._places["ar"]]
            self._offers.append((offer, person, year, cells[0], False, False, self._run, 1))
            self._tally.created += 1
        else:
            offer = known.id
            if cells == stored:
                self._tally.unchanged += 1
            elif known.changed_here:
                self._tally.kept += 1
                cells = stored
            else:
                self._tally.updated += 1
                self._offered.append((cells[0], self._run, offer))
        self.stored.append(offer)
        self._record(offer, _told(cells), _told(stored), known)

    def _record(self, offer: str, now: _Told, before: _Told, known: ShownOffer | None) -> None:
        """A changed answer or visit becomes a new one that supersedes the former."""
        by = (stored_instant(self._connection, self._act.now), self._act.actor.user)
        if now.answer != before.answer:
            fresh = new_id()
            self._answers.append((fresh, offer, *now.answer, *by))
            if known and known.answer:
                self._replaced["answer"].append((fresh, known.answer.id))
        if now.visit != before.visit:
            fresh = new_id()
            visited_on, performed_by, care_card, deviation = now.visit
            performed = visited_on is not None
            visit = (visited_on, performed, performed_by, care_card, deviation)
            self._visits.append((fresh, offer, *visit, *by))
            if known and known.visit:
                self._replaced["visit"].append((fresh, known.visit.id))

    def _store(self) -> None:
        self._owners.flush()
        insert_rows(self._connection, "offer", _OFFER_COLUMNS, self._offers)
        update_rows(self._connection, "offer", ("offered_on", "import_run_id"), self._offered)
        insert_rows(self._connection, "answer", _ANSWER_COLUMNS, self._answers)
        insert_rows(self._connection, "visit", _VISIT_COLUMNS, self._visits)
        for table, rows in self._replaced.items():
            update_rows(self._connection, table, ("superseded_by",), rows)
            rows.clear()
        for pending in (self._offers, self._offered, self._answers, self._visits):
            pending.clear()


def _told(cells: Row) -> _Told:
    return _Told(cells[0], cells[1 : 1 + len(_ANSWER)], cells[1 + len(_ANSWER) :])
