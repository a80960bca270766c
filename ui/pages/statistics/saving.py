"""The buttons that save the indicators as a file: safe for others, or exact after a warning."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.ports import Progress
from ntand.services.actor import Permission
from ntand.services.statistics import Statistics, statistics
from ui.kit.desk import Desk
from ui.kit.look import GAP, banner, button, primary_button

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

SUFFIXES = (".pdf", ".xlsx", ".csv")


class SaveBar(QWidget):
    """Save for others; exact figures ask once more, and only those who may are asked."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._year = 0
        self.safe = primary_button(_("&Save for others …"), "save")
        self.safe.setToolTip(_("Small numbers are hidden. .pdf, .xlsx or .csv."))
        self.exact = button(_("Save e&xact figures …"))
        self.warning = banner(
            _(
                "The file will hold exact figures and units, and may point out single persons. "
                "Keep it in the municipality and do not pass it on. That you saved it is logged."
            ),
            "warning",
        )
        self.confirm = button(_("Save exact &anyway …"), "triangle-alert")
        self.keep = button(_("Do not save"))
        self._lay_out()
        self.safe.clicked.connect(lambda: self._save(exact=False))
        self.exact.clicked.connect(lambda: self._warn(shown=True))
        self.keep.clicked.connect(lambda: self._warn(shown=False))
        self.confirm.clicked.connect(lambda: self._save(exact=True))
        self._warn(shown=False)

    def show_year(self, year: int) -> None:
        """The year that would be saved."""
        self._year = year
        self.exact.setVisible(self._desk.actor.may(Permission.EXACT_STATISTICS))

    def _lay_out(self) -> None:
        buttons, ask = QHBoxLayout(), QHBoxLayout()
        for row, some in ((buttons, (self.safe, self.exact)), (ask, (self.confirm, self.keep))):
            row.setSpacing(GAP)
            for one in some:
                row.addWidget(one)
            row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(buttons)
        column.addWidget(self.warning)
        column.addLayout(ask)

    def _warn(self, *, shown: bool) -> None:
        for one in (self.warning, self.confirm, self.keep):
            one.setVisible(shown)
        self.safe.setEnabled(not shown)
        self.exact.setEnabled(not shown)
        (self.keep if shown else self.safe).setFocus()

    def _save(self, *, exact: bool) -> None:
        path = self._ask_path(exact=exact)
        self._warn(shown=False)
        if path is None:
            return
        year = self._year

        def work(installation: "Installation", actor: "Actor", _progress: Progress) -> Statistics:
            return statistics(installation, actor, year, path, exact=exact)

        self._desk.run(self, _("Saving the indicators"), work, self._saved)

    def _ask_path(self, *, exact: bool) -> Path | None:
        name = _("oral-health-{year}") if not exact else _("oral-health-{year}-exact")
        kinds = (_("Report (*.pdf)"), _("Workbook (*.xlsx)"), _("Table (*.csv)"))
        chosen, kind = QFileDialog.getSaveFileName(
            self,
            _("Save the indicators"),
            str(Path.home() / (name.format(year=self._year) + SUFFIXES[0])),
            ";;".join(kinds),
        )
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() in SUFFIXES:
            return path
        wanted = dict(zip(kinds, SUFFIXES, strict=True)).get(kind, SUFFIXES[0])
        return path.with_name(path.name + wanted)

    def _saved(self, done: Statistics) -> None:
        self._desk.say(_("Saved: {name}").format(name=Path(done.path or "").name))
