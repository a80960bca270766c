"""Commands about persons: who qualifies and why, finding, decisions, facts, protection."""

from argparse import Namespace
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from ntand.cli import values
from ntand.cli.answer import Answer, as_data
from ntand.cli.parser import Commands, Parser
from ntand.cli.session import STDIN, Session, line_of_stdin
from ntand.cli.table import id_number, pairs, said, table, whole, yes_no
from ntand.domain.codes import Protection, Stance
from ntand.i18n import _

if TYPE_CHECKING:
    from ntand.domain.findings import Finding
    from ntand.services.proposals import Explained, Identified, Proposal
    from ntand.services.search import Found

_MOST_HITS = 50


class Shown(StrEnum):
    """Whom identify names."""

    CANDIDATES = "kandidater"
    TO_ASSESS = "bedom"
    TO_REVIEW = "omprova"


def declare(commands: Commands) -> None:
    """The commands of this group."""
    identify = commands.add("identify", _("Evaluate everyone: who qualifies?"), _identify)
    identify.add_argument("--on", metavar="D", type=values.day, help=_("the day; today"))
    identify.add_argument(
        "--show",
        default=Shown.CANDIDATES,
        metavar=values.shown(Shown),
        type=values.code(Shown),
        help=_("whom to name: candidates, those to assess, those to reconsider"),
    )
    explain = commands.add("explain", _("Why does a person qualify or not?"), _explain)
    person_argument(explain)
    explain.add_argument("--on", metavar="D", type=values.day, help=_("the day; today"))
    search = commands.add("search", _("Find persons by name, number, unit or certificate"), _search)
    search.add_argument("text", metavar="TEXT", help=_("what to look for; - reads it from stdin"))
    search.add_argument(
        "--limit", metavar="N", type=values.count, default=_MOST_HITS, help=_("at most so many")
    )
    _declare_decisions(commands)


def _declare_decisions(commands: Commands) -> None:
    decide = commands.add("decide", _("A person's decision about a proposal"), _decide)
    person_argument(decide)
    decide.add_argument(
        "--as",
        dest="stance",
        required=True,
        metavar=values.shown(Stance),
        type=values.code(Stance),
        help=_("what was decided"),
    )
    decide.add_argument("--reason", metavar="TEXT", required=True, type=values.text, help=_("why"))
    decide.add_argument(
        "--ask-again", metavar="D", type=values.day, help=_("no candidate until this day")
    )
    fact = commands.add("fact", _("Fill in a fact the care system does not give"), _fact)
    person_argument(fact)
    fact.add_argument("decision", metavar="BESLUT_ID", type=values.key, help=_("the decision"))
    fact.add_argument("column", metavar="COLUMN", type=values.key, help=_("the missing column"))
    fact.add_argument("value", metavar="VALUE", type=values.key, help=_("as a file writes it"))
    protection = commands.add("protection", _("Tell of a person's protection"), _protection)
    person_argument(protection)
    protection.add_argument(
        "--as",
        dest="protection",
        required=True,
        metavar="|".join(["ingen", *(one.value for one in Protection if one)]),
        type=_protection_code,
        help=_("which protection"),
    )
    protection.add_argument(
        "--reason", metavar="TEXT", required=True, type=values.text, help=_("why")
    )


def person_argument(command: Parser) -> None:
    """The person a command is about."""
    command.add_argument(
        "person",
        metavar="ID",
        type=values.person,
        help=_("identity number, the person's UUID, or - to read it from stdin"),
    )


def _protection_code(given: str) -> Protection:
    tidy = given.strip()
    return Protection.NONE if tidy.casefold() == "ingen" else values.code(Protection)(tidy)


# --- Who qualifies ------------------------------------------------------------------------------


def _identify(session: Session, args: Namespace) -> Answer:
    from ntand.services.proposals import identify

    for_people = not session.console.as_json
    found = identify(session.installation, session.actor, args.on, named=for_people)
    data = {"on": found.on, "criteria": found.criteria, "persons": found.persons}
    return Answer(data, lambda: _identified(found, args.show), hint=_after_identify(args.show))


def _after_identify(shown: Shown) -> str:
    steps = {
        Shown.CANDIDATES: _("Next: ntand explain ID shows why; ntand issue ID --ground G issues."),
        Shown.TO_ASSESS: _("Next: ntand explain ID shows the decision; ntand fact fills it in."),
        Shown.TO_REVIEW: _(
            "Next: ntand explain ID shows why; then ntand end INTYG_ID, or keep it with"
            " ntand decide ID --as behall."
        ),
    }
    others = "--show " + "|".join(one.value for one in Shown if one is not shown)
    return steps[shown] + "\n" + _("Others: ntand identify {options}").format(options=others)


def _identified(found: "Identified", shown: Shown) -> str:
    from ntand.sentences.eligibility import outcomes, warnings

    counts = Counter(one.outcome for one in found.persons)
    rows = [(_("All persons"), whole(len(found.persons)))]
    rows += [(text, whole(counts[code])) for code, text in outcomes().items()]
    warned = Counter(code for one in found.persons for code in one.warnings)
    rows += [(text, whole(warned[code])) for code, text in warnings().items() if warned[code]]
    candidates = sum(one.candidate for one in found.persons)
    rows.append((_("Candidates for a certificate"), whole(candidates)))
    lines = [
        _("Evaluated {day} by {criteria}").format(day=found.on, criteria=found.criteria),
        "",
        table((_("Outcome"), _("Persons")), rows, " r"),
    ]
    people = [one for one in found.persons if _is_shown(one, shown)]
    return "\n".join([*lines, "", *_named(found, people, shown)]) if people else "\n".join(lines)


def _is_shown(one: "Proposal", shown: Shown) -> bool:
    return {
        Shown.CANDIDATES: one.candidate,
        Shown.TO_ASSESS: one.outcome == "needs_assessment",
        Shown.TO_REVIEW: "review_certificate" in one.warnings,
    }[shown]


def _named(found: "Identified", people: "list[Proposal]", shown: Shown) -> list[str]:
    """The people with what decides about each; the grounds are spelled out once, above."""
    from ntand.sentences.eligibility import rules

    titles = {
        Shown.CANDIDATES: _("Candidate"),
        Shown.TO_ASSESS: _("To assess"),
        Shown.TO_REVIEW: _("To reconsider"),
    }
    head = (titles[shown], _("Name"), _("Unit"), _("Grounds"), _("Observe"))
    rows = []
    for one in people:
        who = found.who[one.person]
        unit = _("PROTECTED") if who.protected else who.unit
        rows.append(
            (id_number(one.id_number), who.name, unit, ", ".join(one.grounds), _remarks(one, shown))
        )
    grounds = sorted({ground for one in people for ground in one.grounds})
    legend = [f"{ground}  {said(ground, rules())}" for ground in grounds]
    return [*legend, *([""] if legend else []), table(head, rows)]


def _remarks(one: "Proposal", shown: Shown) -> str:
    from ntand.sentences.eligibility import missing, reasons, warnings

    words = [said(code, missing()) for code in one.missing]
    words += [said(code, reasons()) for code in one.reasons if shown is Shown.TO_REVIEW]
    words += [said(code, warnings()) for code in one.warnings if code != "review_certificate"]
    if one.time_limited:
        words.append(_("Suggest one year: the prospect of improvement is unclear."))
    return " ".join(words)


def _explain(session: Session, args: Namespace) -> Answer:
    from ntand.services.proposals import explain

    reference = session.reference(args.person)
    found = explain(session.installation, session.actor, reference, args.on)
    data = {
        "on": found.on,
        "criteria": found.criteria,
        "proposal": found.proposal,
        "findings": [_finding(one) for one in found.findings],
    }
    return Answer(data, lambda: _explained(found), hint=_after_explain(found.proposal))


def _after_explain(proposal: "Proposal") -> str:
    if proposal.candidate:
        ground = proposal.ground
        return _("Next: ntand issue ID --ground {ground}, or ntand decide ID.").format(
            ground=ground
        )
    if proposal.missing:
        return _("Next: ntand fact ID BESLUT_ID COLUMN VALUE fills in what is missing.")
    return ""


def _finding(found: "Finding") -> dict[str, object]:
    return found._asdict() | {"facts": [fact._asdict() for fact in found.facts]}


def _explained(found: "Explained") -> str:
    from ntand.sentences import eligibility as words
    from ntand.sentences.explained import (
        certificate_states,
        gone_sentence,
        held_sentence,
        outcome_sentence,
    )

    proposal, held = found.proposal, found.held
    outcome = gone_sentence(found.findings) or outcome_sentence(
        proposal.outcome, proposal.ground, proposal.reasons, len(proposal.missing)
    )
    head = [
        (_("Person"), id_number(proposal.id_number)),
        (_("Name"), found.who.name),
        (_("Unit"), _("PROTECTED") if found.who.protected else found.who.unit),
        (_("Day"), found.on),
        (_("Criteria"), found.criteria),
        (_("Outcome"), outcome),
        (_("Ground"), ", ".join(proposal.grounds) or "-"),
        (_("Certificate"), said(proposal.certificate, certificate_states())),
        (_("Candidate"), yes_no(proposal.candidate)),
    ]
    rows = [
        (said(one.rule, words.rules()), said(one.state, words.states()), _facts(one, found))
        for one in found.findings
    ]
    lines = [pairs(head), "", table((_("Rule"), _("Result"), _("Facts")), rows)]
    for title, codes, sentences in (
        (_("Find out"), proposal.missing, words.missing()),
        (_("Observe"), proposal.warnings, words.warnings()),
    ):
        lines += ["", *(f"{title}: {said(code, sentences)}" for code in codes)] if codes else []
    if held is not None:
        told = held_sentence(held.stance, held.ask_again_on, held.decided_by, held.decided_on)
        lines += ["", f"{told} {held.reason}"]
    return "\n".join(lines)


def _facts(found: "Finding", explained: "Explained") -> str:
    """The facts a rule looked at and the decisions that tell, or should tell, them."""
    from ntand.sentences.explained import facts, value_words

    told = []
    for fact in found.facts:
        decisions = ", ".join(explained.sources[one].external_id for one in fact.decision_ids)
        value = value_words(fact.column, fact.value)
        where = f" ({decisions})" if decisions else ""
        told.append(f"{said(fact.column, facts())}: {value}{where}")
    return "; ".join(told)


# --- Finding ------------------------------------------------------------------------------------


def _search(session: Session, args: Namespace) -> Answer:
    from ntand.services.search import search_people

    text = line_of_stdin() if args.text == STDIN else args.text
    found = search_people(session.installation, session.actor, text, args.limit)
    return Answer({"persons": found.hits, "more": found.more}, lambda: _found(found))


def _found(found: "Found") -> str:
    if not found.hits:
        return _("Nobody was found.")
    rows = [
        (
            id_number(hit.id_number),
            f"{hit.family_name}, {hit.given_name}",
            hit.unit,
            hit.protection and _("PROTECTED"),
        )
        for hit in found.hits
    ]
    lines = [table((_("Identity number"), _("Name"), _("Unit"), ""), rows)]
    if found.more:
        lines.append(_("There are more: write more of the name, or use --limit."))
    return "\n".join(lines)


# --- Decisions and facts ------------------------------------------------------------------------


def _decide(session: Session, args: Namespace) -> Answer:
    from ntand.services.stances import decide

    reference = session.reference(args.person)
    found = decide(
        session.installation, session.actor, reference, args.stance, args.reason, args.ask_again
    )

    def text() -> str:
        if found.ask_again_on is None:
            return _("The decision is kept; it holds until a decisive fact changes.")
        return _("The decision is kept; the person is asked again from {day}.").format(
            day=found.ask_again_on
        )

    return Answer(as_data(found), text)


def _fact(session: Session, args: Namespace) -> Answer:
    from ntand.files.folding import fold
    from ntand.services.facts import fill_fact
    from ntand.store.care import FILLABLE_FACTS

    reference = session.reference(args.person)
    columns = {fold(name): name for name in FILLABLE_FACTS}
    column = columns.get(fold(args.column), args.column)
    value = _fact_value(args.value)
    found = fill_fact(session.installation, session.actor, reference, args.decision, column, value)
    text = _("The fact is kept and counts until the source gives one.")
    return Answer(as_data(found), lambda: text)


def _fact_value(given: str) -> str:
    return {"j": "J", "ja": "J", "n": "N", "nej": "N"}.get(given.casefold(), given.casefold())


def _protection(session: Session, args: Namespace) -> Answer:
    from ntand.services.protecting import tell_protection

    reference = session.reference(args.person)
    found = tell_protection(
        session.installation, session.actor, reference, args.protection, args.reason
    )
    known = found.protection or _("no protection")
    text = _("Kept. What counts now: {known}.").format(known=known)
    return Answer(as_data(found), lambda: text)
