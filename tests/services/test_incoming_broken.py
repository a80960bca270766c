"""What the region tells that cannot be understood: it changes nothing else, and is counted."""

import json
import logging

import pytest

from ntand.domain.codes import Answer
from ntand.exchange.wire import Change
from ntand.services.yearly_round import NewAnswer
from tests.installations import SOMEONE, SOMEONE_ELSE, Desk
from tests.services.acting import give, outbox, settle
from tests.services.offered import asks, delivered, shown
from tests.services.told_by_region import certificate_row, change, offer_row, told


@pytest.mark.parametrize(
    "strange",
    [
        change(1, "framtid/hände", {"x": "y"}),
        change(1, "offer/vanished", offer_row()),
    ],
)
def test_what_is_not_known_changes_nothing(desk: Desk, strange: Change):
    settle(desk)
    before = desk.export_all()
    assert told(desk, strange) == [False]
    assert desk.export_all() == before


@pytest.mark.parametrize(
    "broken",
    [
        change(1, "offer/changed", offer_row(ar="snart")),
        change(1, "offer/changed", offer_row(personnummer="12")),
        change(1, "offer/assessment", {}),
        change(1, "certificate/added", certificate_row(grund="G9")),
        change(1, "certificate/added", certificate_row(intyg_id="")),
        change(1, "certificate/changed", certificate_row(intyg_id="x" * 70)),
        change(1, "person/deceased", {"avliden": "2026-01-01"}),
        change(1, "person/deceased", {"personnummer": SOMEONE, "avliden": "i maj"}),
        change(1, "person/number_replaced", {"personnummer": SOMEONE, "tidigare": SOMEONE}),
        change(1, "unit/changed", {"kod": "E5"}),
        change(1, "provider/changed", {"kod": "P1"}),
        change(1, "message/sent", {"meddelande_id": "m", "rubrik": "r"}),
    ],
)
def test_a_known_event_that_is_broken_changes_nothing_and_is_counted(
    desk: Desk, broken: Change, caplog: pytest.LogCaptureFixture
):
    settle(desk)
    before = desk.export_all()
    fine = change(2, "person/deceased", {"personnummer": SOMEONE, "avliden": "2026-01-01"})
    with caplog.at_level(logging.WARNING):
        assert told(desk, broken, fine) == [False, True]
    assert desk.export_all() == before
    assert len(caplog.records) == 1
    (line,) = desk.select("SELECT detail FROM access_event WHERE action = 'exchange.receive'")
    assert json.loads(line[0])["malformed"] == 1


def test_a_code_or_column_of_the_future_leaves_the_others_be(desk: Desk):
    settle(desk)
    give(desk)
    asks(desk, answer=NewAnswer(Answer.NO))
    delivered(desk)
    row = offer_row(erbjuden="2026-07-07", svar="kanske", svar_datum="2026-09-01", framtid="x")
    told(desk, change(3, "offer/changed", row))
    assert (shown(desk)["erbjuden"], shown(desk)["svar"]) == ("2026-07-07", "nej")
    told(desk, change(4, "offer/changed", row | {"svar": "ja"}))
    assert shown(desk)["svar"] == "ja"
    assert not outbox(desk, "conflict")


def test_a_certificate_told_of_as_another_persons_changes_neither(
    desk: Desk, caplog: pytest.LogCaptureFixture
):
    settle(desk, SOMEONE, SOMEONE_ELSE)
    key = give(desk).intyg_id
    delivered(desk)
    before = desk.rows("intyg")
    theirs = certificate_row(intyg_id=key, personnummer=SOMEONE_ELSE, fran="2025-01-01")
    assert told(desk, change(1, "certificate/changed", theirs)) == [False]
    assert desk.rows("intyg") == before
    assert "certificate/changed: malformed" in caplog.text
