"""What the import page says of kinds, files, groups and results."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale

from ntand.domain.codes import FileKind
from ntand.errors import NtandError
from ntand.i18n import _, ngettext
from ntand.sentences.codes import label
from ntand.services.importing import ImportReport
from ntand.services.importing.differences import RowChange, Someone
from ntand.services.importing.inspection import Inspected
from ntand.services.importing.rehearsal import Rehearsal

_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}


def kinds() -> list[tuple[str, str]]:
    """The five files in the order in which they are best read in."""
    return [
        (FileKind.UNITS, _("Units")),
        (FileKind.DECISIONS, _("Support (decisions from the care system)")),
        (FileKind.CERTIFICATES, _("Certificates that exist already")),
        (FileKind.OFFERS, _("Former years' offers and answers")),
        (FileKind.TRAININGS, _("Trainings of care staff")),
    ]


def number(value: int) -> str:
    """A number as people write it."""
    return QLocale().toString(value)


def about_file(path: Path, found: Inspected) -> str:
    """Name, rows, and how the file is written."""
    rows = ngettext("{n} row", "{n} rows", found.rows).format(n=number(found.rows))
    if not found.counted:
        rows = _("about {rows}").format(rows=rows)
    parts = [path.name, rows]
    if found.encoding:
        separators = {";": _("semicolon"), ",": _("comma"), "\t": _("tab")}
        encoding = _ENCODINGS.get(found.encoding, "UTF-16")
        parts += [encoding, _("separated by {sign}").format(sign=separators[found.separator])]
    else:
        parts.append("Excel")
    return " · ".join(parts)


def counts(report: ImportReport) -> str:
    """What was read, and what became of the rows."""
    refused = len({note.row for note in report.rejected})
    told = [
        (_("{n} read"), report.read),
        (_("{n} new"), report.created),
        (_("{n} changed"), report.updated),
        (_("{n} unchanged"), report.unchanged),
        (_("{n} kept as changed here"), report.kept),
        (_("{n} rejected"), refused),
    ]
    always = 4
    return " · ".join(
        text.format(n=number(n)) for at, (text, n) in enumerate(told) if n or at < always
    )


def to_be_stored(rehearsal: Rehearsal) -> str:
    """What the button will do, in sentences."""
    report = rehearsal.report
    lines = [_stored(report)]
    missing = rehearsal.differences.missing.count
    if missing:
        text = ngettext(
            "{n} decision that the file lacks no longer counts from {day}.",
            "{n} decisions that the file lacks no longer count from {day}.",
            missing,
        )
        lines.append(text.format(n=number(missing), day=rehearsal.options.as_of))
    refused = len({note.row for note in report.rejected})
    if refused:
        text = ngettext(
            "{n} row is refused and not stored.", "{n} rows are refused and not stored.", refused
        )
        lines.append(text.format(n=number(refused)))
    return " ".join([*lines, *announced(report)])


def announced(report: ImportReport) -> list[str]:
    """How many rows go to the region, how many of them without a basis, and how many stay."""
    lines = []
    if report.announced:
        text = ngettext(
            "{n} row is put in the queue to the region.",
            "{n} rows are put in the queue to the region.",
            report.announced,
        )
        lines.append(text.format(n=number(report.announced)))
    if report.announced_bare:
        text = ngettext(
            "{n} of them has no basis in the file: announcing it counts as one.",
            "{n} of them have no basis in the file: announcing them counts as one.",
            report.announced_bare,
        )
        lines.append(text.format(n=number(report.announced_bare)))
    if report.announced_not:
        text = ngettext(
            "{n} row is about a protected person and stays here.",
            "{n} rows are about protected persons and stay here.",
            report.announced_not,
        )
        lines.append(text.format(n=number(report.announced_not)))
    return lines


def _stored(report: ImportReport) -> str:
    if not report.created and not report.updated:
        return _("No row of the file is new or changed.")
    new = ngettext("{n} new row", "{n} new rows", report.created).format(n=number(report.created))
    changed = ngettext("{n} changed row", "{n} changed rows", report.updated).format(
        n=number(report.updated)
    )
    if not report.updated:
        return _("{rows} will be stored.").format(rows=new)
    if not report.created:
        return _("{rows} will be stored.").format(rows=changed)
    return _("{rows} and {more} will be stored.").format(rows=new, more=changed)


def about_decision(one: Someone | RowChange) -> str:
    """What the difference is about: support or outcome in words, and from when."""
    text = one.about if isinstance(one, RowChange) else one.told
    for column in ("insats", "skydd", "grund"):
        words = label(column, text)
        if words != text:
            text = words
            break
    if one.begins:
        return _("{what} from {day}").format(what=text, day=one.begins)
    return text


def value(column: str, text: str) -> str:
    """A cell's value in words; nothing is told as such."""
    yes_no = {"J": _("yes"), "N": _("no")}
    return label(column, text) if text not in yes_no else yes_no[text]


def who(one: Someone | RowChange) -> str:
    """The name; a protected person is marked in words."""
    return _("{name} (protected)").format(name=one.name) if one.protected else one.name


def joined(names: Sequence[str]) -> str:
    """Names in a sentence."""
    if len(names) < 2:
        return "".join(names)
    return _("{some} and {last}").format(some=", ".join(names[:-1]), last=names[-1])


def confirmation(error: NtandError) -> tuple[str, str]:
    """What a complete extract lacks, and what a person is asked to confirm."""
    advice = _("That is unusually many: is it the right file, and the whole of it?")
    if error.code == "import.complete_empty":
        what = _("The file holds no decisions, though it should hold all.")
        return f"{what} {advice}", _("Confirm that all decisions of this system have ended")
    missing, active = (int(str(error.facts[name])) for name in ("missing", "active"))
    what = _("The file lacks {missing} of {active} active decisions.").format(
        missing=number(missing), active=number(active)
    )
    text = ngettext(
        "Confirm that {n} decision really has ended",
        "Confirm that {n} decisions really have ended",
        missing,
    )
    return f"{what} {advice}", text.format(n=number(missing))


def changed_meanwhile(what: str) -> str:
    """Why nothing was stored, and what to do; ``what`` as Stored tells it."""
    told = {
        "file": _("The file has been changed since the preview."),
        "database": _("Someone has stored something since the preview."),
        "day": _("It is another day than at the preview."),
    }
    now = _("Nothing is stored. Here is what would change now: look once more, then read it in.")
    return f"{told[what]} {now}"
