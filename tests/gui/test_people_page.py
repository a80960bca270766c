"""Finding a person and acting about one, by keyboard, in the real window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ntand.services.people.register import Only, Order, RegisterRow, people_ids, people_rows
from tests.gui.conftest import PATIENCE, opened_page, rested
from ui.frame.main_window import MainWindow
from ui.kit.desk import Place
from ui.pages.people import PeoplePage
from ui.panes.answer import AnswerPane

KEY = Qt.Key


def people(qtbot: QtBot, window: MainWindow, **target: str) -> PeoplePage:
    window.activateWindow()
    page = opened_page(qtbot, window, "people", **target)
    assert isinstance(page, PeoplePage)
    qtbot.waitUntil(lambda: page.table.model().rowCount() > 0, timeout=PATIENCE)
    return page


def names(page: PeoplePage) -> list[str]:
    model = page.table.model()
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


def someone(page: PeoplePage, *, protected: bool = False) -> RegisterRow:
    """The first who is protected, or is not."""
    ids = page.table.model()._ids  # type: ignore[attr-defined] # the paged model's
    rows = people_rows(
        page.desk.installation,
        page.desk.actor,
        [ids[at : at + 36] for at in range(0, 36 * 200, 36)],
    )
    return next(row for row in rows if bool(row.protection) == protected)


def hidden(page: PeoplePage) -> bool:
    assert page.pane.view is not None
    return page.pane.view.hidden


def logged(page: PeoplePage, action: str) -> int:
    from ntand.store.bulk import select_rows
    from ntand.store.work import reading

    with reading(page.desk.installation.engine) as connection:
        sql = "SELECT COUNT(*) FROM access_event WHERE action = ?"
        return int(select_rows(connection, sql, action)[0][0])


def test_the_register_fills_and_narrows_as_letters_are_typed(qtbot: QtBot, window: MainWindow):
    page = people(qtbot, window)
    everyone = page.table.model().rowCount()
    qtbot.waitUntil(lambda: names(page)[0] != "…", timeout=PATIENCE)
    assert page.first_focus() is page.filters.text
    page.filters.text.setFocus()
    QTest.keyClicks(page.filters.text, "al-hassan")
    qtbot.waitUntil(lambda: 0 < page.table.model().rowCount() < everyone, timeout=PATIENCE)
    qtbot.waitUntil(
        lambda: all(name.startswith("Al-Hassan") for name in names(page)), timeout=PATIENCE
    )
    QTest.keyClick(page.filters.text, KEY.Key_Escape)
    qtbot.waitUntil(lambda: page.table.model().rowCount() == everyone, timeout=PATIENCE)
    rested(qtbot, window)


def test_a_person_is_opened_and_left_by_keyboard(qtbot: QtBot, window: MainWindow):
    page = people(qtbot, window)
    page.filters.text.setFocus()
    QTest.keyClick(page.filters.text, KEY.Key_Down)
    assert page.table.hasFocus()
    qtbot.waitUntil(lambda: page.table.current_row() is not None, timeout=PATIENCE)
    with qtbot.waitSignal(page.pane.shown, timeout=PATIENCE):
        QTest.keyClick(page.table, KEY.Key_Return)
    row = page.table.current_row()
    assert row is not None
    assert page.pane.header.name.text() == row.name
    inside = QApplication.focusWidget()
    assert inside is not None
    assert page.pane.isAncestorOf(inside)
    QTest.keyClick(inside, KEY.Key_Escape)
    assert page.table.hasFocus()
    rested(qtbot, window)


def test_passing_rows_by_is_not_looking(qtbot: QtBot, window: MainWindow):
    page = people(qtbot, window)
    qtbot.waitUntil(lambda: names(page)[0] != "…", timeout=PATIENCE)
    assert page.table.current_row() is None  # no row looks chosen, and nobody looked at
    assert page.pane.person == ""
    before = logged(page, "person.view")
    page.table.setFocus()
    for _step in range(9):
        QTest.keyClick(page.table, KEY.Key_Down)
    qtbot.waitUntil(lambda: page.pane.person != "", timeout=PATIENCE)
    rested(qtbot, window)
    row = page.table.current_row()
    assert row is not None
    assert page.pane.person == row.person
    assert logged(page, "person.view") == before + 1


def test_every_part_of_a_person_can_be_read(qtbot: QtBot, window: MainWindow):
    person = someone(people(qtbot, window)).person
    page = people(qtbot, window, person=person)
    qtbot.waitUntil(lambda: page.pane.view is not None, timeout=PATIENCE)
    row = page.table.current_row()
    assert row is not None
    assert row.person == person
    tabs = page.pane.tabs
    for at in range(tabs.count()):
        tabs.setCurrentIndex(at)
        rested(qtbot, window)
    assert tabs.explanation.shown is not None
    assert tabs.log.model().rowCount() >= 0


def test_protected_facts_are_shown_on_request_and_hidden_again(qtbot: QtBot, window: MainWindow):
    person = someone(people(qtbot, window), protected=True).person
    page = people(qtbot, window, person=person)
    qtbot.waitUntil(lambda: page.pane.view is not None, timeout=PATIENCE)
    assert hidden(page)
    assert page.pane.header.warning.isVisible()
    (reveal,) = (one for one in page.pane.tabs.findChildren(QPushButton) if one.isVisible())
    with qtbot.waitSignal(page.pane.shown, timeout=PATIENCE):
        reveal.setFocus()
        QTest.keyClick(reveal, KEY.Key_Return)
    assert not hidden(page)
    assert page.pane.revealed.isVisible()
    assert logged(page, "person.protected") == 1
    with qtbot.waitSignal(page.pane.shown, timeout=PATIENCE):
        page.refresh()
    assert hidden(page)
    assert not page.pane.revealed.isVisible()
    rested(qtbot, window)


@pytest.mark.parametrize(
    "act", ["issue", "decide", "consent", "answer", "visit", "protection", "renumber"]
)
def test_an_act_begins_in_the_pane_and_esc_leaves_it(qtbot: QtBot, window: MainWindow, act: str):
    person = someone(people(qtbot, window)).person
    page = people(qtbot, window, person=person)
    qtbot.waitUntil(lambda: page.pane.view is not None, timeout=PATIENCE)
    page.pane.begin(act)
    rested(qtbot, window)
    pane = page.pane.acting
    assert pane is not None
    assert page.pane.view is not None
    assert pane.header.name.text() == page.pane.view.card.name
    QTest.keyClick(pane, KEY.Key_Escape)
    assert page.pane.acting is None
    rested(qtbot, window)


def test_an_answer_kept_is_seen_at_once(qtbot: QtBot, window: MainWindow):
    person = someone(people(qtbot, window)).person
    page = people(qtbot, window, person=person)
    qtbot.waitUntil(lambda: page.pane.view is not None, timeout=PATIENCE)
    page.pane.begin("answer")
    rested(qtbot, window)
    pane = page.pane.acting
    assert isinstance(pane, AnswerPane)
    pane.answer.set_value("ja")
    with qtbot.waitSignal(pane.done, timeout=PATIENCE):
        QTest.keyClick(pane, KEY.Key_Return)
    rested(qtbot, window)
    assert page.pane.view is not None
    assert page.pane.view.offer is not None
    assert page.pane.view.offer.answer is not None
    assert page.pane.view.offer.answer.value == "ja"
    qtbot.waitUntil(lambda: page.table.current_row().answer == "ja", timeout=PATIENCE)  # type: ignore[union-attr]


# --- The search on top ----------------------------------------------------------------------


def test_a_person_is_found_from_anywhere_and_opened(qtbot: QtBot, window: MainWindow):
    page = people(qtbot, window)
    wanted = someone(page)
    field = window.workspace.top.search
    page.table.setFocus()
    QTest.keyClick(window, KEY.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert field.hasFocus()
    number = wanted.id_number
    QTest.keyClicks(field, f"{number[2:8]}-{number[8:]}")
    qtbot.waitUntil(field.hits.isVisible, timeout=PATIENCE)
    rested(qtbot, window)
    assert field.hasFocus()  # the hits never take the keyboard
    item = field.hits.list.item(0)
    assert wanted.name in item.text()
    QTest.keyClick(field, KEY.Key_Down)
    assert field.hits.list.currentRow() == 0
    QTest.keyClick(field, KEY.Key_Return)
    qtbot.waitUntil(lambda: page.pane.view is not None, timeout=PATIENCE)
    assert page.pane.person == wanted.person
    assert not field.hits.isVisible()
    assert field.text() == ""
    rested(qtbot, window)


def test_esc_gives_the_keyboard_back_where_it_was(qtbot: QtBot, window: MainWindow):
    page = people(qtbot, window)
    page.table.setFocus()
    window.workspace.top.search.begin()
    QTest.keyClicks(window.workspace.top.search, "an")
    qtbot.waitUntil(window.workspace.top.search.hits.isVisible, timeout=PATIENCE)
    QTest.keyClick(window.workspace.top.search, KEY.Key_Escape)
    assert page.table.hasFocus()
    assert not window.workspace.top.search.hits.isVisible()
    rested(qtbot, window)
    assert logged(page, "search") == 1


def test_units_and_certificates_lead_to_their_pages(qtbot: QtBot, window: MainWindow):
    from ntand.store.bulk import select_rows
    from ntand.store.work import reading

    people(qtbot, window)
    field, went = window.workspace.top.search, list[Place]()

    def note(place: Place) -> None:
        went.append(place)

    with reading(window.workspace.desk.installation.engine) as connection:
        number = select_rows(connection, "SELECT local_id FROM certificate ORDER BY 1")[0][0]
    window.workspace.desk.went.disconnect()
    window.workspace.desk.went.connect(note)
    for text in (number, "kaptenen 11"):
        field.begin()
        QTest.keyClicks(field, text)
        qtbot.waitUntil(field.hits.isVisible, timeout=PATIENCE)
        rested(qtbot, window)
        QTest.keyClick(field, KEY.Key_Up)  # the last: persons come first
        QTest.keyClick(field, KEY.Key_Return)
    assert went[0] == Place("certificates", item=number)
    assert went[1].page == "round"
    assert str(went[1].item).startswith("unit:E")


def test_nothing_found_is_said(qtbot: QtBot, window: MainWindow):
    people(qtbot, window)
    field = window.workspace.top.search
    field.begin()
    QTest.keyClicks(field, "qxqx")
    qtbot.waitUntil(field.hits.isVisible, timeout=PATIENCE)
    assert field.hits.told.text()
    QTest.keyClick(field, KEY.Key_Return)
    assert field.hits.isVisible()
    rested(qtbot, window)


def test_one_who_is_not_in_the_list_is_found_there_and_nobody_else_is_read(
    qtbot: QtBot, window: MainWindow
):
    page = people(qtbot, window)
    installation, actor = page.desk.installation, page.desk.actor
    shown = set(_parts(people_ids(installation, actor, Order.NAME, Only())))
    everyone = _parts(people_ids(installation, actor, Order.NAME, Only(gone=True)))
    dead = next(one for one in everyone if one not in shown)
    first = someone(page)
    page.filters.text.setText("al-hassan")
    page.table.setFocus()
    read_before = logged(page, "person.view")
    page.desk.go(Place("people", person=dead))
    qtbot.waitUntil(lambda: current(page) == dead, timeout=PATIENCE)
    rested(qtbot, window)
    assert page.pane.person == dead != first.person
    assert (page.filters.gone.isChecked(), page.filters.text.text()) == (True, "")
    assert logged(page, "person.view") == read_before + 1


def current(page: PeoplePage) -> str:
    row = page.table.current_row()
    return "" if row is None else row.person


def _parts(ids: str) -> list[str]:
    return [ids[at : at + 36] for at in range(0, len(ids), 36)]
