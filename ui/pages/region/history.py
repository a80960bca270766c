"""Every run of the exchange: when, by what, what it did, and what stopped it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.services.exchange.runs import ExchangeRun, runs
from ui.kit.columns import Column
from ui.kit.desk import Desk
from ui.kit.look import GAP, Banner, body, button, muted, subheading
from ui.kit.split import scrolling
from ui.kit.table import Table
from ui.pages.region.run_words import ended_words, manner_words, run_counts, stopped_words
from ui.pages.region.section import Section
from ui.pages.region.words import moment


class HistorySection(Section):
    """The latest hundred, newest first; ``arrivals`` asks for what has come in."""

    arrivals = Signal()

    def __init__(self, desk: Desk) -> None:
        self.run = RunPane()
        super().__init__(desk, self.run)
        self.table: Table[ExchangeRun] = Table("region-runs", _("Exchanges"), _columns())
        self.table.empty_text = _("Nothing has been exchanged yet.")
        self.column.addWidget(self.table, 1)
        self.table.chosen.connect(self.run.show_run)
        self.table.opened.connect(lambda _row: self.wanted.emit())
        self.run.came_in.clicked.connect(self.arrivals)

    def refresh(self) -> None:
        self.desk.ask(self, runs, self._show, topic="runs")

    def _show(self, found: tuple[ExchangeRun, ...]) -> None:
        self.table.show_rows(found, key=lambda one: f"{one.started} {one.by}")
        self.run.show_run(self.table.current_row())
        self.release_keyboard()


class RunPane(QWidget):
    """One run in words."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Exchange"))
        self.title, self.what, self.began = subheading(), body(), muted()
        self.stopped = Banner(kind="warning")
        self.came_in = button(_("Show &what came in"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(2 * GAP, 0, 0, 0)
        column.setSpacing(GAP)
        for part in (self.title, self.stopped, self.what, self.came_in, self.began):
            column.addWidget(part)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inside, _("Exchange")))
        self.show_run(None)

    def show_run(self, run: ExchangeRun | None) -> None:
        """Show this run, or none."""
        stopped = stopped_words(run) if run is not None else ""
        self.stopped.setVisible(bool(stopped))
        self.stopped.show_text(stopped, "warning")
        self.came_in.setVisible(run is not None and run.received > 0)
        if run is None:
            self.title.setText("")
            self.what.setText(_("Choose a row to see what was exchanged."))
            self.began.setText("")
            return
        self.title.setText(_("Exchange {time}").format(time=moment(run.started)))
        self.what.setText(run_counts(run))
        told = _("{how}, {who}. {end}")
        self.began.setText(
            told.format(how=manner_words(run.manner), who=run.by, end=ended_words(run))
        )


def _columns() -> list[Column[ExchangeRun]]:
    return [
        Column("started", _("When"), lambda run: moment(run.started), 118),
        Column("ended", _("How it ended"), _in_short, 150, tip=stopped_words, icon=_mark),
        Column("manner", _("How"), lambda run: manner_words(run.manner), 120, hidden=True),
        Column("by", _("Who"), lambda run: run.by, 100, hidden=True),
        Column("sent", _("Sent"), lambda run: str(run.sent), 52),
        Column("received", _("Fetched"), lambda run: str(run.received), 54),
        Column("rejected", _("Refused"), lambda run: str(run.rejected), 64, hidden=True),
        Column("conflicts", _("Conflicts"), lambda run: str(run.conflicts), 70, hidden=True),
    ]


def _in_short(run: ExchangeRun) -> str:
    if run.problem:
        return stopped_words(run)
    to_mend = run.rejected + run.conflicts
    if to_mend:
        return _("done, {n} to mend").format(n=to_mend)
    return _("done") if run.ended else _("not ended")


def _mark(run: ExchangeRun) -> str | None:
    return "triangle-alert" if run.problem or run.rejected or run.conflicts else None
