"""Step 1: which file, of which kind, from where."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ntand.domain.codes import FileKind
from ntand.i18n import _
from ntand.services.importing.values import STANDARD_SOURCE
from ui.kit.fields import ChoiceField, DateField, Form, TextField
from ui.kit.icons import icon
from ui.kit.look import GAP, MARGIN, body, button, muted, primary_button, subheading
from ui.pages.import_.words import kinds

_LONGEST_SOURCE = 64
_ANY_WIDTH = (1 << 24) - 1  # pixels: Qt's own largest
_PROTECTED, _UNPROTECTED = "protected", "unprotected"


class DropZone(QFrame):
    """An inviting place for a file; the whole page takes one."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QLabel()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        title = subheading(_("Drop a file here"))
        under = muted(_("A CSV or Excel file (.xlsx) from the care system. Nothing is stored yet."))
        self.choose = primary_button(_("&Choose file …"), "folder-open")
        self.choose.setToolTip("Ctrl+O")
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 2 * MARGIN, MARGIN, 2 * MARGIN)
        column.setSpacing(GAP)
        for part in (title, under):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._picture)
        column.addWidget(title)
        column.addWidget(under)
        column.addSpacing(GAP)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self._picture.setPixmap(icon("import", "accent").pixmap(40, 40))


class FilePart(QWidget):
    """The file and what a person says of it; ``changed`` when any of it is said anew."""

    picked = Signal(object)  # a Path
    kind_chosen = Signal(str)
    changed = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self.zone = DropZone()
        self.about = body()
        self.sure = muted()
        self.other = button(_("Choose &another file …"), "folder-open")
        self.other.setToolTip("Ctrl+O")
        self.form = Form()
        self.kind = ChoiceField(kinds())
        self.source = TextField(STANDARD_SOURCE)
        self.source.setMaxLength(_LONGEST_SOURCE)
        self.complete = QCheckBox(_("The file &holds all decisions of this system"))
        self.as_of = DateField(today, today)
        self.announce = QCheckBox(_("Also &queue for the region what it has not got"))
        self.protection = ChoiceField(
            [
                (_PROTECTED, _("No, or I do not know: new persons count as protected")),
                (_UNPROTECTED, _("Yes, I have made sure that none of them is")),
            ]
        )
        self._fill_form()
        self._arrange()
        self._connect()
        self.show_nothing()

    def choose(self) -> None:
        """Ask for a file."""
        told, _filter = QFileDialog.getOpenFileName(
            self, _("Choose file"), "", _("Files to read in (*.csv *.txt *.xlsx);;All files (*)")
        )
        if told:
            self.picked.emit(Path(told))

    def show_nothing(self) -> None:
        """No file has been chosen."""
        self.zone.show()
        self._chosen.hide()

    def show_file(self, about: str, kind: FileKind, *, sure: bool, guessed: bool) -> None:
        """The file has been looked into."""
        self.zone.hide()
        self._chosen.show()
        self.about.setText(about)
        self.kind.blockSignals(True)
        self.kind.set_value(kind)
        self.kind.blockSignals(False)
        unsure = _("Not sure which kind of file this is: check it.")
        seen = _("Recognised by its columns.")
        self.sure.setText((seen if sure else unsure) if guessed else "")
        self.sure.set_tone("muted" if sure else "warning")
        self.sure.setVisible(guessed)
        self._show_fields()

    def ask_protection(self, *, asked: bool) -> None:
        """Whether the file says nothing of protected identity, so that a person has to."""
        self.form.show_field(self.protection, shown=asked)
        if not asked:
            self.protection.set_value(_PROTECTED)

    @property
    def unprotected(self) -> bool:
        """Whether someone has made sure that none of the new is protected."""
        return self.protection.value() == _UNPROTECTED

    def complete_from(self) -> date | None:
        """The day from which the file holds everything, if it does."""
        decisions = self.kind.value() == FileKind.DECISIONS
        return self.as_of.day() if decisions and self.complete.isChecked() else None

    def faultless(self) -> bool:
        """Whether what is said can be used; else the fault is shown."""
        self.form.clear_faults()
        if self.kind.value() != FileKind.DECISIONS:
            return True
        if not self.source.value():
            self.form.fault(self.source, _("Give the system a name."))
            return False
        if self.complete.isChecked() and self.as_of.day() is None:
            self.form.fault(self.as_of, _("Write the day as YYYY-MM-DD."))
            return False
        return True

    def _show_fields(self) -> None:
        kind = self.kind.value()
        decisions = kind == FileKind.DECISIONS
        self.form.show_field(self.source, shown=decisions)
        self.form.show_field(self.complete, shown=decisions)
        self.form.show_field(self.as_of, shown=decisions and self.complete.isChecked())
        announced = kind in (FileKind.CERTIFICATES, FileKind.OFFERS)
        self.form.show_field(self.announce, shown=announced)

    def _fill_form(self) -> None:
        form = self.form
        form.add(_("&Kind of file"), self.kind)
        form.add_widget(self.sure)
        form.add(
            _("Does anyone know that &no one in the file is protected?"),
            self.protection,
            hint=_("The file has no column about protected identity."),
        )
        form.add(
            _("&System it comes from"),
            self.source,
            hint=_("Give each system a name of its own, and the same one every time."),
        )
        form.add(
            self.complete.text(),
            self.complete,
            hint=_("Then a decision that the file lacks no longer counts."),
        )
        form.add(_("As of the &day"), self.as_of)
        form.add(
            self.announce.text(),
            self.announce,
            hint=_(
                "Then they leave like what is done here, those without a basis in the file too;"
                " nothing about protected persons does. The preview tells how many."
                " Otherwise the rows are history and stay here."
            ),
        )
        for field in (self.kind, self.protection, self.complete, self.announce):
            _as_wide_as_its_words(field)

    def _arrange(self) -> None:
        self._chosen = QWidget()
        top = QHBoxLayout()
        top.addWidget(self.about, 1)
        top.addWidget(self.other, 0, Qt.AlignmentFlag.AlignTop)
        inside = QVBoxLayout(self._chosen)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GAP)
        inside.addLayout(top)
        inside.addWidget(self.form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.zone)
        column.addWidget(self._chosen)

    def _connect(self) -> None:
        self.zone.choose.clicked.connect(self.choose)
        self.other.clicked.connect(self.choose)
        self.kind.currentIndexChanged.connect(lambda _at: self.kind_chosen.emit(self.kind.value()))
        self.complete.toggled.connect(self._show_fields)
        for told in (
            self.source.textEdited,
            self.complete.toggled,
            self.as_of.changed,
            self.announce.toggled,
            self.protection.currentIndexChanged,
        ):
            told.connect(lambda *_what: self.changed.emit())


def _as_wide_as_its_words(field: QWidget) -> None:
    """What is chosen among is to be read whole, in letters of any size."""
    field.setMaximumWidth(_ANY_WIDTH)
    field.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    if isinstance(field, ChoiceField):
        field.setSizeAdjustPolicy(ChoiceField.SizeAdjustPolicy.AdjustToContents)
