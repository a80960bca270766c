"""The program's own commands, run in this process and answered as JSON."""

import io
import json
import os
from collections.abc import Collection
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ntand.i18n import language

DONE: Final = (0,)
SOME_REFUSED: Final = (0, 3)


class StepFailed(Exception):
    """A step of the day did not come out as it should; the text is for people."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An argument that the told command shows otherwise: ``ID`` for a person."""

    value: str
    shown: str


Argument = str | Path | Shown


def person(value: str) -> Shown:
    """A person's id."""
    return Shown(value, "ID")


def certificate(value: str) -> Shown:
    """A certificate's id."""
    return Shown(value, "INTYG_ID")


class Commands:
    """Runs commands on one home and remembers what a person would have typed."""

    def __init__(self, home: Path, typed: list[str] | None = None) -> None:
        self._home = home
        self._other = typed is not None
        self._typed: list[str] = [] if typed is None else typed

    def elsewhere(self, home: Path) -> "Commands":
        """Commands on another home, remembered among these."""
        return Commands(home, self._typed)

    def run(
        self, *arguments: Argument, allowed: Collection[int] = DONE, homeless: bool = False
    ) -> dict[str, Any]:
        """The command's answer.

        Raises:
            StepFailed: with the program's own message, when its exit code is none of those.
        """
        from ntand.cli import main  # on use: the command line itself brings us in

        where = ("--home", self._home.name) if self._other else ()
        self._typed.append(" ".join(("ntand", *where, *map(_shown, arguments))))
        home = () if homeless else ("--home", str(self._home))
        argv = [*map(_given, arguments), *home, "--json", "--lang", language()]
        out, messages = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(messages):
            code = main(argv)
        answer = _answer(out.getvalue())
        if code not in allowed:
            told = answer.get("error", {}).get("message") or messages.getvalue().strip()
            raise StepFailed(f"{self._typed[-1]} ({code}): {told}")
        return answer

    def typed(self) -> list[str]:
        """The commands since the last time, those typed several times told once."""
        counts: dict[str, int] = {}
        for line in self._typed:
            counts[line] = counts.get(line, 0) + 1
        self._typed.clear()
        return [line if n == 1 else f"{line}   (×{n})" for line, n in counts.items()]


def _answer(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _given(argument: Argument) -> str:
    return argument.value if isinstance(argument, Shown) else os.fspath(argument)


def _shown(argument: Argument) -> str:
    if isinstance(argument, Shown):
        return argument.shown
    text = argument.name if isinstance(argument, Path) else argument
    return f'"{text}"' if " " in text else text
