"""Tab goes as the eye does, also where parts come and go while a pane is used."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget


class SeenOrder(QWidget):
    """A pane in which Tab follows the order seen, and then leaves it."""

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return in_seen_order(self, self.findChildren(QWidget))

    def focusNextPrevChild(self, next: bool) -> bool:
        stops, within = self.stops(), QApplication.focusWidget()
        at = next_at = -1
        if within in stops:
            at = stops.index(within)
            next_at = at + (1 if next else -1)
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        if at >= 0 and 0 <= next_at < len(stops):
            to: QWidget | None = stops[next_at]
        else:
            to = self._outside(forward=next)
        if to is None:
            return super().focusNextPrevChild(next)
        to.setFocus(reason)
        _bring_into_sight(to)
        return True

    def _outside(self, *, forward: bool) -> QWidget | None:
        """The next stop of the window that is not in this pane."""
        one = _following(self, forward=forward)
        while one is not None and one is not self:
            if one.window() is self.window() and not self.isAncestorOf(one) and _is_stop(one):
                return one
            one = _following(one, forward=forward)
        return None


def _following(one: QWidget, *, forward: bool) -> QWidget | None:
    return one.nextInFocusChain() if forward else one.previousInFocusChain()


def in_seen_order(pane: QWidget, widgets: Iterable[QWidget]) -> list[QWidget]:
    """The stops among the widgets, from top to bottom and from left to right."""
    stops = [one for one in widgets if _is_stop(one) and not isinstance(one, QScrollArea)]

    def place(one: QWidget) -> tuple[int, int]:
        at = one.mapTo(pane, QPoint(0, 0))
        return at.y(), at.x()

    return sorted(stops, key=place)


def _is_stop(one: QWidget) -> bool:
    tabbed = bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabbed and one.isVisible() and one.isEnabled() and one.focusProxy() is None


def _bring_into_sight(one: QWidget) -> None:
    parent = one.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(one)
        parent = parent.parentWidget()
