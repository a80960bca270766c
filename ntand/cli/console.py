"""Results to stdout, messages for people to stderr, progress to a terminal only."""

import io
import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO

from ntand.cli.answer import Answer, plain
from ntand.i18n import _
from ntand.log import redacted
from ntand.ports import Progress, Silent

_BAR = 30  # signs
_PAUSE = 0.1  # seconds between two drawings


class Console:
    """Where a command speaks; ``as_json``: stdout holds exactly one JSON object."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        for stream in (sys.stdout, sys.stderr, sys.stdin):
            if isinstance(stream, io.TextIOWrapper):
                # A sign the terminal does not know must not end the program.
                stream.reconfigure(errors="replace")

    def answer(self, answer: Answer) -> None:
        """Show the result of a command."""
        if self.as_json or answer.json_only:
            self.data(answer.data)
            return
        text = answer.text()
        if text:
            _write(sys.stdout, text)
        if answer.hint:
            self.say(answer.hint)

    def line(self, text: str) -> None:
        """Show a part of the result, at once."""
        _write(sys.stdout, text)

    def data(self, data: Mapping[str, object]) -> None:
        """Write one JSON object in a line of ASCII, which no encoding can spoil."""
        _write(sys.stdout, json.dumps(data, default=plain))

    def say(self, message: str) -> None:
        """Tell a person something; nothing that could be an identity number passes."""
        _write(sys.stderr, redacted(message))

    @contextmanager
    def progress(self, label: str) -> Iterator[Progress]:
        """How far the work has come, in one line that is gone when it ends."""
        if sys.stderr is None or not sys.stderr.isatty():
            yield Silent()
            return
        line = _ProgressLine(sys.stderr, label)
        try:
            line.draw("...")
            yield line
        finally:
            line.clear()


class _ProgressLine:
    """One line on a terminal, drawn over itself."""

    def __init__(self, stream: TextIO, label: str) -> None:
        self._stream, self._label = stream, label
        self._drawn_at = 0.0

    def step(self, done: int, total: int | None) -> None:
        """Draw how much is done, not oftener than a person sees."""
        if time.monotonic() - self._drawn_at >= _PAUSE:
            self.draw(_share(done, total))

    def draw(self, state: str) -> None:
        """Show the state after the label."""
        self._drawn_at = time.monotonic()
        self._stream.write(f"\r{self._label} {state}")
        self._stream.flush()

    def clear(self) -> None:
        """Take the line away."""
        self._stream.write("\r\x1b[2K")
        self._stream.flush()


def _share(done: int, total: int | None) -> str:
    if not total:
        return _("{done} done").format(done=done)
    part = min(done / total, 1.0)
    full = round(part * _BAR)
    return f"[{'#' * full}{'.' * (_BAR - full)}] {part:4.0%}"


def _write(stream: TextIO | None, text: str) -> None:
    if stream is not None:  # a program without a console has none
        stream.write(text + "\n")
        stream.flush()
