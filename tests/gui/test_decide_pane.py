"""Deciding by keyboard: what is demanded, and what is offered only to who has a certificate."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from ntand.services.certificate_list import certificates
from ntand.services.issuing import draft
from ntand.services.undoing import undo
from tests.gui.at_desk import desk, installation, keyboard, opened, said, usual
from tests.gui.keyboard import KEY, Keyboard
from tests.installations import COORDINATOR
from ui.kit.desk import Desk
from ui.panes.decide import DecidePane

__all__ = ["desk", "installation", "keyboard", "opened", "said"]


def test_a_no_is_decided_by_keyboard(
    qtbot: QtBot, desk: Desk, keyboard: Keyboard, opened: Callable[..., DecidePane], said: list
) -> None:
    who = usual(desk)
    pane = opened(DecidePane, who.card.person)
    keyboard.press(KEY.Key_Space)
    keyboard.tab_to(pane.reason)
    keyboard.write("Vill inte ha intyg nu")
    keyboard.press(KEY.Key_Tab, KEY.Key_Down)
    with qtbot.waitSignal(pane.done):
        keyboard.press(KEY.Key_Return)
    now = draft(desk.installation, COORDINATOR, who.card.person)
    assert now.standing is not None
    assert now.standing.stance == "avbojer"
    assert now.standing.ask_again_on == desk.today.replace(month=12)
    assert not now.proposal.candidate
    undo(desk.installation, COORDINATOR, said[0][1])
    assert draft(desk.installation, COORDINATOR, who.card.person).proposal.candidate


def test_what_is_missing_in_a_decision_is_told_at_its_field(
    desk: Desk, keyboard: Keyboard, opened: Callable[..., DecidePane]
) -> None:
    who = usual(desk)
    pane = opened(DecidePane, who.card.person)
    keyboard.press(KEY.Key_Return)
    assert pane.stance.accessibleDescription()
    assert keyboard.within in pane.stance.buttons.values()
    keyboard.press(KEY.Key_Space, KEY.Key_Return)
    assert keyboard.on(pane.reason)
    keyboard.write("Vill inte")
    pane.again.setFocus()
    keyboard.press(KEY.Key_End)
    assert pane.day.isVisible()
    keyboard.press(KEY.Key_Return)
    assert keyboard.on(pane.day)
    keyboard.write("2020-01-01")
    keyboard.press(KEY.Key_Return)
    assert draft(desk.installation, COORDINATOR, who.card.person).standing is None
    keyboard.replace("2026-10-15")
    keyboard.press(KEY.Key_Return)
    assert draft(desk.installation, COORDINATOR, who.card.person).standing is not None


def test_a_certificate_can_be_kept_only_by_who_has_one(
    desk: Desk, opened: Callable[..., DecidePane]
) -> None:
    pane = opened(DecidePane, usual(desk).card.person)
    assert not pane.stance.buttons["behall"].isVisible()
    holder = next(
        row for row in certificates(desk.installation, COORDINATOR).rows if row.state == "active"
    )
    pane = opened(DecidePane, holder.person, "behall")
    assert pane.stance.buttons["behall"].isVisible()
    assert pane.stance.value() == "behall"
