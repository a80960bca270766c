"""A new identity number, by keyboard: nothing becomes one that nobody has said is the same."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ntand.services.people.cards import PersonCard, person_card
from ntand.services.people.register import people_rows
from ntand.services.replaced_number import merge_number
from tests.gui.conftest import PATIENCE, opened_page, rested
from tests.gui.keyboard import Keyboard
from tests.gui.test_accessibility import _needs_a_name, _path, seen_by_a_screen_reader
from tests.gui.test_long_texts import cut_off, letters_twice
from tests.gui.test_mnemonics import letters
from tests.installations import SOMEONE, SOMEONE_ELSE, new_sqlite_desk, number, sqlite_desk
from tests.installations import Desk as Office
from tests.services.acting import give, settle
from ui.frame.main_window import MainWindow
from ui.kit.desk import Desk
from ui.pages.people import PeoplePage
from ui.panes.person_acts import acts_for
from ui.panes.renumber import RenumberPane

__all__ = ["letters_twice", "new_sqlite_desk", "sqlite_desk"]
KEY = Qt.Key
NOBODYS = number("19400103")


class Shown:
    """The pane about someone, with the keyboard in it."""

    def __init__(self, qtbot: QtBot, office: Office, who: str = SOMEONE) -> None:
        self.office, self.desk = office, Desk()
        self.desk.use(office.installation, office.actor)
        self.said: list[str] = []
        self.went: list[str | None] = []
        self.told: list[str] = []
        self.desk.said.connect(lambda text, _back: self.said.append(text))
        self.desk.went.connect(lambda place: self.went.append(place.person))
        self.desk.told.connect(lambda error: self.told.append(error.code))
        self.pane = RenumberPane(self.desk)
        qtbot.addWidget(self.pane, before_close_func=lambda _pane: self.desk.wait())
        self.pane.resize(700, 900)
        with qtbot.waitExposed(self.pane):
            self.pane.show()
        self.pane.activateWindow()
        self.keys = Keyboard(qtbot, self.desk)
        self.about(who)

    def about(self, who: str) -> None:
        self.pane.show_for(self.card(who).person)
        self.keys.rest()
        self.pane.begin()

    def card(self, who: str) -> PersonCard:
        return person_card(self.office.installation, self.office.actor, who)

    def looks(self) -> int:
        sql = "SELECT COUNT(*) FROM access_event WHERE action = 'number.look'"
        return int(self.office.select(sql)[0][0])

    @property
    def texts(self) -> str:
        labels = self.pane.findChildren(QLabel)
        return "\n".join(one.text() for one in labels if one.isVisible())


@pytest.fixture
def two(sqlite_desk: Office) -> Office:
    settle(sqlite_desk, SOMEONE)
    settle(sqlite_desk, SOMEONE_ELSE, fornamn="Erik", enhet_kod="E2")
    give(sqlite_desk, SOMEONE_ELSE)
    return sqlite_desk


@pytest.fixture
def shown(qtbot: QtBot, two: Office) -> Shown:
    return Shown(qtbot, two)


def written(of: str) -> str:
    return f"{of[:8]}-{of[8:]}"


def test_a_number_nobody_has_is_kept_after_it_was_looked_up(shown: Shown):
    assert written(SOMEONE) in shown.texts
    shown.keys.write(written(NOBODYS))
    shown.keys.press(KEY.Key_Return)
    assert shown.pane.found.isVisible()
    assert not shown.pane.same.isVisible()
    assert (shown.said, shown.looks()) == ([], 1)
    shown.keys.press(KEY.Key_Return)
    assert len(shown.said) == 1
    assert shown.card(SOMEONE).id_number == NOBODYS
    assert shown.went == []


def test_a_whole_number_is_looked_up_when_writing_rests(qtbot: QtBot, shown: Shown):
    QTest.keyClicks(shown.pane.number, NOBODYS[:8])
    assert shown.looks() == 0
    QTest.keyClicks(shown.pane.number, NOBODYS[8:])
    qtbot.waitUntil(lambda: shown.pane.foreseen is not None, timeout=PATIENCE)
    assert shown.looks() == 1
    QTest.keyClick(shown.pane.number, KEY.Key_Backspace)
    assert shown.pane.foreseen is None
    assert not shown.pane.found.isVisible()


def test_the_two_stand_side_by_side_and_become_one_only_when_ticked(shown: Shown):
    pane, keys = shown.pane, shown.keys
    former, kept = shown.card(SOMEONE).person, shown.card(SOMEONE_ELSE).person
    keys.write(SOMEONE_ELSE)
    keys.press(KEY.Key_Return)
    told = shown.texts
    for text in (written(SOMEONE_ELSE), "Öberg, Erik", "1940-01-02", "Eken", "Linden"):
        assert text in told
    keys.press(KEY.Key_Return)
    assert shown.said == []
    assert keys.on(pane.same)
    assert pane.same.accessibleDescription()
    keys.press(KEY.Key_Space)
    assert pane.same.isChecked()
    keys.press(KEY.Key_Return)
    assert len(shown.said) == 1
    assert {shown.card(one).person for one in (SOMEONE, SOMEONE_ELSE, former)} == {kept}
    assert shown.went == [kept]


def test_another_number_takes_the_tick_away(shown: Shown):
    shown.keys.write(SOMEONE_ELSE)
    shown.keys.press(KEY.Key_Return)
    shown.pane.same.setChecked(True)
    shown.pane.number.setFocus()
    shown.keys.replace(NOBODYS)
    assert not shown.pane.same.isChecked()
    assert not shown.pane.both.isVisible()
    shown.about(SOMEONE_ELSE)
    assert shown.pane.number.value() == ""
    assert not shown.pane.found.isVisible()


def test_what_has_changed_meanwhile_is_shown_anew_before_anything_is_done(
    shown: Shown, two: Office
):
    shown.keys.write(NOBODYS)
    shown.keys.press(KEY.Key_Return)
    merge_number(two.installation, two.actor, SOMEONE_ELSE, NOBODYS)
    shown.keys.press(KEY.Key_Return)
    assert shown.said == []
    assert shown.pane.number.accessibleDescription()
    assert shown.card(SOMEONE).id_number == SOMEONE
    shown.keys.press(KEY.Key_Return)
    assert shown.pane.same.isVisible()


def test_a_wrong_number_is_told_at_its_field(qtbot: QtBot, shown: Shown):
    wrong = NOBODYS[:-1] + str((int(NOBODYS[-1]) + 1) % 10)
    for text in ("", "12", wrong, SOMEONE):
        shown.keys.replace(text) if text else shown.pane.number.clear()
        shown.keys.press(KEY.Key_Return)
        assert shown.keys.on(shown.pane.number)
        assert shown.pane.number.accessibleDescription()
    assert shown.said == shown.told == []
    assert shown.card(SOMEONE).id_number == SOMEONE
    shown.keys.press(KEY.Key_A, ctrl=True)
    QTest.keyClicks(shown.pane.number, wrong)  # told as typed, without a press
    assert not shown.pane.number.accessibleDescription()
    qtbot.waitUntil(lambda: bool(shown.pane.number.accessibleDescription()), timeout=PATIENCE)


def test_no_place_of_a_protected_person_is_shown(qtbot: QtBot, two: Office):
    settle(two, SOMEONE_ELSE, skydd="fingerade", fornamn="Erik", enhet_kod="E2")
    shown = Shown(qtbot, two)
    shown.keys.write(SOMEONE_ELSE)
    shown.keys.press(KEY.Key_Return)
    assert shown.pane.both.isVisible()
    assert "Linden" in shown.texts
    assert "Eken" not in shown.texts


# --- In the window ----------------------------------------------------------------------------


def begun(qtbot: QtBot, window: MainWindow) -> tuple[PeoplePage, list[PersonCard]]:
    """The act begun about someone, whose card comes first, and others' cards."""
    window.activateWindow()
    page = opened_page(qtbot, window, "people")
    assert isinstance(page, PeoplePage)
    qtbot.waitUntil(lambda: page.table.model().rowCount() > 0, timeout=PATIENCE)
    desk = page.desk
    ids = page.table.model()._ids  # type: ignore[attr-defined] # the paged model's
    first = [ids[at : at + 36] for at in range(0, 36 * 3, 36)]
    rows = people_rows(desk.installation, desk.actor, first)
    cards = [person_card(desk.installation, desk.actor, row.person) for row in rows]
    opened_page(qtbot, window, "people", person=cards[0].person)
    page.pane.begin("renumber")
    rested(qtbot, window)
    return page, cards


def test_two_rows_become_one_and_the_page_follows(qtbot: QtBot, window: MainWindow):
    page, (one, other, *_rest) = begun(qtbot, window)
    pane = page.pane.acting
    assert isinstance(pane, RenumberPane)
    before = page.table.model().rowCount()
    keys = Keyboard(qtbot, page.desk)
    assert keys.on(pane.number)
    keys.write(other.id_number)
    keys.press(KEY.Key_Return)
    keys.tab_to(pane.same)
    keys.press(KEY.Key_Space, KEY.Key_Return)
    rested(qtbot, window)
    qtbot.waitUntil(lambda: page.table.model().rowCount() == before - 1, timeout=PATIENCE)
    assert page.pane.acting is None
    assert page.pane.person == other.person
    row = page.table.current_row()
    assert row is not None
    assert row.person == other.person
    assert page.pane.isAncestorOf(keys.within)
    page.pane.show_person(one.person)  # as the way back does
    rested(qtbot, window)
    assert page.pane.person == other.person


def test_its_letters_lead_to_one_place_and_everything_has_a_name(qtbot: QtBot, window: MainWindow):
    page, (_one, other, *_rest) = begun(qtbot, window)
    keys = Keyboard(qtbot, page.desk)
    keys.write(other.id_number)
    keys.press(KEY.Key_Return)
    assert {key for key, count in letters(window).items() if count > 1} == set()
    with seen_by_a_screen_reader(window) as found:
        nameless = [f"{one.role().name} {_path(one)}" for one in found if _needs_a_name(one)]
    assert nameless == []


def test_nothing_of_it_is_cut_off_in_letters_twice_as_large(
    qtbot: QtBot, letters_twice: None, window: MainWindow
):
    window.resize(1280, 900)
    page, (_one, other, *_rest) = begun(qtbot, window)
    keys = Keyboard(qtbot, page.desk)
    keys.write(other.id_number)
    keys.press(KEY.Key_Return)
    assert cut_off(window) == []


def test_the_menu_offers_it_under_a_letter_of_its_own(qtbot: QtBot, window: MainWindow):
    page, _cards = begun(qtbot, window)
    assert page.pane.view is not None
    offered = acts_for(page.pane.view)
    assert "renumber" in [one.act for one in offered]
    marked = [one.text[one.text.index("&") + 1].casefold() for one in offered]
    assert len(set(marked)) == len(marked)
