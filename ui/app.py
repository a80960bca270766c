"""The desktop client's entry: one window for each home, errors caught, Swedish spoken."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from ntand.i18n import language
from ntand.log import logging_to
from ntand.settings import default_home, settings_exist
from ui.frame.faults import Faults
from ui.frame.main_window import MainWindow
from ui.frame.single_instance import SingleInstance
from ui.kit.colours import Colours
from ui.kit.garbage import Garbage
from ui.kit.memory import chosen_scheme

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
    app = application()
    garbage = Garbage(app)
    instance = SingleInstance(place)
    if not instance.first():
        return 0
    faults = Faults()
    with logging_to(place), faults.watching():
        window = MainWindow(
            place, lambda: open_home(place), practice=practice, start_practice=start_practice
        )
        faults.told.connect(window.tell)
        instance.asked.connect(window.raise_to_front)
        window.painted.connect(instance.listen)
        window.show()
        QTimer.singleShot(_STARTED, garbage.settle)
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
    """The application, in our style and language."""
    existing = QApplication.instance()
    # The style by argument: told by call, Qt's whole style class would be made for Python first.
    command = [*sys.argv[:1], "-style", "Fusion"]
    app = existing if isinstance(existing, QApplication) else QApplication(command)
    app.setApplicationName("N-tand")
    Colours(app, chosen_scheme())
    locale = QLocale(QLocale.Language.Swedish if language() == "sv" else QLocale.Language.English)
    QLocale.setDefault(locale)
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(locale, "qtbase", "_", folder):
        app.installTranslator(translator)
    return app


if __name__ == "__main__":
    sys.exit(main())
