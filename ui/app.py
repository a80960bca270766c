"""The desktop client's entry: one window for each home, errors caught, Swedish spoken."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from ntand.i18n import language
from ntand.log import logging_to
from ntand.settings import default_home, settings_exist
from ui.faults import Faults
from ui.main_window import MainWindow
from ui.single_instance import SingleInstance

if TYPE_CHECKING:
    from ntand.services.overview import Overview  # brings the database's library with it


def main(home: Path | None = None, *, practice: bool = False) -> int:
    """Open the window of the home and return when it is closed; the exit code.

    A second start for the same home raises the first window and ends.
    """
    place = home or default_home()
    app = _application()
    instance = SingleInstance(place)
    if not instance.first():
        return 0
    faults = Faults()
    with logging_to(place), faults.watching():
        window = MainWindow(place, lambda: load(place), practice=practice)
        faults.told.connect(window.tell)
        instance.asked.connect(window.raise_to_front)
        window.show()
        try:
            return app.exec()
        finally:
            instance.release()


def load(home: Path) -> "Overview | None":
    """How the home's installation stands; None when there is none."""
    if not settings_exist(home):
        return None
    # On use: the database's library must not delay the first paint.
    from ntand.bootstrap import open_installation, this_user
    from ntand.services.overview import overview

    installation = open_installation(home)
    try:
        return overview(installation, this_user())
    finally:
        installation.engine.dispose()


def _application() -> QApplication:
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("N-tand")
    app.setStyle("Fusion")
    locale = QLocale(QLocale.Language.Swedish if language() == "sv" else QLocale.Language.English)
    QLocale.setDefault(locale)
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(locale, "qtbase", "_", folder):
        app.installTranslator(translator)
    return app


if __name__ == "__main__":
    sys.exit(main())
