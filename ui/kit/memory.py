"""What the window remembers between two starts: its size, widths of columns and panes."""

from PySide6.QtCore import QByteArray, QSettings


def memory() -> QSettings:
    """This user's small file of settings; nothing in it is about the persons in the register."""
    return QSettings(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, "N-tand", "N-tand window"
    )


def remember(name: str, state: QByteArray) -> None:
    """Keep a widget's state under the name."""
    memory().setValue(name, state)


def remembered(name: str) -> QByteArray | None:
    """The state kept under the name, if there is one."""
    found = memory().value(name)
    return found if isinstance(found, QByteArray) and not found.isEmpty() else None
