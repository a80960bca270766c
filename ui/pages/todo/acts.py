"""What can be done about each kind of work, the first at once with Enter."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from ntand.domain.codes import Stance
from ntand.domain.work import WorkGroup
from ntand.i18n import _
from ui.kit.desk import Desk, Place

if TYPE_CHECKING:  # each pane is loaded when it is first opened
    from ntand.services.worklist.reading import WorkRow
    from ui.pages.todo.facts import FactsPane
    from ui.panes.act_pane import ActPane

    Pane = ActPane | FactsPane


class Act(NamedTuple):
    """A button: its words and picture, and what it opens."""

    words: str
    picture: str
    opens: str  # a pane by name, or empty for the place
    place: Place | None = None


def acts_for(row: "WorkRow") -> list[Act]:
    """What can be done about the row; the first is what it calls for."""
    names = _BY_REASON.get(row.why) or _BY_QUESTION.get(str(row.facts.get("asks")))
    return [_act(name, row) for name in names or _BY_GROUP[WorkGroup(row.group)]]


def make_pane(name: str, desk: Desk) -> "Pane":
    """The pane of the name."""
    return _PANES[name][0](desk)


def fill_pane(name: str, pane: "Pane", row: "WorkRow") -> None:
    """Let the pane show what the row is about."""
    _PANES[name][1](pane, row)


_BY_GROUP: dict[WorkGroup, tuple[str, ...]] = {
    WorkGroup.CANDIDATE: ("issue", "decide", "person"),
    WorkGroup.NEEDS_ASSESSMENT: ("facts", "decide", "person"),
    WorkGroup.RECONSIDER: ("keep", "replace", "end", "person"),
    WorkGroup.ASK_AGAIN: ("decide", "person"),
    WorkGroup.EXPIRING: ("replace", "end", "person"),
    WorkGroup.CHANGED: ("changes", "person"),
    WorkGroup.NOT_OFFERED: ("answer", "person"),
    WorkGroup.NO_ANSWER: ("answer", "person"),
    WorkGroup.NOT_PERFORMED: ("visit", "answer", "person"),
    WorkGroup.WAITING_BASIS: ("consent", "decide", "person"),
    WorkGroup.UNSENT: ("region", "person"),
    WorkGroup.REFUSED: ("region", "person"),
    WorkGroup.CONFLICT: ("region", "person"),
    WorkGroup.MESSAGE: ("messages",),
}
_BY_REASON: dict[str, tuple[str, ...]] = {
    "todo.reconsider.deceased": ("end", "person"),
    "todo.reconsider.moved": ("end", "person"),
    "todo.reconsider.handover": ("end", "person"),
    "todo.reconsider.overlap": ("end", "person"),
    "todo.expiring.not_met": ("end", "replace", "person"),
    "todo.changed.protected": ("list", "person"),
    "todo.unsent.paper": ("forms", "person"),
    "todo.unsent.number": ("registered", "person"),
}
_BY_QUESTION: dict[str, tuple[str, ...]] = {
    "issue": ("issue", "decide", "person"),
    "facts": ("facts", "decide", "person"),
    "review": ("keep", "replace", "end", "person"),
    "basis": ("consent", "decide", "person"),
}


def _act(name: str, row: "WorkRow") -> Act:
    words, picture = _words()[name]
    place = _PLACES[name](row) if name in _PLACES else None
    return Act(words, picture, "" if place else name, place)


def _words() -> dict[str, tuple[str, str]]:
    return {
        "issue": (_("&Issue certificate …"), "file-badge"),
        "decide": (_("Say &no or wait …"), "user-check"),
        "keep": (_("&Keep or wait …"), "user-check"),
        "facts": (_("&Fill in what is missing …"), "user-check"),
        "replace": (_("&Replace certificate …"), "file-badge"),
        "end": (_("&End certificate …"), "circle-minus"),
        "answer": (_("Offer and &answer …"), "save"),
        "visit": (_("Record the &visit …"), "save"),
        "consent": (_("Consent or &harm test …"), "check"),
        "registered": (_("Note the region's n&umber …"), "check"),
        "changes": (_("&Show the changes"), "printer"),
        "list": (_("&Show the lists"), "printer"),
        "forms": (_("&Print the form"), "printer"),
        "region": (_("&Show it at the region"), "radio-tower"),
        "messages": (_("&Read it"), "radio-tower"),
        "person": (_("&Open the person"), "id-card"),
    }


_PLACES: dict[str, Callable[["WorkRow"], Place]] = {
    "changes": lambda row: Place("papers", item=f"changes:{row.object_id}"),
    "list": lambda _row: Place("papers", item="lista"),
    "forms": lambda _row: Place("papers", item="skyddad"),
    "region": lambda row: Place("region", person=row.person, item=row.object_id),
    "messages": lambda _row: Place("region", item="messages"),
    "person": lambda row: Place("people", person=row.person),
}


def _issue(desk: Desk) -> "Pane":
    from ui.panes.issue import IssuePane

    return IssuePane(desk)


def _replace(desk: Desk) -> "Pane":
    from ui.panes.issue import ReplacePane

    return ReplacePane(desk)


def _decide(desk: Desk) -> "Pane":
    from ui.panes.decide import DecidePane

    return DecidePane(desk)


def _facts(desk: Desk) -> "Pane":
    from ui.pages.todo.facts import FactsPane

    return FactsPane(desk)


def _end(desk: Desk) -> "Pane":
    from ui.panes.end import EndPane

    return EndPane(desk)


def _answer(desk: Desk) -> "Pane":
    from ui.panes.answer import AnswerPane

    return AnswerPane(desk)


def _visit(desk: Desk) -> "Pane":
    from ui.panes.visit import VisitPane

    return VisitPane(desk)


def _consent(desk: Desk) -> "Pane":
    from ui.panes.consent import ConsentPane

    return ConsentPane(desk)


def _registered(desk: Desk) -> "Pane":
    from ui.panes.registered import RegisteredPane

    return RegisteredPane(desk)


Fill = Callable[[Any, "WorkRow"], None]
_for_person: Fill = lambda pane, row: pane.show_for(row.person)  # noqa: E731 - one of a row
_for_certificate: Fill = lambda pane, row: pane.show_for(row.object_id)  # noqa: E731
_for_year: Fill = lambda pane, row: pane.show_for(row.person, int(row.object_id or 0))  # noqa: E731

_PANES: "dict[str, tuple[Callable[[Desk], Pane], Fill]]" = {
    "issue": (_issue, _for_person),
    "decide": (_decide, _for_person),
    "keep": (_decide, lambda pane, row: pane.show_for(row.person, Stance.KEEP.value)),
    "facts": (_facts, _for_person),
    "replace": (_replace, _for_certificate),
    "end": (_end, _for_certificate),
    "answer": (_answer, _for_year),
    "visit": (_visit, _for_year),
    "consent": (_consent, _for_person),
    "registered": (_registered, _for_certificate),
}
