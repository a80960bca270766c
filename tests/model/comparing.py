"""Coming to rest, and what must hold at rest and at every step."""

import json
from collections import Counter

from ntand.errors import NtandError
from ntand.services.exchange.messages import messages
from ntand.services.exchange.outbox.mending import Choice, resend, settle_conflict
from ntand.services.exchange.outbox.queue_view import region_state
from ntand.services.exchange.sync import Synced
from ntand.services.installing import check
from ntand.store.access_log import chain_breaks
from ntand.store.work import reading
from tests.model.expectation import OFFER, Thing
from tests.model.story import Story
from tests.model.world import ACTOR, MUNICIPALITY

_MOST_ROUNDS = 12
_UNSETTLED = (
    "SELECT id, kind, object_id, state FROM outbox_item"
    " WHERE state IN ('parked', 'conflict') ORDER BY sequence, id"
)
_AT_REGION = "SELECT payload FROM region_object WHERE object_id = ?"
_VISITS = (
    "SELECT p.id, o.year, v.visited_on, v.deviation, v.superseded_by FROM visit v"
    " JOIN offer o ON o.id = v.offer_id JOIN person p ON p.id = o.person_id"
)


def come_to_rest(story: Story) -> None:
    """Exchange, and let a person decide where asked, until nothing moves."""
    tried: set[str] = set()
    for number in range(_MOST_ROUNDS):
        story.world.clock.pass_hours(8)
        done = story.world.exchange()
        settled = settle_all(story, Choice.OURS if number % 2 else Choice.THEIRS)
        again = send_refused_again(story, tried)
        if not (settled or again or done.sent or done.received or done.conflicts):
            _compare(story, done)
            return
    raise AssertionError("it never comes to rest")


def settle_all(story: Story, choice: Choice) -> int:
    """A person decides every conflict in the same way; how many there were."""
    rows = story.world.select(_UNSETTLED)
    conflicts = [(item, object_id) for item, _, object_id, state in rows if state == "conflict"]
    for item, object_id in conflicts:
        _settle(story, item, object_id, choice)
    return len(conflicts)


def _settle(story: Story, item: str, object_id: str, choice: Choice) -> None:
    payload = story.world.select("SELECT kind, payload FROM outbox_item WHERE id = ?", item)[0]
    thing = story.named(payload[0], json.loads(payload[1]))
    ours = story.here(thing)
    known = story.world.select(_AT_REGION, object_id)
    theirs = json.loads(known[0][0]) if known else {}
    try:
        settle_conflict(story.world.installation, ACTOR, item, choice)
    except NtandError as error:
        if error.code != "certificate.overlaps":
            raise
        settle_conflict(story.world.installation, ACTOR, item, Choice.OURS)
    now = story.here(thing)
    for name, told in thing.fields.items():
        if theirs and ours[name] != theirs[name]:
            told.chosen(now[name], ours[name], theirs[name])
    story.last = None


def send_refused_again(story: Story, tried: set[str]) -> int:
    """A person tries each refused object once more."""
    count = 0
    for item, _kind, object_id, state in story.world.select(_UNSETTLED):
        if state == "parked" and object_id not in tried:
            tried.add(object_id)
            resend(story.world.installation, ACTOR, item)
            count += 1
    return count


def _compare(story: Story, done: Synced) -> None:
    here, there = story.world.here(), story.world.there()
    for thing in story.expected.must_agree():
        _same(thing, story.among(here, thing), story.among(there, thing))
    for kind, key in there:
        assert (kind, key) in here, f"the region holds a {kind} that is not here"
    _visits_once(story)
    _messages_once(story)
    _keys_known(story)
    _counts(story, done)
    story.last = None


def _same(thing: Thing, here: dict[str, str], there: dict[str, str]) -> None:
    assert here, f"a {thing.kind} is lost here"
    assert there, f"a {thing.kind} never arrived"
    # A record that the region made itself need not tell what the person is called
    names: tuple[str, ...] = () if there["efternamn"] else ("fornamn", "efternamn")
    differing = [name for name in here if name not in names and here[name] != there[name]]
    assert not differing, f"not the same on both sides: {thing.kind} {differing}"
    for name, told in thing.fields.items():
        fault = told.fault(here[name])
        assert not fault, f"{thing.kind} {name}: {fault}: {told}, shown {here[name]!r}"
        told.settle(here[name])


def _visits_once(story: Story) -> None:
    rows = story.world.select(_VISITS)
    standing = Counter(
        (person, year, on and str(on), deviation)
        for person, year, on, deviation, by in rows
        if by is None
    )
    things = [one for one in story.expected.things.values() if one.kind == OFFER]
    told = Counter((int(one.key), what) for one in things for what in one.deviations)
    doubled = [
        (year, on, what)
        for (_person, year, on, what), count in standing.items()
        if count > (1 if on else max(1, told[year, what]))
    ]
    assert not doubled, "a visit is there twice"
    known = {str(on) for _person, _year, on, _deviation, _by in rows}
    for thing in story.expected.things.values():
        missing = {*thing.visits, *thing.reported} - known
        assert not missing, f"a visit is lost: {missing}"


def _messages_once(story: Story) -> None:
    shown = [one.id for one in messages(story.world.installation, ACTOR)]
    assert sorted(shown) == sorted(story.expected.messages), "a message is lost or doubled"


def _keys_known(story: Story) -> None:
    """The region has got nothing under a key that is not kept here."""
    if story.world.brought_back:
        return
    got = {key for (key,) in story.world.region.execute("SELECT key FROM item")}
    unknown = got - {key for (key,) in story.world.select("SELECT id FROM outbox_item")}
    assert not unknown, "sent under a key that is not kept"


def _counts(story: Story, done: Synced) -> None:
    """What the run tells, the page shows and the store holds are one."""
    state = region_state(story.world.installation, ACTOR)
    assert (done.sent, done.received, done.conflicts, state.conflicts) == (0, 0, 0, 0)
    assert state.ready == state.held_time == 0
    assert done.pending == state.held_basis + state.held_order


def holds_at_every_step(story: Story) -> None:
    """The region has only what was allowed to leave, each thing once."""
    rows = story.world.region.execute(
        "SELECT kind, data FROM record WHERE municipality = ? AND foreign_version < version"
        " AND kind IN ('certificate', 'offer')",
        (MUNICIPALITY,),
    ).fetchall()
    seen: set[tuple[str, str, str]] = set()
    for kind, data in rows:
        thing = story.named(kind, json.loads(data))
        place = (kind, thing.person, thing.key)
        assert place not in seen, f"a {kind} is there twice"
        assert place in story.left, f"a {kind} has arrived that never might"
        seen.add(place)


def sound(story: Story, *, whole: bool) -> None:
    """The access log's chain; with ``whole`` also pages and references, which takes longer."""
    with reading(story.world.installation.engine) as connection:
        assert not chain_breaks(connection), "the access log's chain is broken"
    if whole:
        found = [one.code for one in check(story.world.installation, ACTOR).found if one.serious]
        assert not found, found
