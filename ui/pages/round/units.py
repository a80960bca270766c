"""The units of the round, each with how far it is."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ntand.i18n import _
from ntand.services.round_view import NO_UNIT, PROTECTED, RoundOverview, UnitRound
from ui.kit.columns import ROW, Column
from ui.kit.table import Table

_BAR = 4  # pixels
_ROOM = 8  # pixels: beside and under a bar
_ALL = "all"


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit, a group without unit, or all of them together (``unit`` None)."""

    unit: str | None
    title: str
    counted: UnitRound

    @property
    def key(self) -> str:
        """What tells the line from the others."""
        return _ALL if self.unit is None else f"unit:{self.unit}"


def unit_lines(found: RoundOverview) -> list[UnitLine]:
    """The lines of an overview; all of them together come last."""
    titles = {NO_UNIT: _("Without unit"), PROTECTED: _("Protected persons")}
    lines = [
        UnitLine(unit.key, titles.get(unit.key, unit.name or unit.key), unit)
        for unit in found.units
    ]
    return [*lines, UnitLine(None, _("All units"), found.total)] if len(lines) > 1 else lines


def part_of(part: int, line: UnitLine) -> str:
    """``12 of 30``."""
    return _("{part} of {whole}").format(part=part, whole=line.counted.holders)


class UnitTable(Table[UnitLine]):
    """The units; ``chosen`` tells the line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        counts: dict[str, Callable[[UnitLine], int]] = {
            "answered": lambda line: line.counted.answered,
            "offered": lambda line: line.counted.offered,
            "performed": lambda line: line.counted.performed,
        }
        titles = {
            "answered": (_("Answered"), _("{count} have answered yes or no")),
            "offered": (_("Offered"), _("{count} have been offered")),
            "performed": (_("Assessed"), _("{count} have been assessed")),
        }
        shown = [
            Column[UnitLine]("unit", _("Unit"), lambda line: line.title, 112),
            *(
                _counted(key, titles[key][0], titles[key][1], count)
                for key, count in counts.items()
            ),
        ]
        super().__init__("round-units", _("Units"), shown, parent=parent)
        self.empty_text = _("Nobody holds a certificate this year. Issue one, or import them.")
        self._bars = _Bars(list(counts.values()), self)
        for at in range(1, len(shown)):
            self.setItemDelegateForColumn(at, self._bars)

    def _fit_rows(self) -> None:
        height = self.fontMetrics().height() + _BAR + 2 * _ROOM
        self.verticalHeader().setDefaultSectionSize(height)


class _Bars(QStyledItemDelegate):
    """A count in words, and under it a bar of its share."""

    def __init__(self, counts: list[Callable[[UnitLine], int]], parent: QWidget) -> None:
        super().__init__(parent)
        self._counts = counts

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        line = index.data(ROW)
        if line is None or not line.counted.holders:
            return
        share = self._counts[index.column() - 1](line) / line.counted.holders
        rect: QRect = option.rect
        whole = QRect(
            rect.left() + 4, rect.bottom() - _BAR - 2, max(0, rect.width() - _ROOM * 2), _BAR
        )
        palette: QPalette = option.palette
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        roles = QPalette.ColorRole
        done = palette.color(roles.HighlightedText if chosen else roles.Highlight)
        painter.fillRect(whole, palette.color(roles.Mid))
        painter.fillRect(
            QRect(whole.topLeft(), whole.size()).adjusted(
                0, 0, round(whole.width() * (share - 1)), 0
            ),
            done,
        )


def _counted(
    key: str, title: str, sentence: str, count: Callable[[UnitLine], int]
) -> Column[UnitLine]:
    return Column(
        key,
        title,
        lambda line: part_of(count(line), line),
        70,
        sort=lambda line: count(line) / max(1, line.counted.holders),
        tip=lambda line: f"{line.title}: {sentence.format(count=part_of(count(line), line))}",
    )
