"""Whatever the region or something on the way answers: nothing here changes by it, nothing is lost.

Each fault of the stand-in, and answers it would never give, against the real exchange.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ntand.errors import NtandError, RegionRefused, SignInNeeded, TemporaryFailure
from ntand.exchange import evidence
from ntand.exchange.api import RegionApi
from ntand.mock_region import act, dump
from ntand.services.exchange.sync import exchange
from ntand.store.tables import Base
from ntand.store.work import reading
from tests.exchange.conftest import Scripted, Served, json_answer
from tests.installations import SOMEONE, Desk
from tests.services.acting import give, settle

# What an exchange notes of itself: that it ran, what it tried, who looked at whom.
BOOKS = {"access_event", "access_subject", "exchange_run", "setting"}
TRIES = {"attempts", "sent_etag", "next_at"}
REPORT = {"event": "assessment", "personnummer": SOMEONE, "ar": "2026", "utford": "2026-03-01"}
CHANGES = {"path": "/v1/changes*"}
BATCH = {"path": "/v1/batches"}
STRANGE: dict[str, dict[str, Any]] = {
    "a page": {"fault": "html"},
    "a page with an error": {"fault": "html", "status": 500},
    "JSON that ends too early": {"fault": "bad_json"},
    "the middle of an answer": {"fault": "cut_body"},
    "no answer": {"fault": "lost_answer"},
    "an error": {"fault": "status", "status": 500},
    "a refusal": {"fault": "status", "status": 403, "code": "not_allowed"},
    "busy": {"fault": "too_many", "retry_after": 3600},
    "a token that never works": {"fault": "token_revoked"},
}
FEED = STRANGE | {
    f"changes without {name}": {"fault": "missing_fields", "fields": [name]}
    for name in ("seq", "kind", "event", "data", "cursor", "more")
}
RESULTS = STRANGE | {
    f"results without {name}": {"fault": "missing_fields", "fields": [name]}
    for name in ("results", "key", "status", "etag")
}


def content(desk: Desk) -> dict[str, str]:
    """A hash of each table's rows, the exchange's own books apart."""
    found = {}
    with reading(desk.installation.engine) as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in BOOKS:
                continue
            kept = [column for column in table.columns if column.name not in TRIES]
            rows = sorted(map(repr, connection.execute(table.select().with_only_columns(*kept))))
            found[table.name] = f"{len(rows)} {hashlib.sha256('|'.join(rows).encode()).hexdigest()}"
    return found


def run(desk: Desk, region: Served) -> None:
    with RegionApi(
        region.url,
        *region.credentials.values(),
        home=desk.installation.home,
        waits=False,
        timeout=2,
    ) as api:
        exchange(desk.installation, desk.actor, api)


class Two:
    """The same region served twice: by one door as it should be, by the other strangely."""

    def __init__(self, folder: Path, rule: dict[str, Any], where: dict[str, Any]) -> None:
        self.good = Served(folder / "region")
        self.strange = Served(folder / "region", plan=[rule | {"when": where}])
        self.good.credentials = self.strange.credentials

    def close(self) -> None:
        self.strange.close()
        self.good.close()


@pytest.fixture
def two(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Two]:
    rule, where = request.param
    doors = Two(tmp_path, rule, where)
    yield doors
    doors.close()


def agree(desk: Desk, region: Served) -> None:
    """Both sides hold the same, each thing once."""
    for kind, file in (("certificates", "intyg"), ("offers", "erbjudanden")):
        theirs, ours = dump(region.data)[kind], desk.rows(file)
        # The region reports a visit without names: who it is stands in the register here
        for row in (*theirs, *ours):
            for name in ("municipality", "fornamn", "efternamn"):
                row.pop(name, None)
        assert theirs == ours


@pytest.mark.parametrize(
    "two", [(rule, CHANGES) for rule in FEED.values()], indirect=True, ids=FEED
)
def test_a_strange_feed_changes_nothing_and_is_read_when_it_is_well(
    sqlite_desk: Desk, two: Two
) -> None:
    desk = sqlite_desk
    settle(desk)
    give(desk, valid_from=desk.installation.clock.today())
    run(desk, two.good)
    act(two.good.data, REPORT)
    before = content(desk)
    with pytest.raises((TemporaryFailure, RegionRefused, SignInNeeded)):
        run(desk, two.strange)
    assert content(desk) == before
    run(desk, two.good)
    assert [row["utford"] for row in desk.rows("erbjudanden")] == ["2026-03-01"]
    agree(desk, two.good)


@pytest.mark.parametrize(
    "two", [(rule, BATCH) for rule in RESULTS.values()], indirect=True, ids=RESULTS
)
def test_strange_results_settle_nothing_and_what_was_sent_arrives_once(
    sqlite_desk: Desk, two: Two
) -> None:
    desk = sqlite_desk
    settle(desk)
    run(desk, two.good)
    give(desk, valid_from=desk.installation.clock.today())
    before = content(desk)
    with pytest.raises((TemporaryFailure, RegionRefused, SignInNeeded)):
        run(desk, two.strange)
    assert content(desk) == before
    run(desk, two.good)
    agree(desk, two.good)
    assert desk.select("SELECT state FROM outbox_item") == [("delivered",)]


@pytest.mark.parametrize(
    "two",
    [({"fault": "extra_fields"}, {}), ({"fault": "clock", "days": 1}, {})],
    indirect=True,
    ids=["fields nobody knows", "a clock that is off"],
)
def test_what_does_no_harm_does_none(sqlite_desk: Desk, two: Two) -> None:
    settle(sqlite_desk)
    give(sqlite_desk, valid_from=sqlite_desk.installation.clock.today())
    act(two.good.data, REPORT)
    run(sqlite_desk, two.strange)
    agree(sqlite_desk, two.good)
    assert not (sqlite_desk.installation.home / "support").exists()


def feed(*changes: dict[str, Any], cursor: str = "a", more: bool = False) -> bytes:
    """A page of the feed; what a change leaves out is as it should be."""
    usual = {"seq": 1, "kind": "offer", "event": "changed", "data": {}}
    told = [usual | change for change in changes]
    return json.dumps({"changes": told, "cursor": cursor, "more": more}).encode()


BODIES = {
    "more on a page than was asked for": feed(*[{}] * 1001),
    "a place that no number holds": feed({"seq": 2**63}),
    "a tag too long to keep": feed({"etag": "1" * 65}),
    "a tag that cannot be kept": feed({"etag": "\ud800"}),
    "a cursor too long to keep": feed({}, cursor="a" * 501),
    "a cursor that cannot be kept": feed({}, cursor="a\0"),
    "a list": b"[]",
    "a number": b"4711",
    "nothing": b"",
    "nested without end": b"[" * 100_000,
    "another page": json.dumps({"items": [], "cursor": "a", "more": False}).encode(),
    "without end": json.dumps({"changes": [], "cursor": "a", "more": True}).encode(),
    "a number as text": json.dumps(
        {"changes": [{"seq": "1", "kind": "a", "event": "b", "data": {}}], "cursor": "a"}
    ).encode(),
    "a place before the first": json.dumps(
        {
            "changes": [{"seq": 0, "kind": "offer", "event": "changed", "data": {}}],
            "cursor": "a",
            "more": False,
        }
    ).encode(),
    "numbers in a row": json.dumps(
        {
            "changes": [{"seq": 1, "kind": "offer", "event": "changed", "data": {"ar": 2026}}],
            "cursor": "a",
            "more": False,
        }
    ).encode(),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_answers_no_stand_in_would_give(sqlite_desk: Desk, scripted: Scripted, body: bytes) -> None:
    desk = sqlite_desk
    settle(desk)
    give(desk)
    before = content(desk)
    scripted.answers.append(json_answer(body))
    with (
        RegionApi(scripted.url, "c", "s", waits=False, home=desk.installation.home) as api,
        pytest.raises(NtandError) as caught,
    ):
        exchange(desk.installation, desk.actor, api)
    assert caught.value.code == "region.nonsense"
    assert content(desk) == before
    place = desk.installation.home / str(caught.value.facts["kept"])
    assert place.parent == desk.installation.home / evidence.FOLDER
    assert SOMEONE not in place.read_text("utf-8")


def test_a_feed_that_stands_still_is_not_read_without_end(
    sqlite_desk: Desk, scripted: Scripted
) -> None:
    scripted.answers.append(json_answer(feed({"event": "unknown"}, more=True)))
    with (
        RegionApi(scripted.url, "c", "s", waits=False) as api,
        pytest.raises(TemporaryFailure) as caught,
    ):
        exchange(sqlite_desk.installation, sqlite_desk.actor, api)
    assert caught.value.facts["why"] == "cursor"
    assert len(scripted.asked) <= 3  # the token, and the page twice


@pytest.mark.parametrize(
    "two", [({"fault": "unknown_codes"}, CHANGES)], indirect=True, ids=["codes nobody knows"]
)
def test_codes_nobody_knows_are_never_stored(
    sqlite_desk: Desk, two: Two, caplog: pytest.LogCaptureFixture
) -> None:
    desk = sqlite_desk
    settle(desk)
    give(desk, valid_from=desk.installation.clock.today())
    run(desk, two.good)
    act(two.good.data, REPORT | {"avvikelse": "ej_hemma"})
    before = content(desk)
    run(desk, two.strange)
    after = content(desk)
    # How far the feed was read
    assert {name for name in before if before[name] != after[name]} <= {"exchange_state"}


def test_a_row_that_says_nothing_is_passed_over_and_its_shape_kept(
    sqlite_desk: Desk, scripted: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    desk = sqlite_desk
    settle(desk)
    row = {"personnummer": SOMEONE, "ar": "i våras hos Åsa", "utford": "2026-03-01"}
    change = {"seq": 1, "kind": "offer", "event": "assessment", "etag": "1", "data": row}
    pages = {
        "/oauth2/token": b'{"access_token": "a", "token_type": "Bearer"}',
        "/v1/changes": json.dumps({"changes": [change], "cursor": "a", "more": False}).encode(),
    }
    nothing = json.dumps({"items": [], "cursor": "a", "more": False}).encode()

    def answer(path: str) -> Any:
        return json_answer(pages.get(path.partition("?")[0], nothing))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scripted, "next_answer", answer)
        before = content(desk)
        with RegionApi(scripted.url, "c", "s", waits=False, home=desk.installation.home) as api:
            exchange(desk.installation, desk.actor, api)
    after = content(desk)
    assert {name for name in before if before[name] != after[name]} <= {"exchange_state"}
    [kept] = (desk.installation.home / evidence.FOLDER).iterdir()
    found = json.loads(kept.read_text("utf-8"))
    assert (found["operation"], found["row"]["personnummer"]) == ("offer-assessment", "text 9x12")
    assert "offer/assessment" in caplog.text
