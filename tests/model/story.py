"""What people and the region do, done to the real thing and noted in the model at once."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx

from ntand.domain.codes import Answer, AnswerChannel, Basis, EndReason, Ground, Stance
from ntand.errors import NtandError
from ntand.services.certificates import (
    NewCertificate,
    consent,
    end,
    issue,
    replace_certificate,
    void,
)
from ntand.services.installing import back_up, restore
from ntand.services.stances import decide
from ntand.services.undoing import Undo, undo
from ntand.services.yearly_round import NewAnswer, NewVisit, offer, visit
from tests.model.expectation import CERTIFICATE, OFFER, Expectation, Somebody, Thing
from tests.model.world import ACTOR, NUMBERS, PEOPLE, TODAY, Reaching, Rows, World, decided

_TODAY = TODAY.isoformat()
PAST_YEAR = "2024"
_ASKED = "SELECT kind, payload FROM outbox_item WHERE state = 'conflict'"


@dataclass(frozen=True)
class Beginning:
    """A state that stories begin from: the databases, and what the model holds of them."""

    folder: Path
    moment: datetime
    expected: Expectation
    sent: dict[str, object]
    left: set[tuple[str, str, str]]


class Story:
    """One example: the real thing, the model, and what may be taken back.

    ``known``: the region knows a certificate and an offer of two persons, and a copy was made.
    """

    def __init__(self, way: Reaching, *, known: bool) -> None:
        begins: Beginning | None = way.beginning if known else None
        self.expected = Expectation({name: Somebody(name, NUMBERS[name]) for name in NUMBERS})
        self.sent: dict[str, object] = {}  # what each key carried
        self.left: set[tuple[str, str, str]] = set()  # what was rightly told of
        self.world = World(way, self.watch, begins.folder if begins else None)
        self.leaving: list[str] = []  # those in the batch under way
        self.days = _days()
        self.last: tuple[Undo, Expectation, tuple[str, str, str] | None] | None = None
        self.older: Expectation | None = None
        if known:
            way.beginning = begins or self._first_known(way.folder / "known")
            self._begin_from(way.beginning)

    def _first_known(self, folder: Path) -> Beginning:
        for person in PEOPLE[:2]:
            self.issues(person, Basis.CONSENT)
            self.offers(person, 2026, None, "")
        self.world.exchange()
        self.copies()
        self.world.keep(folder)
        return Beginning(folder, self.world.clock.moment, self.expected, self.sent, self.left)

    def _begin_from(self, begins: Beginning) -> None:
        self.world.clock.moment = begins.moment
        self.expected, self.older = begins.expected.copy(), begins.expected.copy()
        self.sent, self.left = dict(begins.sent), set(begins.left)
        self.last = None

    def close(self) -> None:
        self.world.close()

    # --- What leaves --------------------------------------------------------------------

    def watch(self, request: httpx.Request) -> None:
        """Nothing leaves that may not, and a key never carries two contents."""
        if not request.url.path.endswith("/v1/batches"):
            return
        seen: list[str] = []
        body = request.content
        if request.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        for item in json.loads(body)["items"]:
            assert self.sent.setdefault(item["key"], item) == item, "one key, two contents"
            thing = self.named(item["kind"], item["data"])
            assert self.expected.may_leave(thing) is not False, f"left the house: {thing.kind}"
            self.left.add((thing.kind, thing.person, thing.key))
            seen.append(thing.person)
        assert len(seen) == len(set(seen)), "two items of a person in one batch"
        self.leaving = seen

    def named(self, kind: str, data: dict[str, str]) -> Thing:
        """The object that an item or a record is about."""
        key = data["intyg_id"] if kind == CERTIFICATE else data["ar"]
        person = self.person_of(data["personnummer"])
        return self.expected.things[kind, person, key]

    def person_of(self, number: str) -> str:
        for who in self.expected.people.values():
            if number in who.numbers:
                return who.label
        raise AssertionError("a person nobody knows")

    # --- Reading both sides -------------------------------------------------------------

    def among(self, rows: Rows, thing: Thing) -> dict[str, str]:
        """The object's row among those of one side, under whichever number; empty if none."""
        if thing.kind == CERTIFICATE:
            return rows.get((CERTIFICATE, thing.key), {})
        numbers = self.expected.people[thing.person].numbers
        keys = [(OFFER, f"{number} {thing.key}") for number in numbers]
        return next((rows[key] for key in keys if key in rows), {})

    def here(self, thing: Thing) -> dict[str, str]:
        """The object as the client shows it."""
        return self.among(self.world.here(), thing)

    def there(self, thing: Thing) -> dict[str, str]:
        """The object as the region holds it."""
        return self.among(self.world.there(), thing)

    # --- People here --------------------------------------------------------------------

    def issues(self, person: str, basis: Basis | None) -> None:
        # Someone dead or moved is proposed for nothing
        with self._allowing("certificate.overlaps", "certificate.reason_needed"):
            before = self.expected.copy()
            done = issue(
                self.world.installation,
                ACTOR,
                NUMBERS[person],
                NewCertificate(Ground.G1, basis, valid_from=TODAY),
            )
            self._issued(person, done.intyg_id, basis is not None)
            if basis:
                self._gives_basis(person)
            self._may_take_back(done.undo, before, (CERTIFICATE, person, done.intyg_id))

    def replaces(self, person: str) -> None:
        thing = self._newest(person)
        if thing is None:
            return
        codes = ("certificate.not_active", "certificate.overlaps")
        with self._allowing(*codes):
            before, shown = self.expected.copy(), self._acted_on(thing)
            first = TODAY + timedelta(days=1)
            done = replace_certificate(
                self.world.installation,
                ACTOR,
                thing.key,
                NewCertificate(Ground.G2, valid_from=first, reason="Flyttar hem"),
            )
            self._says(thing, shown, avslutat=_TODAY, avslutsorsak="ersatt")
            self._issued(person, done.intyg_id, thing.basis, grund="G2", fran=first.isoformat())
            self._may_take_back(done.undo, before, (CERTIFICATE, person, done.intyg_id))

    def _issued(self, person: str, key: str, basis: bool | None, **cells: str) -> None:
        # One like it, that a copy brought back knew nothing of, may be there under another number
        held = self.expected.of(person, CERTIFICATE)
        forgotten = any(one.taken_back and one.basis is None for one in held)
        thing = self.expected.thing(CERTIFICATE, person, key)
        thing.basis = None if forgotten else basis
        self._says(thing, {}, **{"grund": "G1", **cells})

    def ends(self, person: str, days: int, reason: EndReason) -> None:
        thing = self._newest(person)
        if thing is None:
            return
        codes = ("certificate.voided", "certificate.end_before_start", "certificate.already_over")
        with self._allowing(*codes, "certificate.overlaps"):
            before, shown = self.expected.copy(), self._acted_on(thing)
            last = TODAY + timedelta(days=days)
            done = end(self.world.installation, ACTOR, thing.key, reason, last)
            self._says(thing, shown, avslutat=last.isoformat(), avslutsorsak=reason.value)
            self._may_take_back(done.undo, before, None)

    def voids(self, person: str) -> None:
        thing = self._newest(person)
        if thing is None:
            return
        with self._allowing("certificate.voided"):
            before, shown = self.expected.copy(), self._acted_on(thing)
            done = void(self.world.installation, ACTOR, thing.key, "Fel person")
            thing.voided = True
            self._says(thing, shown, makulerat="J")
            self._may_take_back(done.undo, before, None)

    def offers(self, person: str, year: int, answer: Answer | None, channel: str) -> None:
        with self._allowing("round.deceased"):
            before = self.expected.copy()
            thing = self.expected.things.get((OFFER, person, str(year)))
            shown = self._acted_on(thing) if thing else {}
            said = {"erbjuden": shown.get("erbjuden") or _TODAY}
            new = None
            if answer is not None:
                new = NewAnswer(answer, channel=AnswerChannel(channel) if channel else None)
                said |= {"svar": answer.value, "svar_datum": _TODAY, "svar_kanal": channel}
            done = offer(self.world.installation, ACTOR, NUMBERS[person], year, answer=new)
            thing = self.expected.thing(OFFER, person, str(year))
            thing.taken_back = False
            self._says(thing, shown, **said)
            self._may_take_back(done.undo, before, (OFFER, person, str(year)))

    def announces(self, person: str, said: dict[str, str]) -> None:
        """An offer of an earlier year comes by an import that the region is to hear of."""
        thing = self.expected.thing(OFFER, person, PAST_YEAR)
        shown = self._acted_on(thing)
        row = {"personnummer": NUMBERS[person], "fornamn": person, "efternamn": "Öberg"}
        row |= {"ar": PAST_YEAR, **said}
        report = self.world.desk().load("erbjudanden", row, announce=True)
        assert not report.rejected
        if self.expected.people[person].protected:
            thing.basis = thing.basis or None  # nothing of a protected person is queued
        else:
            thing.basis = True
        self._says(thing, shown, **said)
        self.last = None

    def visits(self, person: str, year: int, deviation: str) -> None:
        with self._allowing("round.deceased"):
            before = self.expected.copy()
            on = next(self.days)
            new = NewVisit(date.fromisoformat(on), "Folktandvården", None, deviation or None)
            if (OFFER, person, str(year)) in self.expected.things:
                self._acted_on(self.expected.things[OFFER, person, str(year)])
            done = visit(self.world.installation, ACTOR, NUMBERS[person], year, new)
            thing = self.expected.thing(OFFER, person, str(year))
            thing.taken_back = False
            thing.visits.append(on)
            self._may_take_back(done.undo, before, (OFFER, person, str(year)))

    def consents(self, person: str) -> None:
        before = self.expected.copy()
        done = consent(self.world.installation, ACTOR, NUMBERS[person], Basis.CONSENT)
        self._gives_basis(person)
        for thing in self.expected.of(person, CERTIFICATE):
            if thing.basis is False:
                thing.basis = not (thing.voided or thing.taken_back)
        self._may_take_back(done.undo, before, None)

    def refuses(self, person: str) -> None:
        before = self.expected.copy()
        done = decide(
            self.world.installation,
            ACTOR,
            NUMBERS[person],
            Stance.REFUSES_DISCLOSURE,
            "Vill inte",
        )
        self.expected.people[person].refuses = True
        self._may_take_back(done.undo, before, None)

    def protects(self, person: str, protection: str) -> None:
        report = self.world.desk().load("insatser", decided(person, skydd=protection))
        assert not report.rejected
        self.expected.people[person].protected = bool(protection)
        self.last = None

    def takes_back(self) -> None:
        """The last act is undone, unless it is too late."""
        if self.last is None:
            return
        what, before, born = self.last
        self.last = None
        with self._allowing("undo.too_late"):
            undo(self.world.installation, ACTOR, what)
            self._as_before(before, born)

    def _as_before(self, before: Expectation, born: tuple[str, str, str] | None) -> None:
        now = self.expected
        self.expected = before
        if born is None or born in before.things:
            return
        thing = now.things[born]
        thing.taken_back = thing.voided = True
        thing.visits.clear()
        before.things[born] = thing

    def _gives_basis(self, person: str) -> None:
        who = self.expected.people[person]
        who.told, who.refuses = True, False

    def _acted_on(self, thing: Thing) -> dict[str, str]:
        """The object as it is shown to someone about to act on it.

        Whoever acts on what is asked about answers the question: with their word, or not at all.
        """
        asked = [
            self.named(kind, json.loads(payload)) for kind, payload in self.world.select(_ASKED)
        ]
        if thing in asked:
            for told in thing.fields.values():
                if told.ours is not None and told.theirs is not None:
                    told.either = {told.ours, told.theirs}
        return self.here(thing)

    def _says(self, thing: Thing, shown: dict[str, str], **said: str) -> None:
        for name, value in said.items():
            if name in thing.fields:
                thing.fields[name].told_here(value, shown.get(name, ""))

    def _newest(self, person: str) -> Thing | None:
        held = [
            one
            for one in self.expected.of(person, CERTIFICATE)
            if not one.taken_back and one.basis is not None
        ]
        return held[-1] if held else None

    def _may_take_back(
        self, what: Undo | None, before: Expectation, born: tuple[str, str, str] | None
    ) -> None:
        assert what is not None
        self.last = what, before, born

    @contextmanager
    def _allowing(self, *codes: str) -> Iterator[None]:
        """The act may be refused for one of these reasons; then nothing was promised."""
        try:
            yield
        except NtandError as error:
            if error.code not in codes:
                raise

    # --- Copies -------------------------------------------------------------------------

    def copies(self) -> None:
        back_up(self.world.installation, ACTOR, self.world.folder / "copy.ntand")
        self.older = self.expected.copy()

    def brings_back(self) -> None:
        if self.older is None:
            return
        self.world.close_client()
        restore(self.world.folder / "home", self.world.folder / "copy.ntand", force=True)
        self.world.open_client()
        self.world.brought_back = True
        self.expected = self.expected.brought_back(self.older)
        for thing in self.expected.things.values():
            held = self.there(thing)
            for name, told in thing.fields.items():
                told.either = {*(told.either or ()), *([held[name]] if held else [])}
        self.last = None


def _days() -> Iterator[str]:
    """Days of visits, each another."""
    day = date(2026, 1, 2)
    while True:
        yield day.isoformat()
        day += timedelta(days=1)
