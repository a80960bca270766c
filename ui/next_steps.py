"""What waits for someone, as sentences of the start page."""

from typing import TYPE_CHECKING

from ntand.i18n import _, ngettext

if TYPE_CHECKING:
    from ntand.services.overview import Overview  # brings the database's library with it


def next_steps(now: "Overview") -> list[str]:
    """What waits, the most urgent first; what to do when nothing does."""
    if not now.persons:
        return [_("Import the units and the decisions: ntand import insatser FILE")]
    counted = [*_about_exchange(now), *_about_people(now)]
    return [text.format(n=number) for number, text in counted if number] or [
        _("Nothing waits. The next round is prepared with ntand identify.")
    ]


def _about_exchange(now: "Overview") -> list[tuple[int, str]]:
    troubled = ngettext(
        "{n} thing was refused by the region or is in conflict with it.",
        "{n} things were refused by the region or are in conflict with it.",
        now.troubled,
    )
    on_paper = ngettext(
        "{n} thing about a protected person goes to the region on paper.",
        "{n} things about protected persons go to the region on paper.",
        now.on_paper,
    )
    return [(now.troubled, troubled), (now.on_paper, on_paper)]


def _about_people(now: "Overview") -> list[tuple[int, str]]:
    review = ngettext(
        "{n} certificate is to be reconsidered: its holder no longer meets the criteria.",
        "{n} certificates are to be reconsidered: the holders no longer meet the criteria.",
        now.to_review,
    )
    candidates = ngettext(
        "{n} candidate waits for a decision about a certificate.",
        "{n} candidates wait for a decision about a certificate.",
        now.candidates,
    )
    missing = ngettext(
        "{n} person lacks facts that decide: someone has to assess.",
        "{n} persons lack facts that decide: someone has to assess.",
        now.needs_assessment,
    )
    return [(now.to_review, review), (now.candidates, candidates), (now.needs_assessment, missing)]
