"""The words of an explanation: what a fact is called, its value, where it comes from."""

from collections.abc import Sequence
from datetime import date

from ntand.domain.findings import FactValue, Finding, Rule
from ntand.i18n import _, ngettext
from ntand.sentences.codes import label, words
from ntand.sentences.eligibility import missing, outcomes, reasons, rules

STANDARD_SOURCE = "standard"  # the name of a source that nobody has named


def outcome_sentence(outcome: str, ground: str | None, why: Sequence[str], asks: int) -> str:
    """The outcome in a sentence or two; ``why`` are reason codes."""
    if outcome == "qualifies" and ground:
        can = _("Can get a certificate on ground {ground}.").format(ground=ground)
        return f"{can} {rules()[ground]}"
    if outcome == "needs_assessment":
        facts = ngettext("{n} fact is missing.", "{n} facts are missing.", asks)
        return " ".join([_("Cannot be judged yet."), facts.format(n=asks)])
    if outcome == "does_not_qualify":
        told = [reasons().get(code, code) for code in why]
        return " ".join([_("Does not meet the criteria."), *told])
    return outcomes().get(outcome, outcome)


def gone_sentence(findings: Sequence[Finding]) -> str:
    """Whether the person has died or moved away, and when; empty for one who has not."""
    told = {
        fact.column: fact.value
        for one in findings
        if one.rule is Rule.PRESENT
        for fact in one.facts
    }
    if "avliden" in told:
        return _("Died {day}.").format(day=told["avliden"])
    return _("Moved away {day}.").format(day=told["utflyttad"]) if "utflyttad" in told else ""


def facts() -> dict[str, str]:
    """Column of a fact -> what it is called."""
    return {
        "insats": _("Decision about"),
        "omvardnad_per_dygn": _("Help with personal care a day"),
        "icf_personlig_vard": _("Impairment in personal care (ICF)"),
        "varaktigt": _("Lasting need"),
        "forbattring": _("Prospect of improvement"),
        "medboende": _("Lives there with someone, or for security"),
        "enbart_behandling": _("Help with treatment only"),
        "narstaende_hjalp": _("Help from relatives"),
        "birth_year": _("Year of birth"),
        "age_limit": _("Age limit this year"),
        "avliden": _("Died"),
        "utflyttad": _("Moved away"),
    }


def choices(column: str) -> tuple[tuple[str, str], ...]:
    """The values a person can fill in for the column, as a file writes them, with words."""
    if column == "omvardnad_per_dygn":
        return tuple((str(times), _times(times)) for times in range(25))
    if column == "icf_personlig_vard":
        return tuple(_grades().items())
    return tuple(words(column if column == "forbattring" else "ja_nej").items())


def questions() -> dict[str, str]:
    """Column a person can fill in -> what to find out."""
    return missing() | {
        "medboende": _("Does the person live there with someone else, or only for security?"),
        "enbart_behandling": _("Is the help only treatment, such as injections or dressings?"),
        "narstaende_hjalp": _("Do relatives give the help?"),
    }


def value_words(column: str, value: FactValue) -> str:
    """A fact's value in words."""
    if value is None:
        return _("missing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if column == "omvardnad_per_dygn":
        return _times(int(value))
    if column == "age_limit":
        return _("{n} years").format(n=value)
    if column == "icf_personlig_vard":
        return _grades().get(str(value), str(value))
    return label(column, str(value))


def decision_words(external_id: str, kind: str, unit: str | None, system: str) -> str:
    """Which decision tells a fact; the kind may be empty, and the unit is when it is hidden."""
    what = ", ".join(filter(None, [label("insats", kind) if kind else "", unit]))
    decision = _("decision {decision}").format(decision=external_id)
    if what:
        decision = _("decision {decision} ({what})").format(decision=external_id, what=what)
    if system == STANDARD_SOURCE:
        return decision
    return _("{decision} in {system}").format(decision=decision, system=system)


def filled_words(by: str, on: date) -> str:
    """Who filled in a fact, and when."""
    return _("filled in by {who} on {day}").format(who=by, day=on.isoformat())


def held_sentence(stance: str, ask_again: date | None, by: str, on: date) -> str:
    """What holds someone back, until when, and who decided it."""
    what = label("stance", stance)
    until = (
        _("until a decisive fact changes")
        if ask_again is None
        else _("until {day}").format(day=ask_again.isoformat())
    )
    return _("Rests {until}: {what}. Decided by {who} on {day}.").format(
        what=what, until=until, who=by, day=on.isoformat()
    )


def certificate_states() -> dict[str, str]:
    """State of a person's certificate -> words."""
    return {
        "active": _("has one"),
        "future": _("has one that begins later"),
        "none": _("no certificate"),
    }


def _times(times: int) -> str:
    return ngettext("{n} time a day", "{n} times a day", times).format(n=times)


def _grades() -> dict[str, str]:
    return {
        "0": _("0 – no impairment"),
        "1": _("1 – mild impairment"),
        "2": _("2 – moderate impairment"),
        "3": _("3 – severe impairment"),
        "4": _("4 – total impairment"),
        "8": _("8 – not specified"),
        "9": _("9 – not applicable"),
    }
