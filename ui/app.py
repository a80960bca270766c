"""The desktop client's entry: one window for each home, errors caught, Swedish spoken.

First the window, then everything else: what is imported here stands between a person and the
first sight of the program.
"""

import gc
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from ntand.settings import default_home, settings_exist
from ui.frame.main_window import MainWindow
from ui.frame.single_instance import SingleInstance

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

_STARTED = 3_000  # milliseconds after which the first page has been seen


def main(
    home: Path | None = None,
    *,
    practice: bool = False,
    start_practice: Callable[[], None] | None = None,
) -> int:
    """Open the window of the home and return when it is closed; the exit code.

    A second start for the same home raises the first window and ends. ``start_practice`` opens
    the practice municipality in a window of its own.
    """
    gc.disable()  # nothing made while the program starts is garbage: a tenth of the start
    place = home or default_home()
    app = _bare()
    instance = SingleInstance(place)
    if not instance.first():
        return 0
    with ExitStack() as until_closed:
        window = MainWindow(
            place, lambda: open_home(place), practice=practice, start_practice=start_practice
        )
        window.seen.connect(lambda: _equip(app, window, until_closed))
        window.painted.connect(instance.listen)
        instance.asked.connect(window.raise_to_front)
        window.show()
        try:
            return app.exec()
        finally:
            instance.release()


def open_home(home: Path) -> "tuple[Installation, Actor] | None":
    """The home's installation and who sits here; None when there is none."""
    if not settings_exist(home):
        return None
    # On use: the database's library must not delay the first paint.
    from ntand.bootstrap import open_installation, this_user

    return open_installation(home), this_user()


def application() -> QApplication:
    """The application, in our style, colours and language."""
    app = _bare()
    _dress(app)
    return app


def _bare() -> QApplication:
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    # The style by argument: told by call, Qt's whole style class would be made for Python first.
    app = QApplication([*sys.argv[:1], "-style", "Fusion"])
    app.setApplicationName("N-tand")
    return app


def _equip(app: QApplication, window: MainWindow, until_closed: ExitStack) -> None:
    """Log, catch errors, collect garbage and take on our looks, as long as the window is open."""
    from PySide6.QtCore import QTimer

    from ntand.log import logging_to
    from ui.frame.faults import Faults
    from ui.kit.garbage import Garbage

    if window.home.is_dir():
        until_closed.enter_context(logging_to(window.home))
    else:
        # Painted, the window has a desk, which opens once the start guide has made the home.
        window.painted.connect(lambda: _log_once_made(window, until_closed))
    faults = Faults(window)
    until_closed.enter_context(faults.watching())
    faults.told.connect(window.tell)
    QTimer.singleShot(_STARTED, Garbage(app).settle)
    _dress(app)


def _log_once_made(window: MainWindow, until_closed: ExitStack) -> None:
    from PySide6.QtCore import Qt

    from ntand.log import logging_to

    window.workspace.desk.opened.connect(
        lambda: until_closed.enter_context(logging_to(window.home)),
        Qt.ConnectionType.SingleShotConnection,
    )


def _dress(app: QApplication) -> None:
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    from ntand.i18n import language
    from ui.kit.colours import Colours, chosen_scheme

    Colours(app, chosen_scheme())
    locale = QLocale(QLocale.Language.Swedish if language() == "sv" else QLocale.Language.English)
    QLocale.setDefault(locale)
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(locale, "qtbase", "_", folder):
        app.installTranslator(translator)


if __name__ == "__main__":
    sys.exit(main())
