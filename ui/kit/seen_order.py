"""Tab goes as the eye does, also where parts come and go while a pane is used."""

from collections.abc import Iterator
from functools import cmp_to_key

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QWidget


class SeenOrder(QWidget):
    """Tab follows the order seen: part by part, each from top to bottom and left to right.

    The outermost of these decides for the whole window; one alone goes round within itself.
    """

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return list(in_seen_order(self))

    def focusNextPrevChild(self, next: bool) -> bool:
        if self._is_inner():
            return super().focusNextPrevChild(next)
        stops, within = self.stops(), self.window().focusWidget()
        if not stops:
            return super().focusNextPrevChild(next)
        step = 1 if next else -1
        at = stops.index(within) if within in stops else _nearest(stops, within) - (step > 0)
        to = stops[(at + step) % len(stops)]
        to.setFocus(Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason)
        _bring_into_sight(to)
        return True

    def _is_inner(self) -> bool:
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, SeenOrder):
            parent = parent.parentWidget()
        return parent is not None


def in_seen_order(part: QWidget) -> Iterator[QWidget]:
    """The stops within the part, in the order seen."""
    for child in sorted(_seen_children(part), key=cmp_to_key(_before)):
        if isinstance(child, SeenOrder):
            yield from child.stops()
            continue
        if _is_leaf(child):
            if _is_stop(child):
                yield child
            continue
        within = list(in_seen_order(child))
        # Text alone in an area that scrolls: the arrows scroll it.
        if _is_stop(child) and (not isinstance(child, QScrollArea) or not within):
            yield child
        yield from within


def _seen_children(part: QWidget) -> list[QWidget]:
    if isinstance(part, QScrollArea):
        inside = part.widget()
        return [inside] if inside is not None and inside.isVisible() else []
    return [
        child
        for child in part.children()
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow()
    ]


def _is_leaf(one: QWidget) -> bool:
    """Whether its children are parts of itself: a table, a field with a button in it."""
    scrolls = isinstance(one, QAbstractScrollArea) and not isinstance(one, QScrollArea)
    return scrolls or (_is_stop(one) and not isinstance(one, QScrollArea))


def _before(one: QWidget, other: QWidget) -> int:
    """Those side by side from the left, the others from the top."""
    a, b = one.geometry(), other.geometry()
    overlap = min(a.bottom(), b.bottom()) - max(a.top(), b.top())
    beside = overlap * 2 > min(a.height(), b.height())
    return a.left() - b.left() if beside else a.top() - b.top()


def _nearest(stops: list[QWidget], within: QWidget | None) -> int:
    """The place among the stops of something that is none of them."""
    parent = within
    while parent is not None:
        at = next((at for at, stop in enumerate(stops) if parent.isAncestorOf(stop)), -1)
        if at >= 0:
            return at
        parent = parent.parentWidget()
    return 0


def _is_stop(one: QWidget) -> bool:
    policy = one.focusPolicy() & Qt.FocusPolicy.TabFocus
    tabbed = policy == Qt.FocusPolicy.TabFocus
    return tabbed and one.isVisible() and one.isEnabled() and one.focusProxy() is None


def _bring_into_sight(one: QWidget) -> None:
    parent = one.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(one)
        parent = parent.parentWidget()
