"""What has been stored, and what to do next."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ntand.domain.codes import FileKind
from ntand.i18n import _, ngettext
from ntand.services.importing import ImportReport
from ntand.services.importing.differences import Differences
from ui.kit.desk import Place
from ui.kit.look import GAP, Banner, button, muted, primary_button
from ui.pages.import_.words import announced, counts, number


class ResultPart(QWidget):
    """``asked`` carries the Place to go to; ``again`` that another file is to be read in."""

    asked = Signal(object)
    again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.told = Banner(kind="good")
        self.hint = muted()
        self.next = primary_button("")
        self.other = button(_("Read in &another file"))
        self._place: Place | None = None
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for part in (self.next, self.other):
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2 * GAP)
        column.setSpacing(GAP)
        column.addWidget(self.told)
        column.addWidget(self.hint)
        column.addLayout(row)
        self.next.clicked.connect(self._go)
        self.other.clicked.connect(self.again.emit)

    def show_result(self, report: ImportReport, found: Differences) -> None:
        """Tell what was stored, and lead on."""
        self.told.show_text(_("Read in: {counts}.").format(counts=counts(report)), "good")
        text, hint, self._place = _next_step(report, found)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.next.setText(text)
        self.next.setAccessibleName(text)
        self.other.setVisible(self._place is not None)

    def _go(self) -> None:
        self.asked.emit(self._place) if self._place else self.again.emit()


def _next_step(report: ImportReport, found: Differences) -> tuple[str, str, Place | None]:
    fresh = found.new_candidates.count
    if report.kind is FileKind.UNITS:
        return _("Read in another file"), _("Read in the decisions next."), None
    if report.announced:
        return (
            _("Open Region"),
            " ".join(announced(report)),
            Place("region"),
        )
    if report.kind is FileKind.DECISIONS and fresh:
        text = ngettext("See {n} new candidate", "See {n} new candidates", fresh)
        return text.format(n=number(fresh)), "", Place("candidates")
    if report.rejected:
        return (
            _("Read in another file"),
            _("Correct the refused rows and read the file in again."),
            None,
        )
    return _("Open To do"), "", Place("todo")
