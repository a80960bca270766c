"""The window's first sight, against an empty PySide6 window and a peer from Debian.

Bars: 1.5 of the empty window, and no later than Picard. Each is a process of its own under one
Xvfb, started in turn; measured from its spawn to the moment its window is visible by name.
Run with ``python -m tests.bench.bench_window`` (needs ``xvfb`` and ``xdotool``; Picard if there).
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from statistics import median

ROUNDS = 9
_EMPTY = (
    "import sys; from PySide6.QtWidgets import QApplication, QMainWindow;"
    "app = QApplication(sys.argv); window = QMainWindow(); window.setWindowTitle('Tomt fönster');"
    "window.resize(1200, 760); window.show(); app.exec()"
)
_STEP = 0.002  # seconds between two looks at the screen


def main() -> None:
    """Print the medians and the ratios."""
    with _screen() as display, tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "NTAND_HOME": f"{home}/none",
            "HOME": home,
            "XDG_CONFIG_HOME": home,
            "PYTHONDONTWRITEBYTECODE": "",
        }
        programs: dict[str, tuple[Sequence[str], str]] = {
            "empty window": ((sys.executable, "-c", _EMPTY), "Tomt fönster"),
            "N-tand": ((sys.executable, "-m", "ui.app"), "N-tand"),
        }
        if shutil.which("picard"):
            programs["Picard"] = (("picard", "--no-player", "--no-restore"), "Picard")
        seconds: dict[str, list[float]] = {name: [] for name in programs}
        for at in range(ROUNDS + 1):
            for name, (command, title) in programs.items():
                taken = _seen(command, title, environment)
                if at:  # the first start writes the byte code
                    seconds[name].append(taken)
    for name, taken_each in seconds.items():
        ratio = median(taken_each) / median(seconds["empty window"])
        print(f"{name:14} {median(taken_each) * 1000:6.0f} ms   ratio {ratio:.2f}")


def _seen(command: Sequence[str], title: str, environment: dict[str, str]) -> float:
    """Seconds from the spawn until the window of the title is visible."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _visible(title, environment):
            if process.poll() is not None:
                raise RuntimeError(f"{command[0]} ended without a window")
            time.sleep(_STEP)
        return time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        process.wait()


def _visible(title: str, environment: dict[str, str]) -> bool:
    look = ["xdotool", "search", "--onlyvisible", "--name", title]
    return subprocess.run(look, check=False, env=environment, capture_output=True).returncode == 0


@contextmanager
def _screen() -> Iterator[str]:
    """A screen nobody sees."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-noreset"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
