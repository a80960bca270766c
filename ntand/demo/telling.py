"""Tells the practice day: numbered steps for people, one JSON object for programs."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ntand.demo.day import Day
from ntand.domain.municipalities import municipality_name
from ntand.i18n import _

_FAILED: Final = 4


class Teller:
    """Speaks at once to people; for programs it gathers everything and speaks at the end."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._steps: list[dict[str, object]] = []

    def begin(self, day: Day) -> None:
        """What this is."""
        name = municipality_name(day.practice.code)
        self.say(
            _("PRACTICE. Every person, unit and figure is made up; {name} lends its code.").format(
                name=name
            )
        )
        self.say(_("Today is {day}.").format(day=day.today.isoformat()) + "\n")

    def step(
        self,
        number: int,
        title: str,
        commands: Sequence[str],
        lines: Sequence[str],
        *,
        succeeded: bool = True,
    ) -> None:
        """One step: its number, the commands a person would type, and what happened."""
        told = {"step": number, "title": title, "commands": list(commands), "told": list(lines)}
        self._steps.append(told | {"succeeded": succeeded})
        parts = [f"{number}. {title}", *(f"   $ {line}" for line in commands)]
        self.say("\n".join((*parts, *(f"   {line}" for line in lines), "")))

    def end(self, kept: Path) -> int:
        """Every step succeeded."""
        if self._as_json:
            _write({"steps": self._steps, "kept": str(kept)})
        self.say(_("Everything succeeded. The practice installation is removed."))
        self.say(_("Papers and figures are kept in {folder}").format(folder=kept))
        return 0

    def failed(self, message: str) -> int:
        """A step did not succeed; the exit code says so."""
        if self._as_json:
            _write({"error": {"code": "demo.failed", "message": message}, "steps": self._steps})
            return _FAILED
        sys.stderr.write(_("This step did not succeed: {message}").format(message=message) + "\n")
        return _FAILED

    def say(self, text: str) -> None:
        """Tell people at once."""
        if not self._as_json:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()


def opens() -> str:
    """What is told when the window is about to open; whoever waits for it looks for this."""
    return _("The window opens. Close it to end; everything is then removed.")


def _write(data: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(data) + "\n")
    sys.stdout.flush()
