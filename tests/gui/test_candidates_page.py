"""The candidates by keyboard: why and why not, missing facts, issuing one and many, saying no."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ntand.domain.codes import Stance
from ntand.i18n import _
from ntand.sentences.eligibility import reasons
from ntand.services.candidates import CandidateRow, Candidates, Filters, Group, candidates, narrowed
from ntand.services.installation import Installation
from ntand.services.issuing import draft
from ntand.services.undoing import Undo, undo
from tests.gui.at_desk import installation
from tests.gui.conftest import rest
from tests.installations import COORDINATOR
from ui.kit.desk import Desk, Place
from ui.pages.candidates import CandidatesPage

__all__ = ["installation"]

KEY = Qt.Key


@pytest.fixture
def page(qtbot: QtBot, installation: Installation) -> Iterator[CandidatesPage]:
    desk = Desk()
    desk.use(installation, COORDINATOR)
    page = CandidatesPage(desk)
    desk.stored.connect(page.refresh)  # as the frame does
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    enter(qtbot, page)
    yield page
    desk.wait()


def enter(qtbot: QtBot, page: CandidatesPage, **target: str) -> None:
    page.enter(Place("candidates", **target))
    settled(qtbot, page)
    page.table.setFocus()


def settled(qtbot: QtBot, page: CandidatesPage) -> None:
    rest(qtbot, lambda: page.desk.busy)


def press(qtbot: QtBot, page: CandidatesPage, *keys: Qt.Key, shift: bool = False) -> None:
    """Press keys where the keyboard is."""
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    for key in keys:
        within = QApplication.focusWidget()
        assert within is not None
        qtbot.keyClick(within, key, held)
    settled(qtbot, page)


def write(qtbot: QtBot, page: CandidatesPage, text: str) -> None:
    within = QApplication.focusWidget()
    assert within is not None
    qtbot.keyClicks(within, text)
    settled(qtbot, page)


def everyone(page: CandidatesPage, on: date | None = None) -> Candidates:
    return candidates(page.desk.installation, COORDINATOR, on)


def anyone(page: CandidatesPage, group: Group) -> CandidateRow:
    return narrowed(everyone(page), Filters(group=group))[0]


def now(page: CandidatesPage, person: str) -> CandidateRow:
    return next(row for row in everyone(page).rows if row.person == person)


def outcome(page: CandidatesPage) -> str:
    return page.person.explanation.outcome.text.text()


def chosen(page: CandidatesPage) -> CandidateRow:
    row = page.table.current_row()
    assert row is not None
    return row


def said(page: CandidatesPage) -> list[tuple[str, Undo | None]]:
    heard: list[tuple[str, Undo | None]] = []
    page.desk.said.connect(lambda text, undo: heard.append((text, undo)))
    return heard


def is_within(page: CandidatesPage, part: QWidget) -> bool:
    within = QApplication.focusWidget()
    return within is not None and (within is part or part.isAncestorOf(within))


# --- Why and why not ------------------------------------------------------------------------


def test_why_someone_does_not_qualify_is_found_by_typing(qtbot: QtBot, page: CandidatesPage):
    found = everyone(page)
    sought = next(
        row
        for row in narrowed(found, Filters(group=Group.NOT_QUALIFYING))
        if row.proposal.reasons == ("no_daily_personal_care",) and len(row.groups) == 1
    )
    page.filters.text.setFocus()
    write(qtbot, page, f"{sought.id_number[:8]}-{sought.id_number[8:]}")
    press(qtbot, page, KEY.Key_Return)
    assert page.table.hasFocus()
    assert chosen(page).person == sought.person
    assert reasons()["no_daily_personal_care"] in outcome(page)
    assert not page.person.explanation.missing.isVisible()
    press(qtbot, page, KEY.Key_Return)
    assert is_within(page, page.person.explanation.rules), "Enter leads to the rules"


def test_each_rule_is_one_stop_that_tells_all_of_it(qtbot: QtBot, page: CandidatesPage):
    person = anyone(page, Group.TO_ASSESS)
    enter(qtbot, page, person=person.person)
    rules = page.person.explanation.rules
    rules.go_to(0)
    heard = []
    for _item in rules.items:
        within = QApplication.focusWidget()
        assert within is not None
        heard.append(within.accessibleName())
        press(qtbot, page, KEY.Key_Down)
    assert heard == [item.words.spoken for item in rules.items]
    assert any(_("missing") in name for name in heard)
    stops = [item for item in rules.items if item.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) == 1, "Tab goes past the list in one step"


def test_a_protected_persons_unit_stands_nowhere(qtbot: QtBot, page: CandidatesPage):
    person = next(row for row in everyone(page).rows if row.protected)
    enter(qtbot, page, person=person.person)
    assert chosen(page).person == person.person
    explained = page.person.explanation.shown
    assert explained is not None
    assert {source.unit for source in explained.sources.values()} <= {None}
    assert page.person.header.warning.isVisible()
    assert page.table.model().index(page.table.currentIndex().row(), 2).data() == _("PROTECTED")


def test_someone_of_another_group_is_chosen_where_the_person_is(qtbot: QtBot, page: CandidatesPage):
    for group in (Group.NOT_QUALIFYING, Group.WITH_CERTIFICATE, Group.GONE, Group.TO_REVIEW):
        person = anyone(page, group)
        enter(qtbot, page, person=person.person)
        assert chosen(page).person == person.person
        assert page.filters.group.value() in person.groups
    enter(qtbot, page, item="to_assess")
    assert page.filters.group.value() == "to_assess"


def test_a_day_to_come_is_judged(qtbot: QtBot, page: CandidatesPage):
    later = date(2030, 1, 1)
    page.filters.day_field.setFocus()
    page.filters.day_field.selectAll()
    write(qtbot, page, later.isoformat())
    assert page.other_day.isVisible()
    wanted = narrowed(everyone(page, later), Filters(group=Group.CANDIDATES))
    assert page.table.model().rowCount() == len(wanted)
    shown = page.person.explanation.shown
    assert shown is not None
    assert shown.on == later
    page.table.setFocus()
    press(qtbot, page, KEY.Key_Return)
    assert page.issue.form.first.day() == later, "what is judged for a day begins then"


# --- Missing facts --------------------------------------------------------------------------


def test_a_missing_fact_is_filled_in_and_the_outcome_changes(qtbot: QtBot, page: CandidatesPage):
    heard = said(page)
    person = next(
        row
        for row in narrowed(everyone(page), Filters(group=Group.TO_ASSESS))
        if row.proposal.missing == ("omvardnad_per_dygn",) and row.proposal.certificate == "none"
    )
    enter(qtbot, page, person=person.person)
    before = outcome(page)
    press(qtbot, page, KEY.Key_Return)
    missing = page.person.explanation.missing
    assert QApplication.focusWidget() is missing.first_field()
    press(qtbot, page, KEY.Key_Return)
    assert is_within(page, missing), "nothing is stored before a value is chosen"
    write(qtbot, page, "3")
    press(qtbot, page, KEY.Key_Return)
    assert now(page, person.person).proposal.missing == ()
    text, way_back = heard[-1]
    assert (text, way_back is not None) == (heard[0][0], True)
    assert way_back is not None
    enter(qtbot, page, person=person.person)
    assert outcome(page) != before
    undo(page.desk.installation, COORDINATOR, way_back)
    assert now(page, person.person).proposal.missing == ("omvardnad_per_dygn",)


def test_the_answer_is_seen_where_it_was_given(qtbot: QtBot, page: CandidatesPage):
    """Found by a search the person stays shown, whatever group the person comes to be in."""
    person = anyone(page, Group.TO_ASSESS)
    page.filters.text.setFocus()
    write(qtbot, page, person.id_number)
    before = outcome(page)
    page.table.setFocus()
    press(qtbot, page, KEY.Key_Return)
    for question in page.person.explanation.missing.questions:
        question.value.setCurrentIndex(1)
    press(qtbot, page, KEY.Key_Return)
    assert outcome(page) != before
    assert chosen(page).person == person.person
    filled = page.person.explanation.filled
    assert filled.isVisible(), "what was filled in can be corrected"


# --- Acts -----------------------------------------------------------------------------------


def test_one_is_issued_for_and_the_next_is_chosen(qtbot: QtBot, page: CandidatesPage):
    heard = said(page)
    press(qtbot, page, KEY.Key_Home, KEY.Key_Down)
    first, following = chosen(page), page.table.model().row_at(2)
    press(qtbot, page, KEY.Key_Return)
    assert is_within(page, page.issue)
    press(qtbot, page, KEY.Key_Return)
    assert now(page, first.person).groups == (Group.WITH_CERTIFICATE,)
    assert page.table.hasFocus()
    assert chosen(page) == following
    assert page.panes.currentWidget() is page.person
    (_text, way_back) = heard[-1]
    assert way_back is not None


def test_escape_leaves_an_act_undone(qtbot: QtBot, page: CandidatesPage):
    person = chosen(page).person
    press(qtbot, page, KEY.Key_Return, KEY.Key_Escape)
    assert page.table.hasFocus()
    assert now(page, person).groups == (Group.CANDIDATES,)


def test_many_are_issued_for_at_once(qtbot: QtBot, page: CandidatesPage):
    heard = said(page)
    before = page.table.model().rowCount()
    press(qtbot, page, KEY.Key_Home)
    press(qtbot, page, *[KEY.Key_Down] * 7, shift=True)
    assert len(page.table.selected_rows()) == 8
    assert page.many_button.isVisible()
    assert "8" in page.many_button.text()
    press(qtbot, page, KEY.Key_Return)
    assert is_within(page, page.issue_many)
    people = page.issue_many.ready_ones.ticked()
    assert people
    press(qtbot, page, KEY.Key_Return)
    assert {now(page, one).groups for one in people} == {(Group.WITH_CERTIFICATE,)}
    assert page.table.model().rowCount() == before - len(people)
    assert page.table.hasFocus()
    (_text, way_back) = heard[-1]
    assert way_back is not None


def test_a_no_with_a_reason_rests_until_its_day(qtbot: QtBot, page: CandidatesPage):
    person = chosen(page).person
    qtbot.keyClick(page.person.decide_button, KEY.Key_Space)
    settled(qtbot, page)
    assert is_within(page, page.decide)
    press(qtbot, page, KEY.Key_Space)
    page.decide.reason.setFocus()
    write(qtbot, page, "vill inte nu")
    page.decide.again.setFocus()
    press(qtbot, page, KEY.Key_Down)
    press(qtbot, page, KEY.Key_Return)
    row = now(page, person)
    assert row.groups == (Group.HELD,)
    assert row.held is not None
    assert row.held.reason == "vill inte nu"
    assert page.table.hasFocus()
    again = row.held.ask_again_on
    assert again is not None
    assert narrowed(everyone(page, again), Filters(text=row.id_number))[0].groups == (
        Group.CANDIDATES,
    )
    enter(qtbot, page, person=person)
    assert page.filters.group.value() == Group.HELD
    assert page.person.explanation.held.isVisible()
    assert "vill inte nu" in page.person.explanation.held.text.text()


def test_reading_anew_keeps_what_is_chosen_and_an_open_act(qtbot: QtBot, page: CandidatesPage):
    press(qtbot, page, KEY.Key_Down, KEY.Key_Down)
    person = chosen(page).person
    press(qtbot, page, KEY.Key_Return)
    page.refresh()
    settled(qtbot, page)
    assert chosen(page).person == person
    assert page.panes.currentWidget() is page.issue


def test_a_certificate_no_longer_called_for_is_ended_where_it_is_seen(
    qtbot: QtBot, page: CandidatesPage
):
    person = next(
        row
        for row in narrowed(everyone(page), Filters(group=Group.TO_REVIEW))
        if row.proposal.certificate == "active" and row.proposal.outcome == "does_not_qualify"
    )
    enter(qtbot, page, person=person.person)
    press(qtbot, page, KEY.Key_Return)
    assert page.decide.stance.value() == Stance.KEEP
    assert page.decide.title.text() == _("Keep the certificate, or wait")
    press(qtbot, page, KEY.Key_Escape)
    qtbot.keyClick(page.person.end_button, KEY.Key_Space)
    settled(qtbot, page)
    assert page.panes.currentWidget() is page.end
    assert is_within(page, page.end)
    assert page.end.header.name.text() == person.name
    press(qtbot, page, KEY.Key_Return)
    assert page.table.hasFocus()
    made = draft(page.desk.installation, COORDINATOR, person.person)
    (held,) = [one for one in made.held if one.last_day]
    assert held.last_day == page.desk.today


def test_an_act_is_left_when_others_are_shown(qtbot: QtBot, page: CandidatesPage):
    press(qtbot, page, KEY.Key_Return)
    assert page.panes.currentWidget() is page.issue
    page.filters.group.set_value(Group.NOT_QUALIFYING)
    settled(qtbot, page)
    assert page.panes.currentWidget() is page.person
    assert page.person.header.name.text() == chosen(page).name
    enter(qtbot, page, item=Group.CANDIDATES.value)
    press(qtbot, page, KEY.Key_Home)
    press(qtbot, page, *[KEY.Key_Down] * 3, shift=True)
    press(qtbot, page, KEY.Key_Return)
    assert page.panes.currentWidget() is page.issue_many
    page.refresh()
    settled(qtbot, page)
    assert page.panes.currentWidget() is page.issue_many
    enter(qtbot, page, item=Group.TO_REVIEW.value)
    assert page.panes.currentWidget() is page.person
