"""What a command works with: the console, and the installation once it is needed."""

import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ntand.cli.console import Console
from ntand.errors import BadFile, Refused
from ntand.i18n import _
from ntand.ports import clock_from_environment
from ntand.settings import default_home

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

STDIN = "-"
_LONGEST_LINE = 4096  # characters


@dataclass
class Session:
    """One run of one command."""

    console: Console
    given_home: str | None

    @cached_property
    def home(self) -> Path:
        """The home named, else the one of the environment or the platform."""
        if self.given_home:
            return Path(self.given_home).expanduser()
        return default_home()

    @cached_property
    def installation(self) -> "Installation":
        """The home's installation, opened when it is first asked for."""
        from ntand.bootstrap import open_installation

        return open_installation(self.home)

    @cached_property
    def actor(self) -> "Actor":
        """Who sits at the machine."""
        from ntand.bootstrap import this_user

        return this_user()

    def close(self) -> None:
        """Let go of the database, if it was opened."""
        if "installation" in self.__dict__:
            self.installation.engine.dispose()

    def reference(self, given: str) -> str:
        """The person meant: as given, or for ``-`` one line of stdin.

        Raises:
            IdentityError: the line is no identity number of any kind.
        """
        if given != STDIN:
            return given
        from ntand.cli.values import is_uuid
        from ntand.domain.identity import parse_identity

        line = line_of_stdin(_("Identity number: "))
        if not is_uuid(line):
            parse_identity(line, clock_from_environment().today())
        return line


def line_of_stdin(question: str = "") -> str:
    """One line of stdin, without what stands around it; a person at a terminal is asked.

    Raises:
        Refused: ``usage.nothing_on_stdin``.
    """
    if question and sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None:
        sys.stderr.write(question)
        sys.stderr.flush()
    line = sys.stdin.readline(_LONGEST_LINE) if sys.stdin is not None else ""
    text = line.strip().lstrip("\ufeff")
    if not text:
        raise Refused("usage.nothing_on_stdin")
    return text


def line_of_file(path: Path) -> str:
    """The first line of a small text file that holds a key or a secret.

    Raises:
        BadFile: it is not there, cannot be read or is empty.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            line = file.readline(_LONGEST_LINE).strip()
    except FileNotFoundError:
        raise BadFile("file.not_found", name=path.name) from None
    except (OSError, UnicodeDecodeError):
        raise BadFile("file.unreadable", name=path.name) from None
    if not line:
        raise BadFile("file.empty", name=path.name)
    return line
