"""What the table of the work list says of a row."""

from ntand.i18n import _
from ntand.sentences.todo import groups, in_short, why
from ntand.services.worklist.reading import WorkRow
from ui.kit.columns import Column


def columns() -> list[Column[WorkRow]]:
    """The columns; those hidden can be chosen."""
    return [
        Column("name", _("Name"), _name, 140, icon=_shield),
        Column("born", _("Born"), lambda row: row.born, 80),
        Column("unit", _("Unit"), _unit, 105),
        Column("case_worker", _("Case worker"), lambda row: row.case_worker or "", hidden=True),
        Column("since", _("Since"), lambda row: _day(row.since), 90, hidden=True),
        Column("due", _("Due"), lambda row: _day(row.due_on), 90, hidden=True),
        Column("why", _("Why"), _short, 100, tip=why_of),
    ]


def why_of(row: WorkRow) -> str:
    """Why it is to be done."""
    return why(row.why, row.facts)


def key_of(row: WorkRow) -> str:
    """What stays the same when the list is made anew."""
    return f"{row.group} {row.person} {row.object_id}"


def group_title(group: str, count: int) -> str:
    """A group and how much is in it."""
    return _("{group} ({n})").format(group=groups()[group][0], n=count)


def _short(row: WorkRow) -> str:
    return in_short(row.why, row.facts)


def _name(row: WorkRow) -> str:
    """Whom it is about; what is about nobody is named by what it is."""
    return row.name or _short(row)


def _unit(row: WorkRow) -> str:
    if row.person is None:
        return row.unit_name or ""
    return _("PROTECTED") if row.protection else row.unit_name or _("no unit")


def _shield(row: WorkRow) -> str | None:
    return "shield" if row.protection else None


def _day(day: object) -> str:
    return str(day) if day else ""
