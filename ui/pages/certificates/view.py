"""One certificate to look at, and the acts that begin there."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QPushButton, QVBoxLayout, QWidget

from ntand.i18n import _
from ntand.sentences.eligibility import outcomes, rules
from ntand.sentences.eligibility import states as rule_states
from ui.kit.desk import Desk, Place
from ui.kit.labels import label
from ui.kit.look import GAP, Banner, body, button, muted, subheading
from ui.kit.person_header import PersonHeader
from ui.kit.seen_order import SeenOrder
from ui.kit.split import scrolling
from ui.pages.certificates.words import calls, states, ways
from ui.panes.fold import Fold
from ui.panes.letter import LetterFold, Preview

if TYPE_CHECKING:
    from ntand.services.certificate_detail import CertificateDetail, RestsOn

_IN_A_ROW = 2


class CertificateView(SeenOrder):
    """Shows a certificate.

    ``asked`` names the act that someone wants to begin; ``left``: back to the list.
    """

    asked = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.detail: CertificateDetail | None = None
        self.header = PersonHeader()
        self.title = subheading()
        self.call = Banner(kind="warning")
        self.buttons = {
            "consent": button(_("&Consent …"), "check"),
            "registered": button(_("&Registered in the portal …"), "check"),
            "replace": button(_("Re&place …"), "refresh-cw"),
            "end": button(_("&End …"), "circle-minus"),
            "void": button(_("&Void …"), "circle-x"),
            "person": button(_("&Show the person"), "id-card"),
        }
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(2 * GAP)
        self._facts.setVerticalSpacing(GAP // 2)
        self._facts.setColumnStretch(1, 1)
        self._links = QVBoxLayout()
        self.rests = Fold(_("What it rests on"), _Rests, self._show_rests)
        self.letter = LetterFold(desk, self._preview)
        self._arrange()
        for name, one in self.buttons.items():
            one.clicked.connect(partial(self._clicked, name))

    def show_certificate(self, detail: "CertificateDetail") -> None:
        """Show this one."""
        other = self.detail is None or self.detail.line.intyg_id != detail.line.intyg_id
        self.detail = detail
        line = detail.line
        self.header.show_person(detail.card)
        self.title.setText(
            f"{label('grund', line.ground)} · {states()[line.state]}",
        )
        self.call.setVisible(line.way in calls() and line.state != "voided")
        self.call.show_text(calls().get(line.way, ""), "warning")
        self._offer_acts(detail)
        _clear(self._facts)
        for at, (name, value) in enumerate(_facts(detail)):
            told = muted(name)
            told.setWordWrap(False)
            self._facts.addWidget(told, at, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(body(value), at, 1)
        self._show_links(detail)
        self.rests.setVisible(detail.rests_on is not None)
        if other:
            self.letter.fold()
        self.rests.renew()

    def first_act(self) -> QPushButton:
        """The first act that can be begun."""
        shown = (one for one in self.buttons.values() if not one.isHidden())
        return next(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        within = QApplication.focusWidget()
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and isinstance(within, QPushButton):
            within.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _offer_acts(self, detail: "CertificateDetail") -> None:
        line = detail.line
        valid = line.state != "voided"
        running = line.state == "active"
        offered = {
            "consent": valid and line.way in ("no_basis", "refused_disclosure"),
            "registered": line.way == "portal",
            "replace": running,
            "end": valid and line.state != "ended",
            "void": valid,
            "person": True,
        }
        # First into the pane and then visible: a button without a parent would be a window.
        for at, (name, one) in enumerate(
            sorted(self.buttons.items(), key=lambda b: not offered[b[0]])
        ):
            self._acts.addWidget(one, at // _IN_A_ROW, at % _IN_A_ROW)
            one.setVisible(offered[name])

    def _show_links(self, detail: "CertificateDetail") -> None:
        _clear(self._links)
        told = {
            _("Replaces {id}"): detail.replaces,
            _("Replaced by {id}"): detail.replaced_by,
        }
        linked = [(text, key) for text, key in told.items() if key]
        known = {key for _text, key in linked}
        linked += [
            (_("Also has {id}"), one.intyg_id) for one in detail.others if one.intyg_id not in known
        ]
        for text, key in linked:
            link = button(text.format(id=key), "arrow-right")
            link.clicked.connect(partial(self._go, key))
            self._links.addWidget(link)

    def _show_rests(self, inside: "_Rests") -> None:
        if self.detail is not None and self.detail.rests_on is not None:
            inside.show_rests(self.detail.rests_on)

    def _preview(self) -> Preview | None:
        from ntand.services.papers.preview import preview_letter

        if self.detail is None:
            return None
        intyg_id = self.detail.line.intyg_id
        return lambda installation, actor: preview_letter(installation, actor, intyg_id)

    def _clicked(self, name: str) -> None:
        if name == "person" and self.detail is not None:
            self.desk.go(Place("people", person=self.detail.line.person))
        else:
            self.asked.emit(name)

    def _go(self, intyg_id: str) -> None:
        self.desk.go(Place("certificates", item=intyg_id))

    def _arrange(self) -> None:
        self._acts = QGridLayout()
        self._acts.setSpacing(GAP)
        self._acts.setColumnStretch(_IN_A_ROW, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.title)
        column.addWidget(self.call)
        column.addLayout(self._acts)
        column.addSpacing(GAP)
        column.addLayout(self._facts)
        column.addLayout(self._links)
        column.addWidget(self.rests)
        column.addWidget(self.letter)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * GAP, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addWidget(scrolling(inside, _("Certificate")), 1)


class _Rests(QWidget):
    """What the rules said when the certificate was issued."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP // 2)

    def show_rests(self, rests: "RestsOn") -> None:
        """Show this assessment."""
        _clear(self._column)
        told = _("Assessed for {day} by {who}, {criteria}: {outcome}")
        self._column.addWidget(
            body(
                told.format(
                    day=rests.on.isoformat(),
                    who=rests.made_by,
                    criteria=rests.criteria,
                    outcome=outcomes().get(rests.outcome, rests.outcome),
                )
            )
        )
        words, stood = rules(), rule_states()
        for finding in rests.findings:
            if finding.state != "does_not_apply":
                text = f"{stood[finding.state]}: {words.get(finding.rule, finding.rule)}"
                self._column.addWidget(body(text))


def _facts(detail: "CertificateDetail") -> Iterable[tuple[str, str]]:
    line = detail.line
    until = line.last_day.isoformat() if line.last_day else _("until further notice")
    told = (
        (_("Certificate"), line.intyg_id),
        (_("Valid"), f"{line.starts_on.isoformat()} – {until}"),
        (_("Region"), ways()[line.way]),
        (_("The portal's number"), detail.region_number),
        (_("Basis"), label("underlag", detail.basis)),
        (_("Issued"), f"{detail.issued_on.isoformat()}, {detail.issuer}"),
        (_("Issued by"), label("ursprung", detail.origin)),
        (_("Criteria"), detail.criteria),
        (_("Against the proposal because"), detail.reason),
        (_("Ended because"), label("avslutsorsak", detail.end_reason)),
        (_("The holder was told on"), detail.informed_on.isoformat() if detail.informed_on else ""),
        (_("Issued in error because"), detail.void_reason),
    )
    return [(name, value) for name, value in told if value]


def _clear(layout: QGridLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.deleteLater()
