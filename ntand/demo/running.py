"""Sets the practice municipality up, shows it in the window or tells its day, and tidies up."""

import importlib.util
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Final

from ntand.demo import afternoon, forenoon, morning, noon
from ntand.demo.commands import Commands, StepFailed
from ntand.demo.day import Day
from ntand.demo.municipality import practice_municipality, write_files
from ntand.demo.region import region_running
from ntand.demo.telling import Teller, opens
from ntand.errors import NtandError
from ntand.i18n import _
from ntand.ports import clock_from_environment
from ntand.sentences import explain

STEPS: Final = (*morning.STEPS, *forenoon.STEPS, *noon.STEPS, *afternoon.STEPS)
_KEPT_NAME: Final = "ntand-demo"
_UNSEEN: Final = frozenset({"offscreen", "minimal", "vnc"})
_ENVIRONMENT: Final = {
    # The keys of a thrown-away installation do not belong among the user's own.
    "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    "NTAND_USER": "Petra Provsson",
}


def run(home: Path | None, *, json_output: bool) -> int:
    """The exit code: 0 when the window was closed, or every step of the day succeeded.

    Raises:
        UsageError: the environment names a day that is none.
    """
    teller = Teller(as_json=json_output)
    today = clock_from_environment().today()
    shown = not json_output and has_screen()
    with _own_environment():
        try:
            # Acts come by themselves only where someone practises: the told day makes its own
            with _work_folder(home) as work, region_running(work / "region", acts=shown) as url:
                day = _prepared(work, work if shown else _kept_folder(home), today, url)
                if shown:
                    return _window(day, teller)
                _live(day, teller)
            return teller.end(day.kept)
        except StepFailed as failed:
            return teller.failed(str(failed))
        except NtandError as error:
            return teller.failed(" ".join(explain(error)))
        except OSError as error:
            return teller.failed(error.strerror or type(error).__name__)


def has_screen() -> bool:
    """Whether a window can be opened and seen, and its library is there."""
    if importlib.util.find_spec("PySide6") is None:
        return False
    if sys.platform != "linux":
        return True
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform:
        return platform not in _UNSEEN
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _live(day: Day, teller: Teller) -> None:
    """Live the whole day; the first step that fails ends it."""
    teller.begin(day)
    for number, step in enumerate(STEPS, 1):
        title = step.title()
        try:
            lines = step.run(day)
        except (StepFailed, LookupError, TypeError, ValueError) as error:
            teller.step(number, title, day.commands.typed(), [], succeeded=False)
            with suppress(OSError):
                day.kept.rmdir()  # only while nothing is kept in it
            if isinstance(error, StepFailed):
                raise
            # An answer of another shape than the day expects: told, never a traceback.
            kind = type(error).__name__
            message = _("An answer could not be understood ({kind}).").format(kind=kind)
            raise StepFailed(message) from error
        teller.step(number, title, day.commands.typed(), lines)


def _window(day: Day, teller: Teller) -> int:
    """Prepare what the window is to show, and open it."""
    teller.say(_("Preparing the practice municipality …"))
    for prepare in (morning.init, morning.import_all, noon.connect):
        prepare(day)
    teller.say(opens())
    # By name: the core does not depend on the client, not even here.
    return int(import_module("ui.app").main(day.home, practice=True))


def _prepared(work: Path, kept: Path, today: date, url: str) -> Day:
    practice = practice_municipality(today)
    files = write_files(practice, work / "filer")
    return Day(work, kept, today, practice, files, url, Commands(work / "hem"))


@contextmanager
def _work_folder(home: Path | None) -> Iterator[Path]:
    if home is not None:
        home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix="ntand-ovning-", dir=home, ignore_cleanup_errors=True
    ) as name:
        yield Path(name)


def _kept_folder(home: Path | None) -> Path:
    """A new folder for papers: where the user stands, else among the temporary files."""
    for parent in (home or Path.cwd(), Path(tempfile.gettempdir())):
        for number in range(1, 1000):
            folder = parent / (_KEPT_NAME if number == 1 else f"{_KEPT_NAME}-{number}")
            try:
                folder.mkdir()
            except FileExistsError:
                continue
            except OSError:
                break
            return folder
    raise StepFailed(_("There is no folder to keep the papers in."))


@contextmanager
def _own_environment() -> Iterator[None]:
    former = {name: os.environ.get(name) for name in _ENVIRONMENT}
    os.environ.update(_ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in former.items():
            with suppress(KeyError):
                del os.environ[name]
            if value is not None:
                os.environ[name] = value
