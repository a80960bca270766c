"""One item: what it says, why it is stuck, and the act that mends it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ntand.errors import NtandError
from ntand.i18n import _, ngettext
from ntand.sentences.sendings import hold_words, kind_words
from ntand.services.actor import Permission
from ntand.services.exchange.outbox.mending import ItemDetail, resend
from ntand.services.exchange.outbox.queue_view import Mend, QueueRow
from ntand.settings import Channel
from ui.kit.desk import Desk, Place
from ui.kit.look import Banner, body, button, muted, primary_button
from ui.pages.region.row_pane import RowPane
from ui.pages.region.words import moment

if TYPE_CHECKING:
    from ntand.services.exchange.outbox.mending import Settled


class DetailPane(RowPane):
    """``consent`` and ``portal`` ask for those panes."""

    consent = Signal(object)  # a QueueRow
    portal = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("What is on its way"))
        self.detail: ItemDetail | None = None
        self.says, self.times = body(), muted()
        self.why = Banner(kind="warning")
        self.fields = body()
        self.mend = primary_button("")
        self.again = button(_("&Send again"), "send")
        self.enter = button(_("Show the &portal's fields"), "copy")
        self.mend.clicked.connect(self._mend)
        self.again.clicked.connect(self._send_again)
        self.enter.clicked.connect(lambda: self.portal.emit(self._row()))
        acts = (self.mend, self.again, self.enter)
        told = (self.times, self.fields)
        self.arrange(self.says, self.why, *acts, *told, name=_("What it says"))
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen."""
        self.detail = None
        self.header.show_person(None)
        self.title.setText("")
        self.says.setText(_("Choose a row to see what it says."))
        for part in (self.why, self.fields, self.times, self.mend, self.again, self.enter):
            part.hide()

    def show_detail(self, detail: ItemDetail) -> None:
        """Show the item whole."""
        self.detail, row = detail, detail.row
        self.header.show_person(row.card)
        self.title.setText(f"{kind_words(row.kind)} {row.key}")
        self.says.setText(row.says)
        self.times.setText(_times(row))
        self.times.show()
        told = (f"{name}: {value}" for name, value in detail.fields if value)
        self.fields.setText("\n".join(told))
        self.fields.show()
        self._show_why(detail)
        self._show_acts(detail)

    def primary(self) -> QWidget | None:
        """The first thing to do about it, if anything."""
        shown = (self.mend, self.again, self.enter)
        return next((one for one in shown if not one.isHidden() and one.isEnabled()), None)

    # --- Inside ---------------------------------------------------------------------------

    def _row(self) -> QueueRow:
        assert self.detail is not None
        return self.detail.row

    @property
    def _portal(self) -> bool:
        return self.desk.installation.settings.channel is Channel.PORTAL

    def _show_why(self, detail: ItemDetail) -> None:
        row = detail.row
        if row.why:
            text = f"{row.why} {row.now}"
            if row.state == "parked" and not detail.changed:
                text += " " + _("Nothing has been corrected since.")
            elif row.state == "parked":
                text += " " + _("It has been corrected since: send it again.")
            self.why.show_text(text, "warning")
        elif row.hold:
            kind = "info" if row.hold in ("ready", "paper", "order") else "warning"
            self.why.show_text(f"{hold_words(row.hold, portal=self._portal)}.", kind)
        self.why.setVisible(bool(row.why or row.hold))

    def _show_acts(self, detail: ItemDetail) -> None:
        row = detail.row
        words = _mend_words(row)
        self.mend.setVisible(bool(words))
        self.mend.setText(words)
        self.mend.setAccessibleName(words.replace("&", ""))
        may = self.desk.actor.may
        self.again.setVisible(row.state == "parked" and may(Permission.EXCHANGE))
        entered = row.state == "parked" or row.hold == "ready"
        self.enter.setVisible(self._portal and entered and may(Permission.RECORD))

    def _mend(self) -> None:
        row = self._row()
        if row.mend == Mend.CONSENT and row.card:
            self.consent.emit(row)
        else:
            place = _place(row)
            if place is not None:
                self.desk.go(place)

    def _send_again(self) -> None:
        item = self._row().item
        self.again.setEnabled(False)
        self.desk.act(
            self,
            lambda installation, actor: resend(installation, actor, item),
            self._sent,
            failed=self._failed,
        )

    def _sent(self, _done: "Settled") -> None:
        self.again.setEnabled(True)
        self.desk.say(_("It leaves with the next exchange."))
        self.left.emit()

    def _failed(self, error: NtandError) -> None:
        self.again.setEnabled(True)
        self.desk.tell(error)


def _mend_words(row: QueueRow) -> str:
    words = {
        Mend.CONSENT: _("&Consent or harm test …"),
        Mend.PERSON: _("&Open the person"),
        Mend.CERTIFICATE: _("&Open the certificate"),
        Mend.OFFER: _("&Open the year's round"),
        Mend.UNIT: _("&Import the units again"),
        Mend.PAPER: _("&Print the paper form"),
    }
    if row.state == "delivered" and row.card:
        return _("&Open the person")
    return words.get(Mend(row.mend), "") if row.mend else ""


def _place(row: QueueRow) -> Place | None:
    person = row.card.person if row.card else None
    places = {
        Mend.PERSON: Place("people", person=person),
        Mend.CERTIFICATE: Place("certificates", item=row.key),
        Mend.OFFER: Place("round", person=person, item=row.key),
        Mend.UNIT: Place("import", item="enheter"),
        Mend.PAPER: Place("papers", item="skyddad"),
    }
    if row.mend:
        return places.get(Mend(row.mend))
    return Place("people", person=person) if person else None


def _times(row: QueueRow) -> str:
    parts = [_("On its way since {time}.").format(time=moment(row.since))]
    if row.attempts:
        tried = ngettext("Tried {n} time.", "Tried {n} times.", row.attempts)
        parts.append(tried.format(n=row.attempts))
    if row.next_at:
        parts.append(_("Tried again {time}.").format(time=moment(row.next_at)))
    if row.delivered_at:
        parts.append(_("Arrived {time}.").format(time=moment(row.delivered_at)))
    if row.region_number:
        parts.append(_("The portal's number: {number}.").format(number=row.region_number))
    if row.corrects:
        parts.append(_("Corrects one that was refused."))
    return " ".join(parts)
