"""What is on its way to the region, in words."""

from collections.abc import Mapping

from ntand.i18n import _
from ntand.sentences.codes import label

_CERTIFICATE, _OFFER = "certificate", "offer"


def kind_words(kind: str) -> str:
    """What an item is about."""
    kinds = {_CERTIFICATE: _("Certificate"), _OFFER: _("Offer"), "unit": _("Unit")}
    return kinds.get(kind, kind)


def says(kind: str, data: Mapping[str, str]) -> str:
    """What an item says, from the file's columns as text."""
    if kind == _CERTIFICATE:
        return _certificate(data)
    return _offer(data) if kind == _OFFER else _unit(data)


def hold_words(hold: str, *, portal: bool) -> str:
    """Why something has not left yet; see ``Hold``."""
    ready = _("To be entered in the portal") if portal else _("Leaves with the next exchange")
    told = {
        "ready": ready,
        "basis": _("Lacks consent or harm test"),
        "time": _("Is tried again later"),
        "fresh": _("So new that it may still be taken back: leaves shortly"),
        "order": _("Stands behind another about the same person"),
        "refused": _("Is not sent: the person has said no, or taken the consent back"),
        "paper": _("Goes on paper"),
    }
    return told.get(hold, hold)


def _certificate(data: Mapping[str, str]) -> str:
    words = {"ground": data.get("grund", ""), "first": data.get("fran", "")}
    if data.get("makulerat") == "J":
        return _("{ground} from {first}, voided").format(**words)
    if data.get("avslutat"):
        told = _("{ground} from {first}, ended {last}: {why}")
        why = label("avslutsorsak", data.get("avslutsorsak"))
        return told.format(**words, last=data["avslutat"], why=why or "–")
    if data.get("till"):
        return _("{ground} from {first} to {last}").format(**words, last=data["till"])
    return _("{ground} from {first}").format(**words)


def _offer(data: Mapping[str, str]) -> str:
    parts = [_("Year {year}").format(year=data.get("ar", ""))]
    if data.get("erbjuden"):
        parts.append(_("offered {day}").format(day=data["erbjuden"]))
    if data.get("svar"):
        parts.append(_("answer: {answer}").format(answer=label("svar", data["svar"])))
    if data.get("utford"):
        parts.append(_("assessment made {day}").format(day=data["utford"]))
    elif data.get("avvikelse"):
        parts.append(_("deviation: {what}").format(what=label("avvikelse", data["avvikelse"])))
    return ", ".join(parts)


def _unit(data: Mapping[str, str]) -> str:
    return f"{data.get('namn', '')} ({data.get('kod', '')})"
