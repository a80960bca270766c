"""Changed here and at the region: merged field by field, asked about, or refused and corrected."""

import pytest

from ntand.domain.codes import Answer, EndReason
from ntand.services.certificates import end
from ntand.services.exchange.outbox.troubles import troubles
from ntand.services.exchange.sync import Synced
from ntand.services.worklist.reading import work_list
from ntand.services.worklist.renewal import renew
from ntand.services.yearly_round import NewAnswer
from tests.exchange.conftest import Served
from tests.installations import SOMEONE, SOMEONE_ELSE, TODAY
from tests.quick_region import served
from tests.services.acting import (
    change,
    give,
    settle,
)
from tests.services.region_line import Line, line, line_on_both, new_line, no_waiting

__all__ = ["line", "line_on_both", "new_line", "no_waiting", "served"]


def test_an_assessment_comes_in_once_with_its_place_in_the_feed(line_on_both: Line):
    settle(line_on_both.desk)
    give(line_on_both.desk)
    line_on_both.offers(answer=NewAnswer(Answer.YES))
    line_on_both.sync()
    line_on_both.reports(utford="2026-08-15", utforare="Folktandvården", munvardskort="J")
    assert line_on_both.sync() == Synced(received=1)
    (row,) = line_on_both.desk.rows("erbjudanden")
    assert (row["svar"], row["utford"], row["munvardskort"]) == ("ja", "2026-08-15", "J")
    assert line_on_both.sync() == Synced()
    change(line_on_both.desk, "DELETE FROM exchange_state")  # as if the place had been lost
    assert line_on_both.sync().received == 1
    assert line_on_both.desk.select("SELECT COUNT(*) FROM visit") == [(1,)]
    line_on_both.offers(answer=NewAnswer(Answer.NONE))
    assert line_on_both.sync() == Synced(sent=1)
    assert line_on_both.agrees()


def test_a_page_is_applied_with_its_cursor_or_not_at_all(line: Line):
    settle(line.desk)
    line.reports(utford="2026-08-15")
    change(line.desk, "CREATE TRIGGER no BEFORE INSERT ON exchange_state BEGIN SELECT raise(ABORT, 'no'); END")  # fmt: skip  # noqa: E501
    with pytest.raises(Exception, match="no"):
        line.sync()
    assert not line.desk.rows("erbjudanden")
    change(line.desk, "DROP TRIGGER no")
    assert line.sync().received == 1


def test_an_answer_that_waits_and_a_visit_reported_meanwhile_are_both_kept(line_on_both: Line):
    settle(line_on_both.desk)
    give(line_on_both.desk)
    line_on_both.offers()
    line_on_both.sync()
    line_on_both.offers(answer=NewAnswer(Answer.YES))
    line_on_both.reports(utford="2026-08-15")
    done = line_on_both.sync()
    assert (done.received, done.conflicts, done.rejected, done.pending) == (1, 0, 0, 0)
    (row,) = line_on_both.region("offers")
    assert (row["svar"], row["utford"]) == ("ja", "2026-08-15")
    assert line_on_both.agrees()


def test_a_visit_reported_between_reading_and_sending_is_kept(line_on_both: Line):
    settle(line_on_both.desk)
    give(line_on_both.desk)
    line_on_both.offers()
    line_on_both.sync()
    line_on_both.offers(answer=NewAnswer(Answer.YES))
    reported: list[str] = []

    def report_once(path: str) -> None:
        if path == "/v1/batches" and not reported:
            reported.append(path)
            line_on_both.reports(utford="2026-08-15")

    line_on_both.door.before = report_once
    done = line_on_both.sync()
    assert (done.sent, done.received, done.conflicts, done.rejected) == (1, 1, 0, 0)
    assert line_on_both.agrees()
    assert not line_on_both.unsettled()


def silently(served: Served, ours: str, theirs: str) -> None:
    """Another hand changes what the region holds, and its feed does not tell."""
    with served.database.writing() as connection:
        connection.execute(
            "UPDATE record SET version = version + 1, foreign_version = version + 1,"
            " data = replace(data, ?, ?)",
            (ours, theirs),
        )


def test_different_fields_merge_though_the_feed_does_not_explain(
    line_on_both: Line, served: Served
):
    desk = line_on_both.desk
    settle(desk)
    key = give(desk).intyg_id
    line_on_both.sync()
    silently(served, '"grund": "G1"', '"grund": "G4"')
    end(desk.installation, desk.actor, key, EndReason.CONDITIONS_CEASED, TODAY)
    assert line_on_both.sync() == Synced(sent=1)
    (row,) = line_on_both.region("certificates")
    assert (row["grund"], row["avslutsorsak"]) == ("G4", "villkor_upphort")
    assert line_on_both.agrees()
    assert not line_on_both.unsettled()


def test_the_same_field_becomes_a_question(line_on_both: Line, served: Served):
    desk = line_on_both.desk
    settle(desk)
    key = give(desk).intyg_id
    line_on_both.sync()
    silently(served, '"avslutsorsak": ""', '"avslutsorsak": "avliden"')
    end(desk.installation, desk.actor, key, EndReason.CONDITIONS_CEASED, TODAY)
    done = line_on_both.sync()
    assert (done.sent, done.conflicts, done.pending) == (0, 1, 0)
    assert line_on_both.region("certificates")[0]["avslutsorsak"] == "avliden"
    assert line_on_both.unsettled() == [("conflict", "changed_by_others")]
    # A person has looked and acts: their word stands, under a key that names the refused one.
    end(desk.installation, desk.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    assert line_on_both.sync() == Synced(sent=1)
    assert not line_on_both.unsettled()
    assert not troubles(desk.installation, desk.actor)
    assert line_on_both.agrees()


def test_a_refused_item_is_parked_counted_and_corrected_under_a_new_key(line: Line):
    settle(line.desk)
    key = give(line.desk).intyg_id
    line.sync()
    change(line.desk, "UPDATE certificate SET criteria = ''")
    end(line.desk.installation, line.desk.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    assert line.sync() == Synced(rejected=1)
    assert line.unsettled() == [("parked", "missing_value:kriterier")]
    (told,) = troubles(line.desk.installation, line.desk.actor)
    assert (told.kind, told.key, told.problem) == ("certificate", key, "missing_value:kriterier")
    assert line.sync() == Synced()
    change(line.desk, "UPDATE certificate SET criteria = 'VGR-N 2027'")
    end(line.desk.installation, line.desk.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    assert line.sync() == Synced(sent=1)
    assert not line.unsettled()
    ((named,),) = line.desk.select("SELECT COUNT(*) FROM outbox_item WHERE replaces IS NOT NULL")
    assert named == 1


def test_what_the_region_refuses_is_work_for_someone_until_it_is_corrected(line: Line):
    def stands_in(group: str) -> list[str | None]:
        renew(line.desk.installation, line.desk.actor)
        rows = work_list(line.desk.installation, line.desk.actor, group).rows
        return [row.object_id for row in rows]

    settle(line.desk, SOMEONE, SOMEONE_ELSE)
    key = give(line.desk).intyg_id
    line.sync()
    change(line.desk, "UPDATE certificate SET criteria = ''")
    end(line.desk.installation, line.desk.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    assert stands_in("refused") == []
    line.sync()
    assert renew(line.desk.installation, line.desk.actor).persons == 1  # not everyone
    assert stands_in("refused") == [key]
    change(line.desk, "UPDATE certificate SET criteria = 'VGR-N 2027'")
    end(line.desk.installation, line.desk.actor, key, EndReason.WRONG_GROUNDS, TODAY)
    assert stands_in("refused") == []
