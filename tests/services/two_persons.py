"""Two persons who turn out to be one, with something of everything."""

from typing import Any

from ntand.domain.codes import Answer, Stance
from ntand.services.papers.letters import LetterKind, print_letters
from ntand.services.replaced_number import merge_number
from ntand.services.stances import decide
from ntand.services.yearly_round import NewAnswer, NewVisit, offer, visit
from tests.installations import SOMEONE, SOMEONE_ELSE, Desk
from tests.services.acting import day, give, settle

FORMER, NEW = SOMEONE, SOMEONE_ELSE


def person(desk: Desk, of: str) -> str:
    ((found,),) = desk.select("SELECT person_id FROM identity_number WHERE number = ?", of)
    return str(found)


def merge(desk: Desk, former: str = FORMER, new: str = NEW) -> Any:
    return merge_number(desk.installation, desk.actor, former, new)


def offers(desk: Desk, who: str, year: int, **options: Any) -> None:
    offer(desk.installation, desk.actor, who, year, **options)


def rich(desk: Desk) -> None:
    """Two persons with something of everything."""
    settle(desk, FORMER, NEW)
    give(desk, FORMER, valid_to=day("2026-12-31"))
    give(desk, NEW, valid_from=day("2025-01-01"), valid_to=day("2025-12-31"), reason="Så var det")
    for who, answer, on in ((FORMER, Answer.NO, "2026-03-01"), (NEW, Answer.YES, "2026-04-01")):
        offers(desk, who, 2026, answer=NewAnswer(answer, answered_on=day(on)))
        visit(desk.installation, desk.actor, who, 2026, NewVisit(day(on)))
        decide(desk.installation, desk.actor, who, Stance.KEEP, "Står kvar")
    offers(desk, FORMER, 2025)
    for who in (FORMER, NEW):
        copies = (LetterKind.COPY, desk.folder)
        print_letters(desk.installation, desk.actor, *copies, references=[who])
