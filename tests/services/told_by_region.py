"""What a region tells, as the feed would bring it, without a region."""

from collections.abc import Mapping

from ntand.exchange.wire import Change
from ntand.services.actor import Permission
from ntand.services.acts import changing
from ntand.services.exchange.incoming.applying import apply_change
from tests.installations import SOMEONE, Desk, certificate, offer


def change(seq: int, what: str, data: Mapping[str, str], **more: str | None) -> Change:
    """A change; ``what`` is kind/event. A record's version follows its place, unless told."""
    kind, event = what.split("/")
    told = {"id": None, "etag": f'"v{seq}"', **more}
    return Change(seq, kind, event, data=dict(data), **told)


def told(desk: Desk, *changes: Change) -> list[bool]:
    """Apply the changes in the order given, as one page."""
    with changing(desk.installation, desk.actor, "exchange.receive", Permission.EXCHANGE) as act:
        return [apply_change(act, one) for one in changes]


def offer_row(**cells: str) -> dict[str, str]:
    """A whole row of an offer as the region has it."""
    names = (
        *("erbjuden", "svar", "svar_datum", "svarat_av", "svar_kanal", "orsak_nej"),
        *("utford", "utforare", "munvardskort", "avvikelse"),
    )
    return dict.fromkeys(names, "") | offer() | cells


def certificate_row(**cells: str) -> dict[str, str]:
    """A whole row of a certificate as the region has it."""
    empty = ("till", "ersatter", "underlag", "informerad", "avslutat", "avslutsorsak")
    usual = {"ursprung": "kommunen", "makulerat": "N"}
    return dict.fromkeys(empty, "") | certificate(intyg_id="1489-a") | usual | cells


def about(number: str = SOMEONE, **facts: str) -> dict[str, str]:
    """What an event tells of a person."""
    return {"personnummer": number, **facts}
