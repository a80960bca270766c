"""Issue for many: everyone on their own proposal; the unusual are ticked on purpose."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ntand.domain.codes import Basis, ConsentForm
from ntand.i18n import _, ngettext
from ntand.sentences import explain_code
from ui.kit.desk import Desk
from ui.kit.fields import ChoiceField
from ui.kit.labels import choices
from ui.kit.look import GAP, Banner, muted
from ui.panes.act_pane import ActPane, Work
from ui.panes.act_words import unusual_words

if TYPE_CHECKING:
    from ntand.errors import NtandError
    from ntand.services.issuing import Draft, ManyIssued

_PERSON = Qt.ItemDataRole.UserRole
_MOST_ROWS = 8  # seen without scrolling


class IssueManyPane(ActPane):
    """Two lists: those ready, ticked; and those to look at, not ticked. Space ticks."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Issue for several"), _("&Issue"), "file-badge")
        self.names: dict[str, str] = {}
        self.result = Banner(kind="warning")
        self.ready_ones, self.unusual_ones = _TickList(), _TickList()
        self.basis = ChoiceField(choices("underlag"), none=_("none yet: it waits"))
        self.consent_form = ChoiceField(choices("form"), none=_("not told"))
        form = self.form
        form.add_widget(self.result)
        form.add_widget(muted(_("Each gets a certificate from today on the ground proposed.")))
        form.add(_("&Ready"), self.ready_ones)
        hint = _("Look at each of them first, and tick those you are sure of.")
        form.add(_("&Unusual"), self.unusual_ones, hint=hint)
        form.add(_("&Basis, the same for all ticked"), self.basis)
        form.add(_("How the &consent was given"), self.consent_form)
        form.add_stretch()
        self.basis.currentIndexChanged.connect(self._follow)
        for one in (self.ready_ones, self.unusual_ones):
            one.itemChanged.connect(self._count)

    def first_field(self) -> QWidget:
        return self.ready_ones if self.ready_ones.count() else self.unusual_ones

    def show_for(self, persons: Sequence[str]) -> None:
        """Prepare to issue for the persons, by id."""
        from ntand.services.issuing import draft_many

        self.form.clear_faults()
        self.result.hide()
        self.basis.set_value("")
        self.consent_form.set_value("")
        self._follow()
        self.ready(ready=False)
        wanted = tuple(persons)
        self.desk.ask(
            self,
            lambda installation, actor: draft_many(installation, actor, wanted),
            self._show,
            topic="drafts",
        )

    def perform(self) -> None:
        """Issue for those ticked, with progress in the frame."""
        from ntand.services.issuing import issue_many

        if not self.act_button.isEnabled():
            return
        self.form.clear_faults()
        chosen = self.ready_ones.ticked() + self.unusual_ones.ticked()
        if not chosen:
            self.form.fault(self.first_field(), _("Tick at least one person."))
            return
        basis = Basis(self.basis.value()) if self.basis.value() else None
        told = self.consent_form.value()
        form = ConsentForm(told) if told and basis is Basis.CONSENT else None
        self.act_button.setEnabled(False)
        names, turn = self.names, self._turn
        self.desk.run(
            self,
            _("Issuing certificates"),
            lambda installation, actor, progress: issue_many(
                installation, actor, chosen, basis, form, progress
            ),
            lambda result: self._issued(result, names, turn),
            failed=lambda error: self._failed(error, turn),
        )

    def work(self) -> Work | None:
        """Nothing short: see ``perform``."""
        return None

    def stored(self, result: "ManyIssued") -> None:
        text = ngettext("{n} certificate issued.", "{n} certificates issued.", result.issued)
        self.desk.say(text.format(n=result.issued), result.undo)

    def _issued(self, result: "ManyIssued", names: dict[str, str], turn: int) -> None:
        same = turn == self._turn
        if same:
            self.act_button.setEnabled(True)
        if result.issued:
            self.stored(result)
        refused = [one for one in result.results if one.refusal]
        if not refused:
            if same:
                self.done.emit()
            return
        lines = [
            f"{names[one.person]}: {explain_code(one.refusal, dict(one.facts))[0]}"
            for one in refused
        ]
        self.result.show_text("\n".join([_("Not issued:"), *lines]), "warning")
        self.result.show()
        issued = {one.person for one in result.results if one.intyg_id}
        for these in (self.ready_ones, self.unusual_ones):
            these.drop(issued)
        self._count()

    def _failed(self, error: "NtandError", turn: int) -> None:
        if turn == self._turn:
            self.ready(ready=True)
        self.desk.tell(error)

    def _show(self, drafts: "Sequence[Draft]") -> None:
        self.names = {one.card.person: one.card.name for one in drafts}
        for these, unusual in ((self.ready_ones, False), (self.unusual_ones, True)):
            these.show_drafts([one for one in drafts if bool(one.unusual) is unusual])
            self.form.show_field(these, shown=bool(these.count()))
        self.ready(ready=True)
        self._count()
        self.begin()

    def _count(self) -> None:
        chosen = len(self.ready_ones.ticked()) + len(self.unusual_ones.ticked())
        text = ngettext("&Issue {n} certificate", "&Issue {n} certificates", chosen)
        self.act_button.setText(text.format(n=chosen))
        self.act_button.setAccessibleName(self.act_button.text().replace("&", ""))

    def _follow(self) -> None:
        consented = self.basis.value() == Basis.CONSENT
        self.form.show_field(self.consent_form, shown=consented)


class _Roomy(QStyledItemDelegate):
    """Room above and below, so that no ring or dots over a letter are cut off."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return super().sizeHint(option, index) + QSize(0, GAP)


class _TickList(QListWidget):
    """People with a box to tick each."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setAlternatingRowColors(True)
        self.setItemDelegate(_Roomy(self))
        self.setResizeMode(QListWidget.ResizeMode.Adjust)  # lines wrap anew beside the scroll bar

    def show_drafts(self, drafts: "Sequence[Draft]") -> None:
        """Show these people; the usual ones ticked."""
        self.clear()
        for one in drafts:
            item = QListWidgetItem(_in_words(one))
            item.setData(_PERSON, one.card.person)
            state = Qt.CheckState.Unchecked if one.unusual else Qt.CheckState.Checked
            item.setCheckState(state)
            self.addItem(item)
        if drafts:
            self.setCurrentRow(0)
        rows = min(max(2, len(drafts)), _MOST_ROWS)
        self.setMinimumHeight(rows * (self.fontMetrics().lineSpacing() + 6))

    def ticked(self) -> list[str]:
        """The persons ticked."""
        checked = Qt.CheckState.Checked
        return [
            one.data(_PERSON)
            for one in map(self.item, range(self.count()))
            if one.checkState() == checked
        ]

    def drop(self, persons: set[str]) -> None:
        """Take these away."""
        for at in reversed(range(self.count())):
            if self.item(at).data(_PERSON) in persons:
                self.takeItem(at)


def _in_words(draft: "Draft") -> str:
    card = draft.card
    first = " · ".join(part for part in (card.name, card.born, draft.proposal.ground or "") if part)
    second = "; ".join(part for part in (card.unit_name or "", *unusual_words(draft)) if part)
    return f"{first}\n{second}" if second else first
