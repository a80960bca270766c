"""A step of the guide: a heading, a few fields, and the buttons below."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ntand.i18n import _
from ui.kit.look import GAP, Banner, body, button, heading, muted, primary_button


class Step(QWidget):
    """``onward`` when the main button is pressed, ``back`` for the one before."""

    onward = Signal()
    back = Signal()

    def __init__(self, title: str, text: str, onward: str, *, returns: bool = True) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.number = muted()
        self.title = heading(title)
        self.text = body(text)
        self.inside = QVBoxLayout()
        self.inside.setSpacing(GAP)
        self.trouble = Banner(kind="error")
        self.trouble.hide()
        self.go_on = primary_button(onward)
        self.go_back = button(_("&Back"), "arrow-left")
        self.go_back.setVisible(returns)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for part in (self.number, self.title, self.text):
            column.addWidget(part)
        column.addSpacing(GAP)
        column.addLayout(self.inside)
        column.addWidget(self.trouble)
        column.addSpacing(GAP)
        column.addLayout(self.buttons)
        column.addStretch(1)
        self.buttons.addWidget(self.go_back)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.go_on)
        self.go_on.clicked.connect(self.press)
        self.go_back.clicked.connect(self.back.emit)

    def press(self) -> None:
        """Go on, if the step allows it."""
        if self.go_on.isEnabled() and self.ready():
            self.onward.emit()

    def ready(self) -> bool:
        """Whether what is said suffices; else the step shows what is missing."""
        return True

    def tell(self, text: str) -> None:
        """Show what went wrong; an empty text takes it away."""
        self.trouble.show_text(text, "error")
        self.trouble.setVisible(bool(text))

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        return self.go_on

    def take_keyboard(self) -> None:
        """Let the keyboard begin here."""
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
