"""Chance that comes out the same for the same seed and the same thing, whatever the order."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import TypeVar

_T = TypeVar("_T")


def chance(*about: object) -> float:
    """A number from 0 up to 1 that belongs to what is named."""
    text = "\x1f".join(map(str, about))
    return int.from_bytes(blake2b(text.encode(), digest_size=7).digest()) / 2**56


def fate(shares: Mapping[str, float], *about: object) -> str:
    """Which of the shares falls to what is named; nothing when none does."""
    left = chance(*about)
    for name, share in shares.items():
        left -= share
        if left < 0:
            return name
    return ""


def one_of(choices: Sequence[_T], *about: object) -> _T:
    """The choice that falls to what is named."""
    return choices[int(chance(*about) * len(choices))]
