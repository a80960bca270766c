"""The sentences of the work list: what each group is, and why something stands in it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from ntand.i18n import _, language
from ntand.sentences.codes import label
from ntand.sentences.eligibility import reasons


def why(code: str, facts: Mapping[str, object]) -> str:
    """Why something is to be done, as one or two sentences with the facts filled in."""
    known = defaultdict(lambda: "–", _in_words(facts))
    return _told(language()).get(code, code).format_map(known)


def in_short(code: str, facts: Mapping[str, object]) -> str:
    """The same in a few words, for a column among others of its group."""
    known = defaultdict(lambda: "–", _in_words(facts))
    text = _short(language()).get(code, code).format_map(known)
    return text[:1].upper() + text[1:]


def groups() -> dict[str, tuple[str, str]]:
    """Group -> its title, and what to do about what stands in it."""
    return _assessment_groups() | _round_groups() | _region_groups()


def _assessment_groups() -> dict[str, tuple[str, str]]:
    return {
        "candidate": (
            _("Candidates"),
            _("Meet the criteria and have no certificate. Issue one, or decide otherwise."),
        ),
        "needs_assessment": (
            _("To assess"),
            _("A fact is missing. Fill it in, and the program says whether the criteria are met."),
        ),
        "reconsider": (
            _("To reconsider"),
            _("Have a certificate but no longer meet the criteria. Keep it, replace it or end it."),
        ),
        "ask_again": (
            _("To ask again"),
            _("Someone decided to wait until now. Ask again, and decide anew."),
        ),
        "expiring": (
            _("Expiring certificates"),
            _("Certificates that end within 60 days. Replace one that is still needed."),
        ),
    }


def _round_groups() -> dict[str, tuple[str, str]]:
    return {
        "changed": (
            _("Changed since printed"),
            _("The unit's list no longer holds. Print it anew, or tell those who have it."),
        ),
        "not_offered": (
            _("Not offered this year"),
            _("Have a certificate and have not been offered this year's assessment."),
        ),
        "no_answer": (
            _("No answer"),
            _("Offered at least 14 days ago. Ask, and record the answer."),
        ),
        "not_performed": (
            _("Yes, but no visit"),
            _("Said yes at least 90 days ago. Record the visit, or ask the dental service."),
        ),
    }


def _region_groups() -> dict[str, tuple[str, str]]:
    return {
        "waiting_basis": (
            _("Consent is missing"),
            _("Certificates that may not be sent to the region before there is a basis."),
        ),
        "unsent": (
            _("To send by hand"),
            _("Goes to the region on paper, or is entered in its portal by hand."),
        ),
        "refused": (
            _("Refused by the region"),
            _("The region did not take it. Correct what is wrong; then it is sent again."),
        ),
        "conflict": (
            _("Changed here and there"),
            _("The region has another state than the one here. Choose which holds."),
        ),
        "message": (
            _("Messages from the region"),
            _("Read them; each is shown once to everyone."),
        ),
    }


@cache
def _told(_language: str) -> dict[str, str]:
    return _assessments() | _reviews() | _changes() | _rounds() | _region()


def _assessments() -> dict[str, str]:
    return {
        "todo.candidate.new": _("Meets the criteria on ground {grounds}."),
        "todo.candidate.limited": _(
            "Meets the criteria on ground {grounds}. The prospect is unclear: a certificate for"
            " one year is suggested."
        ),
        "todo.candidate.changed": _(
            "Meets the criteria on ground {grounds}. Decided {decided}: {stance}. The facts have"
            " changed since."
        ),
        "todo.needs_assessment": _("Not known: {missing}."),
        "todo.ask_again": _("Decided {decided}: {stance}. Ask again {day}. Reason: {reason}"),
    }


def _reviews() -> dict[str, str]:
    return {
        "todo.reconsider.reasons": _("No longer meets the criteria. {reasons}"),
        "todo.reconsider.missing": _(
            "It cannot be told whether the criteria are still met. Not known: {missing}."
        ),
        "todo.reconsider.deceased": _("Died {day}. End the certificate."),
        "todo.reconsider.overlap": _(
            "Certificates {other} and {intyg} hold the same days. End or void one of them."
        ),
        "todo.reconsider.moved": _("Moved {day}. End the certificate."),
        "todo.reconsider.handover": _(
            "Moved {day} within Västra Götaland, to {where}. The certificate goes along: hand it"
            " over, and end it for this municipality."
        ),
        "todo.expiring.met": _("The certificate ends {last}. The criteria are still met."),
        "todo.expiring.not_met": _("The certificate ends {last}. The criteria are not met now."),
    }


def _changes() -> dict[str, str]:
    return {
        "todo.changed.protected": _("Is protected since the list was printed {printed}."),
        "todo.changed.deceased": _("Has died. Stands on the list of {unit} printed {printed}."),
        "todo.changed.moved": _("Has moved. Stands on the list of {unit} printed {printed}."),
        "todo.changed.answer": _(
            "No longer says yes. Stands on the list of {unit} printed {printed}."
        ),
        "todo.changed.certificate": _(
            "The certificate is not valid. Stands on the list of {unit} printed {printed}."
        ),
        "todo.changed.unit": _(
            "Lives at {now} now. Stands on the list of {unit} printed {printed}."
        ),
        "todo.changed.new": _("Is not on the list of {unit} printed {printed}, but should be."),
    }


def _rounds() -> dict[str, str]:
    return {
        "todo.not_offered.declined": _("Said no last year: ask again in {year}."),
        "todo.not_offered.unvisited": _("Said yes last year but was not visited."),
        "todo.not_offered.new": _("Not yet offered in {year}."),
        "todo.no_answer": _("Offered {offered}. No answer yet."),
        "todo.not_performed.waits": _("Said yes {answered}. No visit has been recorded."),
        "todo.not_performed.deviation": _("Said yes {answered}. The latest visit: {deviation}."),
    }


def _region() -> dict[str, str]:
    return {
        "todo.waiting_basis": _("Certificate {intyg} waits for consent or a harm test."),
        "todo.unsent.paper": _("Goes on the paper form for protected persons."),
        "todo.unsent.number": _(
            "The form with certificate {key} is printed. Note the region's number when it comes."
        ),
        "todo.unsent.certificate": _("Enter certificate {key} in the region's portal."),
        "todo.unsent.offer": _("Enter the offer of {key} in the region's portal."),
        "todo.refused.certificate": _("Certificate {key} was refused: {problem}"),
        "todo.refused.offer": _("The offer of {key} was refused: {problem}"),
        "todo.conflict.certificate": _("The region has another state of certificate {key}."),
        "todo.conflict.offer": _("The region has another state of the offer of {key}."),
        "todo.message": _("{title}, sent {day}."),
    }


@cache
def _short(_language: str) -> dict[str, str]:
    certificate, offer = _("Certificate {key}"), _("Offer of {key}")
    return {
        "todo.candidate.new": _("Ground {grounds}"),
        "todo.candidate.limited": _("Ground {grounds}, one year"),
        "todo.candidate.changed": _("Ground {grounds}, facts have changed"),
        "todo.needs_assessment": "{missing}",
        "todo.ask_again": "{day}: {stance}",
        "todo.reconsider.reasons": "{reasons}",
        "todo.reconsider.missing": _("Not known: {missing}"),
        "todo.reconsider.deceased": _("Died {day}"),
        "todo.reconsider.overlap": _("Two certificates: {other} and {intyg}"),
        "todo.reconsider.moved": _("Moved {day}"),
        "todo.reconsider.handover": _("Moved {day} to {where}: hand over"),
        "todo.expiring.met": _("Ends {last}"),
        "todo.expiring.not_met": _("Ends {last}, criteria not met"),
        "todo.changed.protected": _("Is protected now"),
        "todo.changed.deceased": _("Has died"),
        "todo.changed.moved": _("Has moved"),
        "todo.changed.answer": _("No longer yes"),
        "todo.changed.certificate": _("No valid certificate"),
        "todo.changed.unit": _("Lives at {now} now"),
        "todo.changed.new": _("Is not on the list"),
        "todo.not_offered.declined": _("No last year"),
        "todo.not_offered.unvisited": _("Yes last year, no visit"),
        "todo.not_offered.new": _("Not asked yet"),
        "todo.no_answer": _("Offered {offered}"),
        "todo.not_performed.waits": _("Yes {answered}"),
        "todo.not_performed.deviation": _("Yes {answered}, {deviation}"),
        "todo.waiting_basis": _("Certificate {intyg}"),
        "todo.unsent.paper": _("Paper form"),
        "todo.unsent.number": _("Number of {key} to come"),
        "todo.unsent.certificate": certificate,
        "todo.unsent.offer": offer,
        "todo.refused.certificate": "{problem}",
        "todo.refused.offer": "{problem}",
        "todo.conflict.certificate": certificate,
        "todo.conflict.offer": offer,
        "todo.message": "{title}",
    }


def missing_facts() -> dict[str, str]:
    """Column of a missing fact -> what it is called within a sentence."""
    return {
        "omvardnad_per_dygn": _("help with personal care a day"),
        "icf_personlig_vard": _("the impairment in personal care (ICF)"),
        "varaktigt": _("whether the need is lasting"),
        "forbattring": _("the prospect of improvement"),
    }


def _in_words(facts: Mapping[str, object]) -> dict[str, object]:
    words = {name: fact for name, fact in facts.items() if fact is not None}
    for name, tell in _WORDS.items():
        if name in words:
            words[name] = tell(words[name])
    return words


def _many(value: object) -> Sequence[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def _problem(value: object) -> str:
    from ntand.sentences.refusals import refusal

    return refusal(str(value))[0]


_WORDS = {
    "grounds": lambda value: ", ".join(_many(value)),
    "missing": lambda value: ", ".join(missing_facts().get(one, one) for one in _many(value)),
    "reasons": lambda value: " ".join(reasons().get(one, one) for one in _many(value)),
    "stance": lambda value: label("stance", str(value)),
    "deviation": lambda value: label("avvikelse", str(value)),
    "problem": _problem,
}
