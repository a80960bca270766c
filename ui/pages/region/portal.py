"""The portal's fields one by one with a copy button each, and that they have been entered."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.fields import TextField
from ui.kit.look import GAP, body, button, muted
from ui.panes.act_pane import ActPane, Work

if TYPE_CHECKING:
    from ntand.services.exchange.outbox.portal import PortalField, Registered
    from ntand.services.exchange.outbox.queue_view import QueueRow


class PortalPane(ActPane):
    """Enter on a copy button copies and goes on to the next; the number comes last."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Enter in the portal"), _("&Registered in the portal"), "check")
        self._row: QueueRow | None = None
        self.fields = _Fields(self._copy)
        self.number = TextField()
        self.form.add_widget(
            muted(_("Copy each field into the portal. Enter copies and goes to the next one."))
        )
        self.form.add_widget(self.fields)
        self.form.add(_("The portal's &number"), self.number)
        self.form.add_stretch()

    def first_field(self) -> QWidget:
        return self.fields.buttons[0] if self.fields.buttons else self.number

    def show_row(self, row: "QueueRow") -> None:
        """Fetch what is to be entered about the row."""
        from ntand.services.exchange.outbox.portal import portal_fields

        same = self._row is not None and self._row.item == row.item
        self._row = row
        self.header.show_person(row.card)
        if same:
            return
        self.form.clear_faults()
        self.number.clear()
        self.fields.show_fields(())
        self.ready(ready=False)
        item = row.item
        self.desk.ask(
            self,
            lambda installation, actor: portal_fields(installation, actor, item),
            self._show,
            topic="fields",
        )

    def work(self) -> Work | None:
        from ntand.services.exchange.outbox.portal import mark_registered

        if self._row is None:
            return None
        item, number = self._row.item, self.number.value()
        if self._row.kind == "certificate" and not number:
            self.form.fault(self.number, _("Write the number that the portal gave."))
            return None
        return lambda installation, actor: mark_registered(installation, actor, item, number)

    def stored(self, result: "Registered") -> None:
        self.desk.say(_("Noted as registered in the portal."), result.undo)

    def field_of(self, code: str) -> QWidget | None:
        return self.number if code.startswith("text.") else None

    def _show(self, fields: "Sequence[PortalField]") -> None:
        self.fields.show_fields(fields)
        self.ready(ready=True)

    def _copy(self, at: int, value: str) -> None:
        self.desk.copy(value)
        later = self.fields.buttons[at + 1 :]
        (later[0] if later else self.number).setFocus(Qt.FocusReason.TabFocusReason)


class _Fields(QWidget):
    """Name, value and a button that copies, line by line."""

    def __init__(self, copy: Callable[[int, str], None]) -> None:
        super().__init__()
        self._copy = copy
        self.buttons: list[QPushButton] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, GAP)
        self._grid.setSpacing(GAP)
        self._grid.setColumnStretch(1, 1)

    def show_fields(self, fields: "Sequence[PortalField]") -> None:
        """Show these instead."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = []
        for at, field in enumerate(fields):
            copy = button(_("Copy"), "copy")
            copy.setAccessibleName(
                _("Copy {field}: {value}").format(field=field.label, value=field.value)
            )
            copy.clicked.connect(lambda _on=False, at=at, value=field.value: self._copy(at, value))
            self._grid.addWidget(muted(field.label), at, 0)
            self._grid.addWidget(body(field.value), at, 1)
            self._grid.addWidget(copy, at, 2)
            self.buttons.append(copy)
