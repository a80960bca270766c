"""How the exchange stands, in words."""

from ntand.i18n import ngettext
from ntand.services.exchange.outbox.queue_view import RegionState
from ui.pages.region.words import counts, waiting_words

STATE = RegionState(
    channel="service",
    connected=True,
    address="",
    client="",
    last_exchange=None,
    ready=1,
    held_basis=0,
    held_time=0,
    held_order=0,
    said_no=2,
    on_paper=0,
    parked=0,
    conflicts=0,
    next_retry=None,
)


def test_what_a_person_has_said_no_to_is_not_on_its_way_and_told_apart():
    assert counts(STATE)["waiting"] == 1
    stays = ngettext(
        "{n} stays here: the person has said no, or taken the consent back.",
        "{n} stay here: the persons have said no, or taken their consents back.",
        2,
    )
    assert waiting_words(STATE).endswith(stays.format(n=2))
