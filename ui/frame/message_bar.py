"""The one place where the window tells what happened: done, with undo, or gone wrong."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from ntand.errors import NtandError
from ntand.i18n import _
from ntand.sentences.in_window import explain_in_window
from ui.kit.look import Banner, button

if TYPE_CHECKING:
    from ntand.services.undoing import Undo
    from ui.kit.desk import Place

UNDO_TIME = 10_000  # milliseconds: an act can be taken back so long with one key
_SEEN = 8_000  # milliseconds a sentence without undo stays


class MessageBar(Banner):
    """Hidden until there is something to tell; errors stay until someone closes them."""

    undone = Signal(object, str)  # the Undo asked for, and what was told of the act
    followed = Signal(object)  # the Place of an invitation

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__()
        if parent is not None:
            self.setParent(parent)
        self.text.setAccessibleName(_("Message"))
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._undo: Undo | None = None
        self.undo_button = button(_("&Undo"), "undo-2")
        self.undo_button.clicked.connect(self.take_back)
        self._place: Place | None = None
        self.follow_button = button("", "chevron-right")
        self.follow_button.clicked.connect(self._follow)
        self.close_button = button(_("Close message"), "x")
        self.close_button.clicked.connect(self.clear)
        for part in (self.undo_button, self.follow_button, self.close_button):
            self.row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self.setHidden(True)

    @property
    def can_undo(self) -> bool:
        """Whether the act told last can still be taken back."""
        return self._undo is not None

    def say(self, text: str, undo: "Undo | None" = None) -> None:
        """Tell what has been done; for ten seconds it can be taken back."""
        self.show_text(text, "good")
        self._undo = undo
        self.undo_button.setVisible(undo is not None)
        self.follow_button.hide()
        self.show()
        self._timer.start(UNDO_TIME if undo is not None else _SEEN)

    def tell(self, error: NtandError) -> None:
        """Show what happened and what to do now."""
        self._timer.stop()
        self._undo = None
        self.show_text("\n".join(explain_in_window(error)), "error")
        self.undo_button.hide()
        self.follow_button.hide()
        self.show()

    def invite(self, text: str, words: str, place: "Place") -> bool:
        """Tell of something elsewhere, with a button that leads there; not over what is told.

        Stays until someone follows or closes it. Returns whether it is shown.
        """
        if not self.isHidden():
            return False
        self._place = place
        self.show_text(text, "info")
        self.undo_button.hide()
        self.follow_button.setText(words)
        self.follow_button.setAccessibleName(words.replace("&", ""))
        self.follow_button.show()
        self.show()
        return True

    def take_invitation_back(self) -> None:
        """What was invited to is no longer so."""
        if not self.follow_button.isHidden():
            self.clear()

    def done_with(self) -> None:
        """Another act has begun: what was told before can no longer be taken back with a key."""
        self._undo = None
        self.undo_button.hide()

    def take_back(self) -> None:
        """Ask for the act told last to be taken back."""
        undo = self._undo
        if undo is not None:
            told = self.text.text()
            self.clear()
            self.undone.emit(undo, told)

    def clear(self) -> None:
        """Nothing to tell any more."""
        self._timer.stop()
        self._undo = None
        self.follow_button.hide()
        self.hide()

    def _follow(self) -> None:
        place = self._place
        self.clear()
        self.followed.emit(place)
