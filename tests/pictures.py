"""Pictures of every page of the window, from the practice municipality.

Run with ``python3 dev.py pictures [FOLDER]``; docs/pictures/window by default. Each page is
drawn light and dark, at 100 and 150 %. The practice day is lived first, so that there is
something to see.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ntand.demo import forenoon, morning, noon
from ntand.demo.commands import Commands
from ntand.demo.day import Day
from ntand.demo.municipality import practice_municipality, write_files
from ntand.demo.region import region_running
from ntand.ports import clock_from_environment
from ntand.store.home_lock import home_lock

if TYPE_CHECKING:
    from ui.frame.main_window import MainWindow
    from ui.kit.colours import Colours

_DAY = "2027-03-15"
_SIZE = (1200, 760)
_SCALES = ("1", "1.5")
_SCHEMES = ("light", "dark")
_PATIENCE = 30  # seconds until a page has read what it shows
_WHOLE = 100  # the quality at which nothing of a picture is lost
_QUIET = 25  # looks, 20 ms each, at a window in which nothing happens: a paper is drawn
_OTHERS = {
    "QT_QPA_PLATFORM": "offscreen",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    "NTAND_USER": "Petra Provsson",
    "NTAND_TODAY": _DAY,
    "HOME": "/home/petra",  # of the folders seen in pictures
}


def main(folder: Path) -> None:
    """Live the practice day, then draw each page in a process for each scale."""
    os.environ.update(_OTHERS)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        with region_running(work / "region") as url:
            home = _practised(work, url)
            with home_lock(home, "sync"):  # nothing is exchanged while the window is open
                for scale in _SCALES:
                    environment = {**os.environ, "QT_SCALE_FACTOR": scale, "XDG_CONFIG_HOME": name}
                    ours = ("-m", "tests.pictures", str(folder), str(home), scale)
                    subprocess.run([sys.executable, *ours], env=environment, check=True)
    _list(folder)
    sys.stdout.write(f"{len(list(folder.glob('*.webp')))} pictures in {folder}\n")


def _list(folder: Path) -> None:
    """A page that shows them all."""
    from ui.frame.places import ENTRIES

    lines = ["# The pages of the window", "", "From the practice municipality. Drawn by", ""]
    lines += ["    python3 dev.py pictures", ""]
    for entry in ENTRIES:
        lines += [f"## {entry.title()}", "", "| | light | dark |", "|---|---|---|"]
        for percent in (100, 150):
            cells = (
                f'<img src="{entry.name}-{scheme}-{percent}.webp" width="420"'
                f' alt="{entry.title()}, {scheme}, {percent} %">'
                for scheme in _SCHEMES
            )
            lines.append(f"| {percent} % | {' | '.join(cells)} |")
        lines.append("")
    (folder / "README.md").write_text("\n".join(lines), "utf-8")


def _practised(work: Path, url: str) -> Path:
    """The home of a municipality in the midst of its day."""
    practice = practice_municipality(clock_from_environment().today())
    kept = work / "kvar"
    kept.mkdir()
    files = write_files(practice, work / "filer")
    today = clock_from_environment().today()
    day = Day(work, kept, today, practice, files, url, Commands(work / "hem"))
    for step in (
        *(morning.init, morning.import_all, morning.identify, noon.connect, noon.announce),
        *(forenoon.issue, forenoon.consent, forenoon.wait, noon.offer, noon.answer),
    ):
        step(day)
    return day.home


def draw(folder: Path, home: Path, scale: str) -> None:
    """Draw every page of the home's window at one scale, light and dark."""
    from PySide6.QtCore import QTimer

    from ui.app import application, open_home
    from ui.frame.main_window import MainWindow
    from ui.kit.colours import Colours

    app = application()
    colours = app.findChild(Colours)
    assert colours is not None
    window = MainWindow(home, lambda: open_home(home), practice=True)
    window.resize(*_SIZE)

    # Inside the loop, where Qt tells every widget of new colours.
    def drawn() -> None:
        _draw_all(folder, window, colours, scale)
        app.quit()

    QTimer.singleShot(0, drawn)
    app.exec()
    window.close()


def _draw_all(folder: Path, window: "MainWindow", colours: "Colours", scale: str) -> None:
    from ui.frame.places import ENTRIES
    from ui.kit.desk import Place

    window.show()
    _rest(window)
    percent = round(float(scale) * 100)
    for scheme in _SCHEMES:
        colours.choose(scheme)  # type: ignore[arg-type] # both are schemes
        for entry in ENTRIES:
            window.workspace.go(Place(entry.name))
            _rest(window)
            window.grab()  # a paper is drawn once it is to be seen
            _rest(window)
            picture = window.grab().toImage()
            picture.save(str(folder / f"{entry.name}-{scheme}-{percent}.webp"), quality=_WHOLE)


def _rest(window: "MainWindow") -> None:
    """Let the window read and draw until nothing is under way."""
    from PySide6.QtCore import QCoreApplication, QEventLoop

    end, quiet = time.monotonic() + _PATIENCE, 0
    while quiet < _QUIET and time.monotonic() < end:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        quiet = 0 if window.reading else quiet + 1


if __name__ == "__main__":
    if len(sys.argv) == 4:
        draw(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
    else:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/pictures/window"))
