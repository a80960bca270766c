"""Whether the window keeps answering while an import and then an exchange runs.

Bars: no stall over 50 ms, a change of page within 100 ms. A timer of 5 ms is the heartbeat: what
passes between two beats is a stall. Meanwhile the page is changed every 600 ms, and each change
is timed until the page is painted. The same beats are counted while nothing runs, for reference.
Run with ``python -m tests.bench.bench_stall`` (a screen of its own: see bench_window).
"""

import itertools
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from ntand.domain.codes import FileKind
from ntand.services.exchange.sync import connect, sync
from ntand.services.importing import ImportOptions, import_file
from tests.bench.municipality import (
    ACTOR,
    TODAY,
    filled_installation,
    write_certificates,
    write_decisions,
)
from tests.bench.region import running_region

PERSONS, ROWS = 12_000, 60_000
_BEAT, _CHANGE = 5, 600  # milliseconds; pages leafed through quickly
_PAGES = (
    *("todo", "candidates", "people", "certificates", "round", "papers", "statistics"),
    *("import", "region", "preferences"),
)


def main() -> None:
    """Print the longest stall and the slowest change of page of each run."""
    os.environ["NTAND_TODAY"] = TODAY.isoformat()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with (
        TemporaryDirectory() as folder,
        running_region(Path(folder) / "region") as (url, client),
        filled_installation(PERSONS, PERSONS, certificates=True) as installation,
    ):
        connect(installation, ACTOR, url, client["client_id"], client["client_secret"])
        installation.engine.dispose()
        _measure(installation.home, Path(folder))


def _measure(home: Path, folder: Path) -> None:
    from PySide6.QtCore import QEventLoop

    from ui.app import application, open_home
    from ui.frame.main_window import MainWindow
    from ui.kit.garbage import Garbage

    app = application()
    Garbage(app).settle()
    window = MainWindow(home, lambda: open_home(home), practice=True)
    window.show()
    while window.reading:
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    decisions, certificates = folder / "insatser.csv", folder / "intyg.csv"
    write_decisions(decisions, PERSONS, ROWS)
    write_certificates(certificates, PERSONS)
    works: dict[str, Callable[..., object]] = {
        "import of decisions": lambda i, a, p: import_file(
            i, a, decisions, ImportOptions(FileKind.DECISIONS), p
        ),
        "import, announced": lambda i, a, p: import_file(
            i, a, certificates, ImportOptions(FileKind.CERTIFICATES, announce=True), p
        ),
        "exchange": lambda i, a, _p: sync(i, a),
    }
    # Made on their first visit, which is told apart.
    print(f"{'first visits':24}", *_beaten(window, None))
    print(f"{'nothing runs':24}", *_beaten(window, None))
    for name, work in works.items():
        print(f"{name:24}", *_beaten(window, work))
    window.close()


def _beaten(window: object, work: Callable[..., object] | None) -> tuple[str, ...]:
    """Let the work run in the window while pages change; the longest beat and change."""
    from PySide6.QtCore import QEventLoop, QTimer

    from ui.frame.main_window import MainWindow
    from ui.kit.desk import Place

    assert isinstance(window, MainWindow)
    loop, beats, changes = QEventLoop(), [perf_counter()], list[tuple[float, str]]()
    names = itertools.cycle(_PAGES)
    heartbeat, changing = QTimer(), QTimer()
    heartbeat.timeout.connect(lambda: beats.append(perf_counter()))

    def change() -> None:
        name, begun = next(names), perf_counter()
        window.workspace.go(Place(name))
        window.repaint()
        changes.append((perf_counter() - begun, name))
        if work is None and len(changes) == 2 * len(_PAGES):
            loop.quit()

    changing.timeout.connect(change)
    heartbeat.start(_BEAT)
    changing.start(_CHANGE)
    begun = perf_counter()
    if work is not None:
        window.workspace.desk.run(window, "Arbetar", work, lambda _done: loop.quit())
    loop.exec()
    took = perf_counter() - begun
    gaps = sorted(b - a for a, b in itertools.pairwise(beats))
    slowest, page = max(changes)
    over = sum(gap > 0.05 for gap in gaps)
    return (
        f"{took:6.1f} s, {len(changes)} changes, slowest {slowest * 1000:.0f} ms ({page});",
        f"longest stall {gaps[-1] * 1000:.0f} ms, {over} over 50 ms",
    )


if __name__ == "__main__":
    main()
