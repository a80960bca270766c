"""The latest items that came in, kept for the page while the service runs."""

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ntand.mock_region.page.masking import about
from ntand.mock_region.store.items import Item, Result

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Arrival:
    """One item and what became of it; ``about`` holds no identity number."""

    at: str
    kind: str
    about: str
    status: int
    code: str
    field: str


@dataclass(slots=True)
class Arrivals:
    """The latest of each municipality; ``count`` rises with every item."""

    count: int = 0
    _latest: dict[str, deque[tuple[int, Arrival]]] = field(default_factory=dict)

    def note(self, municipality: str, items: Sequence[Item], results: Sequence[str]) -> None:
        """Remember the last of the items that came together; ``results`` are JSON."""
        kept = self._latest.setdefault(municipality, deque(maxlen=SHOWN))
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self.count += max(0, len(items) - SHOWN)
        for item, result in zip(items[-SHOWN:], results[-SHOWN:], strict=True):
            self.count += 1
            kept.append((self.count, _arrival(now, item, json.loads(result))))

    def of(self, municipality: str) -> list[tuple[int, Arrival]]:
        """The municipality's latest with their numbers, oldest first."""
        return list(self._latest.get(municipality, ()))


def _arrival(now: str, item: Item, result: Result) -> Arrival:
    problem = result.get("problem", {})
    kind, told = item.kind.name, (str(problem.get(name) or "") for name in ("code", "field"))
    return Arrival(now, kind, about(kind, item.data), result["status"], *told)
