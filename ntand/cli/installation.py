"""The life of an installation: init, backup, restore, check, migrate, settings."""

import os
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Mapping
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from ntand.cli import values
from ntand.cli.answer import FAILED, Answer, as_data
from ntand.cli.parser import Commands
from ntand.cli.session import Session, line_of_file, line_of_stdin
from ntand.cli.table import framed, table, whole
from ntand.errors import BadFile, Refused, StoreError
from ntand.i18n import _
from ntand.sentences import explain_code
from ntand.settings import CHANGEABLE

if TYPE_CHECKING:
    from ntand.services.installing import Checked, Made, Restored

_RECOVERY_KEY = "NTAND_RECOVERY_KEY"


def declare_first(commands: Commands) -> None:
    """The command everything begins with."""
    init = commands.add("init", _("Make a new installation"), _init)
    init.add_argument(
        "--municipality", metavar="CODE", required=True, help=_("SCB's code, such as 1489")
    )
    init.add_argument(
        "--recovery-file",
        metavar="F",
        type=values.path,
        help=_("write the recovery key there instead of showing it"),
    )
    init.add_argument(
        "--database",
        metavar="URL",
        type=values.database,
        help=_("a shared PostgreSQL"),
    )


def declare(commands: Commands) -> None:
    """The other commands of this group."""
    backup = commands.add("backup", _("Copy the database, and prove the copy"), _backup)
    backup.add_argument("file", metavar="FILE", type=values.path, help=_("the copy"))
    restore = commands.add("restore", _("Bring a copy back"), _restore)
    restore.add_argument("file", metavar="FILE", type=values.path, help=_("the copy"))
    restore.add_argument(
        "--force", action="store_true", help=_("replace the installation that is there")
    )
    restore.add_argument(
        "--recovery-file", metavar="F", type=values.path, help=_("a file with the recovery key")
    )
    commands.add("check", _("Look for what is unsound"), _check)
    commands.add("migrate", _("Bring a shared database to this version"), _migrate)
    settings = commands.add("settings", _("Show the settings, or change some"), _settings)
    settings.add_argument(
        "changes",
        metavar="NAME=VALUE",
        nargs="*",
        type=_setting,
        help=_("what to change: {names}").format(names=", ".join(CHANGEABLE)),
    )


# --- A new installation -------------------------------------------------------------------------


def _init(session: Session, args: Namespace) -> Answer:
    from ntand.services.installing import make_installation

    if args.recovery_file is not None:
        _refuse_place(args.recovery_file)
    made = make_installation(session.home, args.municipality, args.database or "")
    kept = made.recovery_key and args.recovery_file and _key_written(made, args.recovery_file)
    data: dict[str, object] = as_data(made) | {"home": session.home}
    if kept:
        data |= {"recovery_key": None, "recovery_file": args.recovery_file}
    return Answer(data, lambda: _made(made, kept or None), hint=_first_steps(made))


def _refuse_place(path: Path) -> None:
    """The key must have somewhere to go before it exists; another's key is not written over."""
    if path.exists():
        raise Refused("key.recovery_file_exists", name=path.name)
    if not path.absolute().parent.is_dir():
        raise BadFile("file.unwritable", name=path.name)


def _key_written(made: "Made", path: Path) -> Path | None:
    """Where the key went; None when it could not be written and must be shown after all."""
    from ntand.store.keys import write_private

    assert made.recovery_key is not None
    try:
        write_private(path, made.recovery_key)
    except OSError:
        return None
    return path


def _made(made: "Made", kept: Path | None) -> str:
    lines = [_("The installation is ready.")]
    if kept is not None:
        lines += ["", _("The recovery key is in {path}.").format(path=kept), *_keep_it()]
    elif made.recovery_key is not None:
        lines += ["", _("The recovery key:"), framed(made.recovery_key), *_keep_it()]
    return "\n".join(lines)


def _keep_it() -> tuple[str, ...]:
    return (
        _("It opens the backups if this computer is lost. It is not shown again."),
        _("Write it down or print it, and lock it up away from the computer."),
    )


def _first_steps(made: "Made") -> str:
    lines = [_("Next: ntand import enheter FILE, then ntand import insatser FILE.")]
    if made.key_kept_in == "file":
        lines += explain_code("check.key_in_file", {})
    return "\n".join(lines)


# --- Copies -------------------------------------------------------------------------------------


def _backup(session: Session, args: Namespace) -> Answer:
    from ntand.services.installing import back_up

    with session.console.progress(_("Copying")):
        copied = back_up(session.installation, session.actor, args.file)
    text = _("The copy is written and proven: {path} ({size} kB).").format(
        path=copied.path, size=whole(copied.bytes // 1024)
    )
    hint = _("Keep it on another computer. The recovery key opens it there.")
    return Answer(as_data(copied), lambda: text, hint=hint)


def _restore(session: Session, args: Namespace) -> Answer:
    from ntand.services.installing import restore

    key = line_of_file(args.recovery_file) if args.recovery_file else _key_of_environment()
    try:
        restored = restore(session.home, args.file, key, force=args.force)
    except StoreError as error:
        if error.code != "backup.key_needed":
            raise
        restored = restore(session.home, args.file, _asked_key(), force=args.force)
    hint = _("Next: ntand check.")
    return Answer(as_data(restored), lambda: _restored(restored), hint=hint)


def _key_of_environment() -> str | None:
    return os.environ.get(_RECOVERY_KEY) or None


def _asked_key() -> str:
    """The recovery key from whoever sits there, or from the program that feeds stdin.

    Raises:
        StoreError: ``backup.key_needed``: nobody gave one.
    """
    try:
        if sys.stdin is not None and sys.stdin.isatty():
            return getpass(_("Recovery key: "))
        return line_of_stdin()
    except (EOFError, Refused):
        raise StoreError("backup.key_needed") from None


def _restored(restored: "Restored") -> str:
    lines = [_("The copy is brought back and proven.")]
    if restored.replaced is not None:
        lines.append(_("What was there is kept in {path}.").format(path=restored.replaced))
    return "\n".join(lines)


# --- Soundness ----------------------------------------------------------------------------------


def _check(session: Session, _args: Namespace) -> Answer:
    from ntand.services.installing import check

    with session.console.progress(_("Checking")):
        found = check(session.installation, session.actor)
    told = _found(found)
    data: dict[str, object] = {"sound": found.sound, "found": told}
    if found.sound:
        return Answer(data, lambda: _checked(_("Everything is sound."), told))
    first = next(one for one in told if one["serious"])
    data["error"] = {"code": first["code"], "message": f"{first['what']} {first['now']}"}
    text = _("Something is unsound.")
    return Answer(data, lambda: _checked(text, told), FAILED)


def _found(found: "Checked") -> list[dict[str, object]]:
    told = []
    for one in found.found:
        what, now = explain_code(one.code, dict(one.facts))
        told.append({"code": one.code, "serious": one.serious, "what": what, "now": now})
    return told


def _checked(verdict: str, told: list[dict[str, object]]) -> str:
    lines = [verdict]
    for one in told:
        lines += ["", str(one["what"]), f"  {one['now']}"]
    return "\n".join(lines)


def _migrate(session: Session, _args: Namespace) -> Answer:
    from ntand.bootstrap import migrate_shared

    before, now = migrate_shared(session.home)
    text = (
        _("The database has this version already.")
        if before == now
        else _("The database now has this version.")
    )
    return Answer({"before": before, "now": now}, lambda: text)


# --- Settings -----------------------------------------------------------------------------------


def _setting(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not sign or not name:
        raise ArgumentTypeError(_("write it as NAME=VALUE"))
    return name.strip(), value.strip()


def _settings(session: Session, args: Namespace) -> Answer:
    from ntand.services.preferences import change_settings, shown_settings

    installation = session.installation
    if args.changes:
        installation = change_settings(installation, session.actor, dict(args.changes))
    shown = shown_settings(installation.settings)
    return Answer(dict(shown), lambda: _shown(shown), hint="" if args.changes else _how_to_change())


def _shown(shown: Mapping[str, str]) -> str:
    meanings = _meanings()
    rows = [(name, value or "-", meanings.get(name, "")) for name, value in shown.items()]
    return table((_("Setting"), _("Value"), _("Meaning")), rows)


def _how_to_change() -> str:
    return _(
        'Change with ntand settings NAME="VALUE". '
        "Separate an address's lines with ; inside the quotation marks."
    )


def _meanings() -> dict[str, str]:
    return {
        "installation": _("the id of this installation"),
        "municipality": _("SCB's code"),
        "key_check": _("proves the right key; is not the key"),
        "database_url": _("a shared database; empty: the one in the folder"),
        "channel": _("how things reach the region: service or portal"),
        "region_url": _("set by ntand connect"),
        "region_client": _("set by ntand connect"),
        "contact_name": _("whom to ask, on letters and lists"),
        "contact_phone": _("phone, on letters and lists"),
        "contact_email": _("mail, on letters"),
        "return_address": _("where answers are sent, on forms"),
        "region_address": _("the region's address, on paper forms"),
    }
