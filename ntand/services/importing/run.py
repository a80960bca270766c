"""One import from first row to log line: all of it, or nothing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import insert, update

from ntand.domain.codes import FileKind
from ntand.files.reading import OpenTable, open_table
from ntand.files.rows import Refuse
from ntand.ports import Progress, Silent
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing, require
from ntand.services.importing.announcing import announce_stored
from ntand.services.importing.certificates import CertificateImport
from ntand.services.importing.complete import CompleteExtract
from ntand.services.importing.decisions import DecisionImport
from ntand.services.importing.notes import note
from ntand.services.importing.offers import OfferImport
from ntand.services.importing.trainings import TrainingImport
from ntand.services.importing.units import UnitImport
from ntand.services.importing.values import (
    ImportOptions,
    ImportReport,
    StrictRefusal,
    Tally,
)
from ntand.services.installation import Installation
from ntand.store.base import new_id
from ntand.store.tables import ImportRunRow, ObjectKind

_IMPORTERS: dict[FileKind, Any] = {
    FileKind.UNITS: UnitImport,
    FileKind.DECISIONS: DecisionImport,
    FileKind.CERTIFICATES: CertificateImport,
    FileKind.OFFERS: OfferImport,
    FileKind.TRAININGS: TrainingImport,
}
_ANNOUNCED = {
    FileKind.CERTIFICATES: ObjectKind.CERTIFICATE,
    FileKind.OFFERS: ObjectKind.OFFER,
}


_ABOUT_NOBODY = (FileKind.UNITS, FileKind.TRAININGS)


class _Undone(Exception):
    """Leaves the transaction without a trace: the end of a rehearsal."""


class Watch(Protocol):
    """Looks on inside an import's transaction; an error it raises undoes the import."""

    def began(self, act: Act) -> None:
        """Nothing is stored yet."""

    def ended(self, act: Act, run: str, tally: Tally) -> None:
        """All is stored, and about to be kept or undone."""


def import_file(
    installation: Installation,
    actor: Actor,
    path: Path,
    options: ImportOptions,
    progress: Progress | None = None,
    watch: Watch | None = None,
) -> ImportReport:
    """Import one file in one transaction; a dry run does the same and stores nothing.

    Raises:
        BadFile: the file cannot be used.
        StrictRefusal: a row was refused and ``strict`` asked for all or nothing.
        Refused: a complete extract lacks too much and nobody confirmed it.
    """
    action = f"import.{options.kind}"
    require(installation, actor, action, Permission.IMPORT)
    tally = Tally()
    today = installation.clock.today()
    with open_table(path, options.kind, today, options.source, options.mapping) as table:
        try:
            with changing(installation, actor, action, Permission.IMPORT) as act:
                if watch:
                    watch.began(act)
                run = _fill(act, table, options, tally, progress or Silent())
                if watch:
                    watch.ended(act, run, tally)
                if options.strict and tally.rejected:
                    raise StrictRefusal(tuple(tally.rejected))
                if options.dry_run:
                    raise _Undone
        except _Undone:
            pass
        return _report(options.kind, tally, table.ignored_columns)


def _fill(
    act: Act, table: OpenTable, options: ImportOptions, tally: Tally, progress: Progress
) -> str:
    """Import the rows; the id of the run."""
    run = _begin_run(act, options)
    complete = None
    if options.complete and options.kind is FileKind.DECISIONS:
        as_of = options.as_of or act.today
        complete = CompleteExtract(
            act.connection, as_of, options.source, confirmed=options.confirmed
        )
    importer = _IMPORTERS[options.kind](act, run, table.columns, options, tally)
    refuse: Refuse | None = getattr(importer, "refuse", None)
    for chunk in table.chunks(refuse):
        tally.rejected += [note(*fault[:3]) for fault in chunk.faults]
        tally.warnings += [note(*fault) for fault in chunk.warnings]
        importer.take(chunk.rows)
        progress.step(round(table.progress() * 1000), 1000)
    if complete is None:
        importer.finish()
    else:
        missing = complete.mark(table.keys())
        tally.marked_missing = len(missing)
        importer.finish(missing)
    if options.announce and options.kind in _ANNOUNCED:
        found = announce_stored(act, _ANNOUNCED[options.kind], importer.stored)
        tally.announced, tally.announced_bare, tally.announced_not = found
    _end_run(act, run, options, tally)
    return run


def _begin_run(act: Act, options: ImportOptions) -> str:
    run = new_id()
    act.connection.execute(
        insert(ImportRunRow).values(
            id=run,
            kind=options.kind,
            source=options.source,
            as_of=options.as_of,
            created=0,
            updated=0,
            refused=0,
            imported_at=act.now,
            imported_by=act.actor.user,
        )
    )
    return run


def _end_run(act: Act, run: str, options: ImportOptions, tally: Tally) -> None:
    counts = {
        "created": tally.created,
        "updated": tally.updated,
        "refused": tally.refused_rows,
    }
    act.connection.execute(update(ImportRunRow).where(ImportRunRow.id == run).values(**counts))
    # The persons of an import are found through its run: each decision names it.
    act.everyone = options.kind not in _ABOUT_NOBODY
    act.detail |= {"run": run, "source": options.source, "unchanged": tally.unchanged, **counts}


def _report(kind: FileKind, tally: Tally, ignored: Sequence[str]) -> ImportReport:
    return ImportReport(
        kind,
        tally.stored + tally.refused_rows,
        tally.created,
        tally.updated,
        tally.unchanged,
        tally.kept,
        tuple(ignored),
        tuple(tally.rejected),
        tuple(sorted(tally.warnings, key=lambda warning: warning.row or 0)),
        tally.announced,
        tally.marked_missing,
        tally.announced_bare,
        tally.announced_not,
    )
