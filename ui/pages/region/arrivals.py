"""What has come in from the region: who, what, and the way to it."""

from PySide6.QtCore import Qt

from ntand.i18n import _
from ntand.sentences.sendings import kind_words
from ntand.services.exchange.arrivals import Arrival, arrivals
from ui.kit.columns import Column
from ui.kit.desk import Desk, Place
from ui.kit.look import body, muted, primary_button
from ui.kit.table import Table
from ui.pages.region.row_pane import RowPane
from ui.pages.region.section import Section
from ui.pages.region.words import moment


class ArrivalsSection(Section):
    """The latest first; Enter leads to where it is looked at or settled."""

    def __init__(self, desk: Desk) -> None:
        self.arrival = ArrivalPane(desk)
        super().__init__(desk, self.arrival)
        self.table: Table[Arrival] = Table("region-arrivals", _("Fetched"), self._columns())
        self.table.empty_text = _(
            "The region has told nothing new in the last ninety days. What was read when you"
            " connected, or when all was compared, is not listed here."
        )
        self.column.addWidget(self.table, 1)
        self.table.chosen.connect(self.arrival.show_arrival)
        self.table.opened.connect(self._enter_pane)
        self.arrival.left.connect(self.left)

    def refresh(self) -> None:
        self.desk.ask(self, arrivals, self._show, topic="arrivals")

    def _show(self, found: tuple[Arrival, ...]) -> None:
        self.table.show_rows(found, key=lambda one: one.id)
        self.arrival.show_arrival(self.table.current_row())
        self.release_keyboard()

    def _columns(self) -> list[Column[Arrival]]:
        return [
            Column("whom", _("About"), _whom, 130, icon=_mark),
            Column("says", _("What came in"), lambda one: one.says, 170, tip=lambda one: one.says),
            Column("at", _("When"), self._when, 76),
        ]

    def _when(self, arrival: Arrival) -> str:
        """The time of today, else the day: the whole stands beside."""
        return moment(arrival.at, self.desk.today).partition(" ")[0]

    def _enter_pane(self, _row: Arrival) -> None:
        self.wanted.emit()
        self.arrival.open.setFocus(Qt.FocusReason.OtherFocusReason)


class ArrivalPane(RowPane):
    """One thing that came in, and the way to it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("What came in"))
        self._place: Place | None = None
        self.says, self.came = body(), muted()
        self.says.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.open = primary_button("")
        self.open.clicked.connect(self._go)
        self.arrange(self.says, self.open, self.came, name=_("What came in"))
        self.show_arrival(None)

    def show_arrival(self, arrival: Arrival | None) -> None:
        """Show this one, or none."""
        self.header.show_person(arrival.card if arrival else None)
        self.open.setVisible(arrival is not None)
        if arrival is None:
            self.title.setText("")
            self.says.setText(_("Choose a row to see what came in."))
            self.came.setText("")
            return
        self.title.setText(_about(arrival))
        self.says.setText(arrival.says)
        self.came.setText(_("Fetched {time}.").format(time=moment(arrival.at)))
        words, self._place = _way(arrival)
        self.open.setText(words)
        self.open.setAccessibleName(words.replace("&", ""))

    def _go(self) -> None:
        if self._place is not None:
            self.desk.go(self._place)


def _way(arrival: Arrival) -> tuple[str, Place]:
    """Where it is settled or looked at, and what the way there is called."""
    person = arrival.card.person if arrival.card else None
    if arrival.asks:
        return _("&Choose in the conflict"), Place("region", item="conflict")
    if arrival.kind == "certificate":
        return _("&Open the certificate"), Place("certificates", item=arrival.key)
    if arrival.kind == "offer":
        return _("&Open the year's round"), Place("round", person=person, item=arrival.key)
    if arrival.kind == "unit":
        return _("&Show the units"), Place("region", item="units")
    return _("&Open the person"), Place("people", person=person)


def _about(arrival: Arrival) -> str:
    if arrival.kind == "person":
        return _("The person")
    return f"{kind_words(arrival.kind)} {arrival.key}"


def _whom(arrival: Arrival) -> str:
    return arrival.card.name if arrival.card else arrival.key


def _mark(arrival: Arrival) -> str | None:
    if arrival.asks:
        return "triangle-alert"
    return "shield" if arrival.card is not None and arrival.card.protected else None
