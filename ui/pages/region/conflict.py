"""Both values side by side, for a person to choose between, field by field."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ntand.i18n import _
from ntand.services.actor import Permission
from ntand.services.exchange.outbox.mending import Choice, settle_conflict
from ui.kit.desk import Desk
from ui.kit.look import GAP, body, button
from ui.pages.region.differences import Differences
from ui.panes.act_pane import ActPane, Work

if TYPE_CHECKING:
    from ntand.services.exchange.outbox.mending import ItemDetail, Settled


class ConflictPane(ActPane):
    """A choice for each field, kept all at once; it says beforehand what leaves the house."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Conflict with the region"), _("&Keep the choice"), "check")
        self._item, self._may, self._known, self._visit = "", False, True, False
        self.says, self.leaves = body(), body()
        self.ours = button(_("A&ll as here"))
        self.theirs = button(_("All as at the re&gion"))
        self.differences = Differences()
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for one in (self.ours, self.theirs):
            row.addWidget(one)
        row.addStretch(1)
        for part in (self.says, self.leaves, both, self.differences):
            self.form.add_widget(part)
        self.form.add_stretch()
        self.ours.clicked.connect(lambda: self.differences.choose_all("ours"))
        self.theirs.clicked.connect(lambda: self.differences.choose_all("theirs"))
        self.differences.changed.connect(self._follow)

    def first_field(self) -> QWidget:
        fields = self.differences.fields
        return next((one.ours for one in fields if one.difference.takable), self.act_button)

    def show_detail(self, detail: "ItemDetail") -> None:
        """Show what differs."""
        if detail.row.item != self._item:
            self.ready(ready=False)
            self.differences.show_fields(())
        self._item = detail.row.item
        self.header.show_person(detail.row.card)
        self.says.setText(detail.row.says)
        self._may = self.desk.actor.may(Permission.EXCHANGE)
        self._known, self._visit = detail.known, detail.visit
        self.differences.show_fields(detail.differences)
        self.differences.setEnabled(self._may)
        for one in (self.ours, self.theirs):
            one.setVisible(len(detail.differences) > 1)
            one.setEnabled(self._may)
        self._follow()

    def work(self) -> Work | None:
        if self.differences.open():
            return None
        item = self._item
        taken, all_theirs = self._taken()
        choice = Choice.THEIRS if taken else Choice.OURS
        columns = None if all_theirs else taken
        return lambda installation, actor: settle_conflict(
            installation, actor, item, choice, columns
        )

    def stored(self, result: "Settled") -> None:
        self.desk.say(
            _("The region's values are stored here.")
            if result.sent is None
            else _("Settled: it leaves with the next exchange.")
        )

    def _taken(self) -> tuple[list[str], bool]:
        """The columns to take from the region; whether that is all that can be taken."""
        takable = [one for one in self.differences.fields if one.difference.takable]
        taken = [one.difference.column for one in takable if one.chosen == "theirs"]
        return taken, bool(taken) and len(taken) == len(takable)

    def _follow(self) -> None:
        left = self.differences.open()
        self.act_button.setEnabled(self._may and not left)
        self.leaves.setText(self._what_leaves(len(left)))

    def _what_leaves(self, left: int) -> str:
        if not self._known:
            return _(
                "What the region has is read anew with the next exchange: choose after it. Kept"
                " now, what stands here is sent."
            )
        if not self.differences.fields:
            return _("Nothing differs any more: what stands here is sent again.")
        if left:
            return _("Choose for each field which value is right. Left to choose: {n}.").format(
                n=left
            )
        taken, all_theirs = self._taken()
        if all_theirs:
            return (
                _("The region's values are stored here. The visit that the region lacks is sent.")
                if self._visit
                else _("The region's values are stored here. Nothing is sent.")
            )
        kept = ", ".join(
            one.difference.name
            for one in self.differences.fields
            if one.difference.column not in taken
        )
        return _("To the region goes what stands here: {fields}.").format(fields=kept)
