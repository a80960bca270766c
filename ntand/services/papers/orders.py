"""What someone wants printed, as one value: looked at, saved, or sent to a printer.

Saving writes the files and remembers who is on them in one transaction. A printer takes its
time and may fail, and no transaction stays open while it works: so papers are first prepared,
then printed, and then remembered, with exactly the persons who are on the sheets. What a person
cancels or a printer refuses is not remembered.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from ntand.errors import Refused
from ntand.ports import Progress
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, changing, looking
from ntand.services.installation import Installation
from ntand.services.papers.change_sheets import draft_changes, print_changes
from ntand.services.papers.drafts import UNWATCHED, Drafts, content
from ntand.services.papers.letters import LetterKind, draft_letters, may_draft, print_letters
from ntand.services.papers.lists import draft_lists, print_lists
from ntand.services.papers.printing import Papers, remember


class PaperKind(StrEnum):
    """The papers there are to print."""

    LIST = "lista"
    LETTER = "brev"
    COPY = "kopia"
    OFFER = "erbjudande"
    PROTECTED = "skyddad"
    CHANGES = "andringar"


@dataclass(frozen=True, slots=True)
class Order:
    """Papers of a kind: of a year, for some units (None: all), about some persons (none: all)."""

    kind: PaperKind
    year: int
    units: tuple[str, ...] | None = None  # codes; ``-``: those without a unit
    persons: tuple[str, ...] = ()


class PreparedPaper(NamedTuple):
    """A paper laid out and not yet printed; ``subjects``: persons, and certificates if any."""

    kind: str
    unit: str | None
    shown_unit: str | None
    year: int | None
    file: str
    persons: int
    pages: int
    content: bytes
    subjects: tuple[tuple[str, str | None], ...]


def save_papers(
    installation: Installation,
    actor: Actor,
    order: Order,
    out: Path,
    progress: Progress = UNWATCHED,
) -> Papers:
    """Write the papers ordered into a folder and remember them; as the commands do.

    Raises:
        Refused: ``papers.empty`` when there is nothing to print.
    """
    how = installation, actor
    if order.kind is PaperKind.LIST:
        papers = print_lists(*how, order.year, out, unit=order.units, progress=progress)
    elif order.kind is PaperKind.CHANGES:
        papers = print_changes(*how, order.year, out, order.units, progress)
    else:
        kind = LetterKind(order.kind)
        papers = print_letters(
            *how, kind, out, order.year, order.units, order.persons, progress=progress
        )
    if not papers.files:
        raise Refused("papers.empty")
    return papers


def prepare_papers(
    installation: Installation,
    actor: Actor,
    order: Order,
    progress: Progress = UNWATCHED,
) -> tuple[PreparedPaper, ...]:
    """Lay out the papers ordered, for a printer; ``remember_papers`` follows when it took them.

    Raises:
        Refused: ``papers.empty``.
    """
    return tuple(_prepared(installation, actor, order, "prepare", progress))


def preview_papers(installation: Installation, actor: Actor, order: Order) -> bytes:
    """The first of the papers ordered, to be looked at; only the access log knows of it.

    Raises:
        Refused: ``papers.empty``.
    """
    return _prepared(installation, actor, order, "preview", UNWATCHED, only_first=True)[0].content


def remember_papers(
    installation: Installation, actor: Actor, papers: Collection[PreparedPaper]
) -> None:
    """Keep that these prepared papers are printed, and who is on them."""
    with changing(installation, actor, "papers.printed", Permission.PRINT) as act:
        act.detail["files"] = len(papers)
        for paper in papers:
            remember(act, paper.kind, paper.subjects, paper.year, paper.unit)


def draft_order(act: Act, order: Order) -> Drafts:
    """The papers ordered, not laid out yet."""
    if order.kind is PaperKind.LIST:
        return draft_lists(act, order.year, unit=order.units)
    if order.kind is PaperKind.CHANGES:
        return draft_changes(act, order.year, order.units)
    return draft_letters(act, LetterKind(order.kind), order.year, order.units, order.persons)


def allow(installation: Installation, actor: Actor, order: Order) -> None:
    """Refuse what the actor may not have drafted at all."""
    if order.kind not in (PaperKind.LIST, PaperKind.CHANGES):
        may_draft(installation, actor, LetterKind(order.kind), order.persons)


def _prepared(
    installation: Installation,
    actor: Actor,
    order: Order,
    how: str,
    progress: Progress,
    *,
    only_first: bool = False,
) -> list[PreparedPaper]:
    allow(installation, actor, order)
    action = f"papers.{order.kind}.{how}"
    with looking(installation, actor, action, Permission.PRINT) as act:
        drafts = draft_order(act, order).papers[: 1 if only_first else None]
        if not drafts:
            raise Refused("papers.empty")
        papers = []
        for done, draft in enumerate(drafts):
            progress.step(done, len(drafts))
            act.touch(*(person for person, _certificate in draft.subjects))
            pdf, pages = content(draft)
            papers.append(
                PreparedPaper(
                    draft.kind,
                    draft.unit,
                    draft.shown_unit,
                    draft.year,
                    draft.file,
                    draft.persons,
                    pages,
                    pdf,
                    draft.subjects,
                )
            )
        return papers
