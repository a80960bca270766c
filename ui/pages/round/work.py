"""The right side of the page: the answers of one unit, typed one after the other."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ntand.domain.codes import Answer, AnswerChannel, AnsweredBy
from ntand.errors import NtandError
from ntand.i18n import _, ngettext
from ntand.services.round_view import RoundRow, UnitRound
from ntand.services.yearly_round import NewAnswer, OfferedMany, offer_many
from ui.kit.desk import Desk
from ui.kit.look import GAP, Banner, body, button, muted, subheading
from ui.pages.round.entries import Entry, entry_key
from ui.pages.round.grid import AnswerGrid
from ui.pages.round.pile import Pile, fits
from ui.pages.round.reason import ReasonLine
from ui.pages.round.typing import Typing


class UnitWork(QWidget):
    """The pile, the grid, the sum, and what could not be stored.

    ``opened`` and ``visit_asked`` tell whose details are wanted.
    """

    opened = Signal(str)
    visit_asked = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.year = desk.today.year
        self._entries: dict[str, Entry] = {}
        self._left: list[Entry] = []  # not stored, and no longer among those shown
        self.typing = Typing(desk, self)
        self.title, self.sum, self.said = subheading(), body(), muted()
        self.offer_all = button(_("Mark all as &offered today"), "send")
        self.pile, self.grid, self.reason = Pile(desk.today), AnswerGrid(), ReasonLine()
        self.refused = Banner(kind="error")
        self.seen = button(_("Go&t it"))
        self._arrange()
        self._connect()

    def show_unit(self, title: str, year: int) -> None:
        """Another unit or year is to be shown; its rows come with ``show_rows``."""
        self.year = year
        self.title.setText(title)
        # Answers come in during January for the round of the year before; older ones are closed.
        writable = year >= self._desk.today.year - 1
        self.grid.writable = writable
        self.pile.setEnabled(writable)
        self.close_typing()
        self._leave(self._entries.values())
        self._entries = {}
        self.said.setText(_hint(writable=writable))
        self.reason.hide()

    def show_rows(self, rows: Iterable[RoundRow], *, quiet: bool = False) -> None:
        """Show the rows; ``quiet``: only renew those shown, nothing moves under the keyboard."""
        fresh = {row.person: row for row in rows}
        for person, entry in self._entries.items():
            if person in fresh and not self.typing.pending:
                entry.row = fresh[person]
        if quiet or (self._entries and list(self._entries) == list(fresh)):
            self.grid.show_all_changed()
        else:
            self._leave(one for person, one in self._entries.items() if person not in fresh)
            self._entries = {
                person: self._entries.get(person) or Entry(row) for person, row in fresh.items()
            }
            self.grid.show_rows(list(self._entries.values()), key=entry_key)
        self._count()

    def show_sum(self, counted: UnitRound | None) -> None:
        """Say in words how far the unit is."""
        self.sum.setText(_sum(counted) if counted else "")

    def choose(self, person: str) -> bool:
        """Go to the person's row; whether there is one."""
        return self.grid.choose(person)

    def close_typing(self) -> None:
        """Something else was done: Ctrl+Z belongs to the window again."""
        self.typing.forget()
        self.grid.undoable = False

    def begin(self) -> None:
        """Give the keyboard to the grid."""
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- What is typed --------------------------------------------------------------------

    def _answer(self, entry: Entry, value: str) -> None:
        self.pile.begin_day(self._desk.today)
        new = self.pile.answer(value)
        if new is None:
            self.grid.choose(entry_key(entry))
            return
        self.typing.answer(entry, self.year, new)

    def _take_back_last(self) -> None:
        entry = self.typing.take_back_last()
        if entry is not None:
            self.grid.choose(entry_key(entry))

    def _take_back(self, entry: Entry) -> None:
        if not self.typing.take_back_in(entry):
            self._say(
                _("Nothing was typed here just now. If the answer is wrong, type the right one.")
            )

    def _ask_reason(self, entry: Entry) -> None:
        """Of the no typed last, else of the row's own."""
        last = self.typing.last
        if last is not None and last.entry.row.answer == Answer.NO:
            entry = last.entry
        if entry.row.answer == Answer.NO:
            self.reason.ask(entry)
        else:
            self._say(_("A reason belongs to a no."))

    def _keep_reason(self, entry: Entry, text: str) -> None:
        row = entry.row
        if row.answer != Answer.NO:  # another answer has come meanwhile
            self._say(_("A reason belongs to a no."))
            return
        by = AnsweredBy(row.answered_by) if row.answered_by else None
        channel = AnswerChannel(row.channel) if row.channel else None
        day = row.answered_on or self._desk.today
        self.typing.answer(entry, self.year, NewAnswer(Answer.NO, day, by, channel, text or None))

    def _choose_answerer(self, number: int) -> None:
        if self.pile.choose_answerer(number):
            self._say(_("Answered by: {who}").format(who=self.pile.by.currentText()))

    # --- What becomes of it ---------------------------------------------------------------

    def _changed(self, entry: Entry) -> None:
        self.grid.undoable = self.typing.last is not None
        self.grid.show_changed(entry)
        self._tell_refused()

    def _tell_late(self, entry: Entry) -> None:
        text = _("{who}: kept, but the answer of {day} counts. Is the day above the grid right?")
        day = entry.row.answered_on
        self._say(text.format(who=entry.who, day=day.isoformat() if day else ""))

    def _leave(self, entries: Iterable[Entry]) -> None:
        """These are no longer shown: what could not be stored of them is told all the same."""
        self._left += [entry for entry in entries if entry.fault]

    def _not_stored(self, entry: Entry, error: NtandError) -> None:
        if self._entries.get(entry.row.person) is not entry:
            self._left.append(entry)
        self._tell_refused()
        if not self.isVisible():
            self._desk.tell(error)  # and whose it is stands here

    def _tell_refused(self) -> None:
        faulty = [entry for entry in (*self._entries.values(), *self._left) if entry.fault]
        lines = [f"{entry.who}: {entry.fault}" for entry in faulty]
        self.refused.setVisible(bool(lines))
        if lines:
            self.refused.show_text("\n".join([_("Not saved:"), *lines]), "error")

    def _forgive(self) -> None:
        for entry in (*self._entries.values(), *self._left):
            entry.fault = ""
        self._left = []
        self._tell_refused()
        self.begin()

    def _offer_all(self) -> None:
        year = self.year
        persons = [one.row.person for one in self._entries.values() if not one.row.offered_on]
        self.offer_all.setEnabled(False)
        self.close_typing()
        self._desk.act(
            self,
            lambda installation, actor: offer_many(installation, actor, persons, year),
            self._offered,
            failed=self._not_offered,
        )
        self.begin()

    def _offered(self, done: OfferedMany) -> None:
        count = len(done.persons)
        text = ngettext(
            "{n} person is marked as offered today.",
            "{n} persons are marked as offered today.",
            count,
        )
        self._desk.say(text.format(n=count), done.undo)

    def _not_offered(self, error: NtandError) -> None:
        self._count()
        self._desk.tell(error)

    def _count(self) -> None:
        waiting = any(not entry.row.offered_on for entry in self._entries.values())
        self.offer_all.setEnabled(waiting and self.grid.writable)

    def _say(self, text: str) -> None:
        self.said.setText(text)

    # --- Finding someone ------------------------------------------------------------------

    def _search(self) -> None:
        self.pile.jump.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.pile.jump.selectAll()

    def _jump(self, step: int = 0) -> None:
        """Go to the first row that fits, or with a step to the next that does."""
        text = self.pile.jump.value()
        model, at = self.grid.model(), self.grid.currentIndex().row()
        count = model.rowCount()
        if not text or not count:
            return
        first = at + step if step else 0
        order = ((first + (step or 1) * moved) % count for moved in range(count))
        for place in order:
            entry = model.row_at(place)
            if entry is not None and fits(entry, text):
                self.grid.choose_at(place)
                self._say(_("Enter goes to the row, the arrows to the next one that fits."))
                return
        self._say(_("Nobody here has this name or birth date."))

    # --- Building -------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.grid.empty_text = _("Nobody to show. Choose another unit, or show all.")
        self.refused.row.addWidget(self.seen, 0, Qt.AlignmentFlag.AlignTop)
        self.refused.hide()
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.offer_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(top)
        column.addWidget(self.pile)
        column.addWidget(self.refused)
        column.addWidget(self.grid, 1)
        for part in (self.reason, self.sum, self.said):
            column.addWidget(part)

    def _connect(self) -> None:
        grid, typing = self.grid, self.typing
        grid.answered.connect(self._answer)
        grid.taken_back.connect(self._take_back)
        grid.last_taken_back.connect(self._take_back_last)
        grid.reason_asked.connect(self._ask_reason)
        grid.answerer_chosen.connect(self._choose_answerer)
        grid.search_asked.connect(self._search)
        grid.lost.connect(lambda: self._say(_hint(writable=grid.writable)))
        grid.opened.connect(lambda entry: self.opened.emit(entry.row.person))
        grid.visit_asked.connect(lambda entry: self.visit_asked.emit(entry.row.person))
        self.reason.kept.connect(self._keep_reason)
        self.reason.left.connect(self.begin)
        self.pile.jump.textEdited.connect(lambda _text: self._jump())
        self.pile.jump.moved.connect(self._jump)
        self.pile.jump.left.connect(self.begin)
        self.offer_all.clicked.connect(self._offer_all)
        self.seen.clicked.connect(self._forgive)
        typing.changed.connect(self._changed)
        typing.refused.connect(self._not_stored)
        typing.late.connect(self._tell_late)


def _hint(*, writable: bool) -> str:
    if not writable:
        return _("A round of the past: to look at. Enter shows the answers and visits kept.")
    return _(
        "J yes, N no, I no answer, R reason of a no. Delete or Ctrl+Z takes back. Enter shows the"
        " answer, B the visit, / goes to a name."
    )


def _sum(counted: UnitRound) -> str:
    told = _(
        "{answered} of {holders} have answered: {yes} yes, {no} no. {offered} are offered,"
        " {performed} assessed."
    ).format(
        answered=counted.answered,
        holders=counted.holders,
        yes=counted.yes,
        no=counted.no,
        offered=counted.offered,
        performed=counted.performed,
    )
    if not counted.ask_first:
        return told
    ask = ngettext(
        "{n} said no last year and is not offered yet: ask first.",
        "{n} said no last year and are not offered yet: ask first.",
        counted.ask_first,
    )
    return f"{told} {ask.format(n=counted.ask_first)}"
