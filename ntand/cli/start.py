"""What a person starts with: the window, and the practice municipality."""

import os
import sys
from argparse import Namespace
from importlib import import_module
from pathlib import Path

from ntand.cli.parser import Commands
from ntand.cli.session import Session
from ntand.errors import NtandError, UsageError
from ntand.i18n import _

_CLIENT = ("PySide6", "shiboken6", "ui")


def declare(commands: Commands) -> None:
    """The commands of this group."""
    commands.add(
        "demo", _("A practice municipality, with a region of its own"), _demo, homeless=True
    )


def open_window(session: Session, _args: Namespace) -> int:
    """Open the desktop client; its exit code when it is closed."""
    if session.console.as_json:
        raise UsageError("usage.command_missing")
    if sys.platform == "linux" and not _has_screen():
        raise NtandError("client.no_screen")
    try:
        return _open(session.home)
    except ImportError as error:
        if isinstance(error, ModuleNotFoundError) and not _of_the_client(error.name or ""):
            raise
        raise NtandError("client.missing", reason=error.msg) from error


def window() -> int:
    """The window without a console: what ``ntandw`` starts."""
    return _open(None)


def _open(home: Path | None) -> int:
    # By name: the core does not depend on the client, not even here.
    client = import_module("ui.app")
    from ntand.demo import start_practice

    return int(client.main(home, start_practice=start_practice))


def _has_screen() -> bool:
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in named)


def _of_the_client(module: str) -> bool:
    return module.partition(".")[0] in _CLIENT


def _demo(session: Session, args: Namespace) -> int:
    from ntand.demo import run_demo

    return run_demo(session.home if args.home else None, session.console.as_json)
