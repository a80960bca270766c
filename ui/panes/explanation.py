"""Why someone is proposed a certificate or not: the outcome, what is missing, rule by rule."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.sentences import explained as told
from ntand.sentences.eligibility import warnings
from ui.kit.desk import Desk
from ui.kit.look import GAP, banner, muted, subheading
from ui.panes.missing_fact import MissingFactPane
from ui.panes.rule_list import RuleList
from ui.panes.rule_words import rule_words

if TYPE_CHECKING:
    from ntand.services.proposals import Explained

_KINDS = {"qualifies": "good", "needs_assessment": "warning"}


class ExplanationView(QWidget):
    """Shows an explanation; missing facts are asked for there, and the answer is seen at once.

    ``explained`` tells each explanation shown.
    """

    explained = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: Explained | None = None
        self.setAccessibleName(_("Explanation"))
        self.outcome = banner("")
        self.held = banner("")
        self.warnings = banner("", "warning")
        self.missing = MissingFactPane(desk)
        self.rules_title = subheading(_("Rule by rule"))
        self.rules = RuleList()
        self.filled = MissingFactPane(desk, correcting=True)
        self.under = muted()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for part in (
            self.outcome,
            self.held,
            self.warnings,
            self.missing,
            self.rules_title,
            self.rules,
            self.filled,
            self.under,
        ):
            column.addWidget(part)
        column.addStretch(1)
        for pane in (self.missing, self.filled):
            pane.filled.connect(self._ask_again)
        self.clear()

    @property
    def shown(self) -> "Explained | None":
        """What is shown."""
        return self._shown

    def clear(self) -> None:
        """Show nobody."""
        self._shown = None
        self.hide()

    def show_person(self, person: str, on: date | None = None) -> None:
        """Ask for the person's explanation on the day, and show it."""
        from ntand.services.proposals import explain

        if self._shown is not None and self._shown.proposal.person != person:
            self.clear()  # nobody's facts are asked for under another's name
        self._desk.ask(
            self,
            lambda installation, actor: explain(installation, actor, person, on),
            self.show_explained,
            topic="explain",
        )

    def show_explained(self, found: "Explained") -> None:
        """Show this explanation."""
        self._shown = found
        proposal = found.proposal
        gone = told.gone_sentence(found.findings)
        sentence = gone or told.outcome_sentence(
            proposal.outcome, proposal.ground, proposal.reasons, len(proposal.missing)
        )
        self.outcome.show_text(
            " ".join([sentence, *_certificate(found)]), _KINDS.get(proposal.outcome, "info")
        )
        self.held.setVisible(found.held is not None)
        self.held.show_text(_held(found))
        # Nobody reconsiders the criteria of who is gone: that is the outcome.
        self.warnings.setVisible(bool(proposal.warnings) and not gone)
        said = warnings()
        self.warnings.show_text(
            " ".join(said.get(code, code) for code in proposal.warnings), "warning"
        )
        missing = [one for one in found.asked if one.column in proposal.missing]
        self.missing.show_asked(found, missing, _("What is missing"))
        corrections = [one for one in found.asked if one.value and one not in missing]
        self.filled.show_asked(found, corrections, _("Filled in here; correct it if it is wrong"))
        self.rules.show_rules(rule_words(found))
        self.under.setText(_judged(found))
        self.show()
        self.explained.emit(found)

    def _ask_again(self) -> None:
        """A fact was told: the outcome may be another."""
        found = self._shown
        if found is not None:
            self.show_person(found.proposal.person, found.on)


def _judged(found: "Explained") -> str:
    told_of = {"day": found.on.isoformat(), "criteria": found.criteria}
    if found.confirmed:
        return _("Judged for {day} by {criteria}.").format(**told_of)
    return _(
        "Judged for {day} by {criteria}. Its limits are our reading until the region confirms them."
    ).format(**told_of)


def _certificate(found: "Explained") -> list[str]:
    states = {
        "active": _("Has a certificate."),
        "future": _("Has a certificate that begins later."),
    }
    told_of = states.get(found.proposal.certificate)
    parts = [told_of] if told_of else []
    if found.proposal.time_limited:
        parts.append(_("Suggest one year: the prospect of improvement is unclear."))
    return parts


def _held(found: "Explained") -> str:
    held = found.held
    if held is None:
        return ""
    sentence = told.held_sentence(held.stance, held.ask_again_on, held.decided_by, held.decided_on)
    return " ".join([sentence, _("Reason: {reason}").format(reason=held.reason)])
