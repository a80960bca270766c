"""The region's messages: the list, and the text of the one chosen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.services.exchange.messages import Message, mark_read, messages
from ui.kit.columns import Column
from ui.kit.desk import Desk
from ui.kit.look import GAP, body, muted, subheading
from ui.kit.split import scrolling
from ui.kit.table import Table
from ui.pages.region.section import Section

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation


class MessagesSection(Section):
    """What is shown counts as read by this user."""

    def __init__(self, desk: Desk) -> None:
        self.text = MessagePane()
        super().__init__(desk, self.text)
        self._marked: set[str] = set()
        self.table: Table[Message] = Table("region-messages", _("Messages"), _columns())
        self.table.empty_text = _("The region has sent no message.")
        self.column.addWidget(self.table, 1)
        self.table.chosen.connect(self._show_message)
        self.table.opened.connect(lambda _row: self.wanted.emit())

    def refresh(self) -> None:
        self.desk.ask(self, messages, self._show, topic="messages")

    def _show(self, found: tuple[Message, ...]) -> None:
        self.table.show_rows(found, key=lambda one: one.id)
        self._show_message(self.table.current_row())
        self.release_keyboard()

    def _show_message(self, message: Message | None) -> None:
        self.text.show_message(message)
        seen = self.text.isVisible()
        if message is None or message.read or message.id in self._marked or not seen:
            return
        self._marked.add(message.id)
        key = message.id

        def work(installation: "Installation", actor: "Actor") -> None:
            mark_read(installation, actor, key)

        self.desk.ask(self, work, lambda _done: self._read(), topic=f"read {key}")

    def _read(self) -> None:
        # Not by ``act``: what was done last can still be taken back.
        self.desk.stored.emit()


class MessagePane(QWidget):
    """One message whole."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Message"))
        self.title, self.about, self.text = subheading(), muted(), body()
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(2 * GAP, 0, GAP, 0)
        column.setSpacing(GAP)
        for part in (self.title, self.about, self.text):
            column.addWidget(part)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inside, _("Message")))
        self.show_message(None)

    def show_message(self, message: Message | None) -> None:
        """Show this message, or none."""
        if message is None:
            self.title.setText("")
            self.about.setText("")
            self.text.setText(_("Choose a message to read it."))
            return
        about = _("From the region {day}.").format(day=message.sent_on)
        if message.valid_to:
            about += " " + _("Holds until {day}.").format(day=message.valid_to)
        self.title.setText(message.title)
        self.about.setText(about)
        self.text.setText(message.text)


def _columns() -> list[Column[Message]]:
    return [
        Column("title", _("About what"), lambda one: one.title, 220, strong=_unread),
        Column("sent", _("From"), lambda one: one.sent_on, 90, strong=_unread),
        Column("state", _("Read"), lambda one: "" if _unread(one) else _("read"), 56),
        Column("until", _("Until"), lambda one: one.valid_to, 100, hidden=True),
    ]


def _unread(message: Message) -> bool:
    return not message.read
