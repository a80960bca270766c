"""Identity protection: the strictest of what is told, and when nothing is told, protected."""

from collections.abc import Iterable
from typing import NamedTuple

from ntand.domain.codes import Protection

UNKNOWN = "okänd"
_STRICTNESS = {
    Protection.NONE: 0,
    Protection.SECRECY_MARKING: 1,
    Protection.PROTECTED_REGISTRATION: 2,
    Protection.FICTITIOUS: 3,
}
_UNKNOWN_STRICTNESS = 4


class Told(NamedTuple):
    """What one decision tells of protection; None: its source has not told."""

    protection: str | None
    active: bool


def protection_of(told: Iterable[Told], told_by_person: str | None = None) -> str:
    """The person's protection today: a Protection value or UNKNOWN.

    The strictest of the active decisions that tell, else of all that tell. When none does, what
    a person has told; else unknown, which counts as protected.
    """
    telling = [one for one in told if one.protection is not None]
    counted = [one for one in telling if one.active] or telling
    if not counted:
        return UNKNOWN if told_by_person is None else told_by_person
    return max((_known(one.protection) for one in counted), key=_strictness)


def strictest(*protections: str) -> str:
    """The strictest of several; one that is unknown goes before all."""
    return max(map(_known, protections), key=_strictness)


def is_protected(protection: str) -> bool:
    """Whether a protection means that the person is to be protected."""
    return protection != Protection.NONE


def _known(protection: str | None) -> str:
    return protection if protection in set(Protection) else UNKNOWN


def _strictness(protection: str) -> int:
    return (
        _STRICTNESS.get(Protection(protection), 0) if protection != UNKNOWN else _UNKNOWN_STRICTNESS
    )
