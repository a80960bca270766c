"""What is between the region and one person: consent taken back, a question, what it has told."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ntand.i18n import _
from ntand.mock_region import act, register
from ntand.sentences.eligibility import outcomes, warnings
from ntand.sentences.sendings import hold_words
from ntand.services.exchange.sync import sync
from ntand.services.people.cards import person_card
from ntand.services.people.view import person_view
from ntand.services.undoing import Undo, undo
from tests.exchange.conftest import Served
from tests.gui.at_region import Opened, connected, no_waiting, office
from tests.gui.conftest import opened_window, rest, rested
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, new_sqlite_desk, sqlite_desk
from tests.installations import Desk as Office
from tests.quick_region import served
from tests.services.acting import give, settle
from ui.frame.main_window import MainWindow
from ui.kit.desk import Desk, Place
from ui.panes.act_pane import ActPane
from ui.panes.consent import WithdrawPane
from ui.panes.end import EndPane
from ui.panes.issue import IssuePane
from ui.panes.person import PersonPane

__all__ = ["connected", "new_sqlite_desk", "no_waiting", "office", "served", "sqlite_desk"]
SPACE = Qt.Key.Key_Space


class At:
    """A pane on the office's desk."""

    def __init__(self, qtbot: QtBot, office: Office) -> None:
        self.bot, self.desk = qtbot, Desk()
        self.desk.use(office.installation, office.actor)
        self.said: list[tuple[str, Undo | None]] = []
        self.desk.said.connect(lambda text, back: self.said.append((text, back)))

    def show(self, pane: ActPane, person: str) -> None:
        self.bot.addWidget(pane, before_close_func=lambda _pane: self.desk.wait())
        pane.resize(700, 900)
        pane.show()
        pane.show_for(person)  # type: ignore[attr-defined] # each has its own
        self.rest()
        pane.begin()

    def rest(self) -> None:
        rest(self.bot, lambda: self.desk.busy)

    def press(self, widget: object, key: Qt.Key = SPACE) -> None:
        self.bot.keyClick(widget, key)
        self.rest()


@pytest.fixture
def at(qtbot: QtBot, connected: Office) -> At:
    return At(qtbot, connected)


def person_of(office: Office, number: str = SOMEONE) -> str:
    return person_card(office.installation, office.actor, number).person


# --- Consent taken back -----------------------------------------------------------------------


def test_a_consent_is_taken_back_and_what_waits_stays(at: At, connected: Office, served: Served):
    give(connected)
    pane = WithdrawPane(at.desk)
    at.show(pane, person_of(connected))
    assert pane.header.isVisible()
    at.press(pane.day, Qt.Key.Key_Return)
    ((text, back),) = at.said
    assert "1" in text
    assert sync(connected.installation, connected.actor).sent == 0
    assert back is not None
    undo(connected.installation, connected.actor, back)
    assert sync(connected.installation, connected.actor).sent == 1


def test_the_day_must_be_one_that_has_been(at: At, connected: Office):
    give(connected)
    pane = WithdrawPane(at.desk)
    at.show(pane, person_of(connected))
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=400), None):
        pane.day.set_day(day)
        at.press(pane.act_button)
        assert pane.day.hasFocus()
        assert pane.day.accessibleDescription()
        assert not at.said


def test_the_person_shows_that_it_was_taken_back_and_no_more_of_the_act(
    qtbot: QtBot, at: At, connected: Office
):
    give(connected)
    person = person_of(connected)
    pane = PersonPane(at.desk)
    qtbot.addWidget(pane, before_close_func=lambda _pane: at.desk.wait())
    pane.resize(800, 900)
    pane.show()
    pane.show_person(person)
    at.rest()
    assert "withdraw" in acts(pane)
    pane.begin("withdraw")
    at.rest()
    acting = pane.acting
    assert isinstance(acting, WithdrawPane)
    at.press(acting.act_button)
    assert not acting.isVisible()
    assert str(TODAY) in " ".join(told(pane))
    assert "withdraw" not in acts(pane)


def test_the_queue_says_why_it_is_not_sent(qtbot: QtBot, connected: Office):
    from ntand.services.consents import withdraw_consent

    give(connected)
    withdraw_consent(connected.installation, connected.actor, SOMEONE, TODAY)
    shown = Opened(qtbot, connected)
    row = shown.page.queue.table.current_row()
    assert row is not None
    assert row.hold == "refused"
    assert hold_words("refused", portal=False) in shown.page.queue.detail.why.text.text()


# --- Asking the region ------------------------------------------------------------------------


def test_the_region_says_whether_someone_has_a_certificate(
    at: At, connected: Office, served: Served
):
    pane = IssuePane(at.desk)
    at.show(pane, person_of(connected))
    ask = pane.ask_region
    assert ask.isVisible()
    pane.form.basis.set_value("samtycke")
    at.press(ask.ask_button)
    no = ask.answer.text.text()
    assert ask.answer.isVisible()
    act(served.data, {"event": "certificate_elsewhere", "personnummer": SOMEONE})
    at.press(ask.ask_button)
    assert ask.answer.text.text() != no
    pane.show_for(person_of(connected, SOMEONE_ELSE))
    at.rest()
    assert not ask.answer.isVisible()


def test_the_basis_chosen_is_kept_before_anyone_is_named(at: At, connected: Office):
    person = person_of(connected)
    pane = IssuePane(at.desk)
    at.show(pane, person)
    at.press(pane.ask_region.ask_button)
    view = person_view(connected.installation, connected.actor, person)
    assert view.disclosures == ()
    assert pane.ask_region.answer.isVisible()  # that a basis is needed
    pane.form.basis.set_value("menprovning")
    at.press(pane.ask_region.ask_button)
    view = person_view(connected.installation, connected.actor, person)
    assert [one.basis for one in view.disclosures] == ["menprovning"]


def test_nothing_is_asked_about_someone_protected_or_without_a_service(
    qtbot: QtBot, at: At, connected: Office
):
    settle(connected, SOMEONE_ELSE, skydd="fingerade")
    pane = IssuePane(at.desk)
    at.show(pane, person_of(connected, SOMEONE_ELSE))
    assert not pane.ask_region.isVisible()


def test_a_region_that_does_not_answer_is_told_beside_the_question(
    at: At, connected: Office, served: Served
):
    pane = IssuePane(at.desk)
    at.show(pane, person_of(connected))
    pane.form.basis.set_value("samtycke")
    served.close()
    at.press(pane.ask_region.ask_button)
    assert pane.ask_region.answer.isVisible()
    assert pane.ask_region.ask_button.isEnabled()


# --- Told by the region -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ({"event": "death", "avliden": "2026-08-20"}, ("2026-08-20",)),
        ({"event": "move", "utflyttad": "2026-08-21", "till_kommun": "1480"}, ("Göteborg",)),
        ({"event": "certificate_elsewhere"}, ()),
    ],
)
def test_what_the_region_has_told_stands_first_of_all(
    qtbot: QtBot,
    at: At,
    connected: Office,
    served: Served,
    event: dict[str, str],
    words: tuple[str, ...],
):
    give(connected)
    sync(connected.installation, connected.actor)
    act(served.data, {**event, "personnummer": SOMEONE})
    sync(connected.installation, connected.actor)
    pane = PersonPane(at.desk)
    qtbot.addWidget(pane, before_close_func=lambda _pane: at.desk.wait())
    pane.resize(800, 900)
    pane.show()
    pane.show_person(person_of(connected))
    at.rest()
    shown = " ".join(told(pane))
    assert all(word in shown for word in words)
    assert pane.view is not None
    elsewhere = pane.view.told.elsewhere_on
    assert (elsewhere is not None) == (not words)
    assert elsewhere is None or str(elsewhere) in shown


# --- Messages in the window -------------------------------------------------------------------


@pytest.fixture
def window(
    qtbot: QtBot, sample_home: Path, served: Served, our_style: None
) -> Callable[[], MainWindow]:
    """The sample's window, connected, after the region has written."""

    def opened() -> MainWindow:
        from ntand.bootstrap import open_installation, this_user
        from ntand.services.exchange.sync import connect

        installation = open_installation(sample_home)
        who = register(served.data, "1489")
        actor = this_user()
        told = {"meddelande_id": "m1", "rubrik": "Nya blanketter", "text": "Från april."}
        act(served.data, {"event": "message", **told, "skickat": str(TODAY)})
        made = connect(installation, actor, served.url, who["client_id"], who["client_secret"])
        sync(made, actor)
        made.engine.dispose()
        return opened_window(qtbot, sample_home)

    return opened


def test_an_unread_message_is_told_once_and_leads_to_its_text(
    qtbot: QtBot, window: Callable[[], MainWindow]
):
    shown = window()
    workspace = shown.workspace
    bar = workspace.message
    assert bar.isVisible()
    qtbot.mouseClick(bar.follow_button, Qt.MouseButton.LeftButton)
    rested(qtbot, shown)
    page = workspace.pages.page
    assert page is not None
    assert page.name == "region"
    assert page.messages.text.title.text() == "Nya blanketter"  # type: ignore[attr-defined]
    assert workspace.news.unread == 0
    assert not bar.isVisible()
    shown.close()


def test_the_work_list_leads_to_the_message(qtbot: QtBot, window: Callable[[], MainWindow]):
    shown = window()
    workspace = shown.workspace
    workspace.go(Place("todo", item="message"))
    rested(qtbot, shown)
    todo = workspace.pages.page
    assert todo is not None
    assert todo.table.model().rowCount() == 1  # type: ignore[attr-defined]
    qtbot.keyClick(todo.table, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    rested(qtbot, shown)
    assert workspace.pages.page is not None
    assert workspace.pages.page.name == "region"
    shown.close()


def acts(pane: PersonPane) -> list[str]:
    from ui.panes.person_acts import acts_for

    assert pane.view is not None
    return [one.act for one in acts_for(pane.view)]


def told(pane: PersonPane) -> list[str]:
    return [one.text() for one in pane.findChildren(QLabel) if one.isVisible()]


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            {"event": "death", "avliden": "2026-08-20"},
            ("2026-08-20", _("The certificate no longer holds: end it."), _("to be ended")),
        ),
        (
            {"event": "move", "utflyttad": "2026-08-21", "till_kommun": "1480"},
            (
                "Göteborg",
                _("The certificate goes along: hand it over, and end it for this municipality."),
                _("to be handed over"),
            ),
        ),
        (
            {"event": "move", "utflyttad": "2026-08-21", "till_kommun": "0180"},
            ("0180", _("The certificate no longer holds: end it."), _("to be ended")),
        ),
    ],
)
def test_one_story_is_told_of_who_has_died_or_moved_and_it_leads_to_ending(
    qtbot: QtBot,
    at: At,
    connected: Office,
    served: Served,
    event: dict[str, str],
    words: tuple[str, ...],
):
    key = give(connected).intyg_id
    sync(connected.installation, connected.actor)
    act(served.data, {**event, "personnummer": SOMEONE})
    sync(connected.installation, connected.actor)
    pane = PersonPane(at.desk)
    qtbot.addWidget(pane, before_close_func=lambda _pane: at.desk.wait())
    pane.resize(800, 900)
    pane.show()
    pane.show_person(person_of(connected))
    at.rest()
    shown = " ".join(told(pane))
    assert all(word in shown for word in words)
    for other in (
        outcomes()["not_applicable"],
        warnings()["review_certificate"],
        _("No certificate that is valid or begins later."),
    ):
        assert other not in shown
    at.press(pane.first)
    assert isinstance(pane.acting, EndPane)
    assert pane.acting.intyg_id == key


def test_the_practice_municipality_tells_where_its_region_is_seen(
    window: Callable[[], MainWindow], served: Served
):
    assert served.url in window().workspace.mark.text()
