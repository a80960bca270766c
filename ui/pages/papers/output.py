"""Where papers go: a printer, or a folder. What is neither printed nor saved is not remembered."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ntand.errors import Cancelled, NtandError
from ntand.i18n import _, ngettext
from ntand.ports import Progress
from ntand.services.papers import (
    Order,
    Papers,
    PreparedPaper,
    prepare_papers,
    remember_papers,
    save_papers,
)
from ui.kit.desk import Desk
from ui.kit.fields import TextField
from ui.kit.look import GAP, Text, button, primary_button
from ui.kit.memory import memory
from ui.pages.papers.printing import ask_printer, draw

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

_FOLDER = "papers/folder"
_TRIES = 30  # to remember what is printed; each waits some seconds for the database
Prepared = tuple[PreparedPaper, ...]


class OutputBar(QWidget):
    """Print and save what is ordered. ``made`` is told when something has been made.

    A printer is asked for first: leaving its dialog makes nothing. Then the papers are laid out
    and drawn, and only when the printer has taken them all are they remembered as printed.
    """

    made = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._order: Order | None = None
        self.ask_printer: Callable[[QWidget], QPrinter | None] = ask_printer
        self.told = Text()
        self.printing = primary_button(_("&Print …"), "printer")
        self.saving = button(_("&Save as PDF"), "save")
        self.folder = TextField()
        self.folder.setText(str(memory().value(_FOLDER) or _documents()))
        self.choosing = button(_("&Choose folder …"), "folder-open")
        self.saved = button("", "folder-open")
        self.saved.setFlat(True)
        self.saved.hide()
        self._lay_out()
        self.printing.clicked.connect(self.print_out)
        self.saving.clicked.connect(self.save)
        self.choosing.clicked.connect(self._choose)
        self.folder.returnPressed.connect(self.save)
        self.saved.clicked.connect(self._open)
        self._add_keys()
        self.order(None, "")

    def order(self, order: Order | None, told: str) -> None:
        """What Print and Save are about, in words; None: nothing."""
        self._order = order
        self.told.setText(told)
        for one in (self.printing, self.saving):
            one.setEnabled(order is not None)
            one.setAccessibleDescription(told)

    def save(self) -> None:
        """Write the papers into the folder and remember them."""
        order, out = self._order, Path(self.folder.value()).expanduser()
        if order is None:
            return
        if not out.is_absolute():  # nothing, or a word: papers must not land wherever we started
            self._choose()
            return
        memory().setValue(_FOLDER, self.folder.value())

        def work(installation: "Installation", actor: "Actor", progress: Progress) -> Papers:
            return save_papers(installation, actor, order, out, progress)

        self._desk.run(self, _("Saving papers"), work, self._saved, failed=self._failed)

    def print_out(self) -> None:
        """Ask for a printer, print, and remember what it took."""
        order = self._order
        printer = self.ask_printer(self) if order is not None else None
        if order is None or printer is None:
            return

        def work(installation: "Installation", actor: "Actor", progress: Progress) -> Prepared:
            papers = prepare_papers(installation, actor, order, progress)
            draw(papers, printer, progress)
            _remember(installation, actor, papers)
            return papers

        self._desk.run(self, _("Printing"), work, self._printed, failed=self._failed)

    def _saved(self, papers: Papers) -> None:
        count, folder = len(papers.files), Path(papers.files[0].path).parent
        self.saved.setText(_("Open {folder}").format(folder=folder))
        self.saved.setAccessibleName(self.saved.text())
        self.saved.setProperty("folder", str(folder))
        self.saved.show()
        told = ngettext("{count} file saved.", "{count} files saved.", count)
        self._desk.say(told.format(count=count))
        self.made.emit()

    def _printed(self, papers: Prepared) -> None:
        pages = sum(paper.pages for paper in papers)
        told = ngettext(
            "{pages} page sent to the printer.", "{pages} pages sent to the printer.", pages
        )
        self._desk.say(told.format(pages=pages))
        self.made.emit()

    def _failed(self, error: NtandError) -> None:
        if isinstance(error, Cancelled):
            self._desk.say(_("Cancelled. Nothing counts as printed."))
        else:
            self._desk.tell(error)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, _("Where the papers are saved"), self.folder.value()
        )
        if chosen:
            self.folder.setText(str(Path(chosen)))
            self.saving.setFocus()

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.saved.property("folder"))))

    def _lay_out(self) -> None:
        label = Text(_("Fol&der to save in"))
        label.setTextFormat(label.textFormat().AutoText)
        label.setBuddy(self.folder)
        self.folder.setAccessibleName(label.text().replace("&", ""))
        where, acts = QHBoxLayout(), QHBoxLayout()
        where.addWidget(self.folder, 1)
        where.addWidget(self.choosing)
        for one in (self.printing, self.saving):
            acts.addWidget(one)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.told)
        for row in (acts, where):
            row.setSpacing(GAP)
        column.addLayout(acts)
        column.addWidget(label)
        column.addLayout(where)
        column.addWidget(self.saved)

    def _add_keys(self) -> None:
        for keys, act, text in (
            (QKeySequence.StandardKey.Print, self.print_out, self.printing),
            (QKeySequence.StandardKey.Save, self.save, self.saving),
        ):
            action = QAction(text.accessibleName(), self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(act)
            self.addAction(action)
            text.setToolTip(action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))


def _remember(installation: "Installation", actor: "Actor", papers: Prepared) -> None:
    """Remember what is on paper already: while others have the database, try again.

    A paper that nobody remembers is not called back when someone on it is protected later.
    """
    for left in reversed(range(_TRIES)):
        try:
            remember_papers(installation, actor, papers)
        except NtandError as error:
            if error.code != "store.busy" or not left:
                raise
        else:
            return


def _documents() -> str:
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return str(Path(QStandardPaths.writableLocation(place)) / "N-tand")
