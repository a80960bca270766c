"""What the table of candidates says of a person."""

from collections.abc import Mapping

from ntand.i18n import _
from ntand.sentences import explained as told
from ntand.sentences.eligibility import outcomes, reasons, warnings
from ntand.services.candidates import CandidateRow, Group
from ntand.services.proposals import REVIEW
from ui.kit.columns import Column

EVERYONE = ""


def group_words() -> dict[str, str]:
    """Group -> what it is called, in the order of work."""
    return {
        Group.CANDIDATES.value: _("Candidates"),
        Group.TO_ASSESS.value: _("Facts are missing"),
        Group.TO_REVIEW.value: _("Certificates to reconsider"),
        Group.HELD.value: _("Resting"),
        Group.NOT_QUALIFYING.value: _("Do not meet the criteria"),
        Group.WITH_CERTIFICATE.value: _("Have a certificate already"),
        Group.GONE.value: _("Dead or moved away"),
    }


def empty_words(group: str) -> str:
    """What an empty group says, and what to do next."""
    known = {
        Group.CANDIDATES: _("No candidates. Look among those where facts are missing."),
        Group.TO_ASSESS: _("No facts are missing."),
        Group.TO_REVIEW: _("No certificate needs to be reconsidered."),
        Group.HELD: _("Nobody rests."),
    }
    return known.get(group, _("Nobody is here. Widen the choice above."))  # type: ignore[call-overload,no-any-return] # a code's text is its code


def group_choices(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """The groups with how many are in each."""
    return [
        (group, _("{group} ({n})").format(group=text, n=counts.get(group, 0)))
        for group, text in group_words().items()
    ]


def columns() -> list[Column[CandidateRow]]:
    """The columns; those hidden can be chosen."""
    return [
        Column("name", _("Name"), lambda row: row.name, 180, icon=_shield),
        Column("born", _("Born"), lambda row: row.born, 95),
        Column("unit", _("Unit"), _unit, 120),
        Column("ground", _("Ground"), lambda row: ", ".join(row.proposal.grounds), 70),
        Column("observe", _("Observe"), _observe, 260),
        Column("status", _("Status"), _status, 190),
        Column("case_worker", _("Case worker"), lambda row: row.case_worker, 130, hidden=True),
        Column("number", _("Identity number"), _number, 130, hidden=True),
    ]


def _shield(row: CandidateRow) -> str | None:
    return "shield" if row.protected else None


def _unit(row: CandidateRow) -> str:
    return _("PROTECTED") if row.protected else row.unit_name or _("no unit")


def _number(row: CandidateRow) -> str:
    return f"{row.id_number[:8]}-{row.id_number[8:]}"


def _status(row: CandidateRow) -> str:
    words = _singular()
    return ", ".join(words[group] for group in row.groups)


def _singular() -> dict[str, str]:
    return {
        Group.CANDIDATES.value: _("candidate"),
        Group.TO_ASSESS.value: _("facts are missing"),
        Group.TO_REVIEW.value: _("to reconsider"),
        Group.HELD.value: _("rests"),
        Group.NOT_QUALIFYING.value: _("does not meet the criteria"),
        Group.WITH_CERTIFICATE.value: _("has a certificate"),
        Group.GONE.value: _("dead or moved away"),
    }


def _observe(row: CandidateRow) -> str:
    """What decides about the person, in short."""
    parts = []
    if row.held is not None and Group.HELD in row.groups:
        held = row.held
        parts.append(
            told.held_sentence(held.stance, held.ask_again_on, held.decided_by, held.decided_on)
        )
    proposal = row.proposal
    names, why, warned = told.facts(), reasons(), warnings()
    if proposal.missing:
        facts = ", ".join(names.get(column, column) for column in proposal.missing)
        parts.append(_("Missing: {facts}.").format(facts=facts))
    parts += [why.get(code, code) for code in proposal.reasons]
    if Group.GONE in row.groups:
        parts.append(outcomes()[proposal.outcome])
    if proposal.time_limited:
        parts.append(_("Suggest one year."))
    parts += [warned.get(code, code) for code in proposal.warnings if code != REVIEW]
    return " ".join(parts)
