"""The dental providers that the region has told of."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.services.exchange.registers import ProviderEntry, provider_register
from ui.kit.columns import Column
from ui.kit.desk import Desk
from ui.kit.look import GAP, body, subheading
from ui.kit.table import Table
from ui.pages.region.section import Section


class ProvidersSection(Section):
    """A register to look up how to reach someone."""

    def __init__(self, desk: Desk) -> None:
        self.provider = ProviderPane()
        super().__init__(desk, self.provider)
        self.table: Table[ProviderEntry] = Table(
            "region-providers", _("Dental providers"), _provider_columns()
        )
        self.table.empty_text = _("The region has not told of any dental provider.")
        self.column.addWidget(self.table, 1)
        self.table.chosen.connect(self.provider.show_provider)
        self.table.opened.connect(lambda _row: self.wanted.emit())

    def refresh(self) -> None:
        self.desk.ask(self, provider_register, self._show, topic="providers")

    def _show(self, found: tuple[ProviderEntry, ...]) -> None:
        self.table.show_rows(found, key=lambda one: one.code)
        self.provider.show_provider(self.table.current_row())
        self.release_keyboard()


class ProviderPane(QWidget):
    """How to reach a dental provider."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Dental provider"))
        self.title, self.about = subheading(), body()
        self.about.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, 0, GAP, 0)
        column.setSpacing(GAP)
        for part in (self.title, self.about):
            column.addWidget(part)
        column.addStretch(1)
        self.show_provider(None)

    def show_provider(self, provider: ProviderEntry | None) -> None:
        """Show this one, or none."""
        if provider is None:
            self.title.setText("")
            self.about.setText(_("Choose a row to see how to reach the provider."))
            return
        told = (
            (_("Code"), provider.code),
            (_("Phone"), provider.phone),
            (_("E-mail"), provider.email),
            (_("From"), provider.starts_on),
            (_("Until"), provider.ends_on),
        )
        self.title.setText(provider.name)
        self.about.setText("\n".join(f"{name}: {value}" for name, value in told if value))


def _provider_columns() -> list[Column[ProviderEntry]]:
    return [
        Column("name", _("Name"), lambda one: one.name, 170),
        Column("code", _("Code"), lambda one: one.code, 90),
        Column("phone", _("Phone"), lambda one: one.phone, 110),
        Column("email", _("E-mail"), lambda one: one.email, 160, hidden=True),
        Column("from", _("From"), lambda one: one.starts_on, 90, hidden=True),
        Column("until", _("Until"), lambda one: one.ends_on, 90, hidden=True),
    ]
