"""How the indicators hang together, read off their definitions.

A quantity is a set of bits that people are counted by. Whoever has more bits is among those who
have fewer, so ``K4.numerator <= K3.numerator = K4.denominator <= K3.denominator`` follows by
itself. K2 and K2E count certificates and stand alone, K9 and K9H are not about persons.
"""

from itertools import combinations
from typing import TypeAlias

from ntand.domain.indicators.definitions import (
    ACTIVE,
    HOLDER,
    IN_TIME,
    INDICATORS,
    NEW_YES,
    YES,
)

Quantity: TypeAlias = int | str

_IMPLIED = ((ACTIVE, HOLDER), (IN_TIME, NEW_YES), (NEW_YES, YES))


def _complete(bits: int) -> int:
    for bit, implied in _IMPLIED:
        if bits & bit:
            bits |= implied
    return bits


def _quantities() -> dict[str, tuple[Quantity, Quantity | None]]:
    found: dict[str, tuple[Quantity, Quantity | None]] = {"K2": ("K2", None), "K2E": ("K2E", None)}
    for indicator, definition in INDICATORS.items():
        if definition:
            above, below = definition
            found[indicator] = (_complete(above), None if below is None else _complete(below))
    return found


# The numerator and the denominator of each indicator that counts persons or certificates.
QUANTITIES = _quantities()


def _sets() -> list[int]:
    found = {q for pair in QUANTITIES.values() for q in pair if isinstance(q, int)}
    return sorted(found)


def _parts() -> list[tuple[int, int]]:
    sets = _sets()
    pairs = [(a, b) for a in sets for b in sets if a != b and a & b == b]
    return [(a, b) for a, b in pairs if not any((a, c) in pairs and (c, b) in pairs for c in sets)]


def _overlaps() -> list[tuple[int, int, int, int]]:
    """A whole, two parts of it, and what is in both."""
    sets = _sets()
    return [
        (a & b, a, b, a | b)
        for a, b in combinations(sets, 2)
        if a & b in sets and a | b in sets and a & b not in (a, b)
    ]


# Signed sums that are never below zero, in any cell. A part is not larger than the whole (those
# that follow from two others are left out), and two parts of a whole overlap at least so much.
RELATIONS: list[tuple[tuple[Quantity, int], ...]] = [
    *(((whole, 1), (part, -1)) for part, whole in _parts()),
    *(((whole, 1), (a, -1), (b, -1), (both, 1)) for whole, a, b, both in _overlaps()),
]
