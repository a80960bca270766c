"""What an import changes for people, in words for the screen: values alone."""

from dataclasses import dataclass
from typing import Final

SHOWN: Final = 200  # of each group; all are counted


@dataclass(frozen=True, slots=True)
class Someone:
    """A person a difference is about; ``told`` is a code that says what or why."""

    person: str
    name: str
    born: str
    protected: bool
    told: str = ""
    begins: str = ""  # ISO date of the decision meant


@dataclass(frozen=True, slots=True)
class People:
    """How many, and the first of them by name."""

    count: int = 0
    first: tuple[Someone, ...] = ()


@dataclass(frozen=True, slots=True)
class CellChange:
    """One column's former and new value; hidden where they would tell of a protected person."""

    column: str
    old: str
    new: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row stored before that says something else now, or is found again.

    ``about``: what the row is, a code or a text: the support, the ground, the year, the unit.
    """

    person: str | None
    name: str
    born: str
    protected: bool
    about: str
    begins: str
    cells: tuple[CellChange, ...]
    found_again: bool = False


@dataclass(frozen=True, slots=True)
class RowChanges:
    """How many rows, and the first of them by name."""

    count: int = 0
    first: tuple[RowChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """How the installation would differ after the import."""

    new_persons: People = People()
    new_decisions: People = People()
    changed: RowChanges = RowChanges()
    missing: People = People()  # decisions that a complete extract no longer holds
    found_again: int = 0  # decisions that were missing
    new_candidates: People = People()
    no_longer_candidates: People = People()  # they still qualify, but have a certificate now
    lost: People = People()  # they qualified, and do not any longer
    newly_protected: People = People()

    @property
    def none(self) -> bool:
        """Whether nobody and nothing differs."""
        return self == Differences()
