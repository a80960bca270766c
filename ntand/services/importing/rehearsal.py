"""An import tried before it is done: what it would change, and the certainty of just that."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from ntand.domain.codes import FileKind
from ntand.errors import BadFile
from ntand.ports import Progress, Silent
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, looking
from ntand.services.importing.comparing import Before, compare, look_before
from ntand.services.importing.differences import Differences
from ntand.services.importing.run import import_file
from ntand.services.importing.values import ImportOptions, ImportReport, Tally
from ntand.services.installation import Installation
from ntand.store.access_log import last_change

_ABOUT_NOBODY = (FileKind.UNITS, FileKind.TRAININGS)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a rehearsal rests on: the file's content, the database's last change, the day."""

    digest: str
    last_change: int
    on: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What an import would do."""

    report: ImportReport
    differences: Differences
    options: ImportOptions
    standing: Standing


@dataclass(frozen=True, slots=True)
class Stored:
    """An import done as rehearsed; or, when something had changed, a new rehearsal instead.

    ``changed`` says what: file, database or day.
    """

    report: ImportReport | None = None
    again: Rehearsal | None = None
    changed: str = ""


def rehearse(
    installation: Installation,
    actor: Actor,
    path: Path,
    options: ImportOptions,
    progress: Progress | None = None,
) -> Rehearsal:
    """Do the whole import, see what differs, and undo it.

    Raises:
        BadFile: the file cannot be used.
        Refused: a complete extract lacks too much and nobody confirmed it.
        Cancelled: a person stopped it.
    """
    digest = _digest(path)
    watch = _Comparing(options.kind, progress or Silent())
    report = import_file(installation, actor, path, replace(options, dry_run=True), progress, watch)
    if _digest(path) != digest:
        raise BadFile("file.changed", name=path.name)
    with looking(installation, actor, "import.rehearse", Permission.IMPORT) as act:
        # What is shown of the persons is what the rehearsal saw.
        act.everyone = options.kind not in _ABOUT_NOBODY
        act.detail |= {"kind": options.kind, "source": options.source}
    standing = Standing(digest, watch.stood_at, watch.on)
    return Rehearsal(report, watch.found, replace(options, dry_run=False), standing)


def import_rehearsed(
    installation: Installation,
    actor: Actor,
    path: Path,
    rehearsal: Rehearsal,
    progress: Progress | None = None,
) -> Stored:
    """Import exactly what was rehearsed; rehearse again when file, database or day changed.

    Raises:
        BadFile: the file cannot be used.
        Cancelled: a person stopped it; nothing is stored.
    """
    standing = rehearsal.standing
    changed = "" if _digest(path) == standing.digest else "file"
    if not changed:
        watch = _Holding(path, standing)
        try:
            report = import_file(installation, actor, path, rehearsal.options, progress, watch)
            return Stored(report)
        except _Changed as change:
            changed = change.what
    again = rehearse(installation, actor, path, rehearsal.options, progress)
    return Stored(again=again, changed=changed)


class _Changed(Exception):
    """What was rehearsed is no longer what would be stored."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class _Comparing:
    """Compares after with before, inside the transaction of the rehearsal."""

    def __init__(self, kind: FileKind, progress: Progress) -> None:
        self._kind, self._progress = kind, progress
        self._before: Before | None = None
        self.found = Differences()
        self.stood_at, self.on = 0, ""

    def began(self, act: Act) -> None:
        """Remember how things stand."""
        self.stood_at = last_change(act.connection)
        self.on = act.today.isoformat()
        self._before = look_before(act, self._kind)

    def ended(self, act: Act, run: str, tally: Tally) -> None:
        """See what differs now."""
        assert self._before is not None
        self._progress.step(1000, 1000)
        self.found = compare(act, self._kind, run, tally, self._before)
        self._progress.step(1000, 1000)


class _Holding:
    """Lets the import go on only as long as it is the one rehearsed."""

    def __init__(self, path: Path, standing: Standing) -> None:
        self._path, self._standing = path, standing

    def began(self, act: Act) -> None:
        """No one else can store anything from here on."""
        if last_change(act.connection) != self._standing.last_change:
            raise _Changed("database")
        if act.today.isoformat() != self._standing.on:
            raise _Changed("day")

    def ended(self, _act: Act, _run: str, _tally: Tally) -> None:
        """The file has been read to its end: it must have been the same all along."""
        if _digest(self._path) != self._standing.digest:
            raise _Changed("file")


def _digest(path: Path) -> str:
    """The file's content in short; empty when it cannot be read, which the import tells of."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
