"""How much one client may ask for."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Settings:
    """What a careful service sets bounds to; seconds, bytes and counts."""

    token_seconds: int = 3600
    requests_per_second: float = 100.0
    burst: int = 1000
    body_bytes: int = 8 * 1024 * 1024
    batch_items: int = 500
    page_items: int = 500


@dataclass(slots=True)
class RateLimit:
    """A bucket of requests for each client, filled evenly."""

    per_second: float
    burst: int
    clock: Callable[[], float] = time.monotonic
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, who: str) -> int:
        """Take one request; 0, or the whole seconds until one is there to take."""
        now = self.clock()
        left, since = self._buckets.get(who, (float(self.burst), now))
        left = min(self.burst, left + (now - since) * self.per_second)
        if left < 1:
            self._buckets[who] = (left, now)
            return math.ceil((1 - left) / self.per_second)
        self._buckets[who] = (left - 1, now)
        return 0
