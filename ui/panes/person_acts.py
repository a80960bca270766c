"""What can be done about a person: which acts there are, and which comes first."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from ntand.domain.codes import Basis
from ntand.i18n import _
from ui.kit.desk import Desk
from ui.panes.gone_words import left_open

if TYPE_CHECKING:
    from ntand.services.people.view import PersonView
    from ui.panes.act_pane import ActPane

# Act -> the module and class of its pane; loaded when it is first begun.
_PANES = {
    "issue": ("issue", "IssuePane"),
    "replace": ("issue", "ReplacePane"),
    "end": ("end", "EndPane"),
    "void": ("void", "VoidPane"),
    "decide": ("decide", "DecidePane"),
    "consent": ("consent", "ConsentPane"),
    "withdraw": ("consent", "WithdrawPane"),
    "answer": ("answer", "AnswerPane"),
    "visit": ("visit", "VisitPane"),
    "protection": ("protection", "ProtectionPane"),
    "renumber": ("renumber", "RenumberPane"),
}
_OF_CERTIFICATE = frozenset({"replace", "end", "void"})
_OF_YEAR = frozenset({"answer", "visit"})
EXPLAIN = "explain"  # no pane: the part that tells what is missing


@dataclass(frozen=True, slots=True)
class Offered:
    """An act as a button or a line of the menu offers it."""

    act: str
    text: str
    icon: str
    key: str = ""  # of the certificate, where it is about one


def make_pane(act: str, desk: Desk) -> "ActPane":
    """The pane of the act."""
    module, name = _PANES[act]
    made: ActPane = getattr(import_module(f"ui.panes.{module}"), name)(desk)
    return made


def prepare(pane: "ActPane", act: str, person: str, key: str) -> None:
    """Let the pane show the person, with the certificate or the year that ``key`` names."""
    show = pane.show_for  # type: ignore[attr-defined] # each pane has its own
    if act in _OF_CERTIFICATE:
        show(key)
    elif act in _OF_YEAR:
        show(person, int(key))
    else:
        show(person)


def acts_for(view: "PersonView") -> list[Offered]:
    """Every act about the person, in the order of a menu."""
    year = view.on.year
    taken_back = Offered("withdraw", _("Consent &taken back"), "circle-minus")
    return [
        Offered("issue", _("&Issue certificate"), "file-badge"),
        Offered("decide", _("&No certificate now"), "user-check"),
        Offered("consent", _("Consent or &harm test"), "check"),
        *([taken_back] if has_consent(view) else []),
        Offered("answer", _("&Answer {year}").format(year=year), "smile"),
        Offered("visit", _("&Visit {year}").format(year=year), "calendar"),
        Offered("protection", _("&Protection"), "shield"),
        Offered("renumber", _("New i&dentity number"), "id-card"),
    ]


def has_consent(view: "PersonView") -> bool:
    """Whether there is a consent that can be taken back."""
    told = any(one.withdrawn_on is None and one.basis == Basis.CONSENT for one in view.disclosures)
    of_history = not view.disclosures and any(
        one.basis == Basis.CONSENT and one.stands != "voided" for one in view.certificates
    )
    return told or of_history


def first_act(view: "PersonView") -> Offered | None:
    """What waits to be done now, if anything does."""
    left = left_open(view)
    if left:
        return Offered("end", _("End certificate"), "circle-minus", left[0].intyg_id)
    wanted = next(_wanted(view), None)
    if wanted == EXPLAIN:
        return Offered(EXPLAIN, _("Fill in what is &missing"), "circle-help")
    return next((one for one in acts_for(view) if one.act == wanted), None)


def _wanted(view: "PersonView") -> Iterator[str]:
    proposal, offer = view.proposal, view.offer
    if proposal.candidate:
        yield "issue"
    if "review_certificate" in proposal.warnings:
        yield "decide"
    if proposal.certificate == "active":
        if any(one.stands == "active" and one.way.way == "waits" for one in view.certificates):
            yield "consent"
        answer = offer.answer if offer else None
        if answer is None or not answer.value:
            yield "answer"
        performed = offer is not None and any(one.performed and one.stands for one in offer.visits)
        if answer is not None and answer.value == "ja" and not performed:
            yield "visit"
    elif proposal.outcome == "needs_assessment":
        yield EXPLAIN
