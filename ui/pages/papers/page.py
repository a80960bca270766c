"""The page: which paper, which year, which units; the paper itself beside them."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QStackedLayout, QVBoxLayout, QWidget

from ntand.errors import NtandError
from ntand.i18n import _, ngettext
from ntand.services.actor import Permission
from ntand.services.papers import Order, PaperKind, papers_standing, preview_papers
from ntand.services.papers.standing import PapersStanding, UnitPapers
from ui.kit.desk import Desk, Place
from ui.kit.fields import ChoiceField
from ui.kit.look import GAP, Text, muted
from ui.kit.page import Page
from ui.kit.pdf_view import PdfView
from ui.kit.split import ListAndPane
from ui.pages.papers.finder import PersonFinder
from ui.pages.papers.output import OutputBar
from ui.pages.papers.since import ProtectedSincePane
from ui.pages.papers.units import UnitTable
from ui.pages.papers.words import (
    left_out,
    nothing,
    nothing_here,
    persons,
    purpose,
    titles,
    unit_name,
)

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

_YEARS = (0, 1, -1)  # this year, the next one to prepare, the one before
_BY_ITEM = {"unit": PaperKind.LIST, "changes": PaperKind.CHANGES}


class PapersPage(Page):
    """Lists and letters, seen and then printed or saved.

    A place's item is ``unit:CODE``, ``changes:CODE`` or a kind of paper; its person is someone
    to print a copy for.
    """

    name = "papers"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted_unit = ""
        self._standing: PapersStanding | None = None
        self.heading(_("Lists and letters"))
        self.kind_field = ChoiceField([])
        self.year_field = ChoiceField([])
        self.purpose = muted()
        self.units = UnitTable()
        self.finder = PersonFinder(desk)
        self.since = ProtectedSincePane(desk)
        self.left_out = muted()
        self.output = OutputBar(desk)
        self.preview = PdfView()
        self._lay_out()
        self._connect()

    def enter(self, place: Place) -> None:
        self._offer_choices()
        kind, _colon, code = (place.item or "").partition(":")
        wanted = _BY_ITEM.get(kind, kind)
        if place.person:
            wanted = PaperKind.COPY
            self.finder.show_person(place.person)
        if wanted in set(PaperKind):
            self.kind_field.set_value(wanted)
        self._wanted_unit = code
        self.refresh()

    def refresh(self) -> None:
        kind, year = self.kind, self.year
        self.purpose.setText(purpose(kind))
        copy = kind is PaperKind.COPY
        self._lists.setCurrentWidget(self.finder if copy else self.units)
        self.year_field.setEnabled(kind in (PaperKind.LIST, PaperKind.CHANGES, PaperKind.OFFER))

        def work(installation: "Installation", actor: "Actor") -> PapersStanding:
            return papers_standing(installation, actor, kind, year)

        self.desk.ask(self, work, self._show, topic="standing")

    def first_focus(self) -> QWidget | None:
        return self.finder if self.kind is PaperKind.COPY else self.units

    @property
    def kind(self) -> PaperKind:
        """The kind of paper chosen."""
        return PaperKind(self.kind_field.value() or PaperKind.LIST)

    @property
    def year(self) -> int:
        """The year chosen."""
        return int(self.year_field.value() or self.desk.today.year)

    def order(self) -> Order | None:
        """What Print and Save are about now."""
        if self.kind is PaperKind.COPY:
            person = self.finder.person()
            return Order(self.kind, self.year, persons=(person,)) if person else None
        wanted = [row for row in self.units.wanted() if row.persons]
        if not wanted:
            return None
        units = None if wanted[0].unit == "" else tuple(row.unit for row in wanted)
        return Order(self.kind, self.year, units)

    # --- Inside ---------------------------------------------------------------------------

    def _show(self, found: PapersStanding) -> None:
        self._standing = None  # while rows come and go, nothing is asked for
        title, text = nothing(found.kind, found.year)
        self.units.table.empty_text = f"{title}\n\n{text}"
        self.units.table.setAccessibleDescription("" if found.units else f"{title} {text}")
        self.units.show_rows(found.units)
        self._standing = found
        self.left_out.setText(left_out(found.left_out))
        self.left_out.setVisible(bool(found.left_out))
        lists = found.kind in (PaperKind.LIST, PaperKind.CHANGES)
        self.since.show_count(found.protected_since if lists else 0, found.year)
        wanted, self._wanted_unit = self._wanted_unit, ""
        if wanted and not self.units.choose(wanted):
            self.units.choose_none()
            name = found.unit_names.get(wanted, wanted)
            self.preview.clear(*nothing_here(found.kind, found.year, name))
            self._tell_order()
        else:
            self._look()

    def _look(self) -> None:
        """Show the paper of the unit under the keyboard, or of the person chosen."""
        self._tell_order()
        order = self._looked_at()
        if order is None:
            self.preview.clear("", _("The paper is shown here."))
            return

        def work(installation: "Installation", actor: "Actor") -> bytes:
            return preview_papers(installation, actor, order)

        self.desk.ask(
            self, work, self.preview.show_pdf, failed=self._nothing_to_see, topic="preview"
        )

    def _looked_at(self) -> Order | None:
        if self.kind is PaperKind.COPY:
            return self.order()
        row = self.units.table.current_row()
        if row is None:
            return None
        return Order(self.kind, self.year, None if row.unit == "" else (row.unit,))

    def _nothing_to_see(self, error: NtandError) -> None:
        row = self.units.table.current_row()
        if error.code == "papers.empty":
            unit = unit_name(row) if row else ""
            self.preview.clear(*nothing_here(self.kind, self.year, unit))
        else:
            self.preview.clear()
            self.desk.tell(error)

    def _tell_order(self) -> None:
        self.output.order(self.order(), self._ordered_words())

    def _ordered_words(self) -> str:
        if self.kind is PaperKind.COPY:
            return ""
        wanted = [row for row in self.units.wanted() if row.persons]
        if not wanted:
            return ""
        people = persons(sum(row.persons for row in wanted))
        if len(wanted) == 1:
            return _("{unit}: {persons}").format(unit=unit_name(wanted[0]), persons=people)
        units = ngettext("{count} unit", "{count} units", len(wanted)).format(count=len(wanted))
        return _("{unit}: {persons}").format(unit=units, persons=people)

    def _chosen_again(self) -> None:
        self.units.forget_ticks()
        self.refresh()

    def _offer_choices(self) -> None:
        may = self.desk.actor.may(Permission.PROTECTED)
        kinds = [
            (kind.value, title)
            for kind, title in titles().items()
            if may or kind is not PaperKind.PROTECTED
        ]
        self.kind_field.offer(kinds)
        this = self.desk.today.year
        self.year_field.offer([(str(this + step), str(this + step)) for step in _YEARS])

    def _connect(self) -> None:
        for field in (self.kind_field, self.year_field):
            field.currentIndexChanged.connect(lambda _at: self._chosen_again())
        self.units.looked_at.connect(self._row_chosen)
        self.units.ticked.connect(self._tell_order)
        self.units.entered.connect(self.output.print_out)
        self.finder.chosen.connect(lambda _person: self._look())
        self.finder.entered.connect(self.output.print_out)

    def _row_chosen(self, row: UnitPapers | None) -> None:
        if row is not None and self._standing is not None:
            self._look()

    def _lay_out(self) -> None:
        choices = QGridLayout()
        choices.setHorizontalSpacing(2 * GAP)
        choices.setVerticalSpacing(GAP // 2)
        for at, (title, field) in enumerate(
            ((_("Pap&er"), self.kind_field), (_("&Year"), self.year_field))
        ):
            label = Text(title)
            label.setTextFormat(label.textFormat().AutoText)
            label.setBuddy(field)
            field.setAccessibleName(title.replace("&", ""))
            choices.addWidget(label, 0, at)
            choices.addWidget(field, 1, at)
        choices.setColumnStretch(0, 3)
        choices.setColumnStretch(1, 1)
        lists = QWidget()
        self._lists = QStackedLayout(lists)
        for one in (self.units, self.finder):
            self._lists.addWidget(one)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(choices)
        column.addWidget(self.purpose)
        column.addWidget(self.since)
        column.addWidget(lists, 1)
        column.addWidget(self.left_out)
        column.addWidget(self.output)
        self.column.addWidget(ListAndPane("papers", left, self.preview), 1)
