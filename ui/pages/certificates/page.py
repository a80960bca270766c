"""All certificates beside the one chosen; every act on it in the same place."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from ntand.i18n import _
from ui.kit.desk import Desk, Place
from ui.kit.fields import ChoiceField, TextField
from ui.kit.look import GAP, EmptyState, Text
from ui.kit.page import Page
from ui.kit.split import ListAndPane
from ui.kit.table import Table
from ui.pages.certificates.view import CertificateView
from ui.pages.certificates.words import columns, groups
from ui.panes.act_pane import ActPane
from ui.panes.certificate_acts import CertificateActPane
from ui.panes.consent import ConsentPane
from ui.panes.end import EndPane
from ui.panes.issue import ReplacePane
from ui.panes.registered import RegisteredPane
from ui.panes.void import VoidPane

if TYPE_CHECKING:
    from ntand.services.certificate_detail import CertificateDetail
    from ntand.services.certificate_list import CertificateLine, Certificates

_PANES = {
    "end": EndPane,
    "replace": ReplacePane,
    "void": VoidPane,
    "consent": ConsentPane,
    "registered": RegisteredPane,
}


class CertificatesPage(Page):
    """Narrow the list, choose one, look at it or act on it."""

    name: ClassVar[str] = "certificates"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.heading(_("Certificates"))
        self._found: Certificates | None = None
        self._wanted = ""
        self._panes: dict[str, ActPane] = {}
        self.text = TextField()
        self.group = ChoiceField(groups().items())
        self.group.set_value("active")
        self.unit = ChoiceField((), none=_("All units"))
        self.table: Table[CertificateLine] = Table("certificates", _("Certificates"), columns())
        self.view = CertificateView(desk)
        self.nothing = EmptyState(
            _("No certificate chosen"), _("Choose one in the list to see it and act on it.")
        )
        self.beside = QStackedWidget()
        for one in (self.nothing, self.view):
            self.beside.addWidget(one)
        self.column.addWidget(ListAndPane("certificates", self._list(), self.beside), 1)
        self._connect()

    def enter(self, place: Place) -> None:
        if place.item:
            self._wanted = place.item
            self.leave_pane()
        self.refresh()

    def refresh(self) -> None:
        from ntand.services.certificate_list import certificates

        self.desk.ask(self, certificates, self._show, topic="list")

    def first_focus(self) -> QWidget | None:
        return self.table

    @property
    def pane(self) -> ActPane | None:
        """The act under way, if one is."""
        shown = self.beside.currentWidget()
        return shown if isinstance(shown, ActPane) else None

    def begin(self, act: str) -> None:
        """Begin an act on the certificate shown."""
        detail = self.view.detail
        if detail is None:
            return
        pane = self._panes.get(act) or self._made(act)
        if isinstance(pane, ConsentPane):
            pane.show_for(detail.line.person)
        elif isinstance(pane, CertificateActPane | ReplacePane):
            pane.show_for(detail.line.intyg_id)
        self.beside.setCurrentWidget(pane)
        pane.begin()

    def leave_pane(self) -> None:
        """Show the certificate again."""
        if self.pane is not None:
            self.beside.setCurrentWidget(self.view)

    # --- Inside ---------------------------------------------------------------------------

    def _made(self, act: str) -> ActPane:
        pane = _PANES[act](self.desk)
        pane.left.connect(self._left)
        pane.done.connect(self._done)
        self._panes[act] = pane
        self.beside.addWidget(pane)
        return pane

    def _left(self) -> None:
        self.leave_pane()
        self.view.first_act().setFocus(Qt.FocusReason.OtherFocusReason)

    def _done(self) -> None:
        self.leave_pane()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, found: "Certificates") -> None:
        self._found = found
        self.unit.offer(found.units, none=_("All units"))
        if self._wanted:
            self._make_seen(found)
        self._narrow()

    def _make_seen(self, found: "Certificates") -> None:
        """Let the filters show the certificate that is wanted."""
        row = next((one for one in found.rows if one.intyg_id == self._wanted), None)
        if row is None:
            self._wanted = ""
            return
        self._silently(self.text, "")
        if self.unit.value() not in ("", row.unit_code or ""):
            self._silently(self.unit, "")
        if self.group.value() and self.group.value() not in row.groups:
            self._silently(self.group, "")

    def _silently(self, field: TextField | ChoiceField, value: str) -> None:
        field.blockSignals(True)
        field.setText(value) if isinstance(field, TextField) else field.set_value(value)
        field.blockSignals(False)

    def _narrow(self) -> None:
        from ntand.services.certificate_list import Filters, counted, narrowed

        if self._found is None:
            return
        filters = Filters(self.group.value(), self.unit.value(), self.text.value())
        rows = narrowed(self._found, filters)
        counts = counted(self._found, filters) | {"": len(self._found.rows)}
        self.group.offer((key, f"{text} ({counts[key]})") for key, text in groups().items())
        self.table.empty_text = self._emptiness()
        self.count.setText(_("{n} certificates").format(n=len(rows)))
        self.table.blockSignals(True)  # nobody has chosen anything: no act is left for it
        self.table.show_rows(rows, key=lambda row: row.intyg_id)
        if self._wanted and self.table.choose(self._wanted):
            self._wanted = ""
        elif rows and self.table.current_row() is None:
            self.table.choose_at(0)
        self.table.blockSignals(False)
        self._look(self.table.current_row())

    def _emptiness(self) -> str:
        if self._found is not None and not self._found.rows:
            return _("No certificates yet. Issue the first from Candidates.")
        return _("No certificate matches. Choose another group or write less.")

    def _look(self, row: "CertificateLine | None") -> None:
        """Read the certificate chosen; an act under way is never taken away."""
        if row is None:
            if self.pane is None:
                self.beside.setCurrentWidget(self.nothing)
            return
        from ntand.services.certificate_detail import certificate_detail

        intyg_id = row.intyg_id
        self.desk.ask(
            self,
            lambda installation, actor: certificate_detail(installation, actor, intyg_id),
            self._show_detail,
            topic="detail",
        )

    def _show_detail(self, detail: "CertificateDetail") -> None:
        row = self.table.current_row()
        if row is None or row.intyg_id != detail.line.intyg_id:
            return  # the list has been narrowed meanwhile
        self.view.show_certificate(detail)
        if self.pane is None:
            self.beside.setCurrentWidget(self.view)

    def _chosen(self, row: "CertificateLine | None") -> None:
        self.leave_pane()
        self._look(row)

    def _opened(self) -> None:
        if self.view.detail is not None:
            self.view.first_act().setFocus(Qt.FocusReason.OtherFocusReason)

    def _list(self) -> QWidget:
        self.count = Text("", "muted")
        filters = QGridLayout()
        filters.setHorizontalSpacing(GAP)
        filters.setVerticalSpacing(GAP // 2)
        fields = ((_("&Look for"), self.text), (_("&Group"), self.group), (_("&Unit"), self.unit))
        for at, (title, field) in enumerate(fields):
            name = Text(title)
            name.setTextFormat(Qt.TextFormat.AutoText)
            name.setWordWrap(False)
            name.setBuddy(field)
            field.setAccessibleName(title.replace("&", ""))
            filters.addWidget(name, 0, at)
            filters.addWidget(field, 1, at)
            filters.setColumnStretch(at, 1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(filters)
        column.addWidget(self.table, 1)
        column.addWidget(self.count)
        return left

    def _connect(self) -> None:
        self.text.setPlaceholderText(_("Name, number, unit or certificate"))
        self.text.textChanged.connect(self._narrow)
        self.group.currentIndexChanged.connect(self._narrow)
        self.unit.currentIndexChanged.connect(self._narrow)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._opened)
        self.view.asked.connect(self.begin)
        self.view.left.connect(self._done)
