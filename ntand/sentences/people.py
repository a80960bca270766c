"""The words of a person's view: ways to the region, log lines, papers, columns that changed."""

from ntand.i18n import _


def ways() -> dict[str, str]:
    """Where something is on its way to the region."""
    return {
        "none": "",
        "queued": _("waits for the next exchange"),
        "waits": _("waits for consent or harm test"),
        "refused": _("is not sent: the person has said no, or taken the consent back"),
        "portal": _("is to be entered in the region's portal"),
        "paper": _("goes to the region on paper"),
        "delivered": _("delivered to the region"),
        "parked": _("refused by the region"),
        "conflict": _("in conflict with what the region has"),
    }


def stands() -> dict[str, str]:
    """How a certificate stands."""
    return {
        "active": _("valid"),
        "future": _("begins later"),
        "ended": _("ended"),
        "voided": _("voided"),
    }


def printouts() -> dict[str, str]:
    """Kind of a printout -> what it is called."""
    return {
        "brev": _("letter"),
        "kopia": _("copy of the letter"),
        "erbjudande": _("offer form"),
        "lista": _("unit's list"),
        "skyddad": _("form for a protected person"),
    }


def columns() -> dict[str, str]:
    """Columns of a decision beside the facts of the rules."""
    return {
        "fornamn": _("Given name"),
        "efternamn": _("Family name"),
        "adress": _("Address"),
        "postnummer": _("Postal code"),
        "postort": _("Town"),
        "rum": _("Room"),
        "telefon": _("Phone"),
        "sprak": _("Language"),
        "skydd": _("Protection"),
        "enhet_kod": _("Unit"),
        "handlaggare": _("Case worker"),
        "fran": _("From"),
        "till": _("To"),
        "tandvardsgivare": _("Dental caregiver"),
        "tandvardsgivare_namn": _("Caregiver's name"),
        "kontakt_namn": _("Contact person"),
        "kontakt_telefon": _("Contact's phone"),
        "kontakt_roll": _("Contact's role"),
        "utflyttad_till": _("Moved to"),
    }


def action(code: str) -> str:
    """What a line of the access log says was done."""
    known = _seen() | _done()
    if code in known:
        return known[code]
    area = code.partition(".")[0]
    return {
        "print": _("made papers"),
        "import": _("imported a file"),
        "export": _("exported a file"),
        "exchange": _("exchanged with the region"),
        "sync": _("exchanged with the region"),
        "undo": _("took an act back"),
        "letters": _("looked at a letter"),
    }.get(area, code)


def _seen() -> dict[str, str]:
    return {
        "person.card": _("looked at the person"),
        "person.view": _("looked at the person"),
        "person.protected": _("looked at the protected facts"),
        "certificate.detail": _("looked at a certificate"),
        "certificate.draft": _("prepared a certificate"),
        "candidates": _("looked at the candidates"),
        "explain": _("looked at the explanation"),
        "number.look": _("looked up who has a new identity number"),
        "round.person": _("looked at the year's offer"),
        "round.rows": _("looked at the year's round"),
        "region.ask": _("asked the region whether the person has a certificate"),
        "region.arrivals": _("looked at what had come in from the region"),
        "search": _("found the person in a search"),
        "troubles": _("looked at what the region refused"),
        "statistics.persons": _("looked at the persons behind a figure"),
        "worklist": _("looked at the work list"),
    }


def _done() -> dict[str, str]:
    return {
        "certificate.issue": _("issued a certificate"),
        "certificate.end": _("ended a certificate"),
        "certificate.replace": _("replaced a certificate"),
        "certificate.void": _("voided a certificate"),
        "certificate.registered": _("noted the number in the portal"),
        "consent": _("recorded a basis for disclosure"),
        "consent.withdraw": _("noted that the consent was taken back"),
        "decide": _("kept a decision"),
        "fact.fill": _("filled in a fact"),
        "number.replace": _("recorded a new identity number"),
        "offer": _("kept an offer or an answer"),
        "offer.many": _("kept offers or answers"),
        "visit": _("kept a visit"),
        "protection.tell": _("told of protection"),
    }
