"""The system's colours, one accent of our own, and tones that can be read on them."""

from typing import Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.kit.memory import memory

_SCHEME = "look/scheme"
Scheme = Literal["system", "light", "dark"]
Tone = Literal["muted", "good", "warning", "error", "accent"]

SCHEMES: dict[Scheme, Qt.ColorScheme] = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}
_ACCENT = {False: "#0b6b75", True: "#7fd4de"}
_SELECTED = {False: "#0b6b75", True: "#176a74"}
_TONES: dict[Tone, dict[bool, str]] = {
    "muted": {False: "#565d63", True: "#b4bbc1"},
    "good": {False: "#1c6b34", True: "#7fd796"},
    "warning": {False: "#7a4d00", True: "#f2c46d"},
    "error": {False: "#a11d1d", True: "#ffb3ac"},
    "accent": _ACCENT,
}


# Fusion's own dark colours, for a system that cannot switch by itself.
_DARK = {
    QPalette.ColorRole.Window: "#323232",
    QPalette.ColorRole.WindowText: "#ffffff",
    QPalette.ColorRole.Base: "#242424",
    QPalette.ColorRole.AlternateBase: "#2b2b2b",
    QPalette.ColorRole.Text: "#ffffff",
    QPalette.ColorRole.Button: "#3c3c3c",
    QPalette.ColorRole.ButtonText: "#ffffff",
    QPalette.ColorRole.BrightText: "#ffffff",
    QPalette.ColorRole.ToolTipBase: "#3c3c3c",
    QPalette.ColorRole.ToolTipText: "#ffffff",
    QPalette.ColorRole.Light: "#4b4b4b",
    QPalette.ColorRole.Midlight: "#434343",
    QPalette.ColorRole.Mid: "#2c2c2c",
    QPalette.ColorRole.Dark: "#202020",
    QPalette.ColorRole.Shadow: "#141414",
}
_GREYED = ("WindowText", "Text", "ButtonText")


class Colours(QObject):
    """Gives the application its accent, again whenever the system's scheme changes."""

    def __init__(self, app: QApplication, scheme: Scheme = "system") -> None:
        super().__init__(app)
        self._app = app
        self._scheme: Scheme = scheme
        app.styleHints().colorSchemeChanged.connect(self.give)
        self.choose(scheme)

    def choose(self, scheme: Scheme) -> None:
        """Light or dark whatever the system says, or as the system."""
        self._scheme = scheme
        self._app.styleHints().setColorScheme(SCHEMES[scheme])
        self.give()

    def give(self) -> None:
        """Set the accent; people who chose high contrast keep all of the system's colours."""
        self._app.setPalette(QPalette())  # nothing of ours: what the system gives
        if high_contrast():
            return
        switched = self._scheme != "dark" or is_dark(QPalette())
        palette = QPalette() if switched else _darkened()
        dark = is_dark(palette)
        palette.setColor(QPalette.ColorRole.Accent, QColor(_ACCENT[dark]))
        palette.setColor(QPalette.ColorRole.Highlight, QColor(_SELECTED[dark]))
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor("#ffffff"))
        palette.setColor(QPalette.ColorRole.Link, QColor(_ACCENT[dark]))
        palette.setColor(QPalette.ColorRole.PlaceholderText, tone("muted", palette))
        self._app.setPalette(palette)


def chosen_scheme() -> Scheme:
    """Light, dark, or as the system."""
    found = memory().value(_SCHEME)
    return found if found in SCHEMES else "system"


def choose_scheme(scheme: Scheme) -> None:
    """Keep the choice for the next start."""
    memory().setValue(_SCHEME, scheme)


def tone(name: Tone, palette: QPalette | None = None) -> QColor:
    """A colour for texts with a meaning, at least 4.5:1 against the window; never alone."""
    shown = palette or QGuiApplication.palette()
    if high_contrast():
        return shown.color(QPalette.ColorRole.WindowText)
    return QColor(_TONES[name][is_dark(shown)])


def is_dark(palette: QPalette) -> bool:
    """Whether the palette is light on dark."""
    window = palette.color(QPalette.ColorRole.Window)
    return window.lightness() < palette.color(QPalette.ColorRole.WindowText).lightness()


def high_contrast() -> bool:
    """Whether the person asked the system for high contrast."""
    hints = QGuiApplication.styleHints()  # held: PySide ties the next one's life to it
    wish = hints.accessibility().contrastPreference()
    return bool(wish == Qt.ContrastPreference.HighContrast)


def _darkened() -> QPalette:
    palette = QPalette()
    for role, colour in _DARK.items():
        palette.setColor(role, QColor(colour))
    for name in _GREYED:
        role = QPalette.ColorRole[name]
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#9a9a9a"))
    return palette
