"""The indicators of a year."""

from argparse import Namespace
from typing import TYPE_CHECKING

from ntand.cli import values
from ntand.cli.answer import Answer
from ntand.cli.parser import Commands
from ntand.cli.session import Session
from ntand.cli.table import decimal, share, table
from ntand.i18n import _

if TYPE_CHECKING:
    from ntand.reports.wording import Wording
    from ntand.services.statistics import Figure, Statistics


def declare(commands: Commands) -> None:
    """The commands of this group."""
    statistics = commands.add("statistics", _("The indicators of a year"), _statistics)
    statistics.add_argument(
        "--year", metavar="Y", required=True, type=values.year, help=_("the year")
    )
    statistics.add_argument(
        "--out",
        metavar="FILE",
        type=values.path,
        help=_("also write a report: .xlsx, .csv or .pdf, safe for others"),
    )
    statistics.add_argument(
        "--exact", action="store_true", help=_("the report with exact figures and units")
    )


def _statistics(session: Session, args: Namespace) -> Answer:
    from ntand.services.statistics import statistics

    with session.console.progress(_("Counting")):
        found = statistics(
            session.installation, session.actor, args.year, args.out, exact=args.exact
        )
    data: dict[str, object] = {"year": found.year, "rows": found.rows}
    hint = ""
    if found.path is not None:
        data["path"] = found.path
        hint = _("The report with all groups is written: {path}").format(path=found.path)
    return Answer(data, lambda: _text(found), hint=hint)


def _text(found: "Statistics") -> str:
    """All figures, the totals last where a terminal ends; the totals alone beside a report."""
    from ntand.reports.wording import wording

    words = wording()
    totals = [one for one in found.rows if one.breakdown == "total"]
    others = [one for one in found.rows if one.breakdown != "total" and found.path is None]
    names = [(one.indicator, words.indicator[one.indicator].name, *_parts(one)) for one in totals]
    head = (_("Indicator"), _("Name"), _("Share"), _("Count"), _("Out of"))
    lines = [
        _("Indicators of {year}, exact figures: they may point out persons.").format(
            year=found.year
        ),
        "",
    ]
    if others:
        rows = [(one.indicator, *_group(one, words), *_parts(one)) for one in others]
        group = (_("Indicator"), _("Breakdown"), _("Group"), _("Share"), _("Count"), _("Out of"))
        lines += [table(group, rows, "   rrr"), ""]
    return "\n".join([*lines, table(head, names, "  rrr")])


def _group(figure: "Figure", words: "Wording") -> tuple[str, str]:
    named = words.group.get(figure.breakdown, {}).get(figure.group, figure.group)
    return words.breakdown[figure.breakdown], named


def _parts(figure: "Figure") -> tuple[str, str, object]:
    return (
        share(figure.numerator, figure.denominator),
        decimal(figure.numerator),
        figure.denominator,
    )
