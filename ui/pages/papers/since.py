"""Who stands on a printed paper and is protected now: the paper is to be called back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ntand.i18n import _, ngettext
from ntand.services.papers import PaperKind, changes_since_print
from ntand.services.papers.changes import ChangesSincePrint, ProtectedSince
from ui.kit.columns import Column
from ui.kit.desk import Desk, Place
from ui.kit.look import GAP, Banner, button
from ui.kit.table import Table
from ui.pages.papers.words import moment, titles

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation


class ProtectedSincePane(QWidget):
    """A warning with the number; the names come when someone asks for them."""

    shown = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._year = desk, 0
        self.banner = Banner("", "warning")
        self.who = button(_("Show &who"), "shield")
        self.banner.row.addWidget(self.who)
        self.table: Table[ProtectedSince] = Table(
            "papers-protected",
            _("On a printed paper and protected since"),
            (
                Column("name", _("Name"), lambda one: one.name, 200),
                Column("paper", _("Paper"), lambda one: titles()[PaperKind(one.paper)], 180),
                Column("printed", _("Last printed"), lambda one: moment(one.printed_at), 140),
            ),
        )
        self.table.opened.connect(lambda one: desk.go(Place("people", person=one.person)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.banner)
        column.addWidget(self.table)
        self.who.clicked.connect(self._ask)
        self.show_count(0, 0)

    def show_count(self, count: int, year: int) -> None:
        """So many persons; nothing is shown when there are none."""
        if (count, year) != (self.table.model().rowCount(), self._year):
            self.table.hide()
            self.who.show()
        self._year = year
        told = ngettext(
            "{count} person on a printed paper has protected identity since. "
            "Print the list again, and call the old paper back.",
            "{count} persons on printed papers have protected identity since. "
            "Print the lists again, and call the old papers back.",
            count,
        )
        self.banner.show_text(told.format(count=count), "warning")
        self.setVisible(count > 0)

    def _ask(self) -> None:
        year = self._year

        def work(installation: "Installation", actor: "Actor") -> ChangesSincePrint:
            return changes_since_print(installation, actor, year)

        self._desk.ask(self, work, self._show)

    def _show(self, found: ChangesSincePrint) -> None:
        key = "{0.person} {0.paper}".format
        self.table.show_rows(found.protected, key=key)
        self.table.show()
        self.who.hide()
        self.table.setFocus()
