"""The steps of the guide, each with what it asks."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from ntand.domain.municipalities import municipalities_by_name
from ntand.domain.names import folded, search_text
from ntand.i18n import _
from ui.kit.fields import Form, TextField
from ui.kit.look import GAP, Text, body, button, muted
from ui.kit.ticks import RadioButton, TickBox
from ui.pages.start.step import Step

_CODE = Qt.ItemDataRole.UserRole
_ROWS = 12  # of the list, seen at once
_SAVED = QFileDialog.Option.DontConfirmOverwrite  # a file that is there is never written over


class Welcome(Step):
    """What this is, and the two ways to begin."""

    practise = Signal()

    def __init__(self, *, practice: bool) -> None:
        text = _(
            "N-tand helps the municipality to find those entitled to necessary dental care, "
            "issue their certificates and offer the yearly oral-health assessment."
        )
        super().__init__(_("Welcome to N-tand"), text, _("Make an &installation"), returns=False)
        self.practice = button(_("&Try with a made-up municipality"), "users")
        self.practice.clicked.connect(self.practise.emit)
        self.practice.setVisible(practice)
        self.told = muted()
        self.told.hide()
        self.inside.addWidget(
            body(_("The guide takes a few minutes. You can go back until all is made."))
        )
        if practice:
            self.inside.addWidget(
                muted(_("In the made-up municipality nothing is real and nothing can be broken."))
            )
        self.inside.addWidget(self.told)
        self.buttons.insertWidget(1, self.practice)

    def show_practice(self, text: str, *, busy: bool) -> None:
        """Say how far the made-up municipality is."""
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self.practice.setEnabled(not busy)


class MunicipalityStep(Step):
    """One of the county's municipalities: type to find it."""

    def __init__(self) -> None:
        text = _("Type the beginning of the name, or choose in the list.")
        super().__init__(_("Which municipality?"), text, _("&Next"))
        self.form = Form()
        self.search = _SearchField()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Municipalities"))
        for code, name in municipalities_by_name():
            item = QListWidgetItem(f"{name} ({code})")
            item.setData(_CODE, code)
            self.list.addItem(item)
        line = self.fontMetrics().lineSpacing() + GAP // 2
        self.list.setMinimumHeight(line * _ROWS)
        self.form.add(_("&Municipality"), self.search)
        self.inside.addWidget(self.form)
        self.inside.addWidget(self.list, 1)
        self.search.textChanged.connect(self._find)
        self.search.stepped.connect(self._step)
        self.list.itemDoubleClicked.connect(lambda _item: self.press())
        self.list.currentRowChanged.connect(lambda _row: self._allow())
        self._allow()

    def code(self) -> str:
        """The municipality chosen; empty for none."""
        at = self.list.currentRow()
        if at < 0 or self.list.item(at).isHidden():
            return ""
        return str(self.list.item(at).data(_CODE))

    def first_focus(self) -> QWidget:
        return self.search

    def _find(self, text: str) -> None:
        wanted = folded(text).strip()
        shown = []
        for at in range(self.list.count()):
            item = self.list.item(at)
            words = search_text(item.text())
            found = words.startswith(wanted) or f" {wanted}" in words or f"({wanted}" in words
            item.setHidden(not found)
            if found:
                shown.append(at)
        self.list.setCurrentRow(shown[0] if shown and wanted else -1)
        self._allow()

    def _step(self, by: int) -> None:
        rows = [at for at in range(self.list.count()) if not self.list.item(at).isHidden()]
        here = self.list.currentRow()
        if rows:
            at = rows.index(here) + by if here in rows else 0
            self.list.setCurrentRow(rows[min(max(at, 0), len(rows) - 1)])

    def _allow(self) -> None:
        self.go_on.setEnabled(bool(self.code()))


class _SearchField(TextField):
    """Arrows move in the list below without leaving the field."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        by = steps.get(Qt.Key(event.key()))
        if by is None or event.modifiers():
            super().keyPressEvent(event)
        else:
            self.stepped.emit(by)


class PlaceStep(Step):
    """On this computer alone, or in a database that several share."""

    def __init__(self, home: Path) -> None:
        super().__init__(_("Where are the data to lie?"), "", _("&Next"))
        self.text.hide()
        self.here = RadioButton(_("On this &computer, in an encrypted database"))
        self.shared = RadioButton(_("In the municipality's &shared database (PostgreSQL)"))
        self.here.setChecked(True)
        group = QButtonGroup(self)
        self.form = Form()
        self.address = TextField()
        self.address.setPlaceholderText("postgresql://namn@server/ntand")
        self.form.add(
            _("&Address of the shared database"),
            self.address,
            hint=_("Whoever runs the database knows it."),
        )
        told = _("Settings, log and copies lie in {home}.").format(home=home)
        for part in (self.here, self.shared):
            group.addButton(part)
            self.inside.addWidget(part)
        self.inside.addWidget(self.form)
        self.inside.addWidget(muted(told))
        self.shared.toggled.connect(self._show_address)
        self._show_address(shared=False)

    def url(self) -> str:
        """The address of the shared database; empty for one of one's own."""
        return self.address.value() if self.shared.isChecked() else ""

    def ready(self) -> bool:
        self.form.clear_faults()
        if self.shared.isChecked() and not self.address.value():
            self.form.fault(self.address, _("Write the address."))
            return False
        return True

    def first_focus(self) -> QWidget:
        return self.shared if self.shared.isChecked() else self.here

    def _show_address(self, shared: bool) -> None:
        self.form.setVisible(shared)


class KeyStep(Step):
    """The recovery key, shown once, until it is certain that someone has it."""

    copied = Signal(str)
    wanted = Signal(object)  # the Path to write it to

    def __init__(self) -> None:
        text = _(
            "This key opens the copies if the computer is lost. It is shown only now, and nobody "
            "can make it anew. Write it down, or save it and move it to a safe."
        )
        super().__init__(_("Take care of the recovery key"), text, _("&Make the installation"))
        self.key = Text()
        self.key.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() * 1.3)
        font.setWeight(QFont.Weight.DemiBold)
        self.key.setFont(font)
        self.copy = button(_("&Copy"), "copy")
        self.save = button(_("&Save to a file …"), "save")
        self.saved = muted()
        self.form = Form()
        self.typed = TextField()
        self.has_it = TickBox(_("The &file is saved, and I will move it to a safe"))
        self._secret = ""
        self._arrange()
        self._connect()

    def show_key(self, key: str) -> None:
        """Show the key; what was confirmed of the same one stays."""
        if key == self._secret:
            return
        self._secret = key
        groups = key.split("-")
        lines = ("-".join(groups[at : at + 3]) for at in range(0, len(groups), 3))
        self.key.setText("\n".join(lines))
        self.key.setAccessibleName(_("Recovery key: {key}").format(key=key))
        self.typed.clear()
        self.told_saved("")

    def told_saved(self, name: str) -> None:
        """The file is written; its owner may say so instead of typing."""
        self.saved.setText(_("Saved: {file}").format(file=name) if name else "")
        self.saved.setVisible(bool(name))
        self.has_it.setVisible(bool(name))
        self.has_it.setChecked(False)
        self._allow()

    def confirmed(self) -> bool:
        """Whether someone has the key."""
        from ntand.services.starting import is_last_group

        if self.has_it.isVisibleTo(self) and self.has_it.isChecked():
            return True
        return bool(self._secret) and is_last_group(self._secret, self.typed.value())

    def ready(self) -> bool:
        self.form.clear_faults()
        if not self.confirmed():
            self.form.fault(self.typed, _("This is not the last group of the key."))
            return False
        return True

    def first_focus(self) -> QWidget:
        return self.copy

    def _allow(self) -> None:
        said = bool(self.typed.value()) or self.has_it.isChecked()
        self.go_on.setEnabled(said)

    def _choose_file(self) -> None:
        told, _filter = QFileDialog.getSaveFileName(
            self,
            _("Save the recovery key"),
            _("recovery-key.txt"),
            _("Text files (*.txt)"),
            options=_SAVED,
        )
        if told:
            self.wanted.emit(Path(told))

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.copy)
        row.addWidget(self.save)
        row.addStretch(1)
        self.form.add(
            _("Type the &last group of the key"),
            self.typed,
            hint=_("So it is certain that you have it."),
        )
        self.inside.addWidget(self.key)
        self.inside.addLayout(row)
        for part in (self.saved, self.has_it, self.form):
            self.inside.addWidget(part)

    def _connect(self) -> None:
        self.copy.clicked.connect(lambda: self.copied.emit(self._secret))
        self.save.clicked.connect(self._choose_file)
        self.typed.textChanged.connect(lambda _text: self._allow())
        self.has_it.toggled.connect(lambda _on: self._allow())


class DoneStep(Step):
    """All is made; the ways to go on."""

    region = Signal()
    todo = Signal()

    def __init__(self) -> None:
        super().__init__(
            _("The installation is ready"), "", _("&Read in the first file"), returns=False
        )
        self.note = muted()
        self.note.hide()
        self.to_region = button(_("Connect to the re&gion"), "radio-tower")
        self.to_todo = button(_("&Open To do"), "list-checks")
        self.to_region.clicked.connect(self.region.emit)
        self.to_todo.clicked.connect(self.todo.emit)
        self.inside.addWidget(
            body(_("Read in the units first, then the decisions from the care system."))
        )
        self.inside.addWidget(
            muted(_("The region's service can be connected now or later, on the page Region."))
        )
        self.inside.addWidget(self.note)
        self.buttons.insertWidget(1, self.to_region)
        self.buttons.insertWidget(2, self.to_todo)

    def show_made(self, municipality: str, note: str) -> None:
        """Say whose installation it is, and what to mind."""
        self.text.setText(municipality)
        self.note.setText(note)
        self.note.setVisible(bool(note))
