"""The afternoon: papers, figures, copies, and the proof that a copy can be brought back."""

from pathlib import Path
from typing import Any, Final

from ntand.cli.table import share, table
from ntand.demo.commands import Commands, StepFailed, person
from ntand.demo.day import Day, Step
from ntand.domain.codes import FileKind
from ntand.i18n import _

_REPORTS: Final[tuple[tuple[str, str, list[str]], ...]] = (
    ("exakt", ".xlsx", ["--exact"]),
    ("delas", ".csv", []),
    ("delas", ".pdf", []),
)


def papers(day: Day) -> list[str]:
    """Lists for the units' visits, letters, forms, paper forms."""
    year = str(day.today.year)
    run, out = day.commands.run, day.kept
    copied = day.holders()[0]
    unit = str(day.practice.rows[FileKind.UNITS][0]["kod"])
    printed = [
        (_("Yearly lists"), run("lists", "--year", year, "--out", out / "listor")),
        (_("Letters"), run("letters", "--kind", "brev", "--out", out / "brev")),
        (
            _("Copies"),
            run(
                *("letters", "--kind", "kopia", "--out", out / "brev"),
                person(copied["person"]),
            ),
        ),
        (
            _("Offer forms for one unit"),
            run(
                *("letters", "--kind", "erbjudande", "--year", year, "--unit", unit),
                *("--out", out / "blanketter"),
            ),
        ),
        (
            _("Paper forms for protected persons"),
            run("letters", "--kind", "skyddad", "--out", out / "skyddade"),
        ),
    ]
    return [_counted(name, told["files"]) for name, told in printed]


def figures(day: Day) -> list[str]:
    """The indicators of last year and this, and the reports made safe for others."""
    from ntand.reports.wording import wording

    year = day.today.year
    totals = [_totals(day, one) for one in (year - 1, year)]
    names = wording().indicator
    rows = [
        (key, names[key].name, *_figure(totals[0][key]), *_figure(totals[1][key]))
        for key in totals[0]
    ]
    head = ("", _("Indicator"), str(year - 1), _("of"), str(year), _("of"))
    folder = day.kept / "statistik"
    folder.mkdir(parents=True, exist_ok=True)
    for name, suffix, options in _REPORTS:
        day.commands.run(
            *("statistics", "--year", str(year - 1), *options),
            *("--out", folder / f"statistik-{year - 1}-{name}{suffix}"),
        )
    return [
        *table(head, rows, "  rrrr").splitlines(),
        _("A workbook holds the exact figures, for those who may see persons."),
        _("The reports to share hide small numbers, and whatever would give them away."),
    ]


def copies(day: Day) -> list[str]:
    """Export, copy, bring back on a clean machine, compare and check."""
    first, second = day.work / "export", day.work / "export-igen"
    exported = _export(day.commands, first)
    backup = day.work / "kopia.ntand"
    written = day.commands.run("backup", backup)
    other = day.commands.elsewhere(day.work / "annan-dator")
    other.run("restore", backup, "--recovery-file", day.recovery_file)
    other.run("check")
    day.commands.run("check")
    _export(other, second)
    for kind in FileKind:
        name = f"{kind.value}.csv"
        if (first / name).read_bytes() != (second / name).read_bytes():
            raise StepFailed(
                _("The restored copy does not give the same {file}.").format(file=name)
            )
    return [
        _("{n} rows exported in five files.").format(n=exported),
        _("A copy of {size} kB is written and proven.").format(size=written["bytes"] // 1024),
        _("It is brought back elsewhere with the recovery key, and exports the same bytes."),
        _("Both installations are sound."),
    ]


def _counted(name: str, files: list[dict[str, Any]]) -> str:
    if not files:
        raise StepFailed(_("{name}: nothing was printed.").format(name=name))
    return _("{name}: {files} files, {persons} persons, {pages} pages").format(
        name=name,
        files=len(files),
        persons=sum(one["persons"] for one in files),
        pages=sum(one["pages"] for one in files),
    )


def _totals(day: Day, year: int) -> dict[str, dict[str, Any]]:
    rows = day.commands.run("statistics", "--year", str(year))["rows"]
    return {row["indicator"]: row for row in rows if row["breakdown"] == "total"}


def _figure(row: dict[str, Any]) -> tuple[str, str]:
    """A share with its fraction, or a count."""
    number, whole = row["numerator"], row["denominator"]
    if whole is None:
        return f"{number:g}".replace(".", ","), ""
    return share(number, whole) or "–", f"{number:g}/{whole}"


def _export(commands: Commands, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    told = [
        commands.run("export", kind.value, folder / f"{kind.value}.csv", "--include-protected")
        for kind in FileKind
    ]
    return sum(one["rows"] for one in told)


STEPS = (
    Step(lambda: _("Print lists, letters and forms"), papers),
    Step(lambda: _("Follow up"), figures),
    Step(lambda: _("Export, back up and restore"), copies),
)
