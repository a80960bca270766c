"""Who it is: name, birth date, unit and protection, beside the button of every act."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ntand.i18n import _, ngettext
from ui.kit.look import Banner, body, subheading

if TYPE_CHECKING:
    from ntand.services.people.cards import PersonCard


class PersonHeader(QFrame):
    """Repeats who it is before anything is done; warns of a namesake."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Person"))
        self.name = subheading()
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.under = body()
        self.warning = Banner(kind="warning")
        self.namesake, self.elsewhere = Banner(kind="warning"), Banner(kind="warning")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        for part in (self.name, self.under, self.warning, self.namesake, self.elsewhere):
            column.addWidget(part)
        self.show_person(None)

    def show_person(self, card: "PersonCard | None") -> None:
        """Show who it is, or nobody."""
        self.setVisible(card is not None)
        if card is None:
            return
        self.name.setText(card.name)
        self.under.setText(_under(card))
        self.warning.setVisible(card.protected)
        self.warning.show_text(
            _("Protected identity: address, unit and contact are not shown."), "warning"
        )
        self.namesake.setVisible(bool(card.namesakes))
        self.namesake.show_text(_namesakes(card), "warning")
        self.elsewhere.setVisible(card.elsewhere_on is not None)
        self.elsewhere.show_text(_elsewhere(card), "warning")
        told = [self.name.text(), self.under.text()]
        warnings = (self.warning, self.namesake, self.elsewhere)
        told += [one.text.text() for one in warnings if not one.isHidden()]
        self.setAccessibleName(". ".join(told))


def _under(card: "PersonCard") -> str:
    number = f"{card.id_number[:8]}-{card.id_number[8:]}"
    parts = [number]
    if card.born:
        parts.append(_("born {day}").format(day=card.born))
    if card.unit_name:
        parts.append(card.unit_name)
    if card.deceased_on:
        parts.append(_("died {day}").format(day=card.deceased_on.isoformat()))
    if card.moved_on:
        parts.append(_("moved {day}").format(day=card.moved_on.isoformat()))
    return " · ".join(parts)


def _elsewhere(card: "PersonCard") -> str:
    if card.elsewhere_on is None:
        return ""
    text = _(
        "The region told {day} that another municipality has issued a certificate for the"
        " person. Find out which one holds before you issue another."
    )
    return text.format(day=card.elsewhere_on.isoformat())


def _namesakes(card: "PersonCard") -> str:
    count = len(card.namesakes)
    text = ngettext(
        "Someone else has the same name: {who}.", "Others have the same name: {who}.", count
    )
    return text.format(who="; ".join(card.namesakes))
