"""The page of certificates by keyboard: finding one, looking at it, every act in its pane."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ntand.services.certificate_detail import CertificateDetail, certificate_detail
from ntand.services.certificate_list import CertificateLine, Filters, certificates, narrowed
from ntand.services.certificates import Issued, NewCertificate, issue
from ntand.services.proposals import identify
from ntand.services.undoing import undo
from tests.gui.at_desk import desk, installation, keyboard, said
from tests.gui.keyboard import KEY, Keyboard
from tests.installations import COORDINATOR
from ui.kit.desk import Desk, Place
from ui.pages.certificates import CertificatesPage

__all__ = ["desk", "installation", "keyboard", "said"]


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, keyboard: Keyboard) -> CertificatesPage:
    page = CertificatesPage(desk)
    desk.stored.connect(page.refresh)  # as the frame does
    desk.went.connect(page.enter)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.enter(Place("certificates"))
    keyboard.rest()
    page.first_focus().setFocus()  # type: ignore[union-attr] # it has one
    return page


def every(desk: Desk) -> tuple[CertificateLine, ...]:
    return certificates(desk.installation, COORDINATOR).rows


def shown(page: CertificatesPage) -> str:
    assert page.view.detail is not None
    return page.view.detail.line.intyg_id


def now(desk: Desk, intyg_id: str) -> CertificateDetail:
    return certificate_detail(desk.installation, COORDINATOR, intyg_id)


def issued(desk: Desk) -> Issued:
    """A certificate just issued, that waits for a basis."""
    found = identify(desk.installation, COORDINATOR).persons
    who = next(one for one in found if one.candidate)
    new = NewCertificate(who.ground)  # type: ignore[arg-type] # a code
    return issue(desk.installation, COORDINATOR, who.person, new)


def open_one(page: CertificatesPage, keyboard: Keyboard, intyg_id: str) -> None:
    page.enter(Place("certificates", item=intyg_id))
    keyboard.rest()
    page.table.setFocus()
    assert shown(page) == intyg_id


def begin(page: CertificatesPage, keyboard: Keyboard, act: str) -> None:
    """From the list to the pane of the act, by keyboard."""
    keyboard.press(KEY.Key_Return)
    keyboard.tab_to(page.view.buttons[act])
    keyboard.press(KEY.Key_Return)
    assert page.pane is not None
    assert page.pane.isVisible()
    assert page.view.detail is not None
    assert page.pane.header.name.text() == page.view.detail.card.name


# --- Finding --------------------------------------------------------------------------------


def test_those_active_are_shown_first_and_one_is_looked_at(
    page: CertificatesPage, desk: Desk
) -> None:
    found = certificates(desk.installation, COORDINATOR)
    active = narrowed(found, Filters("active"))
    assert page.table.model().rowCount() == len(active)
    assert shown(page) == active[0].intyg_id
    assert page.beside.currentWidget() is page.view
    assert str(len(active)) in page.group.currentText()


def test_a_text_is_looked_for_in_every_group_as_it_is_written(
    page: CertificatesPage, desk: Desk, keyboard: Keyboard
) -> None:
    ended = next(row for row in every(desk) if row.state == "ended")
    page.text.setFocus()
    keyboard.write(ended.intyg_id)
    assert page.table.model().rowCount() == 1
    assert shown(page) == ended.intyg_id
    keyboard.replace("zzz")
    assert page.table.model().rowCount() == 0
    assert page.table.empty_text
    assert page.beside.currentWidget() is page.nothing


def test_group_and_unit_narrow_by_keyboard(
    page: CertificatesPage, desk: Desk, keyboard: Keyboard
) -> None:
    page.group.setFocus()
    keyboard.press(KEY.Key_End)
    assert page.table.model().rowCount() == len(every(desk))
    page.unit.setFocus()
    keyboard.press(KEY.Key_Down)
    chosen = page.unit.value()
    inside = [row for row in every(desk) if row.unit_code == chosen]
    assert page.table.model().rowCount() == len(inside) > 0


def test_a_place_leads_to_its_certificate_whatever_the_filters(
    page: CertificatesPage, desk: Desk, keyboard: Keyboard
) -> None:
    page.text.setText("zzz")
    ended = next(row for row in every(desk) if row.state == "ended")
    page.enter(Place("certificates", item=ended.intyg_id))
    keyboard.rest()
    assert shown(page) == ended.intyg_id
    current = page.table.current_row()
    assert current is not None
    assert current.intyg_id == ended.intyg_id
    page.enter(Place("certificates", item="1489-nobody"))
    keyboard.rest()
    assert shown(page) == ended.intyg_id


def test_the_protected_are_marked_and_their_unit_is_not_told(
    page: CertificatesPage, desk: Desk, keyboard: Keyboard
) -> None:
    protected = next(row for row in every(desk) if row.protected)
    open_one(page, keyboard, protected.intyg_id)
    assert page.view.header.warning.isVisible()
    unit = next(one for one in page.table._columns if one.key == "unit")
    assert unit.text(protected) not in ("", protected.unit_name)


# --- Acts -----------------------------------------------------------------------------------


def test_ending_by_keyboard_and_back(
    page: CertificatesPage, desk: Desk, keyboard: Keyboard, said: list
) -> None:
    key = shown(page)
    before = now(desk, key)
    begin(page, keyboard, "end")
    assert keyboard.on(page.pane.why)  # type: ignore[union-attr] # the pane for ending
    keyboard.tab_to(page.pane.last)  # type: ignore[union-attr]
    keyboard.replace("1999-01-01")
    keyboard.press(KEY.Key_Return)
    assert now(desk, key).ended_on is None
    assert keyboard.on(page.pane.last)  # type: ignore[union-attr]
    keyboard.replace("2026-12-31")
    keyboard.press(KEY.Key_Return)
    ended = now(desk, key)
    assert (str(ended.ended_on), ended.end_reason) == ("2026-12-31", "villkor_upphort")
    assert page.pane is None
    assert page.view.detail == ended
    assert keyboard.on(page.table)
    undo(desk.installation, COORDINATOR, said[0][1])
    assert now(desk, key) == before


def test_a_death_is_filled_in(page: CertificatesPage, desk: Desk, keyboard: Keyboard) -> None:
    details = (now(desk, row.intyg_id) for row in every(desk) if row.state == "ended")
    gone = next(one for one in details if one.card.deceased_on and one.ended_on is None)
    open_one(page, keyboard, gone.line.intyg_id)
    page.begin("end")
    keyboard.rest()
    pane = page.pane
    assert pane is not None
    assert pane.why.value() == "avliden"  # type: ignore[attr-defined] # the pane for ending
    assert pane.last.day() <= gone.card.deceased_on  # type: ignore[attr-defined]


def test_voiding_demands_a_reason(
    page: CertificatesPage, desk: Desk, keyboard: Keyboard, said: list
) -> None:
    key = shown(page)
    begin(page, keyboard, "void")
    keyboard.press(KEY.Key_Return, ctrl=True)
    assert now(desk, key).line.state == "active"
    keyboard.write("Fel person")
    keyboard.press(KEY.Key_Return, ctrl=True)
    assert (now(desk, key).line.state, now(desk, key).void_reason) == ("voided", "Fel person")
    undo(desk.installation, COORDINATOR, said[0][1])
    assert now(desk, key).line.state == "active"


def test_replacing_links_the_two(
    page: CertificatesPage, desk: Desk, keyboard: Keyboard, said: list
) -> None:
    proposals = {one.person: one for one in identify(desk.installation, COORDINATOR).persons}
    fit = next(row for row in every(desk) if row.state == "active" and proposals[row.person].ground)
    open_one(page, keyboard, fit.intyg_id)
    begin(page, keyboard, "replace")
    keyboard.press(KEY.Key_Return)
    former = now(desk, fit.intyg_id)
    assert former.replaced_by
    assert former.end_reason == "ersatt"
    new = now(desk, former.replaced_by)
    assert (new.replaces, new.basis) == (fit.intyg_id, former.basis)
    open_one(page, keyboard, new.line.intyg_id)
    undo(desk.installation, COORDINATOR, said[0][1])
    assert now(desk, fit.intyg_id).line.state == "active"


def test_consent_where_one_waits_for_it(
    page: CertificatesPage, desk: Desk, keyboard: Keyboard
) -> None:
    key = issued(desk).intyg_id
    page.refresh()
    open_one(page, keyboard, key)
    assert page.view.call.isVisible()
    begin(page, keyboard, "consent")
    keyboard.press(KEY.Key_Return)
    assert now(desk, key).line.way == "queued"
    assert not page.view.call.isVisible()
    assert page.view.buttons["consent"].isHidden()


def test_the_portals_number_is_kept(page: CertificatesPage, desk: Desk, keyboard: Keyboard) -> None:
    key = shown(page)
    page.begin("registered")
    keyboard.rest()
    keyboard.press(KEY.Key_Return)
    assert now(desk, key).region_number == ""
    keyboard.write("4711")
    keyboard.press(KEY.Key_Return)
    assert now(desk, key).region_number == "4711"


def test_escape_leads_back_step_by_step(page: CertificatesPage, keyboard: Keyboard) -> None:
    begin(page, keyboard, "end")
    keyboard.press(KEY.Key_Escape)
    assert page.pane is None
    assert page.view.isAncestorOf(keyboard.within)
    keyboard.press(KEY.Key_Escape)
    assert keyboard.on(page.table)


def test_an_act_under_way_is_not_taken_away_by_what_others_do(
    page: CertificatesPage, desk: Desk, keyboard: Keyboard
) -> None:
    begin(page, keyboard, "void")
    keyboard.write("Fel")
    issued(desk)
    page.refresh()
    keyboard.rest()
    assert page.pane is not None
    assert page.pane.reason.value() == "Fel"  # type: ignore[attr-defined] # the pane for voiding


# --- Looking --------------------------------------------------------------------------------


def test_what_it_rests_on_its_letter_and_the_others_are_a_key_away(
    page: CertificatesPage, desk: Desk, keyboard: Keyboard
) -> None:
    made = issued(desk)
    page.refresh()
    open_one(page, keyboard, made.intyg_id)
    keyboard.press(KEY.Key_Return)
    keyboard.tab_to(page.view.rests.button)
    keyboard.press(KEY.Key_Return)
    assert page.view.rests.inside is not None
    assert page.view.rests.inside.isVisible()
    keyboard.tab_to(page.view.letter.button)
    keyboard.press(KEY.Key_Return)
    assert page.view.letter.inside is not None
    assert page.view.letter.inside.view.isVisible()


def test_the_persons_page_is_a_key_away(
    qtbot: QtBot, page: CertificatesPage, desk: Desk, keyboard: Keyboard
) -> None:
    desk.went.disconnect(page.enter)
    keyboard.press(KEY.Key_Return)
    keyboard.tab_to(page.view.buttons["person"])
    with qtbot.waitSignal(desk.went) as got:
        keyboard.press(KEY.Key_Return)
    assert page.view.detail is not None
    assert got.args == [Place("people", person=page.view.detail.line.person)]


@pytest.mark.parametrize("act", ["", "end", "replace", "void", "consent", "registered"])
def test_every_control_has_a_name(page: CertificatesPage, keyboard: Keyboard, act: str) -> None:
    if act:
        page.begin(act)
        keyboard.rest()
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)
    nameless = [
        type(one).__name__
        for one in page.findChildren(QWidget)
        if isinstance(one, kinds) and one.isVisible() and one.focusPolicy() != _NO_FOCUS
        if not one.accessibleName() and not getattr(one, "text", str)()
    ]
    assert nameless == []


_NO_FOCUS = Qt.FocusPolicy.NoFocus


def test_nothing_is_shown_outside_the_window(page: CertificatesPage, keyboard: Keyboard) -> None:
    for act in ("end", "replace", "void", "consent", "registered"):
        page.begin(act)
        keyboard.rest()
        page.leave_pane()
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [page]
