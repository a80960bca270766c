"""Step 2: which of the file's headers is which of our columns; what needs a person first."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ntand.i18n import _, ngettext
from ntand.sentences.columns import column_name
from ntand.services.importing.inspection import Inspected
from ntand.services.importing.recognising import BY_NAME, BY_SYNONYM, UNKNOWN, HeaderColumn
from ui.kit.fields import ChoiceField, TextField
from ui.kit.look import GAP, Banner, Text, body, button, muted
from ui.pages.import_.words import joined

_SEEN = 40  # characters of an example
_LETTERS = 30  # of a column's words, at least
_WIDE = ("header", "example", "column", "how")


class ColumnsPart(QWidget):
    """Each header with an example and a choice; ``chosen`` tells header and column."""

    chosen = Signal(str, str)
    profile_chosen = Signal(str)
    saved = Signal(str, bool)  # a name, and whether one that is there is replaced

    def __init__(self) -> None:
        super().__init__()
        self.summary = body()
        self.trouble = Banner(kind="warning")
        self.profile = ChoiceField([], _("None"))
        self.all = QCheckBox(_("Show a&ll columns"))
        self.fields: dict[str, ChoiceField] = {}
        self._rows: list[tuple[HeaderColumn, list[QWidget]]] = []
        self._folded = False
        self._grid_holder = QWidget()
        self.name = TextField()
        self.save = button(_("Sa&ve the choice of columns"), "save")
        self.replace = QCheckBox(_("Replace the saved one"))
        self.said = muted()
        self._arrange()
        self.all.toggled.connect(self._show_rows)
        self.save.clicked.connect(self._save)
        self.name.returnPressed.connect(self._save)
        self.profile.currentIndexChanged.connect(
            lambda _at: self.profile_chosen.emit(self.profile.value())
        )

    def show_file(self, found: Inspected) -> None:
        """Show the headers of a file, those that need a person first."""
        self.profile.offer([(one.name, one.name) for one in found.profiles], _("None"))
        self.profile.blockSignals(True)
        self.profile.set_value(found.profile)
        self.profile.blockSignals(False)
        self._profile_row.setVisible(bool(found.profiles))
        self.name.setText(found.profile)
        self._fill(found)
        self.show_faults(found)
        self.told_saved("")

    def show_faults(self, found: Inspected) -> None:
        """Say how many columns are known and what is missing."""
        known = sum(bool(one.column) for one in found.columns)
        text = ngettext(
            "{known} of {n} column is read.", "{known} of {n} columns are read.", len(found.columns)
        )
        self.summary.setText(text.format(known=known, n=len(found.columns)))
        told = []
        if found.faults.missing:
            names = joined([column_name(name) for name in found.faults.missing])
            told.append(
                _("These columns must be there: {names}. Choose below which they are.").format(
                    names=names
                )
            )
        if found.faults.twice:
            names = joined([column_name(name) for name in found.faults.twice])
            told.append(_("Chosen more than once: {names}.").format(names=names))
        self.trouble.show_text(" ".join(told), "warning")
        self.trouble.setVisible(bool(told))
        # Without a fault the choice may be worth keeping, if it says more than the names do.
        self._save_row.setVisible(not told and bool(found.mapping))

    def first_problem(self) -> QWidget | None:
        """The first header that needs a person."""
        asked = (self.fields.get(one.header) for one, parts in self._rows if _asks(one))
        return next((field for field in asked if field), None)

    def fold(self, *, folded: bool) -> None:
        """Show the summary alone, once the columns have been looked at."""
        if folded != self._folded:
            self._folded = folded
            self._show_rows()

    def told_saved(self, text: str, *, exists: bool = False) -> None:
        """Say what became of saving."""
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self.replace.setVisible(exists)
        self.replace.setChecked(False)

    def _save(self) -> None:
        self.saved.emit(self.name.value(), self.replace.isChecked())

    def _fill(self, found: Inspected) -> None:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(len(_WIDE), 1)
        heads = (_("In the file"), _("Example"), _("Is read as"))
        for at, text in enumerate(heads):
            grid.addWidget(muted(text), 0, at)
        self.fields.clear()
        self._rows = []
        places = sorted(range(len(found.columns)), key=lambda at: _order(found.columns[at]))
        for line, at in enumerate(places, 1):
            one = found.columns[at]
            parts = self._line(found, one, _example(found, at))
            for place, part in enumerate(parts):
                grid.addWidget(part, line, place, Qt.AlignmentFlag.AlignVCenter)
            self._rows.append((one, parts))
        self._column.replaceWidget(self._grid_holder, holder)
        self._grid_holder.deleteLater()
        self._grid_holder = holder
        self._order_tabs()
        self._folded = False
        self.all.blockSignals(True)
        self.all.setChecked(False)
        self.all.blockSignals(False)
        self._show_rows()

    def _line(self, found: Inspected, one: HeaderColumn, example: str) -> list[QWidget]:
        field = ChoiceField(_offered(found, one), _("Not read"))
        field.setMinimumContentsLength(_LETTERS)
        field.set_value(one.column)
        field.setAccessibleName(_("{header} is read as").format(header=one.header))
        field.currentIndexChanged.connect(self._telling(one.header, field))
        # Two columns with the same header cannot be told apart: the first one's choice is both's.
        self.fields.setdefault(one.header, field)
        how = {BY_SYNONYM: _("proposed"), UNKNOWN: _("unknown")}.get(one.how, "")
        header, sample, note = body(), muted(example), Text(how, "warning")
        if one.how == BY_SYNONYM:
            note.set_tone("muted")
        for text in (header, sample, note):
            text.setWordWrap(False)
        header.setText(_short(one.header) or "–")
        header.setToolTip(one.header)
        header.setBuddy(field)
        field.currentIndexChanged.connect(lambda _at: note.clear())  # a person has said it
        return [header, sample, field, note]

    def _telling(self, header: str, field: ChoiceField) -> Callable[[int], None]:
        return lambda _at: self.chosen.emit(header, field.value())

    def _show_rows(self) -> None:
        everything = self.all.isChecked()
        seen = [everything or (_asks(one) and not self._folded) for one, _parts in self._rows]
        for shown, (_one, parts) in zip(seen, self._rows, strict=True):
            for part in parts:
                part.setVisible(shown)
        self._grid_holder.setVisible(any(seen))

    def _order_tabs(self) -> None:
        before: QWidget = self.all
        for _one, parts in self._rows:
            QWidget.setTabOrder(before, parts[2])
            before = parts[2]
        QWidget.setTabOrder(before, self.name)

    def _arrange(self) -> None:
        self._profile_row = _row(_("Saved choice of col&umns"), self.profile)
        self._save_row = _row(_("Save it as"), self.name, self.save, self.replace)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        for part in (self.summary, self._profile_row, self.trouble, self.all, self._grid_holder):
            self._column.addWidget(part)
        self._column.addWidget(self._save_row)
        self._column.addWidget(self.said)


def _row(title: str, field: QWidget, *more: QWidget) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(GAP)
    label = Text(title)
    label.setTextFormat(Qt.TextFormat.AutoText)
    label.setWordWrap(False)
    label.setBuddy(field)
    field.setAccessibleName(title.replace("&", ""))
    line.addWidget(label)
    line.addWidget(field)
    for part in more:
        line.addWidget(part)
    line.addStretch(1)
    return row


def _asks(one: HeaderColumn) -> bool:
    return one.how in (BY_SYNONYM, UNKNOWN)


def _order(one: HeaderColumn) -> int:
    """What looks like a column first, then the unknown, the proposed, and the known."""
    if one.how == UNKNOWN:
        return 0 if one.suggestions else 1
    return 2 if one.how == BY_SYNONYM else 3 if one.how != BY_NAME else 4


def _offered(found: Inspected, one: HeaderColumn) -> list[tuple[str, str]]:
    """The columns to choose among, those that the header looks like first."""
    likely = [name for name in (one.column, *one.suggestions) if name]
    others = [choice.column for choice in found.choices if choice.column not in likely]
    must = {choice.column for choice in found.choices if choice.required}
    return [
        (name, _("{name} (must be there)").format(name=column_name(name)))
        if name in must
        else (name, column_name(name))
        for name in (*dict.fromkeys(likely), *others)
    ]


def _example(found: Inspected, at: int) -> str:
    """A cell of the column, of a row that tells of nobody protected."""
    told = [place for place, one in enumerate(found.columns) if one.column == "skydd"]
    rows = [row for row in found.sample if not any(row[place].strip() for place in told)]
    text = next((row[at].strip() for row in rows if row[at].strip()), "")
    return _short(text)


def _short(text: str) -> str:
    return text if len(text) <= _SEEN else text[: _SEEN - 1] + "…"
