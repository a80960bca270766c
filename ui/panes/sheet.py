"""A sheet of facts to read: titles, named values, sentences, buttons; one above the other."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.kit.look import GAP, Banner, banner, body, button, muted, subheading

Act = tuple[str, str | None, Callable[[], object]]  # text, icon, what it does


class Sheet(QWidget):
    """Is written anew each time; what is empty is left out."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, GAP, GAP, GAP)
        self._column.setSpacing(GAP)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)

    def clear(self) -> None:
        """Take everything away."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def title(self, text: str) -> None:
        """Begin a part."""
        label = subheading(text)
        label.setContentsMargins(0, GAP if self._column.count() else 0, 0, 0)
        self._column.addWidget(label)

    def text(self, text: str) -> None:
        """A sentence."""
        if text:
            self._column.addWidget(body(text))

    def aside(self, text: str) -> None:
        """A sentence beside the matter."""
        if text:
            self._column.addWidget(muted(text))

    def news(self, text: str, kind: str = "info") -> Banner:
        """A sentence with a picture."""
        made = banner(text, kind)
        self._column.addWidget(made)
        return made

    def facts(self, facts: Iterable[tuple[str, str | None]]) -> None:
        """Names and values; those without a value are left out."""
        block = QWidget()
        form = QFormLayout(block)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(2 * GAP)
        form.setVerticalSpacing(GAP // 2)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for name, value in facts:
            if value:
                shown, label = body(value), muted(name)
                label.setWordWrap(False)
                shown.setAccessibleName(f"{name}: {value}")
                form.addRow(label, shown)
        if form.rowCount():
            self._column.addWidget(block)
        else:
            block.deleteLater()

    def acts(self, acts: Iterable[Act], about: str = "") -> list[QPushButton]:
        """Buttons beside each other; ``about`` tells a screen reader what they are about."""
        block = QWidget()
        row = QHBoxLayout(block)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        made = []
        for text, picture, work in acts:
            one = button(text, picture)
            if about:
                one.setAccessibleName(f"{text.replace('&', '')}, {about}")
            one.clicked.connect(lambda _checked=False, work=work: work())
            row.addWidget(one)
            made.append(one)
        row.addStretch(1)
        self._column.addWidget(block)
        return made
