"""Two who changed the same thing: field by field, against what both last knew."""

from collections.abc import Collection, Mapping
from typing import NamedTuple


class Merged(NamedTuple):
    """What becomes of our fields.

    ``taken``: theirs goes in the place of ours. ``questions``: both changed the field, each to
    something else; a person decides. Every other field stays as ours has it.
    """

    taken: dict[str, str]
    questions: tuple[str, ...]


def three_way(
    base: Mapping[str, str] | None, theirs: Mapping[str, str], ours: Mapping[str, str]
) -> Merged:
    """Merge without asking any clock; only fields that both sides tell of are looked at.

    Without a base, or of a field that it lacks, what is filled fills what is empty.
    """
    known = base or {}
    taken: dict[str, str] = {}
    questions = []
    for name, value in theirs.items():
        own = ours.get(name)
        if own is None or own == value:
            continue
        former = known.get(name, "")
        if own == former:
            taken[name] = value
        elif value != former:
            questions.append(name)
    return Merged(taken, tuple(sorted(questions)))


def seen_by_them(
    base: Mapping[str, str] | None, theirs: Mapping[str, str], sent: Collection[Mapping[str, str]]
) -> dict[str, str]:
    """The base to merge from when they may have got what we sent, though no answer said so.

    A field that they tell just as we sent it is no change of theirs.
    """
    seen = dict(base or {})
    for state in sent:
        for name, value in state.items():
            if theirs.get(name) == value:
                seen[name] = value
    return seen
