"""Files are read in: chosen, understood, tried, and only then stored."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFileDialog, QVBoxLayout, QWidget

from ntand.domain.codes import FileKind
from ntand.errors import Cancelled, NtandError
from ntand.i18n import _
from ntand.sentences.in_window import explain_in_window
from ntand.services.importing import ImportOptions, RowNote
from ntand.services.importing.inspection import Inspected, choose, inspect
from ntand.services.importing.profiles import Profile, save_profile
from ntand.services.importing.refusals import save_notes
from ntand.services.importing.rehearsal import Rehearsal, Stored, import_rehearsed, rehearse
from ntand.services.importing.values import STANDARD_SOURCE
from ui.kit.desk import Desk
from ui.kit.look import GAP, Banner, body, muted, primary_button, subheading
from ui.kit.page import Page
from ui.kit.split import scrolling
from ui.pages.import_.columns_part import ColumnsPart
from ui.pages.import_.file_part import FilePart
from ui.pages.import_.preview_part import PreviewPart
from ui.pages.import_.result_part import ResultPart
from ui.pages.import_.words import about_file, changed_meanwhile, confirmation, to_be_stored

_LACKS = ("import.complete_lacks", "import.complete_empty")


class ImportPage(Page):
    """Four steps under each other; a step is seen when the one before it is done."""

    name = "import"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.path: Path | None = None
        self.found: Inspected | None = None
        self.rehearsed: Rehearsal | None = None
        self.working = False
        self.heading(_("Import"), _("Nothing is stored before you have seen what would change."))
        self.file, self.columns = FilePart(desk.today), ColumnsPart()
        self.preview, self.result = PreviewPart(), ResultPart()
        self.trouble, self.news = Banner(kind="error"), Banner(kind="warning")
        self.confirm = QCheckBox()
        self.try_it = primary_button(_("&Preview"))
        self.will_store = body()
        self.store = primary_button(_("&Read in"), "import")
        self._arrange()
        self._connect()
        self.setAcceptDrops(True)
        self._show_steps()

    def first_focus(self) -> QWidget | None:
        """The button that chooses a file, or what the file asks for."""
        if self.found is None:
            done = self.result.isVisibleTo(self)
            return self.result.next if done else self.file.zone.choose
        return self.preview.groups if self.rehearsed else self.try_it

    # --- 1: the file ----------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.working and len(event.mimeData().urls()) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        if not self.working and len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()
            self.take(Path(urls[0].toLocalFile()))

    def take(self, path: Path, kind: FileKind | None = None, profile: str | None = None) -> None:
        """Look into the file."""
        if self.working:
            return
        self._forget()
        self._show_steps()
        self.desk.ask(
            self,
            lambda installation, actor: inspect(installation, actor, path, kind, profile),
            lambda found: self._inspected(path, found, guessed=kind is None),
            failed=self._unreadable,
            topic="inspect",
        )

    def _inspected(self, path: Path, found: Inspected, *, guessed: bool) -> None:
        if path != self.path:
            self.file.complete.setChecked(False)
            self.file.announce.setChecked(False)
            self.file.as_of.set_day(self.desk.today)
        self.path, self.found = path, found
        self.file.show_file(about_file(path, found), found.kind, sure=found.sure, guessed=guessed)
        self.columns.show_file(found)
        self._ask_protection()
        self._show_steps()
        self._lead_to(self.columns.first_problem() if found.faults.missing else self.try_it)

    def _unreadable(self, error: NtandError) -> None:
        self.path = self.found = None
        self.file.show_nothing()
        self._tell(error)
        self._show_steps()
        self._lead_to(self.file.zone.choose)

    def _other_kind(self, kind: str) -> None:
        if self.path is not None:
            self.take(self.path, FileKind(kind))

    # --- 2: the columns -------------------------------------------------------------------

    def _choose(self, header: str, column: str) -> None:
        if self.found is not None:
            self.found = choose(self.found, {header: column})
            self.columns.show_faults(self.found)
            self._ask_protection()
            self._changed()

    def _ask_protection(self) -> None:
        assert self.found is not None
        told = any(one.column == "skydd" for one in self.found.columns)
        asked = self.found.kind is FileKind.DECISIONS and not told
        self.file.ask_protection(asked=asked)

    def _other_profile(self, name: str) -> None:
        if self.path is not None and self.found is not None:
            self.take(self.path, self.found.kind, name)

    def _save_profile(self, name: str, replace: bool) -> None:
        assert self.found is not None
        mapping = self.found.mapping
        self.desk.ask(
            self,
            lambda installation, actor: save_profile(
                installation, actor, name, mapping, replace=replace
            ),
            self._profile_saved,
            failed=self._profile_refused,
            topic="profile",
        )

    def _profile_saved(self, profile: Profile) -> None:
        text = _("Saved as {name}. It is proposed when a file has the same columns.")
        self.columns.told_saved(text.format(name=profile.name))

    def _profile_refused(self, error: NtandError) -> None:
        exists = error.code == "import.mapping_exists"
        self.columns.told_saved(" ".join(explain_in_window(error)), exists=exists)

    # --- 3: the preview -------------------------------------------------------------------

    def options(self) -> ImportOptions:
        """What has been said of the file."""
        assert self.found is not None
        kind = self.found.kind
        as_of = self.file.complete_from()
        announced = kind in (FileKind.CERTIFICATES, FileKind.OFFERS)
        decisions = kind is FileKind.DECISIONS
        return ImportOptions(
            kind,
            source=self.file.source.value() if decisions else STANDARD_SOURCE,
            complete=as_of is not None,
            as_of=as_of,
            confirmed=self.confirm.isVisibleTo(self) and self.confirm.isChecked(),
            unprotected=self.file.unprotected,
            announce=announced and self.file.announce.isChecked(),
            mapping=self.found.mapping or None,
        )

    def rehearse(self) -> None:
        """Try the import, and show what it would do."""
        if self.found is None or self.path is None or self.working:
            return
        if not self.try_it.isEnabled() or not self.file.faultless():
            return
        path, options = self.path, self.options()
        self._begin()
        self.desk.run(
            self,
            _("Previewing {file}").format(file=path.name),
            lambda installation, actor, progress: rehearse(
                installation, actor, path, options, progress
            ),
            self._rehearsed,
            failed=self._not_done,
        )

    def _rehearsed(self, told: Rehearsal) -> None:
        self.working = False
        self.news.hide()
        self.rehearsed = told
        self.preview.show_rehearsal(told)
        self.will_store.setText(to_be_stored(told))
        self._show_steps()
        # The list, not the button: what would change is to be seen first.
        part = self.preview.groups if self.preview.any_group else self.store
        self._lead_to(part, self._step_3)

    def _not_done(self, error: NtandError) -> None:
        self.working = False
        self.news.hide()
        if isinstance(error, Cancelled):
            self.news.show_text(_("Stopped. Nothing has been stored."), "info")
            self.news.show()
        elif error.code in _LACKS:
            self._ask_confirmation(error)
        else:
            self._tell(error)
        self._show_steps()
        self._lead_to(self.confirm if error.code in _LACKS else self.try_it)

    def _ask_confirmation(self, error: NtandError) -> None:
        what, text = confirmation(error)
        self.news.show_text(what, "warning")
        self.news.show()
        self.confirm.setText(text)
        self.confirm.setAccessibleName(text)
        self.confirm.setChecked(False)
        self.confirm.show()

    # --- 4: for good ----------------------------------------------------------------------

    def read_in(self) -> None:
        """Store what was rehearsed."""
        if self.rehearsed is None or self.path is None or self.working:
            return
        path, told = self.path, self.rehearsed
        self._begin()
        self.desk.run(
            self,
            _("Reading in {file}").format(file=path.name),
            lambda installation, actor, progress: import_rehearsed(
                installation, actor, path, told, progress
            ),
            self._stored,
            failed=self._not_done,
        )

    def _stored(self, done: Stored) -> None:
        self.working = False
        if done.again is not None:
            self._rehearsed(done.again)
            self.news.show_text(changed_meanwhile(done.changed), "warning")
            self.news.show()
            self._lead_to(self.preview.groups, self.news)
            return
        assert done.report is not None
        assert self.rehearsed is not None
        self.result.show_result(done.report, self.rehearsed.differences)
        self.path = self.found = self.rehearsed = None
        self.news.hide()
        self.file.show_nothing()
        self._show_steps(done=True)
        self._lead_to(self.result.next)

    def _another(self) -> None:
        self._show_steps()
        self._lead_to(self.file.zone.choose)

    def _save_notes(self, notes: list[RowNote]) -> None:
        told, _filter = QFileDialog.getSaveFileName(
            self, _("Save the list …"), _("refused-rows.csv"), _("CSV files (*.csv)")
        )
        if told:
            self.desk.ask(
                self,
                lambda installation, actor: save_notes(installation, actor, notes, Path(told)),
                lambda _n: self.desk.say(_("Saved: {file}").format(file=Path(told).name)),
                topic="notes",
            )

    # --- Inside ---------------------------------------------------------------------------

    def _begin(self) -> None:
        self.working = True
        self.trouble.hide()
        self.news.show_text(_("Under way. You can cancel at the bottom of the window."), "info")
        self.news.show()
        self._show_steps()

    def _changed(self) -> None:
        """What was previewed is not what would be read in now."""
        self.rehearsed = None
        self.confirm.hide()
        self.news.hide()
        self._show_steps()

    def _forget(self) -> None:
        self.rehearsed = None
        for part in (self.trouble, self.news, self.confirm):
            part.hide()

    def _tell(self, error: NtandError) -> None:
        self.trouble.show_text("\n".join(explain_in_window(error)), "error")
        self.trouble.show()

    def _show_steps(self, *, done: bool = False) -> None:
        chosen, tried = self.found is not None, self.rehearsed is not None
        faultless = self.found is not None and not any(
            (self.found.faults.missing, self.found.faults.twice)
        )
        self._step_2.setVisible(chosen)
        self.columns.fold(folded=tried)
        self._step_3.setVisible(tried)
        self._step_1.setVisible(not done)
        self.result.setVisible(done)
        self._asking.setVisible(chosen and not tried)
        self.try_it.setEnabled(faultless and not self.working)
        self.store.setEnabled(tried and not self.working)
        for part in (self.file, self.columns):
            part.setEnabled(not self.working)

    def _lead_to(self, part: QWidget | None, top: QWidget | None = None) -> None:
        """Bring the keyboard and the eye to the part; ``top`` is to stand uppermost."""
        if part is None:
            return
        if self.isVisible() and part.focusPolicy() != Qt.FocusPolicy.NoFocus:
            part.setFocus(Qt.FocusReason.OtherFocusReason)
        # Once the layout knows where things stand now.
        QTimer.singleShot(0, part, lambda: self._bring_into_view(part, top))

    def _bring_into_view(self, part: QWidget, top: QWidget | None) -> None:
        inside = self._inside
        self._steps.activate()
        inside.resize(inside.width(), max(inside.sizeHint().height(), self._area.height()))
        if top is not None:
            self._area.verticalScrollBar().setValue(top.y())
        self._area.ensureWidgetVisible(part, 0, 2 * GAP)

    def _arrange(self) -> None:
        self._inside = QWidget()
        self._steps = column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, GAP, 0)
        column.setSpacing(GAP)
        column.addWidget(self.result)
        self._step_1 = _step(_("1 File"), self.file)
        self._step_2 = _step(_("2 Columns"), self.columns)
        self._asking = QWidget()
        asking = QVBoxLayout(self._asking)
        asking.setContentsMargins(0, GAP, 0, 0)
        asking.setSpacing(GAP)
        asking.addWidget(self.confirm)
        asking.addWidget(self.try_it)
        self._step_3 = QWidget()
        last = QVBoxLayout(self._step_3)
        last.setContentsMargins(0, 0, 0, 0)
        last.addWidget(_step(_("3 Preview"), self.preview))
        hint = muted(_("Nothing is stored until you press the button."))
        last.addWidget(_step(_("4 Read in"), self.will_store, hint, self.store))
        for part in (
            *(self._step_1, self._step_2, self.trouble, self.news),
            *(self._asking, self._step_3),
        ):
            column.addWidget(part)
        column.addStretch(1)
        self._area = scrolling(self._inside, _("Import"))
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.addWidget(self._area, 1)
        self._forget()

    def _connect(self) -> None:
        self.file.picked.connect(self.take)
        self.file.kind_chosen.connect(self._other_kind)
        self.file.changed.connect(self._changed)
        self.file.source.returnPressed.connect(self.rehearse)
        self.columns.chosen.connect(self._choose)
        self.columns.profile_chosen.connect(self._other_profile)
        self.columns.saved.connect(self._save_profile)
        self.try_it.clicked.connect(self.rehearse)
        self.store.clicked.connect(self.read_in)
        self.preview.save_notes.connect(self._save_notes)
        self.result.asked.connect(self.desk.go)
        self.result.again.connect(self._another)
        for keys, run in (("Ctrl+O", self.file.choose), ("Ctrl+Return", self._go_on)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)

    def _go_on(self) -> None:
        """The main act of the step reached."""
        self.read_in() if self.rehearsed else self.rehearse()


def _step(title: str, *parts: QWidget) -> QWidget:
    step = QWidget()
    column = QVBoxLayout(step)
    column.setContentsMargins(0, 2 * GAP, 0, 0)
    column.setSpacing(GAP)
    column.addWidget(subheading(title))
    for part in parts:
        column.addWidget(part)
    return step
