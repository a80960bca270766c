"""Step 3: what an import would do, group by group."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.sentences.columns import column_name
from ntand.services.importing import RowNote
from ntand.services.importing.differences import SHOWN, CellChange, People, RowChange, Someone
from ntand.services.importing.rehearsal import Rehearsal
from ui.kit.columns import Column
from ui.kit.look import GAP, body, button, muted
from ui.kit.memory import remembered
from ui.kit.split import ListAndPane
from ui.kit.table import Table
from ui.pages.import_.words import about_decision, counts, number, value, who

_SPLIT = "split/import"  # as the kit remembers it
_NOTES = 1000  # shown; the list that is saved holds them all
_LINES = 14  # of the tables, at least


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of news: how many, and what there is to see of it."""

    title: str
    count: int
    rows: Sequence[object]
    icon: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One changed cell of a row."""

    row: RowChange
    cell: CellChange | None


class PreviewPart(QWidget):
    """Counts, and beside the list of groups the rows of the one chosen."""

    save_notes = Signal(object)  # the notes to write down

    def __init__(self) -> None:
        super().__init__()
        self.counts = body()
        self.groups: Table[Group] = Table(
            "import-groups",
            _("What the import would do"),
            [
                Column("title", _("What"), lambda one: one.title, 270, icon=lambda one: one.icon),
                Column("count", _("Count"), lambda one: number(one.count), 60, right=True),
            ],
        )
        self.notes = _notes_table()
        self.people = _people_table()
        self.changes = _changes_table()
        self.hint = muted()
        self.save = button(_("Save the list …"), "save")
        self._stack = QStackedWidget()
        for table in (self.notes, self.people, self.changes):
            self._stack.addWidget(table)
        self._arrange()
        self.groups.chosen.connect(self._show_group)
        self.save.clicked.connect(lambda: self.save_notes.emit(self._notes()))

    def show_rehearsal(self, told: Rehearsal) -> None:
        """Show what was rehearsed."""
        self.counts.setText(counts(told.report))
        groups = [group for group in _groups(told) if group.count]
        self._split.setVisible(bool(groups))
        self.groups.show_rows(groups, key=lambda group: group.title)
        self.groups.choose_at(0)
        self._show_group(groups[0] if groups else None)

    @property
    def any_group(self) -> bool:
        """Whether there is anything to look at."""
        return self.groups.model().rowCount() > 0

    def _notes(self) -> list[RowNote]:
        group = self.groups.current_row()
        return [one for one in group.rows if isinstance(one, RowNote)] if group else []

    def _show_group(self, group: Group | None) -> None:
        if group is None:
            return
        first = group.rows[0] if group.rows else None
        self.save.setVisible(isinstance(first, RowNote))
        self._fill(group, first)
        told = [group.hint] if group.hint else []
        notes = isinstance(first, RowNote)
        if (len(group.rows) > _NOTES) if notes else (group.count > len(group.rows)):
            most = _NOTES if notes else SHOWN
            told.append(_("The first {n} are shown.").format(n=number(most)))
        self.hint.setText(" ".join(told))
        self.hint.setVisible(bool(told))

    def _fill(self, group: Group, first: object) -> None:
        if isinstance(first, RowNote):
            table: Table[Any] = self.notes
            rows = list(group.rows[:_NOTES])
        elif isinstance(first, RowChange):
            table = self.changes
            rows = [line for row in group.rows for line in _lines(row)]
        else:
            table = self.people
            rows = list(group.rows)
        keyed = {id(row): str(at) for at, row in enumerate(rows)}
        table.setAccessibleName(group.title)
        table.show_rows(rows, key=lambda row: keyed.get(id(row), ""))
        self._stack.setCurrentWidget(table)

    def _arrange(self) -> None:
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(GAP)
        beside.addWidget(self.hint)
        beside.addWidget(self._stack, 1)
        beside.addWidget(self.save)
        self._split = ListAndPane("import", self.groups, right)
        if remembered(_SPLIT) is None:
            self._split.setSizes([360, 640])
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 2)
        self._split.setMinimumHeight(self.fontMetrics().lineSpacing() * 2 * _LINES)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.counts)
        column.addWidget(self._split)


def _groups(told: Rehearsal) -> list[Group]:
    report, found = told.report, told.differences
    refused = len({note.row for note in report.rejected})
    return [
        Group(
            _("Refused rows"),
            refused,
            report.rejected,
            "circle-x",
            _("They are not stored. Correct them where the file comes from, and read it in again."),
        ),
        Group(_("Warnings"), len(report.warnings), report.warnings, "triangle-alert"),
        _people(_("New candidates"), found.new_candidates, "user-check"),
        _people(_("No longer meet the criteria"), found.lost, "circle-minus"),
        _people(_("Newly protected"), found.newly_protected, "shield"),
        _people(_("New persons"), found.new_persons, "users"),
        _people(_("New decisions"), found.new_decisions, "plus"),
        Group(_("Rows that change"), found.changed.count, found.changed.first, "refresh-cw"),
        _people(_("Decisions that the file lacks"), found.missing, "circle-alert"),
        _people(
            _("Have a certificate now, no longer candidates"),
            found.no_longer_candidates,
            "file-badge",
        ),
    ]


def _people(title: str, people: People, icon: str) -> Group:
    return Group(title, people.count, people.first, icon)


def _lines(row: object) -> list[Line]:
    assert isinstance(row, RowChange)
    cells: list[CellChange | None] = list(row.cells)
    return [Line(row, cell) for cell in (cells or [None])]


def _notes_table() -> Table[RowNote]:
    return Table(
        "import-notes",
        _("Refused rows"),
        [
            Column(
                "row",
                _("Row"),
                lambda one: number(one.row) if one.row else _("whole file"),
                72,
                sort=lambda one: one.row or 0,
                right=True,
            ),
            Column(
                "column",
                _("Column"),
                lambda one: column_name(one.column) if one.column else "",
                140,
            ),
            Column("what", _("What is wrong"), lambda one: _sentences(one)[0], 260),
            Column("now", _("What to do"), lambda one: _sentences(one)[1], 320),
        ],
    )


def _sentences(note: RowNote) -> tuple[str, str]:
    what, _dot, now = note.message.partition(". ")
    return (f"{what}." if now else what), now


def _people_table() -> Table[Someone]:
    return Table(
        "import-people",
        _("Persons"),
        [
            Column("name", _("Name"), who, 220),
            Column("born", _("Born"), lambda one: one.born, 100),
            Column("about", _("What it is about"), about_decision, 260),
        ],
    )


def _changes_table() -> Table[Line]:
    return Table(
        "import-changes",
        _("Rows that change"),
        [
            Column("name", _("Name"), lambda one: who(one.row), 170),
            Column("column", _("Column"), _column, 130),
            Column("old", _("Before"), lambda one: _shown(one, old=True), 110),
            Column("new", _("After"), lambda one: _shown(one, old=False), 110),
            Column("about", _("What it is about"), lambda one: about_decision(one.row), 180),
            Column("born", _("Born"), lambda one: one.row.born, 100),
        ],
    )


def _column(one: Line) -> str:
    return column_name(one.cell.column) if one.cell else ""


def _shown(one: Line, *, old: bool) -> str:
    if one.cell is None:
        return _("missing") if old else _("there again")
    if one.cell.hidden:
        return _("not shown: protected")
    return value(one.cell.column, one.cell.old if old else one.cell.new) or "–"
