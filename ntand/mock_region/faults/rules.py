"""One rule of a plan, and which of the requests that fit it are struck."""

import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from random import Random

from ntand.mock_region.faults.fields import Values
from ntand.mock_region.faults.table import Fault


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule may look at in a request."""

    method: str
    path: str
    operation: str
    municipality: str | None


@dataclass(slots=True)
class Rule:
    """A fault and when it strikes; ``number`` is its place in the plan, from 1."""

    number: int
    fault: Fault
    fields: Values
    when: Values
    _fitting: int = 0
    _struck: int = 0
    _random: Random = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._random = Random(self.when["seed"])  # noqa: S311 - repeatable, keeps no secret

    def fits(self, asked: Asked) -> bool:
        """Whether the request is one of those the rule counts."""
        method, operation, path, municipality = (
            self.when[name] for name in ("method", "operation", "path", "municipality")
        )
        return (
            method in (None, asked.method)
            and operation in (None, asked.operation)
            and municipality in (None, asked.municipality)
            and (path is None or fnmatchcase(asked.path, path))
        )

    def count(self, *, free: bool = True) -> Random | None:
        """Count a request that fits; chance for its effects when it is struck.

        A request that an earlier rule has struck is counted, but not ``free``.
        """
        with self._lock:
            self._fitting += 1
            due = self._due(self._fitting)
            if not free or not due:
                return None
            self._struck += 1
            return Random(f"{self.when['seed']} {self._fitting}")  # noqa: S311

    def _due(self, count: int) -> bool:
        when = self.when
        probability = when["probability"]
        # Drawn for every request, so that the other conditions do not shift what comes after
        lucky = probability is None or self._random.random() < probability
        return (
            lucky
            and when["nth"] in (None, count)
            and (when["every"] is None or count % when["every"] == 0)
            and (when["from"] or 1) <= count
            and (when["to"] is None or count <= when["to"])
            and (when["times"] is None or self._struck < when["times"])
        )
