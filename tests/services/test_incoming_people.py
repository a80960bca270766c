"""What the region tells of persons, of providers, and to those who issue certificates."""

from dataclasses import replace
from itertools import permutations

import pytest

from ntand.domain.codes import Answer, EndReason
from ntand.exchange.wire import Change
from ntand.services.actor import Actor, Role
from ntand.services.candidates import candidates
from ntand.services.certificates import end
from ntand.services.exchange.messages import mark_read, messages, unread
from ntand.services.exchange.registers import provider_register
from ntand.services.people.cards import person_card
from ntand.services.people.register import Only, open_register
from ntand.services.people.view import person_view
from ntand.services.worklist.reading import todo_counts, work_list
from ntand.services.worklist.renewal import renew
from ntand.services.yearly_round import NewAnswer, offer, offer_many
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, decision, number
from tests.quick_region import served
from tests.services.acting import day, give, on, refused, settle
from tests.services.region_line import Line, line, new_line, no_waiting
from tests.services.told_by_region import about, change, offer_row, told

__all__ = ["line", "new_line", "no_waiting", "served"]

DIED = change(5, "person/deceased", about(avliden="2026-08-20"))


def todo(desk: Desk) -> list[tuple[str, str]]:
    renew(desk.installation, desk.actor)
    return [
        (group, row.why)
        for group in todo_counts(desk.installation, desk.actor)
        for row in work_list(desk.installation, desk.actor, group).rows
    ]


def listed(desk: Desk, *, gone: bool = False) -> int:
    found = open_register(desk.installation, desk.actor, only=Only(gone=gone))
    return len(found.ids) // 36


# --- Death ----------------------------------------------------------------------------------


def test_a_death_foretold_is_no_death(desk: Desk, caplog: pytest.LogCaptureFixture):
    settle(desk, SOMEONE)
    for far in ("2026-09-03", "2099-01-01"):
        assert told(desk, change(5, "person/deceased", about(avliden=far))) == [False]
    assert told(desk, change(6, "person/deceased", about(avliden="2026-09-02"))) == [True]
    assert caplog.text.count("person/deceased: malformed") == 2


def test_a_death_stops_everything_and_asks_a_person_for_the_end(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    key = give(desk, valid_from=day("2026-01-01")).intyg_id
    offer(desk.installation, desk.actor, SOMEONE, 2026, answer=NewAnswer(Answer.YES))
    assert told(desk, DIED) == [True]
    person = desk.persons()[SOMEONE]
    assert (person.outcome, person.certificate) == ("not_applicable", "none")
    assert todo(desk) == [
        ("candidate", "todo.candidate.new"),
        ("reconsider", "todo.reconsider.deceased"),
    ]
    with refused("round.deceased"):
        offer(desk.installation, desk.actor, SOMEONE, 2027, offered_on=TODAY)
    assert offer_many(desk.installation, desk.actor, [SOMEONE], 2027).persons == ()
    assert (listed(desk), listed(desk, gone=True)) == (1, 2)
    # The person confirms, with the reason that the card proposes.
    card = person_card(desk.installation, desk.actor, SOMEONE)
    assert str(card.deceased_on) == "2026-08-20"
    end(desk.installation, desk.actor, key, EndReason.DECEASED, card.deceased_on or TODAY)
    assert ("reconsider", "todo.reconsider.deceased") not in todo(desk)


def test_a_death_taken_back_is_none_and_an_older_telling_does_not_bring_it_again(desk: Desk):
    settle(desk)
    told(desk, DIED)
    told(desk, change(7, "person/deceased", about(avliden="")))
    told(desk, DIED)
    assert desk.persons()[SOMEONE].candidate
    assert listed(desk) == 1


def test_the_earliest_death_told_by_anyone_counts(desk: Desk):
    settle(desk, avliden="2026-08-10")
    told(desk, DIED)
    assert str(person_card(desk.installation, desk.actor, SOMEONE).deceased_on) == "2026-08-10"
    assert person_view(desk.installation, desk.actor, SOMEONE).told.deceased_on is not None


def test_the_files_say_what_the_care_systems_said(desk: Desk):
    settle(desk)
    before = desk.export("insatser")
    told(desk, DIED)
    assert desk.export("insatser") == before


# --- Moves ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("0180", "moved"),
        ("utlandet", "moved"),
        ("", "moved"),
        ("1480", "handover"),
        ("Göteborgs stad", "handover"),
        ("lerum", "handover"),
    ],
)
def test_a_move_within_the_county_is_a_handover(desk: Desk, where: str, why: str):
    settle(desk)
    give(desk)
    moved = about(utflyttad="2026-08-20", till_kommun=where)
    assert told(desk, change(5, "person/moved", moved)) == [True]
    assert todo(desk) == [("reconsider", f"todo.reconsider.{why}")]
    view = person_view(desk.installation, desk.actor, SOMEONE)
    assert (view.told.moved_to or "", view.told.hand_over) == (where, why == "handover")


def test_where_a_protected_person_moved_is_not_told(desk: Desk):
    settle(desk, skydd="sekretessmarkering")
    give(desk)
    told(desk, change(5, "person/moved", about(utflyttad="2026-08-20", till_kommun="1480")))
    renew(desk.installation, desk.actor)
    (row,) = work_list(desk.installation, desk.actor, "reconsider").rows
    assert "where" not in row.facts
    assert person_view(desk.installation, desk.actor, SOMEONE).told.moved_to is None


def test_a_decision_that_begins_afterwards_makes_the_move_void(desk: Desk):
    settle(desk)
    told(desk, change(5, "person/moved", about(utflyttad="2026-08-20", till_kommun="0180")))
    assert desk.persons()[SOMEONE].outcome == "not_applicable"
    assert (listed(desk), listed(desk, gone=True)) == (0, 1)
    desk.load("insatser", decision(beslut_id="B2", fran="2026-08-21"))
    assert desk.persons()[SOMEONE].candidate
    assert listed(desk) == 1
    assert candidates(on(desk, "2026-09-02").installation, desk.actor).rows


def test_someone_unknown_is_passed_over(desk: Desk):
    assert told(desk, DIED, change(6, "person/moved", about(utflyttad="", till_kommun=""))) == [
        False,
        False,
    ]


def test_a_certificate_elsewhere_is_noted(desk: Desk):
    settle(desk)
    told(desk, change(5, "person/certificate_elsewhere", about()))
    assert person_view(desk.installation, desk.actor, SOMEONE).told.elsewhere_on == TODAY


# --- Another number -------------------------------------------------------------------------

NEW_NUMBER = SOMEONE_ELSE


def test_a_replaced_number_leads_to_the_same_person(desk: Desk):
    settle(desk)
    give(desk)
    replaced = change(5, "person/number_replaced", about(NEW_NUMBER, tidigare=SOMEONE))
    assert told(desk, replaced, replaced) == [True, True]
    assert list(desk.persons()) == [NEW_NUMBER]
    (row,) = desk.rows("intyg")
    assert row["personnummer"] == NEW_NUMBER
    settle(desk, omvardnad_per_dygn="5")  # the file still says the former one
    assert list(desk.persons()) == [NEW_NUMBER]
    numbers = person_view(desk.installation, desk.actor, SOMEONE).numbers
    assert [(one.number, one.valid_to is None) for one in numbers] == [
        (NEW_NUMBER, True),
        (SOMEONE, False),
    ]


def test_a_number_may_come_back_and_an_older_telling_changes_nothing(desk: Desk):
    settle(desk)
    there = change(5, "person/number_replaced", about(NEW_NUMBER, tidigare=SOMEONE))
    back = change(6, "person/number_replaced", about(SOMEONE, tidigare=NEW_NUMBER))
    told(desk, there, back, there, back)
    assert list(desk.persons()) == [SOMEONE]


A, B, C, D = (number("19400101", serial) for serial in (980, 982, 984, 986))


def replaced(seq: int, former: str, new: str) -> Change:
    return change(seq, "person/number_replaced", about(new, tidigare=former))


@pytest.mark.parametrize(
    "order", list(permutations([(1, A, B), (2, B, C), (3, C, D)])), ids=lambda _order: ""
)
def test_numbers_that_replace_each_other_lead_to_the_last_in_whatever_order_they_are_told(
    desk: Desk, order: list[tuple[int, str, str]]
):
    settle(desk, A)
    give(desk, A)
    for one in order:
        told(desk, replaced(*one))
    told(desk, *(replaced(*one) for one in order))
    assert list(desk.persons()) == [D]
    assert desk.select("SELECT feed FROM exchange_state WHERE feed LIKE 'told:successor:%'") == []


def test_what_replaced_a_number_before_somebody_got_it_anew_is_not_followed(desk: Desk):
    settle(desk, A)
    told(desk, replaced(1, B, C))
    told(desk, replaced(2, A, B))
    assert list(desk.persons()) == [B]


def test_no_number_of_anyone_unknown_can_be_read(desk: Desk):
    told(desk, replaced(1, B, C))
    ((feed, kept),) = desk.select("SELECT feed, cursor FROM exchange_state")
    assert not any(one in feed + kept for one in (B, C, B[2:], C[2:], C.encode().hex()))


def test_a_number_replaced_before_it_came_here_is_followed_at_the_next_exchange(line: Line):
    told(line.desk, replaced(1, B, C))
    settle(line.desk, B, C)
    line.sync()
    assert list(line.desk.persons()) == [C]
    assert len(line.desk.rows("insatser")) == 2


# --- The region's own -----------------------------------------------------------------------


def provider(**cells: str) -> dict[str, str]:
    return dict.fromkeys(("telefon", "epost", "fran", "till"), "") | {"kod": "P1"} | cells


def test_the_register_of_providers_says_what_was_told_last(desk: Desk):
    told(
        desk,
        change(5, "provider/changed", provider(namn="Tandhuset", telefon="031")),
        change(7, "provider/changed", provider(namn="Tandborgen", till="2026-12-31")),
        change(5, "provider/changed", provider(namn="Tandhuset", telefon="031")),
    )
    (entry,) = provider_register(desk.installation, desk.actor)
    assert (entry.name, entry.phone, entry.ends_on) == ("Tandborgen", "", "2026-12-31")


def message(seq: int = 5, **cells: str) -> object:
    data = {
        "meddelande_id": "M1",
        "skickat": "2026-08-30",
        "rubrik": "Nytt avtal",
        "text": "Läs mer.",
        "galler_till": "",
    }
    return change(seq, "message/sent", data | cells)


def test_a_message_is_shown_once_to_each(desk: Desk):
    other = Actor("bo", Role.ISSUER)
    told(desk, message(), message())  # type: ignore[arg-type]
    told(desk, message(6, meddelande_id="M0", galler_till="2026-08-31"))  # type: ignore[arg-type]
    everyone = messages(desk.installation, desk.actor)
    assert [(one.id, one.read) for one in everyone] == [("M1", False), ("M0", False)]
    assert unread(desk.installation, desk.actor) == 1  # the other no longer holds
    assert todo(desk) == [("message", "todo.message")]
    mark_read(desk.installation, desk.actor, "M1")
    mark_read(desk.installation, desk.actor, "M1")
    assert (unread(desk.installation, desk.actor), unread(desk.installation, other)) == (0, 1)
    assert messages(desk.installation, desk.actor)[0] == replace(everyone[0], read=True)
    with refused("message.unknown"):
        mark_read(desk.installation, desk.actor, "M9")


def test_the_facts_of_a_page_and_its_rows_stand_side_by_side(desk: Desk):
    settle(desk)
    give(desk)
    page = [DIED, change(6, "offer/assessment", offer_row(utford="2026-08-15")), message(7)]
    assert told(desk, *page) == [True, True, True]  # type: ignore[arg-type]
    assert desk.rows("erbjudanden")[0]["utford"] == "2026-08-15"


# --- Signs that no database keeps -----------------------------------------------------------


@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_what_cannot_be_kept_is_passed_over_and_the_feed_goes_on(
    desk: Desk, sign: str, caplog: pytest.LogCaptureFixture
):
    settle(desk)
    provider = {"kod": "T1", "namn": "Tand", "telefon": "", "epost": "", "fran": "", "till": ""}
    unit = {"kod": "E1", "namn": "Linden", "typ": "SABO"}
    found = told(
        desk,
        change(1, "provider/changed", provider | {"telefon": sign}),
        change(2, "unit/refused", unit, status="refused", reason=sign),
        change(3, "person/moved", about(utflyttad="2026-08-01", till_kommun=sign)),
        change(4, "provider/changed", provider),
    )
    assert found == [False, False, False, True]
    assert [one.name for one in provider_register(desk.installation, desk.actor)] == ["Tand"]
