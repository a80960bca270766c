"""Import and export of the five files."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from ntand.cli import values
from ntand.cli.answer import DONE, PARTLY, Answer, as_data
from ntand.cli.notes import note_lines
from ntand.cli.parser import Commands, Parser
from ntand.cli.session import Session
from ntand.cli.table import table, whole
from ntand.domain.codes import FileKind
from ntand.errors import UsageError
from ntand.i18n import _

if TYPE_CHECKING:
    from ntand.services.importing import ImportOptions, ImportReport

_STANDARD = "standard"
_ANNOUNCED = (FileKind.CERTIFICATES, FileKind.OFFERS)


def declare(commands: Commands) -> None:
    """The commands of this group."""
    command = commands.add("import", _("Import one of the five files"), _import)
    _kind_and_file(command)
    command.add_argument("--dry-run", action="store_true", help=_("try; store nothing"))
    command.add_argument(
        "--strict", action="store_true", help=_("store nothing if any row is refused")
    )
    command.add_argument(
        "--source",
        metavar="NAME",
        type=values.key,
        default=_STANDARD,
        help=_("the system the file comes from"),
    )
    command.add_argument(
        "--complete", action="store_true", help=_("the file holds all decisions of its source")
    )
    command.add_argument("--as-of", metavar="D", type=values.day, help=_("the extract's day"))
    command.add_argument(
        "--confirm", action="store_true", help=_("many decisions are missing, and that is right")
    )
    command.add_argument(
        "--unprotected", action="store_true", help=_("confirm that none of the new is protected")
    )
    command.add_argument(
        "--announce", action="store_true", help=_("also queue what the region has not got")
    )
    command.add_argument(
        "--map", metavar="PROFILE", help=_("a saved column mapping, or a file with one")
    )
    export = commands.add("export", _("Write one of the five files"), _export)
    _kind_and_file(export)
    export.add_argument("--include-protected", action="store_true", help=_("protected persons too"))


def _kind_and_file(command: Parser) -> None:
    command.add_argument(
        "kind",
        metavar="KIND",
        type=values.code(FileKind),
        help=values.shown(FileKind).replace("|", ", "),
    )
    command.add_argument("file", metavar="FILE", type=values.path, help=_("a CSV or .xlsx file"))


def _import(session: Session, args: Namespace) -> Answer:
    from ntand.services.importing import import_file

    _refuse_contradictions(args)
    options = _options(session, args)
    with session.console.progress(_("Importing")) as progress:
        report = import_file(session.installation, session.actor, args.file, options, progress)
    code = PARTLY if report.rejected else DONE
    hint = _("This was a trial: nothing was stored.") if args.dry_run else _next(report)
    return Answer(as_data(report), lambda: _text(report), code, hint)


def _refuse_contradictions(args: Namespace) -> None:
    if args.complete != (args.as_of is not None):
        raise UsageError("usage.complete_as_of")
    if args.complete and args.kind is not FileKind.DECISIONS:
        raise UsageError("usage.complete_kind")
    if args.announce and args.kind not in _ANNOUNCED:
        raise UsageError("usage.announce_kind")


def _options(session: Session, args: Namespace) -> "ImportOptions":
    from ntand.services.importing import ImportOptions

    return ImportOptions(
        args.kind,
        dry_run=args.dry_run,
        strict=args.strict,
        source=args.source,
        complete=args.complete,
        as_of=args.as_of,
        confirmed=args.confirm,
        unprotected=args.unprotected,
        announce=args.announce,
        mapping=_mapping(session.home, args.map) if args.map else None,
    )


def _mapping(home: Path, profile: str) -> dict[str, str]:
    """The file's header -> our column, from a saved profile or the file named."""
    from ntand.services.importing.profiles import profile_path, read_mapping

    path = Path(profile).expanduser()
    return read_mapping(path if path.is_file() else profile_path(home, Path(profile).name))


def _text(report: "ImportReport") -> str:
    refused = len({note.row for note in report.rejected})
    counts = [
        (_("Read rows"), report.read),
        (_("New rows"), report.created),
        (_("Changed rows"), report.updated),
        (_("Unchanged rows"), report.unchanged),
        (_("Kept as changed here"), report.kept),
        (_("Refused rows"), refused),
        (_("Queued for the region"), report.announced),
        (_("of them without a basis in the file"), report.announced_bare),
        (_("Protected, so not queued"), report.announced_not),
        (_("Marked as missing"), report.marked_missing),
    ]
    always = 4
    rows = [(name, whole(n)) for place, (name, n) in enumerate(counts) if n or place < always]
    lines = [table((_("Rows of {kind}").format(kind=report.kind), _("Count")), rows, " r")]
    if report.ignored_columns:
        ignored = ", ".join(report.ignored_columns)
        lines += ["", _("Ignored columns: {columns}").format(columns=ignored)]
    lines += note_lines(_("Refused rows"), report.rejected)
    lines += note_lines(_("Warnings"), report.warnings)
    return "\n".join(lines)


def _next(report: "ImportReport") -> str:
    if report.rejected:
        return _("The other rows are stored. Correct the refused ones and import the file again.")
    if report.announced:
        return _("Next: ntand sync sends what is queued.")
    if report.kind is FileKind.DECISIONS:
        return _("Next: ntand identify shows who qualifies.")
    return ""


def _export(session: Session, args: Namespace) -> Answer:
    from ntand.services.exports import export_file

    found = export_file(
        session.installation,
        session.actor,
        args.kind,
        args.file,
        include_protected=args.include_protected,
    )
    text = _("Written: {rows} rows to {path}.").format(rows=whole(found.rows), path=found.path)
    hint = ""
    if found.protected_left_out:
        hint = _("Left out, protected: {n} rows. --include-protected writes them too.").format(
            n=whole(found.protected_left_out)
        )
    return Answer(as_data(found), lambda: text, hint=hint)
