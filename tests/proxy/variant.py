"""One variant: work at a desk behind a broken net, and what must hold afterwards."""

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from ntand.domain.codes import Answer, EndReason
from ntand.errors import NtandError
from ntand.exchange.api import RegionApi
from ntand.mock_region import act, dump
from ntand.services.certificates import end, void
from ntand.services.exchange.sync import exchange
from ntand.services.yearly_round import NewAnswer, offer
from tests.exchange.conftest import Served
from tests.installations import TODAY, Desk, new_sqlite, numbers
from tests.proxy.tcp import Proxy, chosen_by
from tests.services.acting import give, settle

KNOWN = frozenset(("region.unreachable", "region.timeout"))
"""What a person may be told when only the net is broken."""

_PERSONS = 8
_SYNCS = 6
_YEAR = 2026


@dataclass
class Played:
    """What happened in one variant."""

    problems: Counter[str] = field(default_factory=Counter)
    mishaps: Counter[str] = field(default_factory=Counter)


class Play:
    """A desk, a region, a broken net between them; everything by one seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        folder.mkdir()
        self.desk = Desk(new_sqlite(folder / "home"), folder)
        self.persons = list(islice(numbers(), _PERSONS))
        self.certificates: dict[str, str] = {}
        self.offered: set[str] = set()
        self.visits = 0
        self.played = Played()
        self.region = Served(folder / "region")

    def run(self) -> Played:
        """Work, exchange, break; in the end all is well on both sides."""
        settle(self.desk, *self.persons)
        port = int(self.region.url.rpartition(":")[2])
        proxy = Proxy(port, chosen_by(self.chance))
        try:
            for _round in range(_SYNCS):
                for _act in range(self.chance.randrange(5)):
                    self.chance.choice([self.issue, self.finish, self.offers, self.reports])()
                self.sync(proxy.url)
        finally:
            proxy.close()
        self.played.mishaps.update(mishap.name for mishap in proxy.met)
        for _time in range(3):
            self.sync(self.region.url)
        self.agree()
        return self.played

    def close(self) -> None:
        """Let go of both sides."""
        self.region.close()
        self.desk.installation.engine.dispose()

    # --- What people do ---------------------------------------------------------------------

    def issue(self) -> None:
        """A certificate for someone who has none."""
        person = self.chance.choice(self.persons)
        if person not in self.certificates:
            given = give(self.desk, person, valid_from=date(_YEAR, 1, 1))
            self.certificates[person] = given.intyg_id

    def finish(self) -> None:
        """A certificate ended, or marked as a mistake."""
        if not self.certificates:
            return
        person = self.chance.choice(sorted(self.certificates))
        key = self.certificates.pop(person)
        # Who has no certificate but mistakes has no basis either: offers would wait for one
        if person not in self.offered and self.chance.random() < 0.5:
            void(self.desk.installation, self.desk.actor, key, "fel person")
        else:
            last = date(_YEAR, 1, self.chance.randrange(1, 28))
            end(self.desk.installation, self.desk.actor, key, EndReason.CONDITIONS_CEASED, last)
            self.persons.remove(person)

    def offers(self) -> None:
        """An offer, or the answer to it."""
        if not self.certificates:
            return
        person = self.chance.choice(sorted(self.certificates))
        self.offered.add(person)
        said = self.chance.choice([None, Answer.YES, Answer.NO])
        answer = NewAnswer(said, TODAY) if said else None
        offer(self.desk.installation, self.desk.actor, person, _YEAR, answer=answer)

    def reports(self) -> None:
        """The region reports a visit to someone it knows an offer of."""
        known = [row["personnummer"] for row in dump(self.region.data)["offers"]]
        if known:
            # Each later than those before: of several visits the latest day is shown here
            day = date(_YEAR, 1, 1) + timedelta(self.visits)
            event = {"event": "assessment", "personnummer": self.chance.choice(known)}
            act(self.region.data, event | {"ar": str(_YEAR), "utford": day.isoformat()})
            self.visits += 1

    def sync(self, url: str) -> None:
        """An exchange; a broken net is all it may complain of, and not at all without one."""
        with RegionApi(
            url,
            *self.region.credentials.values(),
            home=self.desk.installation.home,
            timeout=0.25,
            attempts=2,
            waits=False,
        ) as api:
            try:
                done = exchange(self.desk.installation, self.desk.actor, api)
            except NtandError as error:
                done, problem = None, error.code
                self.played.problems[problem] += 1
        if done is None:
            assert url != self.region.url, problem
            assert problem in KNOWN
        else:
            assert (done.conflicts, done.rejected) == (0, 0)

    # --- What must hold ---------------------------------------------------------------------

    def agree(self) -> None:
        """Both sides hold the same, nothing waits, and each effect came once."""
        for kind, file in (("certificates", "intyg"), ("offers", "erbjudanden")):
            theirs, ours = dump(self.region.data)[kind], self.desk.rows(file)
            for row in theirs:
                del row["municipality"]
            assert theirs == ours, kind
        states: dict[str, int] = dict(
            self.desk.select("SELECT state, count(*) FROM outbox_item GROUP BY state")
        )
        assert set(states) <= {"delivered", "stopped"}, states
        assert self.desk.select("SELECT count(*) FROM visit") == [(self.visits,)]
        assert not (self.desk.installation.home / "support").exists()
        self._once()

    def _once(self) -> None:
        """Every version of the region's records is one thing we sent, or one thing it did."""
        kept = {row[0] for row in self.desk.select("SELECT id FROM outbox_item")}
        with self.region.database.reading() as connection:
            items = connection.execute("SELECT key, result FROM item").fetchall()
            told = connection.execute("SELECT ref, etag FROM change WHERE etag <> ''").fetchall()
            [(versions,)] = connection.execute(
                "SELECT coalesce(sum(version), 0) FROM record WHERE municipality = '1489'"
                " AND kind IN ('certificate', 'offer')"
            ).fetchall()
        keys = [key for key, _result in items]
        assert len(keys) == len(set(keys))
        assert set(keys) <= kept
        results = [json.loads(result) for _key, result in items]
        sent = {(one["id"], one["etag"]) for one in results if one["status"] < 300}
        assert versions == len(sent | {tuple(row) for row in told})
