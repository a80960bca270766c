"""Merging field by field: nobody's change is lost, and only what both changed is asked."""

from hypothesis import given
from hypothesis import strategies as st

from ntand.domain.merging import parted, seen_by_them, three_way

NAMES = ("till", "svar", "orsak_nej", "avslutat")
values = st.sampled_from(("", "a", "b", "c"))
states = st.fixed_dictionaries(dict.fromkeys(NAMES, values))
bases = st.none() | states


def merged(
    base: dict[str, str] | None, theirs: dict[str, str], ours: dict[str, str]
) -> dict[str, str]:
    """Our state afterwards, where nothing is asked."""
    found = three_way(base, theirs, ours)
    return {
        name: value for name, value in (ours | found.taken).items() if name not in found.questions
    }


@given(bases, states, states)
def test_it_does_not_matter_who_is_who(base, theirs, ours):
    assert three_way(base, theirs, ours).questions == three_way(base, ours, theirs).questions
    assert merged(base, theirs, ours) == merged(base, ours, theirs)


@given(bases, states, states)
def test_merging_once_more_changes_nothing(base, theirs, ours):
    first = three_way(base, theirs, ours)
    again = three_way(theirs, theirs, ours | first.taken)
    assert not again.taken
    assert not again.questions


@given(states, states, states)
def test_what_one_side_alone_changed_is_kept_and_never_asked(base, theirs, ours):
    found = three_way(base, theirs, ours)
    after = ours | found.taken
    for name in NAMES:
        by_them, by_us = theirs[name] != base[name], ours[name] != base[name]
        if by_them and not by_us:
            assert after[name] == theirs[name]
        if by_us and not by_them:
            assert after[name] == ours[name]
        assert (name in found.questions) == (by_them and by_us and theirs[name] != ours[name])


@given(states, states, states, states)
def test_what_neither_had_seen_of_the_other_is_asked_however_often_they_change_it(
    base, theirs, later, ours
):
    """Their second change meets ours as if the first had never been."""
    first = three_way(base, theirs, ours)
    ours_then = ours | first.taken
    known = theirs | parted(base, theirs, ours)
    second = three_way(known, later, ours_then)
    for name in NAMES:
        changed = ours[name] != base[name] and later[name] not in (base[name], ours[name])
        if changed and theirs[name] != base[name]:
            assert name in second.questions
        if ours[name] == base[name]:
            assert name not in second.questions


@given(states, states)
def test_without_a_base_the_filled_fills_the_empty(theirs, ours):
    found = three_way(None, theirs, ours)
    for name in NAMES:
        filled = {theirs[name], ours[name]} - {""}
        if name in found.questions:
            assert len(filled) == 2
        else:
            assert (ours | found.taken)[name] in (filled or {""})


@given(bases, states, states)
def test_a_column_that_only_one_side_tells_of_is_left_alone(base, theirs, ours):
    plain = three_way(base, theirs, ours)
    assert three_way(base, theirs | {"framtid": "x"}, ours | {"eget": "y"}) == plain
    less = {name: value for name, value in theirs.items() if name != "svar"}
    found = three_way(base, less, ours)
    assert "svar" not in {*found.taken, *found.questions}


@given(states, states, states, states)
def test_our_own_words_coming_back_are_never_asked_nor_put_over_newer_ones(
    base, sent, theirs_then, ours
):
    # They took what we sent, though no answer said so, and changed one field afterwards.
    theirs = sent | {"till": theirs_then["till"]}
    found = three_way(seen_by_them(base, theirs, [sent]), theirs, ours)
    assert {*found.taken, *found.questions} <= {"till"}
    assert all((ours | found.taken)[name] == ours[name] for name in NAMES if name != "till")
