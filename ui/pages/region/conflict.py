"""Both values side by side, for a person to choose between."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ntand.i18n import _
from ntand.services.actor import Permission
from ntand.services.exchange.mending import Choice, Difference, settle_conflict
from ui.kit.columns import Column
from ui.kit.desk import Desk
from ui.kit.look import body, button, muted
from ui.kit.table import Table
from ui.panes.act_pane import ActPane, Work

if TYPE_CHECKING:
    from ntand.services.exchange.mending import ItemDetail, Settled


class ConflictPane(ActPane):
    """Keep ours, take theirs, or take theirs only in the rows chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Conflict with the region"), _("&Keep ours and send"), "send")
        self._item, self._may = "", False
        self._choice = Choice.OURS
        self._columns: list[str] | None = None
        self.says = body()
        self.table: Table[Difference] = Table(
            "differences", _("What differs"), _columns(), many=True
        )
        self.table.setMinimumHeight(self.fontMetrics().height() * 10)
        self.theirs = button(_("Take the region's &values"), "import")
        self.some = button(_("Take the region's in the &chosen rows, send the rest"))
        self.form.add_widget(self.says)
        self.form.add_widget(self.table)
        self.form.add_widget(
            muted(
                _(
                    "Keep ours: the region gets your values. Take the region's: they are stored "
                    "here and nothing is sent."
                )
            )
        )
        self.form.add_widget(self.theirs)
        self.form.add_widget(self.some)
        self.form.add_stretch()
        self.theirs.clicked.connect(lambda: self._take(None))
        self.some.clicked.connect(lambda: self._take(self._chosen()))
        self.table.selectionModel().selectionChanged.connect(lambda *_a: self._follow())

    def first_field(self) -> QWidget:
        return self.table

    def show_detail(self, detail: "ItemDetail") -> None:
        """Show what differs."""
        if detail.row.item != self._item:
            self.ready(ready=False)
        self._item = detail.row.item
        self._choice, self._columns = Choice.OURS, None
        self.header.show_person(detail.row.card)
        self.says.setText(detail.row.says)
        self.table.empty_text = _("Nothing differs any more: send ours again.")
        self.table.show_rows(detail.differences, key=lambda one: one.column)
        self._may = self.desk.actor.may(Permission.EXCHANGE)
        self.theirs.setEnabled(self._may and any(one.takable for one in detail.differences))
        self.ready(ready=self._may)
        self._follow()

    def work(self) -> Work:
        item, choice, columns = self._item, self._choice, self._columns
        self._choice, self._columns = Choice.OURS, None
        return lambda installation, actor: settle_conflict(
            installation, actor, item, choice, columns
        )

    def stored(self, result: "Settled") -> None:
        self.desk.say(
            _("The region's values are stored here.")
            if result.sent is None
            else _("Settled: it leaves with the next exchange.")
        )

    def _take(self, columns: list[str] | None) -> None:
        if not self.act_button.isEnabled():
            return  # under way already: the choice must not wait for the next conflict
        self._choice, self._columns = Choice.THEIRS, columns
        self.perform()

    def _chosen(self) -> list[str]:
        return [one.column for one in self.table.selected_rows() if one.takable]

    def _follow(self) -> None:
        chosen = len(self._chosen())
        self.some.setEnabled(self._may and 0 < chosen < self.table.model().rowCount())


def _columns() -> list[Column[Difference]]:
    return [
        Column("field", _("Field"), lambda one: one.name, 110),
        Column("ours", _("Here"), lambda one: one.ours or "–", 130),
        Column("theirs", _("At the region"), _theirs, 130),
    ]


def _theirs(one: Difference) -> str:
    value = one.theirs or "–"
    return value if one.takable else _("{value} (cannot be stored here)").format(value=value)
