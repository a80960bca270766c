"""The practice municipality beside the window: a process of its own, with keys of its own."""

import subprocess
import sys
from typing import Final

from ntand.demo.region import environment
from ntand.demo.running import has_screen
from ntand.demo.telling import opens
from ntand.errors import NtandError
from ntand.i18n import language

_MODULE: Final = ("-m", "ntand", "demo", "--lang")


def start() -> int:
    """Start it and return when its window opens: the process, which lives on after this one.

    Raises:
        NtandError: ``client.practice_failed``.
    """
    if not has_screen():
        raise NtandError("client.practice_failed")
    process = subprocess.Popen(
        [sys.executable, *_MODULE, language()],
        env=environment() | {"PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    assert process.stdout is not None
    with process.stdout as told:
        if not any(line.strip() == opens() for line in told):
            process.wait()
            raise NtandError("client.practice_failed")
    return process.pid
