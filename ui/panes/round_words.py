"""What is kept of a person's round, in words."""

from typing import TYPE_CHECKING

from ntand.domain.codes import Answer
from ntand.i18n import _
from ui.kit.labels import label

if TYPE_CHECKING:  # the services bring the database's library
    from ntand.services.round_person import GivenAnswer, MadeVisit, RoundOfPerson


def capital(text: str) -> str:
    """The text with a capital first."""
    return text[:1].upper() + text[1:]


def answer_words(found: "RoundOfPerson") -> list[str]:
    """One line for each answer kept, the latest first, and last year's when it was a no."""
    lines = [_answer(one) for one in found.answers] or [_("No answer is recorded for this year.")]
    if found.answer_before == Answer.NO:
        lines.append(_("Last year's answer was no. A no holds for one year: ask again."))
    return lines


def visit_words(found: "RoundOfPerson") -> list[str]:
    """One line for each visit kept, the latest first."""
    return [_visit(one) for one in found.visits] or [_("No visit is recorded for this year.")]


def _answer(one: "GivenAnswer") -> str:
    parts = [capital(label("svar", one.value))]
    parts += [one.answered_on.isoformat()] if one.answered_on else []
    parts += [label("svarat_av", one.answered_by), label("svar_kanal", one.channel)]
    parts += [one.reason or ""]
    if one.taken_back:
        parts.append(_("taken back"))
    elif not one.stands:
        parts.append(_("replaced by another answer"))
    return " · ".join(part for part in parts if part)


def _visit(one: "MadeVisit") -> str:
    parts = [one.visited_on.isoformat() if one.visited_on else ""]
    parts.append(_("assessed") if one.performed else label("avvikelse", one.deviation))
    parts.append(one.performed_by or "")
    if one.care_card is not None:
        parts.append(_("oral-care card received") if one.care_card else _("no oral-care card"))
    return " · ".join(part for part in parts if part)
