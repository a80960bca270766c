"""Kills client and region at random points, round after round, and looks at what is left.

``python -m tests.faults.kill_rounds --rounds 100 [--seed N]``. In each round something is done
here and there, and an exchange or another act is under way when one of the processes, or both,
is killed with no chance to say goodbye: at a random moment, or just when the region has stored
what the client does not yet know to have arrived. Then everything starts anew. What was told to
be saved is there, once; both databases are sound; in the end both sides hold the same.
"""

import argparse
import json
import random
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.leftovers import look
from tests.faults.processes import HAVE, HAVE_NOT, Processes

ACTS = ("sync", "sync", "sync", "sync", "import", "issue")
VICTIMS = ("client", "client", "region", "both")


@dataclass
class Promised:
    """What was told to be saved."""

    certificates: set[str] = field(default_factory=set)
    mark: str = ""  # of the last offers imported
    maybe: set[str] = field(default_factory=set)  # imports cut off: whole or not at all
    assessed: Counter[str] = field(default_factory=Counter)


class Rounds:
    """The rounds, one after the other."""

    def __init__(self, processes: Processes, seed: int) -> None:
        self.processes, self.chance = processes, random.Random(seed)
        self.promised = Promised()
        self.killed: Counter[str] = Counter()
        self.takes = {"sync": 2.0, "import": 1.0, "issue": 0.6}

    def run(self, count: int) -> None:
        """So many rounds; every tenth, and the last, ends with both sides at rest."""
        for number in range(count):
            self.processes.serve()
            self._happens(number)
            self._dies(self.chance.choice(ACTS), number)
            self.processes.serve()
            at_rest = number % 10 == 9 or number == count - 1
            if at_rest:
                self._rest()
            look(self.processes, self.promised, at_rest=at_rest)

    def _happens(self, number: int) -> None:
        """Something is done here, and something there."""
        mark = f"omgång {number}"
        path = self.processes.round_file(mark)
        self.processes.run("import", "erbjudanden", path, "--announce")
        self.promised.mark, self.promised.maybe = mark, set()
        person = HAVE[number % len(HAVE)]
        day = f"2025-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
        self.processes.reports(person, day)
        self.promised.assessed[f"{person} {day}"] += 1

    def _dies(self, act: str, number: int) -> None:
        """The act is under way when somebody is killed."""
        process = self._begin(act, number)
        began = time.monotonic()
        victim = self.chance.choice(VICTIMS)
        if act == "sync" and self.chance.random() < 0.5:
            self.processes.when_committed(lambda: process.poll() is not None)
            victim += " when stored"
        else:
            _wait(process, self.chance.uniform(0, self.takes[act]))
        cut_off = process.poll() is None
        if "region" in victim or "both" in victim:
            self.processes.kill_region()
        if "client" in victim or "both" in victim:
            process.kill()
        told, _ = process.communicate()
        if not cut_off:
            self.takes[act] = 0.5 * self.takes[act] + 0.5 * (time.monotonic() - began)
        self.killed[f"{act}: {victim}" if cut_off else f"{act}: over before"] += 1
        self._note(act, number, told if process.returncode == 0 else "")

    def _begin(self, act: str, number: int) -> "subprocess.Popen[str]":
        if act == "import":
            path = self.processes.round_file(f"omgång {number} igen")
            return self.processes.start("import", "erbjudanden", path, "--announce")
        if act == "issue":
            person = HAVE_NOT[number % len(HAVE_NOT)]
            asked = ("issue", person, "--ground", "G1", "--basis", "samtycke")
            days = ("--valid-from", _day(number), "--valid-to", _day(number))
            return self.processes.start(*asked, *days)
        return self.processes.start("sync")

    def _note(self, act: str, number: int, told: str) -> None:
        if act == "import":
            mark = f"omgång {number} igen"
            if told:
                self.promised.mark = mark
            else:
                self.promised.maybe.add(mark)
        if act == "issue" and told:
            self.promised.certificates.add(json.loads(told)["intyg_id"])

    def _rest(self) -> None:
        """Nothing is left to exchange; what a killed one held back may go at once."""
        for _ in range(5):
            done = self.processes.run("sync")
            if not (done["sent"] or done["received"] or done["pending"]):
                return
        raise AssertionError(f"it never comes to rest: {done}")


def _wait(process: "subprocess.Popen[str]", seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _day(number: int) -> str:
    """A day of its own for each round's certificate."""
    return f"2026-{9 + number // 28 % 4:02d}-{number % 28 + 1:02d}"


def kill_rounds(count: int, seed: int) -> Counter[str]:
    """Run them in a folder that is gone afterwards; who was killed in what, how often."""
    with tempfile.TemporaryDirectory(prefix="ntand-kill-") as folder:
        processes = Processes(Path(folder))
        try:
            processes.prepare()
            rounds = Rounds(processes, seed)
            rounds.run(count)
            return rounds.killed
        finally:
            processes.close()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args(arguments)
    print(f"seed {given.seed}", flush=True)  # noqa: T201
    began = time.monotonic()
    for what, count in sorted(kill_rounds(given.rounds, given.seed).items()):
        print(f"{count:4d}  {what}")  # noqa: T201
    print(f"{given.rounds} rounds held, {time.monotonic() - began:.0f} s")  # noqa: T201


if __name__ == "__main__":
    main()
