"""A part of a pane that is folded away until someone wants it."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit.icons import icon
from ui.kit.look import GAP, button

_Inside = TypeVar("_Inside", bound=QWidget)


class Fold(QWidget, Generic[_Inside]):
    """A button that shows and hides what is under it; made when it is first shown."""

    def __init__(
        self, title: str, make: Callable[[], _Inside], show: Callable[[_Inside], None]
    ) -> None:
        super().__init__()
        self._make, self._show = make, show
        self.inside: _Inside | None = None
        self.button = button(title, "chevron-right")
        self.button.setCheckable(True)
        self.button.toggled.connect(self._toggled)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self._column.addWidget(self.button)

    @property
    def unfolded(self) -> bool:
        """Whether it is seen."""
        return self.button.isChecked()

    def renew(self) -> None:
        """What it shows has changed."""
        if self.unfolded:
            self._fill()

    def unfold(self) -> None:
        """Show it."""
        self.button.setChecked(True)

    def fold(self) -> None:
        """Hide it."""
        self.button.setChecked(False)

    def _toggled(self, on: bool) -> None:
        self.button.setIcon(icon("chevron-down" if on else "chevron-right"))
        if on:
            self._fill()
        if self.inside is not None:
            self.inside.setVisible(on)

    def _fill(self) -> None:
        if self.inside is None:
            self.inside = self._make()
            self._column.addWidget(self.inside, 1)
        self._show(self.inside)
