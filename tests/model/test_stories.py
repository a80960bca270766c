"""Stories that once went wrong, in their shortest form."""

from collections.abc import Iterator

import pytest

from ntand.domain.codes import Answer, EndReason
from tests.model import region
from tests.model.comparing import come_to_rest
from tests.model.story import Story
from tests.model.ways import InProcess


@pytest.fixture
def story() -> Iterator[Story]:
    """A person whose certificate and offer the region knows; a copy was made then."""
    way = InProcess()
    told = Story(way, known=True)
    yield told
    told.close()
    way.close()


@pytest.mark.parametrize("deviation", ["", "ej_hemma"])
def test_a_visit_recorded_after_an_older_copy_was_brought_back_arrives(
    story: Story, deviation: str
) -> None:
    story.brings_back()
    story.visits("Ada", 2026, deviation)
    come_to_rest(story)


def test_a_deviation_told_after_a_visit_leaves_both_sides_agreed(story: Story) -> None:
    region.assesses(story, "Ada", 2026, "")
    story.world.exchange()
    region.assesses(story, "Ada", 2026, "avbojde")
    come_to_rest(story)


def test_a_deviation_told_anew_after_another_is_another_visit(story: Story) -> None:
    for deviation in ("avbojde", "ej_hemma", "avbojde"):
        region.assesses(story, "Ada", 2026, deviation)
    come_to_rest(story)


def test_an_answer_of_theirs_that_changes_twice_is_not_mixed_with_one_given_here(
    story: Story,
) -> None:
    region.changes_offer(story, "Ada", 2026, {"svar": "ja", "svar_datum": "2026-08-21"})
    later = {"svar": "nej", "svar_datum": "2026-08-22", "svar_kanal": "blankett"}
    region.changes_offer(story, "Ada", 2026, later)
    story.offers("Ada", 2026, Answer.YES, "")
    come_to_rest(story)


def test_visits_recorded_here_outlive_the_choice_of_their_answer(story: Story) -> None:
    story.offers("Ada", 2026, Answer.YES, "")
    region.changes_offer(story, "Ada", 2026, {"svar": "ja", "svar_datum": "2026-08-21"})
    story.visits("Ada", 2026, "")
    story.visits("Ada", 2026, "")
    come_to_rest(story)


def test_an_old_answer_told_anew_after_a_copy_was_brought_back_takes_nothing_back(
    story: Story,
) -> None:
    story.ends("Bo", 0, EndReason.WRONG_GROUNDS)
    region.changes_certificate(story, "Bo", {"till": "2026-12-31"})
    region.replaces_number(story, "Bo")
    assert story.world.dies_at_commit(4)
    story.copies()
    story.world.exchange()
    story.brings_back()
    come_to_rest(story)
