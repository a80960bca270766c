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


def parted(
    base: Mapping[str, str], theirs: Mapping[str, str], ours: Mapping[str, str]
) -> dict[str, str]:
    """Of the fields that both have changed, even to the same: what stood before.

    It stays the base of such a field until what is ours has been settled: agreeing by chance with
    one change of theirs is not to have seen it, and the next of theirs is still a question.
    """
    return {
        name: base.get(name, "")
        for name, value in theirs.items()
        if base.get(name, "") not in (value, ours.get(name))
    }


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
