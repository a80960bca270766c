"""The parser: argparse in our language, common options before or after a command's name."""

import argparse
import difflib
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from ntand import __version__
from ntand.cli.answer import Answer
from ntand.cli.session import Session
from ntand.cli.wording import metavar, speak_our_language
from ntand.errors import UsageError
from ntand.i18n import LANGUAGES, _
from ntand.log import redacted

Run = Callable[[Session, argparse.Namespace], Answer | int]


class Told(Exception):
    """The parser was asked to say something, and nothing is to be done."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(key)
        self.key, self.text = key, text


class Parser(argparse.ArgumentParser):
    """Raises UsageError where argparse would end the program; no abbreviations."""

    def __init__(self, **named: Any) -> None:  # noqa: ANN401 - argparse's own
        named |= {"allow_abbrev": False, "add_help": False}
        super().__init__(**named)

    def add_argument(self, *names: Any, **named: Any) -> argparse.Action:  # noqa: ANN401 - argparse's own
        """Declare an argument, its value named in our language."""
        if isinstance(named.get("metavar"), str):
            named["metavar"] = metavar(named["metavar"])
        return super().add_argument(*names, **named)

    def _check_value(self, action: argparse.Action, value: Any) -> None:  # noqa: ANN401 - argparse's own
        """Refuse what is no choice; a command that does not exist with those it is like."""
        known = list(action.choices or ())
        if action.choices is None or value in known:
            return
        if not isinstance(action, argparse._SubParsersAction):
            allowed = ", ".join(known)
            raise argparse.ArgumentError(
                action, _("choose one of: {allowed}").format(allowed=allowed)
            )
        raise argparse.ArgumentError(None, _no_command(str(value), known))

    def error(self, message: str) -> NoReturn:
        """Refuse the command line.

        Raises:
            UsageError: ``usage.invalid``, what was wrong under ``detail``.
        """
        missing = _("these arguments are missing: %s").partition("%")[0]
        if message.startswith(missing):
            message = missing + ", ".join(
                map(self._with_value, message[len(missing) :].split(", "))
            )
        raise UsageError("usage.invalid", detail=redacted(message), command=self.prog)

    def _with_value(self, name: str) -> str:
        """An option as it is to be written: with what may follow it."""
        action = self._option_string_actions.get(name)
        return f"{name} {action.metavar}" if action and action.metavar else name

    def common(self, default: str | None) -> None:
        """The options every command takes, before or after its name."""
        group = self.add_argument_group(_("for every command"))
        group.add_argument("-h", "--help", action=_Help, nargs=0, help=_("show this help"))
        group.add_argument(
            "--home",
            metavar=metavar("DIR"),
            default=default,
            help=_("the folder of the installation"),
        )
        group.add_argument(
            "--json",
            action="store_true",
            default=default or False,
            help=_("answer with one JSON object"),
        )
        group.add_argument(
            "--lang", choices=LANGUAGES, default=default or LANGUAGES[0], help=_("the language")
        )


def _no_command(given: str, known: Sequence[str]) -> str:
    alike = difflib.get_close_matches(given, known)
    if not alike:
        return _("there is no command {given}").format(given=given)
    return _("there is no command {given}; is it {alike}").format(
        given=given, alike=", ".join(alike)
    )


class _Help(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_rest: object) -> NoReturn:
        raise Told("help", parser.format_help().rstrip())


class _Version(argparse.Action):
    def __call__(self, *_rest: object) -> NoReturn:
        raise Told("version", __version__)


class Commands:
    """Where the commands declare themselves."""

    def __init__(self, parser: Parser, name: str, *, required: bool) -> None:
        self._commands = parser.add_subparsers(
            title=_("commands"), metavar=_("COMMAND"), dest=name, required=required
        )
        parser.set_defaults(run=None, homeless=False)

    def add(self, name: str, summary: str, run: Run, *, homeless: bool = False) -> Parser:
        """A command; ``homeless`` when it is not about an installation."""
        command = self._declare(name, summary)
        command.set_defaults(run=run, homeless=homeless)
        return command

    def group(self, name: str, summary: str) -> "Commands":
        """A command with commands of its own."""
        return Commands(self._declare(name, summary), "action", required=True)

    def _declare(self, name: str, summary: str) -> Parser:
        command: Parser = self._commands.add_parser(name, help=summary, description=summary)
        command.common(argparse.SUPPRESS)
        return command


def make_parser(groups: Sequence[Callable[[Commands], None]]) -> Parser:
    """The parser of the whole program, its commands declared by the groups."""
    speak_our_language()
    parser = Parser(
        prog="ntand",
        description=_(
            "Certificates of necessary dental care: who is entitled, the yearly offer, the region. "
            "Without a command the window opens."
        ),
    )
    parser.common(None)
    parser.add_argument("--version", action=_Version, nargs=0, help=_("show the version"))
    commands = Commands(parser, "command", required=False)
    for declare in groups:
        declare(commands)
    return parser
