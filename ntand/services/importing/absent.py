"""Columns a file does not have: what the care systems own keeps what is stored there."""

from collections.abc import Sequence

from ntand.store.bulk import Row


def keep_absent(facts: Row, stored: Row, absent: Sequence[int]) -> Row:
    """The facts with what is stored at the absent positions; both as the driver stores them."""
    if not absent:
        return facts
    kept = list(facts)
    for at in absent:
        kept[at] = stored[at]
    return tuple(kept)
