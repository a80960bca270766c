"""A region of the day's own: the mock in a process of its own, ended with the day."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import ntand
from ntand.demo.commands import StepFailed
from ntand.demo.municipality import SEED
from ntand.i18n import _

_PATIENCE: Final = 10  # seconds to end by itself


@contextmanager
def region_running(data: Path, *, acts: bool = False) -> Iterator[str]:
    """The address of a region that serves the folder while this lasts.

    When it ``acts``, answers come by themselves: visits, activated units, deaths, messages.
    """
    command = [sys.executable, "-m", "ntand", "region", "serve", "--data", str(data)]
    acting = ["--simulate", str(SEED)] if acts else []
    process = subprocess.Popen(
        [*command, *acting, "--port", "0", "--json"],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _address(process)
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def environment() -> dict[str, str]:
    """Ours, and this very package for the child, wherever we stand."""
    paths = [str(Path(ntand.__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def _address(process: "subprocess.Popen[bytes]") -> str:
    assert process.stdout is not None
    try:
        return str(json.loads(process.stdout.readline())["url"])
    except (ValueError, KeyError):
        raise StepFailed(_("The practice region did not start.")) from None
