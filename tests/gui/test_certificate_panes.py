"""Issuing, consent, ending by keyboard: what stands beside the act, what is demanded."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from ntand.domain.codes import EndReason
from ntand.errors import NtandError
from ntand.services.certificate_list import CertificateLine, certificates
from ntand.services.certificates import NewCertificate, issue
from ntand.services.issuing import Draft, draft, draft_many
from ntand.services.proposals import explain
from ntand.services.undoing import undo
from tests.gui.at_desk import candidates, desk, installation, keyboard, opened, said, usual
from tests.gui.keyboard import KEY, Keyboard
from tests.installations import COORDINATOR
from ui.kit.desk import Desk
from ui.panes.consent import ConsentPane
from ui.panes.end import EndPane
from ui.panes.issue import IssuePane
from ui.panes.issue_many import IssueManyPane

__all__ = ["desk", "installation", "keyboard", "opened", "said"]


def unusual(desk: Desk, code: str) -> Draft:
    return next(one for one in candidates(desk) if code in one.unusual)


def held_by(desk: Desk, person: str) -> list[CertificateLine]:
    rows = certificates(desk.installation, COORDINATOR).rows
    return [row for row in rows if row.person == person and row.state != "voided"]


# --- Issue ----------------------------------------------------------------------------------


def test_enter_issues_for_a_candidate_as_proposed(
    qtbot: QtBot, desk: Desk, keyboard: Keyboard, opened: Callable[..., IssuePane], said: list
) -> None:
    who = usual(desk)
    pane = opened(IssuePane, who.card.person)
    assert who.card.name in pane.header.accessibleName()
    with qtbot.waitSignal(pane.done):
        keyboard.press(KEY.Key_Return)
    (held,) = held_by(desk, who.card.person)
    assert (held.ground, held.starts_on) == (who.proposal.ground, desk.today)
    ((text, back),) = said
    assert who.card.name in text
    undo(desk.installation, COORDINATOR, back)
    assert held_by(desk, who.card.person) == []


def test_it_is_issued_once_however_often_enter_is_pressed(
    qtbot: QtBot, desk: Desk, keyboard: Keyboard, opened: Callable[..., IssuePane]
) -> None:
    told: list[NtandError] = []
    desk.told.connect(told.append)
    who = usual(desk)
    pane = opened(IssuePane, who.card.person)
    with qtbot.waitSignal(pane.done):
        for _ in range(3):
            qtbot.keyClick(keyboard.within, KEY.Key_Return)
    keyboard.rest()
    assert len(held_by(desk, who.card.person)) == 1
    assert told == []


def test_the_basis_is_chosen_by_keyboard_and_consent_has_a_form(
    desk: Desk, keyboard: Keyboard, opened: Callable[..., IssuePane]
) -> None:
    who = usual(desk)
    pane = opened(IssuePane, who.card.person)
    assert not pane.form.consent_form.isVisible()
    assert keyboard.on(pane.form.basis)
    keyboard.press(KEY.Key_Down)
    assert pane.form.consent_form.isVisible()
    keyboard.press(KEY.Key_Tab, KEY.Key_Down, KEY.Key_Return)
    (held,) = held_by(desk, who.card.person)
    assert held.way == "queued"


def test_against_the_proposal_a_reason_is_demanded(
    desk: Desk, keyboard: Keyboard, opened: Callable[..., IssuePane]
) -> None:
    who = usual(desk)
    pane = opened(IssuePane, who.card.person)
    assert not pane.form.reason.isVisible()
    other = next(one for one in ("G4", "G3") if one not in who.proposal.grounds)
    pane.form.ground.setFocus()
    while pane.form.ground.value() != other:
        keyboard.press(KEY.Key_Down)
    assert pane.form.reason.isVisible()
    assert who.proposal.ground
    assert who.proposal.ground in pane.form.proposal.accessibleName()
    keyboard.press(KEY.Key_Return)
    assert held_by(desk, who.card.person) == []
    assert keyboard.on(pane.form.reason)
    assert pane.form.reason.accessibleDescription()
    keyboard.write("Enligt utlatande")
    keyboard.press(KEY.Key_Return)  # a new line
    assert held_by(desk, who.card.person) == []
    keyboard.press(KEY.Key_Return, ctrl=True)
    (held,) = held_by(desk, who.card.person)
    assert held.ground == other


def test_an_overlap_is_told_before_and_refused_at_its_field(
    desk: Desk, keyboard: Keyboard, opened: Callable[..., IssuePane]
) -> None:
    who = usual(desk)
    ground = who.proposal.grounds[0]
    first = issue(desk.installation, COORDINATOR, who.card.person, NewCertificate(ground))  # type: ignore[arg-type] # a code
    pane = opened(IssuePane, who.card.person)
    assert pane.form.taken.isVisible()
    assert first.intyg_id in pane.form.taken.accessibleName()
    keyboard.press(KEY.Key_Return)
    assert keyboard.on(pane.form.first)
    assert first.intyg_id in pane.form.first.accessibleDescription()
    assert len(held_by(desk, who.card.person)) == 1


def test_another_first_day_may_have_another_proposal(
    desk: Desk, keyboard: Keyboard, opened: Callable[..., IssuePane]
) -> None:
    who = usual(desk)
    pane = opened(IssuePane, who.card.person)
    keyboard.tab_to(pane.act_button)
    pane.form.first.setFocus()
    keyboard.replace("1999-01-01")
    there = draft(desk.installation, COORDINATOR, who.card.person, pane.form.first.day())
    assert not there.proposal.grounds
    assert pane.form.against
    assert pane.form.reason.isVisible()
    keyboard.replace("1999-13-01")
    keyboard.press(KEY.Key_Return)
    assert keyboard.on(pane.form.first)
    assert held_by(desk, who.card.person) == []


def test_a_last_day_before_the_first_is_a_fault(
    desk: Desk, keyboard: Keyboard, opened: Callable[..., IssuePane]
) -> None:
    pane = opened(IssuePane, usual(desk).card.person)
    pane.form.last.setFocus()
    for text in ("2020-01-01", "i morgon"):
        keyboard.replace(text)
        keyboard.press(KEY.Key_Return)
        assert keyboard.on(pane.form.last)
        assert pane.form.last.accessibleDescription()
    assert held_by(desk, pane.person) == []


def test_a_namesake_is_warned_of_before_the_act(
    desk: Desk, opened: Callable[..., IssuePane]
) -> None:
    who = unusual(desk, "namesake")
    pane = opened(IssuePane, who.card.person)
    assert pane.header.namesake.isVisible()
    assert who.card.namesakes[0] in pane.header.accessibleName()


def test_a_certificate_for_a_time_is_filled_in(
    desk: Desk, opened: Callable[..., IssuePane]
) -> None:
    who = unusual(desk, "for_a_time")
    pane = opened(IssuePane, who.card.person)
    assert pane.form.last.day() == who.suggested_end


def test_why_is_seen_and_the_letter_can_be(
    desk: Desk, keyboard: Keyboard, opened: Callable[..., IssuePane]
) -> None:
    who = usual(desk)
    pane = opened(IssuePane, who.card.person)
    assert pane.why.inside is not None
    shown = pane.why.inside.shown
    assert shown == explain(desk.installation, COORDINATOR, who.card.person)
    assert not pane.letter.unfolded
    keyboard.tab_to(pane.letter.button)
    keyboard.press(KEY.Key_Return)
    assert pane.letter.inside is not None
    assert pane.letter.inside.view.isVisible()
    assert held_by(desk, who.card.person) == []


def test_escape_leaves_and_nothing_is_stored(
    qtbot: QtBot, desk: Desk, keyboard: Keyboard, opened: Callable[..., IssuePane]
) -> None:
    who = usual(desk)
    pane = opened(IssuePane, who.card.person)
    with qtbot.waitSignal(pane.left):
        keyboard.press(KEY.Key_Escape)
    keyboard.tab_to(pane.leave_button)
    with qtbot.waitSignal(pane.left):
        keyboard.press(KEY.Key_Return)  # on another button Enter is that button
    assert held_by(desk, who.card.person) == []


def test_tab_goes_through_the_fields_to_the_buttons_and_round(
    desk: Desk, keyboard: Keyboard, opened: Callable[..., IssuePane]
) -> None:
    pane = opened(IssuePane, usual(desk).card.person)
    stops = pane.stops()
    assert stops[0] is pane.form.ground
    assert stops[-2:] == [pane.act_button, pane.leave_button]
    for stop in stops[stops.index(pane.form.basis) :]:
        assert keyboard.on(stop)
        keyboard.press(KEY.Key_Tab)
    assert keyboard.on(stops[0])


# --- Consent --------------------------------------------------------------------------------


def test_a_consent_lets_what_waits_go_and_can_be_taken_back(
    qtbot: QtBot, desk: Desk, keyboard: Keyboard, opened: Callable[..., ConsentPane], said: list
) -> None:
    who = usual(desk)
    ground = who.proposal.grounds[0]
    issue(desk.installation, COORDINATOR, who.card.person, NewCertificate(ground))  # type: ignore[arg-type] # a code
    pane = opened(ConsentPane, who.card.person)
    keyboard.tab_to(pane.consent_form)
    keyboard.press(KEY.Key_Down)
    with qtbot.waitSignal(pane.done):
        keyboard.press(KEY.Key_Return)
    (held,) = held_by(desk, who.card.person)
    assert held.way == "queued"
    undo(desk.installation, COORDINATOR, said[0][1])
    (held,) = held_by(desk, who.card.person)
    assert held.way == "no_basis"


# --- Many -----------------------------------------------------------------------------------


def test_of_many_the_unusual_are_ticked_on_purpose(
    qtbot: QtBot, desk: Desk, keyboard: Keyboard, opened: Callable[..., IssueManyPane], said: list
) -> None:
    some = candidates(desk)
    ready = [one.card.person for one in some if not one.unusual][:3]
    apart = [one.card.person for one in some if one.unusual][:3]
    pane = opened(IssueManyPane, [*ready, *apart])
    assert (pane.ready_ones.ticked(), pane.unusual_ones.ticked()) == (ready, [])
    assert "3" in pane.act_button.accessibleName()
    keyboard.tab_to(pane.unusual_ones)
    keyboard.press(KEY.Key_Down, KEY.Key_Space)
    keyboard.press(KEY.Key_Tab, shift=True)
    keyboard.press(KEY.Key_Space)
    chosen = [*ready[1:], apart[1]]
    with qtbot.waitSignal(pane.done):
        keyboard.press(KEY.Key_Return)
    everyone = (*ready, *apart)
    assert [one for one in everyone if held_by(desk, one)] == chosen
    ((text, back),) = said
    assert "3" in text
    undo(desk.installation, COORDINATOR, back)
    assert not [one for one in everyone if held_by(desk, one)]


def test_who_could_not_get_one_is_told_by_name(
    desk: Desk, keyboard: Keyboard, opened: Callable[..., IssueManyPane], said: list
) -> None:
    first, second = [one for one in candidates(desk) if not one.unusual][:2]
    pane = opened(IssueManyPane, [first.card.person, second.card.person])
    ground = first.proposal.grounds[0]  # another station is faster
    issue(desk.installation, COORDINATOR, first.card.person, NewCertificate(ground))  # type: ignore[arg-type] # a code
    keyboard.press(KEY.Key_Return)
    assert len(said) == 1
    assert pane.result.isVisible()
    assert first.card.name in pane.result.accessibleName()
    assert pane.ready_ones.count() == 1


def test_nobody_ticked_is_a_fault(
    desk: Desk, keyboard: Keyboard, opened: Callable[..., IssueManyPane]
) -> None:
    pane = opened(IssueManyPane, [usual(desk).card.person])
    keyboard.press(KEY.Key_Space, KEY.Key_Return)
    assert pane.ready_ones.accessibleDescription()


# --- End ------------------------------------------------------------------------------------


def test_only_a_move_that_has_been_is_filled_in(desk: Desk, opened: Callable[..., EndPane]) -> None:
    rows = certificates(desk.installation, COORDINATOR).rows
    active = {row.person: row.intyg_id for row in rows if row.state == "active"}
    cards = [one.card for one in draft_many(desk.installation, COORDINATOR, list(active))]
    later = next(one for one in cards if one.moved_on is not None and one.moved_on > desk.today)
    pane = opened(EndPane, active[later.person])
    assert (pane.why.value(), pane.last.day()) == (EndReason.CONDITIONS_CEASED, desk.today)
