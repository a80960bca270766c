"""What the page says of certificates' states, groups and ways."""

from typing import TYPE_CHECKING

from ntand.i18n import _
from ui.kit.columns import Column
from ui.kit.labels import label

if TYPE_CHECKING:
    from ntand.services.certificate_list import CertificateLine


def groups() -> dict[str, str]:
    """Group -> words, in the order they are offered; the empty one is all."""
    return {
        "active": _("Active"),
        "expiring": _("Expiring within 60 days"),
        "coming": _("Yet to begin"),
        "no_basis": _("Waiting for consent or harm test"),
        "not_sent": _("Not at the region yet"),
        "ended": _("Ended"),
        "voided": _("Issued in error"),
        "": _("All"),
    }


def states() -> dict[str, str]:
    """State -> words."""
    return {
        "active": _("active"),
        "coming": _("yet to begin"),
        "ended": _("ended"),
        "voided": _("issued in error"),
    }


def ways() -> dict[str, str]:
    """Way to the region -> words."""
    return {
        "sent": _("at the region"),
        "queued": _("with the next exchange"),
        "portal": _("to enter in the portal"),
        "paper": _("on paper"),
        "no_basis": _("waits for consent"),
        "refused_disclosure": _("disclosure refused"),
        "parked": _("refused by the region"),
        "conflict": _("conflict to decide"),
        "not_told": _("not announced"),
    }


def calls() -> dict[str, str]:
    """Way to the region -> what someone has to do."""
    return {
        "no_basis": _("It waits for consent or harm test before it may go to the region."),
        "refused_disclosure": _("The person has refused disclosure: nothing goes to the region."),
        "portal": _("Enter it in the region's portal and keep its number."),
        "parked": _("The region refused it. The page Region says why."),
        "conflict": _("The region has something else. Decide on the page Region."),
    }


_WARNINGS = {"no_basis", "refused_disclosure", "parked", "conflict", "portal"}


def columns() -> list[Column["CertificateLine"]]:
    """The columns of the list."""
    state_words, way_words = states(), ways()
    return [
        Column("name", _("Name"), lambda row: row.name, 160, icon=_shield),
        Column("born", _("Born"), lambda row: row.born, 86),
        Column("ground", _("Ground"), lambda row: row.ground, 62, tip=_ground),
        Column("to", _("To"), lambda row: row.last_day.isoformat() if row.last_day else "", 86),
        Column("state", _("State"), lambda row: state_words[row.state], 84),
        Column("way", _("Region"), lambda row: way_words[row.way], 150, icon=_warning),
        Column("unit", _("Unit"), _unit, 130),
        Column("from", _("From"), lambda row: row.starts_on.isoformat(), 86),
        Column("id", _("Certificate"), lambda row: row.intyg_id, 170, hidden=True),
    ]


def _unit(row: "CertificateLine") -> str:
    return _("protected") if row.protected else row.unit_name or ""


def _ground(row: "CertificateLine") -> str:
    return label("grund", row.ground)


def _shield(row: "CertificateLine") -> str | None:
    return "shield" if row.protected else None


def _warning(row: "CertificateLine") -> str | None:
    return "triangle-alert" if row.way in _WARNINGS else None
