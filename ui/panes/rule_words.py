"""A rule of an explanation as people read it: what it asks, what became of it, from which facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ntand.domain.findings import Fact, Finding, Rule
from ntand.domain.grounds import Column, State
from ntand.i18n import _
from ntand.sentences import explained as told
from ntand.sentences.eligibility import rules, states
from ui.kit.colours import Tone

if TYPE_CHECKING:
    from ntand.services.proposals import Explained

GROUNDS = (Rule.G1, Rule.G2, Rule.G3, Rule.G4)
_LOOKS: dict[State, tuple[str, Tone]] = {
    State.MET: ("circle-check", "good"),
    State.NOT_MET: ("circle-x", "error"),
    State.UNKNOWN: ("circle-help", "warning"),
    State.DOES_NOT_APPLY: ("circle-minus", "muted"),
}


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One rule; ``facts`` are what each source tells, a line each, and which source it is."""

    icon: str
    tone: Tone
    state: str
    sentence: str
    facts: tuple[tuple[str, str], ...]
    deeper: bool  # a test of the ground above it
    applies: bool

    @property
    def spoken(self) -> str:
        """All of it in one text, for a screen reader."""
        lines = [
            " – ".join(filter(None, (told_by.replace("\n", ", "), source)))
            for told_by, source in self.facts
        ]
        return ". ".join([f"{self.state}: {self.sentence.rstrip('.')}", *lines])


def rule_words(found: "Explained") -> list[RuleWords]:
    """The rules that say something, those that apply first; a test never without its ground."""
    shown = [one for one in found.findings if _is_shown(one, found.findings)]
    words = [_words(one, found) for one in shown]
    return [one for one in words if one.applies] + [one for one in words if not one.applies]


def _is_shown(one: Finding, every: Iterable[Finding]) -> bool:
    if one.state is not State.DOES_NOT_APPLY:
        return True
    states_of = {other.rule: other.state for other in every}
    gone = states_of[Rule.PRESENT] is State.NOT_MET
    test_of_nothing = one.rule not in GROUNDS and states_of[Rule.G2] is State.DOES_NOT_APPLY
    return not gone and not test_of_nothing


def _words(one: Finding, found: "Explained") -> RuleWords:
    icon, tone = _LOOKS[one.state]
    state = states()[one.state]
    if one.rule is Rule.AGE and one.state is State.NOT_MET:  # the outcome stands
        icon, tone, state = "triangle-alert", "warning", _("Warning only")
    sentence = rules()[one.rule]
    deeper = one.rule.value.startswith("G2.")
    return RuleWords(
        icon,
        tone,
        state,
        f"{one.rule.value}: {sentence}" if one.rule in GROUNDS else sentence,
        tuple(_fact_lines(one, found)),
        deeper,
        one.state is not State.DOES_NOT_APPLY or deeper,
    )


def _fact_lines(one: Finding, found: "Explained") -> Iterable[tuple[str, str]]:
    """What each source tells; a fact nobody asks for is not said to be missing."""
    by_source: dict[tuple[str, ...], list[Fact]] = {}
    for fact in one.facts:
        if fact.value is not None or fact.column in one.codes:
            by_source.setdefault(fact.decision_ids, []).append(fact)
    for decisions, facts in by_source.items():
        parts = [_fact(fact, found) for fact in facts]
        kind_told = any(fact.column == Column.KIND for fact in facts)
        yield "\n".join(parts), _source(decisions, found, kind_told=kind_told)


def _fact(fact: Fact, found: "Explained") -> str:
    name = told.facts().get(fact.column, fact.column)
    text = _("{name}: {value}").format(name=name, value=told.value_words(fact.column, fact.value))
    filled = [found.sources[one].filled_in(fact.column) for one in fact.decision_ids]
    who = {told.filled_words(one.by, one.on) for one in filled if one is not None}
    return f"{text} ({', '.join(sorted(who))})" if who else text


def _source(decisions: Iterable[str], found: "Explained", *, kind_told: bool) -> str:
    words = []
    for one in decisions:
        source = found.sources[one]
        kind = "" if kind_told else source.kind
        words.append(told.decision_words(source.external_id, kind, source.unit, source.system))
    return _("from {decisions}").format(decisions=", ".join(words)) if words else ""
