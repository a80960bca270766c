"""Answers as they are typed: shown at once, stored in order behind, taken back one by one."""

from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from ntand.domain.codes import Answer
from ntand.errors import NtandError
from ntand.sentences.in_window import explain_in_window
from ntand.services.actor import Actor
from ntand.services.installation import Installation
from ntand.services.undoing import undo
from ntand.services.yearly_round import NewAnswer, Offered, offer
from ui.kit.desk import Desk
from ui.pages.round.entries import Entry, State, Step

_LATELY = 500  # milliseconds


class Typing(QObject):
    """Stores what is typed without holding up the next key; the desk keeps the order.

    ``changed`` tells an entry that looks different now, ``refused`` one that could not be stored,
    ``late`` one in which an answer given on a later day goes on counting.
    """

    changed = Signal(object)
    refused = Signal(object, object)  # and the NtandError
    late = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._typed: list[Step] = []
        self._since = QElapsedTimer()
        self.pending = 0

    @property
    def lately(self) -> bool:
        """Whether an answer is on its way, or was a moment ago."""
        return self.pending > 0 or (self._since.isValid() and self._since.elapsed() < _LATELY)

    @property
    def last(self) -> Step | None:
        """The latest answer typed that can be taken back."""
        return self._typed[-1] if self._typed else None

    def forget(self) -> None:
        """Other rows are shown: what was typed in the former ones is done with."""
        self._typed.clear()

    def answer(self, entry: Entry, year: int, new: NewAnswer) -> None:
        """Show the answer in the entry and store it."""
        step = Step(entry, entry.row, new)
        entry.row = replace(
            entry.row,
            offered_on=entry.row.offered_on or self._desk.today,
            answer=Answer(new.value),
            answered_on=new.answered_on,
            answered_by=new.answered_by,
            channel=new.channel,
            reason=new.reason,
        )
        entry.steps.append(step)
        self._typed.append(step)
        person = entry.row.person

        def store(installation: Installation, actor: Actor) -> Offered:
            done = offer(installation, actor, person, year, answer=new)
            step.undo = done.undo  # here, so that taking back may wait in line already
            return done

        self._begin(entry)
        self._desk.act(
            self,
            store,
            lambda done: self._keep(step, done),
            failed=lambda error: self._fail(step, error),
        )

    def take_back_last(self) -> Entry | None:
        """Take back the answer typed last; whose it was."""
        if self.last is None:
            return None
        return self._take_back(self.last)

    def take_back_in(self, entry: Entry) -> bool:
        """Take back what was typed last in the entry; whether there was anything."""
        if not entry.steps:
            return False
        self._take_back(entry.steps[-1])
        return True

    def _take_back(self, step: Step) -> Entry:
        entry, after = step.entry, step.entry.row
        self._drop(step)
        entry.row = step.before

        def store(installation: Installation, actor: Actor) -> None:
            if step.undo is not None:  # else it could not be stored in the first place
                undo(installation, actor, step.undo)

        def fail(error: NtandError) -> None:
            entry.row = after
            self._refuse(entry, error)

        self._begin(entry)
        self._desk.act(self, store, lambda _done: self._end(entry, State.BACK), failed=fail)
        return entry

    def _begin(self, entry: Entry) -> None:
        self.pending += 1
        entry.state, entry.fault = State.SAVING, ""
        self.changed.emit(entry)

    def _end(self, entry: Entry, state: State) -> None:
        self.pending -= 1
        self._since.start()
        entry.state = state
        self.changed.emit(entry)

    def _keep(self, step: Step, done: Offered) -> None:
        entry = step.entry
        if done.stands or entry.steps[-1:] != [step]:
            self._end(entry, State.SAVED)
            return
        # What counts was given on a later day, and was there before.
        entry.row = step.before
        self._end(entry, State.LATE)
        self.late.emit(entry)

    def _fail(self, step: Step, error: NtandError) -> None:
        entry = step.entry
        if entry.steps and entry.steps[-1] is step:
            entry.row = step.before
        self._drop(step)
        self._refuse(entry, error)

    def _refuse(self, entry: Entry, error: NtandError) -> None:
        entry.fault = " ".join(explain_in_window(error))
        self._end(entry, State.FAILED)
        self.refused.emit(entry, error)

    def _drop(self, step: Step) -> None:
        for steps in (self._typed, step.entry.steps):
            if step in steps:
                steps.remove(step)
