"""The few shapes every page is built of: distances, headings, texts, buttons, empty states."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.kit.colours import Tone, tone
from ui.kit.icons import icon

GAP = 8
MARGIN = 24
_ICONS: dict[str, str] = {
    "info": "info",
    "warning": "triangle-alert",
    "error": "circle-alert",
    "good": "circle-check",
}


class Text(QLabel):
    """Plain text that wraps; in a tone that follows the palette."""

    def __init__(self, text: str = "", tone: Tone | None = None) -> None:
        super().__init__(text)
        self._tone: Tone | None = tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._colour()

    def set_tone(self, tone: Tone | None) -> None:
        """Say it in another tone."""
        self._tone = tone
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        palette = QPalette()
        if self._tone is not None:
            palette.setColor(QPalette.ColorRole.WindowText, tone(self._tone))
        self.setPalette(palette)


def heading(text: str = "") -> Text:
    """The title of a page."""
    return _lettered(text, 1.5, bold=True)


def subheading(text: str = "") -> Text:
    """The title of a part of a page."""
    return _lettered(text, 1.15, bold=True)


def body(text: str = "") -> Text:
    """A text that can be marked and copied."""
    label = Text(text)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def muted(text: str = "") -> Text:
    """A text beside the matter."""
    return Text(text, "muted")


def button(text: str, picture: str | None = None) -> QPushButton:
    """A button; ``picture`` names an icon."""
    made = QPushButton(text)
    made.setAccessibleName(text.replace("&", ""))
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    if picture:
        made.setIcon(icon(picture))
    return made


def primary_button(text: str, picture: str | None = None) -> QPushButton:
    """The one button of a pane that Enter presses."""
    made = PrimaryButton(text, picture)
    made.setDefault(True)
    made.setAutoDefault(True)
    return made


class PrimaryButton(QPushButton):
    """Filled with the accent."""

    def __init__(self, text: str, picture: str | None = None) -> None:
        super().__init__(text)
        self.setAccessibleName(text.replace("&", ""))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setBold(True)
        self.setFont(font)
        if picture:
            self.setIcon(icon(picture, on_accent=True))
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        palette = QPalette()
        normal = (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive)
        for group in normal:
            accent = palette.color(group, QPalette.ColorRole.Highlight).darker(130)
            letters = palette.color(group, QPalette.ColorRole.HighlightedText)
            palette.setColor(group, QPalette.ColorRole.Button, accent)
            palette.setColor(group, QPalette.ColorRole.ButtonText, letters)
        self.setPalette(palette)


class Banner(QFrame):
    """A text with a picture that says what kind of news it is."""

    def __init__(self, text: str = "", kind: str = "info") -> None:
        super().__init__()
        self._kind, self._picture = kind, QLabel()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.text = body(text)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 8, 12, 8)
        self.row.setSpacing(GAP)
        self.row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self.row.addWidget(self.text, 1)
        self.show_text(text, kind)

    def show_text(self, text: str, kind: str = "info") -> None:
        """Say this."""
        self._kind = kind
        self._draw()
        self.text.setText(text)
        self.setAccessibleName(text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        colour: Tone = "accent" if self._kind == "info" else self._kind  # type: ignore[assignment] # kinds are tones
        self._picture.setPixmap(icon(_ICONS[self._kind], colour).pixmap(20, 20))


def banner(text: str, kind: str = "info") -> Banner:
    """A text with a picture: ``info``, ``warning``, ``error`` or ``good``."""
    return Banner(text, kind)


class EmptyState(QWidget):
    """Nothing is here: says so, and what to do next."""

    def __init__(
        self,
        title: str,
        text: str = "",
        action_text: str | None = None,
        action: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.title, self.text = subheading(title), muted(text)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addStretch(1)
        for part in (self.title, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(part)
        self.action: QPushButton | None = None
        if action_text and action is not None:
            self.action = primary_button(action_text)
            self.action.clicked.connect(lambda _checked=False: action())
            column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def say(self, title: str, text: str = "") -> None:
        """Say something else."""
        self.title.setText(title)
        self.text.setText(text)


def line() -> QFrame:
    """A thin line between two parts."""
    made = QFrame()
    made.setFrameShape(QFrame.Shape.HLine)
    made.setFrameShadow(QFrame.Shadow.Sunken)
    return made


def _lettered(text: str, times: float, *, bold: bool) -> Text:
    label = Text(text)
    font = QFont(label.font())
    font.setPointSizeF(font.pointSizeF() * times)
    font.setBold(bold)
    label.setFont(font)
    return label
