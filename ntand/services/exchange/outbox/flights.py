"""A few calls to the region at once, each in a thread of its own."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Generic, NamedTuple, TypeVar

_Cargo = TypeVar("_Cargo")
_Answer = TypeVar("_Answer")
_LOOK_UP = 0.5  # seconds between two chances to be interrupted


class Landed(NamedTuple, Generic[_Cargo, _Answer]):
    """A call that is over: what it was about, and its answer or its error."""

    cargo: _Cargo
    answer: _Answer | None
    error: Exception | None


class Flights(Generic[_Cargo, _Answer]):
    """Calls under way, at most so many. Who began them takes their answers as they come.

    The threads do nothing but call: whatever is stored is stored by the one who takes.
    """

    def __init__(self, call: Callable[[_Cargo], _Answer], most: int) -> None:
        self._call, self._most = call, most
        self._waiting: SimpleQueue[_Cargo | None] = SimpleQueue()
        self._landed: SimpleQueue[Landed[_Cargo, _Answer]] = SimpleQueue()
        self._threads = 0
        self.under_way = 0

    @property
    def full(self) -> bool:
        """Whether no more may begin now."""
        return self.under_way == self._most

    def begin(self, cargo: _Cargo) -> None:
        """Call; the answer is taken with ``land``."""
        self.under_way += 1
        self._waiting.put(cargo)
        if self.under_way > self._threads:
            self._threads += 1
            # One that hangs must not keep the program from ending: its items are sent again.
            Thread(target=self._fly, name="region", daemon=True).start()

    def land(self, look_up: Callable[[], None] | None = None) -> Landed[_Cargo, _Answer]:
        """Wait for the next call to end; ``look_up`` is called now and then, and may raise."""
        while True:
            try:
                landed = self._landed.get(timeout=_LOOK_UP)
            except Empty:
                if look_up is not None:
                    look_up()
                continue
            self.under_way -= 1
            return landed

    def close(self) -> None:
        """No more calls: the threads end with what they are about."""
        for _ in range(self._threads):
            self._waiting.put(None)

    def _fly(self) -> None:
        while (cargo := self._waiting.get()) is not None:
            try:
                self._landed.put(Landed(cargo, self._call(cargo), None))
            except Exception as error:
                self._landed.put(Landed(cargo, None, error))
