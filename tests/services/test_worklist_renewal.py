"""However a list comes to be, it is the same: renewed bit by bit, or made anew from everything."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ntand.domain.codes import Answer, Basis, EndReason, Ground, Protection, Stance
from ntand.errors import NtandError
from ntand.services.certificates import (
    NewCertificate,
    consent,
    end,
    issue,
    registered,
    replace_certificate,
    void,
)
from ntand.services.exchange.outbox.portal import mark_registered
from ntand.services.facts import fill_fact
from ntand.services.papers import LetterKind, print_changes, print_letters, print_lists
from ntand.services.protecting import tell_protection
from ntand.services.stances import decide
from ntand.services.undoing import Undo, undo
from ntand.services.worklist.reading import work_list
from ntand.services.worklist.renewal import Renewed, renew
from ntand.services.yearly_round import NewAnswer, NewVisit, offer, offer_many, visit
from ntand.settings import Channel
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY, Desk, decision, number, numbers
from tests.installations import certificate as certificate_row
from tests.installations import offer as offer_row
from tests.services.acting import change, give, on, settle

PEOPLE = (SOMEONE, SOMEONE_ELSE)
OTHERS = (number("19410101"), number("19410102"))  # whom nothing happens to
STORED = (
    "SELECT work_group, person_id, object_id, rank, due_on, since, reason, detail, name, born,"
    " unit_code, unit_name, protection, case_worker, sort_key, search_text FROM work_item"
)


def stored(desk: Desk) -> list[str]:
    return sorted(map(str, desk.select(STORED)))


def made_anew(desk: Desk) -> list[str]:
    change(desk, "DELETE FROM work_state")
    assert renew(desk.installation, desk.actor).persons is None
    return stored(desk)


# --- What may happen -------------------------------------------------------------------------

Does = Callable[[Desk, str], Any]


def last_certificate(desk: Desk, person: str) -> str:
    rows = desk.select(
        "SELECT c.local_id FROM certificate c JOIN identity_number n"
        " ON n.person_id = c.person_id WHERE n.number = ? ORDER BY c.id DESC",
        person,
    )
    return str(rows[0][0]) if rows else "none"


def waiting_item(desk: Desk) -> str:
    rows = desk.select("SELECT id FROM outbox_item WHERE state = 'waiting' ORDER BY id")
    return str(rows[0][0]) if rows else "none"


def acts() -> dict[str, Does]:
    def with_desk(service: Callable[..., Any], *rest: Any, **more: Any) -> Does:
        return lambda desk, person: service(desk.installation, desk.actor, person, *rest, **more)

    def certificate(service: Callable[..., Any], *rest: Any) -> Does:
        return lambda desk, person: service(
            desk.installation, desk.actor, last_certificate(desk, person), *rest
        )

    soon = TODAY + timedelta(days=30)
    return {
        "issue": with_desk(issue, NewCertificate(Ground.G1, Basis.CONSENT)),
        "issue without basis": with_desk(
            issue, NewCertificate(Ground.G1, valid_to=TODAY + timedelta(days=50))
        ),
        "end": certificate(end, EndReason.CONDITIONS_CEASED, soon),
        "void": certificate(void, "fel"),
        "registered": certificate(registered, "R1"),
        "consent": with_desk(consent, Basis.CONSENT),
        "declines": with_desk(decide, Stance.DECLINES, "skäl", soon),
        "refuses": with_desk(decide, Stance.REFUSES_DISCLOSURE, "skäl", soon),
        "keeps": with_desk(decide, Stance.KEEP, "skäl"),
        "offered": with_desk(offer, 2026),
        "yes": with_desk(offer, 2026, answer=NewAnswer(Answer.YES)),
        "no last year": with_desk(
            offer, 2025, TODAY - timedelta(days=300), NewAnswer(Answer.NO, TODAY)
        ),
        "visit": with_desk(visit, 2026, NewVisit(TODAY)),
        "fact": lambda desk, person: fill_fact(
            desk.installation, desk.actor, person, f"B-{person}", "omvardnad_per_dygn", "2"
        ),
        "told protected": with_desk(tell_protection, Protection.SECRECY_MARKING, "sagt"),
        "protected": lambda desk, person: settle(desk, person, skydd="fingerade"),
        "dies": lambda desk, person: settle(desk, person, avliden="2026-08-30"),
        "moves": lambda desk, person: settle(desk, person, enhet_kod="E2"),
        "needs nothing": lambda desk, person: settle(desk, person, omvardnad_per_dygn="0"),
        "is unclear": lambda desk, person: settle(desk, person, omvardnad_per_dygn=""),
        "lists": lambda desk, _person: print_lists(
            desk.installation, desk.actor, 2026, desk.folder / "out"
        ),
        "replaced": certificate(replace_certificate, NewCertificate(Ground.G1, valid_from=soon)),
        "offered together": lambda desk, person: offer_many(
            desk.installation, desk.actor, [person], 2026
        ),
        "is in no extract": lambda desk, person: desk.load(
            "insatser",
            *(
                decision(personnummer=one, beslut_id=f"B-{one}")
                for one in (*PEOPLE, *OTHERS)
                if one != person
            ),
            complete=True,
            as_of=TODAY,
            confirmed=True,
        ),
        "offers come in": lambda desk, person: desk.load(
            "erbjudanden", offer_row(personnummer=person, erbjuden="2026-02-01", svar="ja")
        ),
        "certificates come in": lambda desk, person: desk.load(
            "intyg", certificate_row(personnummer=person, intyg_id=f"1490-{person[-4:]}")
        ),
        "entered in the portal": lambda desk, _person: mark_registered(
            desk.installation, desk.actor, waiting_item(desk), "R2"
        ),
        "sheets": lambda desk, _person: print_changes(
            desk.installation, desk.actor, 2026, desk.folder / "out"
        ),
        "a unit's list": lambda desk, _person: print_lists(
            desk.installation, desk.actor, 2026, desk.folder / "out", unit="E2"
        ),
        "forms": lambda desk, _person: print_letters(
            desk.installation, desk.actor, LetterKind.PROTECTED, desk.folder / "out"
        ),
        "a unit is renamed": lambda desk, _person: desk.load(
            "enheter", {"kod": "E1", "namn": "Björken", "typ": "SABO"}
        ),
    }


ACTS = acts()
a_day = st.lists(
    st.tuples(
        st.sampled_from(["take back", *sorted(ACTS)]), st.sampled_from(PEOPLE), st.booleans()
    ),
    max_size=10,
)


def lives_through(desk: Desk, acts: list[tuple[str, str, bool]]) -> None:
    settle(desk, *PEOPLE, *OTHERS)
    give(desk)
    renew(desk.installation, desk.actor)
    last: Undo | None = None
    for name, person, renews in acts:
        with suppress(NtandError):  # not everything can be done at any time
            if name == "take back":
                if last is not None:
                    undo(desk.installation, desk.actor, last)
                last = None
            else:
                last = getattr(ACTS[name](desk, person), "undo", None)
        if renews:
            renew(desk.installation, desk.actor)
    renew(desk.installation, desk.actor)
    bit_by_bit = stored(desk)
    assert not work_list(desk.installation, desk.actor).stale
    assert bit_by_bit == made_anew(desk)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(a_day)
def test_a_list_renewed_bit_by_bit_is_the_list_made_anew(
    new_sqlite_desk: Callable[[], Desk], acts: list[tuple[str, str, bool]]
):
    desk = new_sqlite_desk()
    lives_through(desk, acts)
    desk.installation.engine.dispose()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(a_day)
def test_so_it_is_in_a_shared_database(
    new_postgres_desk: Callable[[], Desk], acts: list[tuple[str, str, bool]]
):
    lives_through(new_postgres_desk(), acts)


# --- When everything is looked at, and when not ----------------------------------------------


def test_only_those_touched_are_looked_at(desk: Desk):
    settle(desk, *PEOPLE)
    assert renew(desk.installation, desk.actor).persons is None
    assert renew(desk.installation, desk.actor) == Renewed(0, 0)
    give(desk)
    assert renew(desk.installation, desk.actor).persons == 1
    give(desk, SOMEONE_ELSE)
    offer(desk.installation, desk.actor, SOMEONE, 2026)
    assert renew(desk.installation, desk.actor).persons == 2


def test_looking_makes_nothing_stale(desk: Desk):
    settle(desk)
    renew(desk.installation, desk.actor)
    desk.persons()
    assert not work_list(desk.installation, desk.actor).stale
    assert renew(desk.installation, desk.actor) == Renewed(0, 0)


@pytest.mark.parametrize("what", ["a day", "criteria", "the channel", "an older database"])
def test_what_concerns_everyone_makes_it_anew(desk: Desk, what: str):
    settle(desk)
    renew(desk.installation, desk.actor)
    installation = desk.installation
    if what == "a day":
        installation = on(desk, "2026-09-02").installation
    elif what == "criteria":
        own = replace(installation.criteria, care_per_day=4)  # under the same version
        installation = replace(installation, criteria=own)
    elif what == "the channel":
        through = replace(installation.settings, channel=Channel.PORTAL)
        installation = replace(installation, settings=through)
    else:
        change(desk, "UPDATE work_state SET stands_at = 99")
    assert work_list(installation, desk.actor).stale
    assert renew(installation, desk.actor).persons is None
    assert not work_list(installation, desk.actor).stale
    if what == "criteria":
        assert work_list(installation, desk.actor).counts["candidate"] == 0


def test_many_touched_at_once_are_looked_at_with_everyone(desk: Desk):
    some = [number for _at, number in zip(range(501), numbers(), strict=False)]
    settle(desk, *some)
    renew(desk.installation, desk.actor)
    with_all = desk.select("SELECT id FROM person")
    from ntand.services.actor import Permission
    from ntand.services.acts import changing

    with changing(desk.installation, desk.actor, "test", Permission.IMPORT) as act:
        act.touch(*(row[0] for row in with_all))
    assert renew(desk.installation, desk.actor).persons is None


def test_another_station_that_renews_meanwhile_wins(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    from ntand.services.worklist import renewal

    settle(desk)
    work_out = renewal._work_out
    rounds: list[int] = []

    def and_then_another(installation: Any) -> Any:
        found = work_out(installation)
        if not rounds:
            rounds.append(1)
            renew(installation, desk.actor)  # between reading and writing
        return found

    monkeypatch.setattr(renewal, "_work_out", and_then_another)
    renew(desk.installation, desk.actor)
    assert len(stored(desk)) == 1
    assert stored(desk) == made_anew(desk)
