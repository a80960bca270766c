"""What the region refused is told in the same words wherever it is seen, never as a code."""

import pytest

from ntand.sentences.refusals import refusal
from ntand.sentences.todo import why
from ntand.services.people.holdings_view import Way, WayView
from ui.panes.person_words import way_words


@pytest.mark.parametrize("problem", ["person_deceased", "changed_by_others", "bad_date:fran"])
def test_a_refusal_is_told_in_words(problem: str) -> None:
    what, _now = refusal(problem)
    code = problem.partition(":")[0]
    told = (
        way_words(WayView(Way.PARKED, problem, None)),
        why("todo.refused.certificate", {"key": "1489-a", "problem": problem}),
    )
    assert all(what in words and code not in words for words in told)
