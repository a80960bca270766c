"""What the region told: each thing that was new here is listed once, in words."""

from datetime import date, timedelta

import pytest

from ntand.domain.codes import Answer
from ntand.services.actor import Permission
from ntand.services.acts import changing
from ntand.services.exchange.arrivals import Arrival, arrivals
from ntand.services.exchange.incoming.noting import forget_old
from ntand.services.exchange.outbox.mending import Choice, settle_conflict
from ntand.services.yearly_round import NewAnswer
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, unit
from tests.services.acting import certificates, give, on, settle
from tests.services.acting import change as store
from tests.services.offered import asks, delivered
from tests.services.told_by_region import about, certificate_row, change, offer_row, told


def listed(desk: Desk, since: date | None = None) -> tuple[Arrival, ...]:
    return arrivals(desk.installation, desk.actor, since)


def said(desk: Desk) -> list[str]:
    return [one.says for one in listed(desk)]


@pytest.mark.parametrize(
    ("what", "facts", "expected"),
    [
        ("deceased", {"avliden": "2026-08-20"}, "Avliden 2026-08-20."),
        (
            "moved",
            {"utflyttad": "2026-08-20", "till_kommun": "1490"},
            "Utflyttad 2026-08-20 till Borås.",
        ),
        ("certificate_elsewhere", {}, "Har ett intyg från en annan kommun."),
        ("number_replaced", {"tidigare": SOMEONE}, "Har fått ett nytt personnummer."),
    ],
)
def test_what_is_told_of_a_person_is_listed_with_who_it_is(
    desk: Desk, what: str, facts: dict[str, str], expected: str
):
    settle(desk)
    number = SOMEONE_ELSE if "tidigare" in facts else SOMEONE
    told(desk, change(1, f"person/{what}", about(number, **facts)))
    (one,) = listed(desk)
    assert one.card
    assert (one.says, one.card.id_number) == (expected, number)


def test_what_the_region_takes_back_is_listed_where_it_had_been_told(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    told(desk, change(1, "person/deceased", about(avliden="2026-08-20")))
    told(desk, change(2, "person/moved", about(utflyttad="2026-08-20")))
    for seq, who in ((3, SOMEONE), (5, SOMEONE_ELSE)):
        told(desk, change(seq, "person/deceased", about(who, avliden="")))
        told(desk, change(seq + 1, "person/moved", about(who, utflyttad="")))
    assert said(desk)[:2] == [
        "Har inte flyttat: regionen har rättat det.",
        "Är inte avliden: regionen har rättat det.",
    ]
    assert len(said(desk)) == 4


def test_the_feed_read_anew_tells_nothing_new(desk: Desk):
    settle(desk)
    give(desk)
    died = change(1, "person/deceased", about(avliden="2026-08-20"))
    moved = change(2, "person/moved", about(utflyttad="2026-08-19", till_kommun="1490"))
    visit = change(3, "offer/assessment", offer_row(utford="2026-08-15"))
    told(desk, died, moved, visit)
    store(desk, "DELETE FROM exchange_state")
    told(desk, died, moved, visit)
    assert len(listed(desk)) == 3


def test_what_comes_again_or_says_nothing_new_is_not_listed(desk: Desk):
    settle(desk)
    give(desk)
    asks(desk)
    delivered(desk)
    died = change(3, "person/deceased", about(avliden="2026-08-20"))
    row = offer_row(erbjuden=str(TODAY), utford="2026-08-15", utforare="Kliniken")
    visit = change(4, "offer/assessment", row)
    told(desk, died, visit, died, visit)
    told(desk, change(2, "person/deceased", about(avliden="")))  # come late
    told(desk, change(5, "offer/changed", row))
    assert said(desk) == [
        "Bedömning utförd 2026-08-15, Kliniken (2026).",
        "Avliden 2026-08-20.",
    ]
    assert [one.key for one in listed(desk)] == ["2026", ""]


def test_a_visit_without_an_assessment_says_why(desk: Desk):
    settle(desk)
    told(desk, change(1, "offer/assessment", offer_row(avvikelse="ej_hemma")))
    assert said(desk) == ["Ingen bedömning vid besöket: inte hemma (2026)."]


def test_a_changed_record_says_which_fields_and_what_is_to_be_chosen(desk: Desk):
    settle(desk)
    give(desk)
    asks(desk)
    delivered(desk)
    asks(desk, answer=NewAnswer(Answer.YES))
    theirs = offer_row(erbjuden="2026-08-01", svar="nej", svar_datum=str(TODAY), orsak_nej="Ont")
    told(desk, change(9, "offer/changed", theirs))
    (one,) = listed(desk)
    assert one.asks
    assert one.says == (
        "Erbjudandet för 2026 ändrat (Erbjuden den: 2026-08-01, Orsak till nej: Ont)."
        " Ändrat även här: Svar."
    )
    (item,) = [row[0] for row in desk.select("SELECT id FROM outbox_item WHERE state = 'conflict'")]
    settle_conflict(desk.installation, desk.actor, item, Choice.OURS)
    (one,) = listed(desk)
    assert not one.asks  # a person has chosen


def test_a_visit_hides_no_other_change_told_with_it(desk: Desk):
    settle(desk)
    row = offer_row(svar="ja", svar_datum="2026-08-10", utford="2026-08-15")
    told(desk, change(1, "offer/changed", row))
    assert said(desk) == [
        "Bedömning utförd 2026-08-15 (2026). Erbjudandet för 2026 ändrat"
        " (Svar: ja, Svarade den: 2026-08-10)."
    ]


def test_a_certificate_and_a_unit_that_are_new_here_are_told_whole(desk: Desk):
    settle(desk)
    told(desk, change(1, "certificate/added", certificate_row(till="2026-12-31")))
    enhet = unit(kod="E9", namn="Ekbacken")
    told(desk, change(2, "unit/refused", enhet, status="refused", reason="Finns redan."))
    told(desk, change(3, "unit/activated", enhet, status="active"))
    told(desk, change(4, "certificate/changed", certificate_row(till="")))
    assert said(desk) == [
        "Intyg ändrat (Till: –).",
        "Enheten Ekbacken gäller hos regionen.",
        "Regionen har avvisat enheten Ekbacken: Finns redan.",
        "Nytt intyg här: G1 från 2026-01-01 till 2026-12-31.",
    ]


def test_a_certificate_matched_under_another_number_is_called_as_it_is_here(desk: Desk):
    settle(desk)
    ours = give(desk).intyg_id
    there = {name: certificates(desk)[ours][name] for name in ("grund", "fran")}
    told(desk, change(1, "certificate/changed", certificate_row(**there, till="2026-12-31")))
    assert [one.key for one in listed(desk)] == [ours]


def test_of_a_protected_person_no_place_is_told(desk: Desk):
    settle(desk, skydd="fingerade")
    told(
        desk,
        change(1, "person/moved", about(utflyttad="2026-08-20", till_kommun="Borås")),
        change(2, "offer/assessment", offer_row(utford="2026-08-15", utforare="Kliniken")),
    )
    assert said(desk) == [
        "Bedömning utförd 2026-08-15 (2026).",
        "Utflyttad 2026-08-20.",
    ]


def test_it_can_be_asked_for_from_a_day_and_is_forgotten_after_ninety(desk: Desk):
    settle(desk)
    told(desk, change(1, "person/deceased", about(avliden="2026-08-20")))
    assert listed(desk, TODAY)
    assert not listed(desk, TODAY + timedelta(days=1))
    for days, left in ((89, 1), (91, 0)):
        later = on(desk, str(TODAY + timedelta(days=days)))
        with changing(later.installation, later.actor, "x", Permission.EXCHANGE) as act:
            forget_old(act)
        assert desk.select("SELECT COUNT(*) FROM arrival") == [(left,)]


def test_what_was_told_of_two_who_are_one_is_told_of_the_one(desk: Desk):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    told(desk, change(1, "person/moved", about(utflyttad="2026-08-20")))
    told(desk, change(2, "person/number_replaced", about(SOMEONE_ELSE, tidigare=SOMEONE)))
    assert [one.card and one.card.id_number for one in listed(desk)] == [SOMEONE_ELSE] * 2


def test_looking_is_noted_for_everyone_shown(desk: Desk):
    settle(desk)
    told(desk, change(1, "person/deceased", about(avliden="2026-08-20")))
    listed(desk)
    seen = desk.select(
        "SELECT COUNT(*) FROM access_event e JOIN access_subject s ON s.sequence = e.sequence"
        " WHERE e.action = 'region.arrivals'"
    )
    assert seen == [(1,)]
