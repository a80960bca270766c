"""One run of the program: parse, do, tell, and an exit code whatever happens."""

import errno
import logging
import os
import secrets
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ntand.cli.answer import FAILED, INTERRUPTED, USAGE, Answer
from ntand.cli.commands import GROUPS, open_window
from ntand.cli.console import Console
from ntand.cli.parser import Told, make_parser
from ntand.cli.session import Session
from ntand.errors import Cancelled, NtandError, StoreError, UsageError
from ntand.i18n import LANGUAGES, _, set_language
from ntand.log import logging_to, where
from ntand.sentences import explain
from ntand.settings import settings_exist

if TYPE_CHECKING:
    from ntand.services.importing import RowNote

_logger = logging.getLogger(__name__)


def run(argv: Sequence[str]) -> int:
    """Do what the arguments say, tell the outcome, and give the exit code."""
    options = argv[: argv.index("--")] if "--" in argv else argv
    set_language(_language(options))
    console = Console(as_json="--json" in options)
    return _told(console, _outcome(console, argv))


def _outcome(console: Console, argv: Sequence[str]) -> Answer | int:
    """What came of the command; every error has become an answer."""
    try:
        args = make_parser(GROUPS).parse_args(list(argv))
        session = Session(console, args.home)
        return _guarded(session, args)
    except Told as told:
        text = told.text
        return Answer({told.key: text}, lambda: text)
    except NtandError as error:
        return _failure(error)


def _guarded(session: Session, args: Namespace) -> Answer | int:
    """Do the command in the light of the home's log."""
    began = time.monotonic()
    home = None if args.homeless else session.home
    with _log_of(home):
        outcome = _done(session, args)
        session.close()
    with _log_of(home):  # once more: the home of a new installation was not there before
        code = outcome if isinstance(outcome, int) else outcome.code
        seconds = time.monotonic() - began
        _logger.info("run command=%s exit=%d seconds=%.2f", _name(args), code, seconds)
    return outcome


def _done(session: Session, args: Namespace) -> Answer | int:
    try:
        answer: Answer | int = (args.run or open_window)(session, args)
    except NtandError as error:
        _logger.info("refused code=%s", error.code)
        return _failure(error)
    except KeyboardInterrupt:
        return _failure(Cancelled(), INTERRUPTED)
    except ModuleNotFoundError as error:
        return _failure(NtandError("program.incomplete", part=error.name or "?"))
    except OSError as error:
        _logger.error("system errno=%s", error.errno, extra={"where": where(error)})
        return _failure(_system(error))
    except Exception as error:  # the last resort: a bug must not reach a person as a traceback
        reference = secrets.token_hex(4).upper()
        _logger.error("unexpected reference=%s", reference, extra={"where": where(error)})
        return _failure(NtandError("unexpected", ref=reference))
    return answer


def _system(error: OSError) -> NtandError:
    if error.errno == errno.ENOSPC:
        return StoreError("store.full")
    return NtandError("system.refused", reason=error.strerror or type(error).__name__)


def _failure(error: NtandError, code: int | None = None) -> Answer:
    what, now = explain(error)
    message = f"{what} {now}"
    data: dict[str, object] = {"error": {"code": error.code, "message": message}}
    rejected = getattr(error, "rejected", None)
    if rejected is not None:
        data["rejected"] = rejected
    exit_code = code or (USAGE if isinstance(error, UsageError) else FAILED)
    return Answer(data, lambda: _refusals(rejected), exit_code, hint=f"ntand: {what}\n{now}")


def _refusals(rejected: "Sequence[RowNote] | None") -> str:
    if not rejected:
        return ""
    from ntand.cli.notes import note_lines

    return "\n".join(note_lines(_("Refused rows"), rejected))


def _told(console: Console, outcome: Answer | int) -> int:
    if isinstance(outcome, int):
        return outcome
    try:
        console.answer(outcome)
    except BrokenPipeError:
        # Whoever read us has gone, as `head` does; what was done is done.
        _hush()
    except (OSError, ValueError):
        _hush()
        what, now = explain(NtandError("console.not_written"))
        with suppress(OSError, ValueError):
            console.say(f"ntand: {what}\n{now}")
        return outcome.code or FAILED
    return outcome.code


def _hush() -> None:
    """Let nothing more reach stdout: the interpreter would try once more when it ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _log_of(home: Path | None) -> AbstractContextManager[None]:
    return logging_to(home) if home is not None and settings_exist(home) else nullcontext()


def _name(args: Namespace) -> str:
    """The command's name alone; its arguments tell about persons."""
    return " ".join(filter(None, (args.command or "window", getattr(args, "action", None))))


def _language(options: Sequence[str]) -> str:
    """The language asked for, known before the parser is: it speaks it already."""
    for place, option in enumerate(options):
        name, _sign, value = option.partition("=")
        if name == "--lang":
            wanted = value or "".join(options[place + 1 : place + 2])
            if wanted in LANGUAGES:
                return wanted
    return LANGUAGES[0]
