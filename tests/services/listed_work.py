"""What the work list of a desk holds, and what of the yearly round changes it."""

from ntand.domain.codes import Answer
from ntand.services.papers import print_lists
from ntand.services.worklist.reading import WorkFilter, WorkRow, work_list
from ntand.services.worklist.renewal import renew
from ntand.services.yearly_round import NewAnswer, offer
from tests.installations import SOMEONE, Desk


def work(desk: Desk, **only: str) -> dict[str, list[WorkRow]]:
    """The groups with anything in them, renewed."""
    renew(desk.installation, desk.actor)
    narrowed = WorkFilter(**only)
    counts = work_list(desk.installation, desk.actor, only=narrowed).counts
    found = {
        group: list(work_list(desk.installation, desk.actor, group, narrowed).rows)
        for group in counts
    }
    assert {group: len(rows) for group, rows in found.items()} == counts
    return {group: rows for group, rows in found.items() if rows}


def reasons(desk: Desk, **only: str) -> dict[str, list[str]]:
    return {group: [row.why for row in rows] for group, rows in work(desk, **only).items()}


def offers(desk: Desk, answer: Answer | None = None, year: int = 2026) -> None:
    said = None if answer is None else NewAnswer(answer)
    offer(desk.installation, desk.actor, SOMEONE, year, answer=said)


def prints(desk: Desk) -> None:
    print_lists(desk.installation, desk.actor, 2026, desk.folder / "listor")
