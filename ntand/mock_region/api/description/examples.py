"""An invented record of each kind, and an invented change of each event, for the description."""

from collections.abc import Mapping
from typing import Any

from ntand.mock_region.store.columns import (
    ASSESSMENT,
    CERTIFICATE,
    INDICATOR_REPORT,
    LETTER,
    MESSAGE,
    OFFER,
    PERSON,
    PROVIDER,
    STORED,
    TRAINING,
    UNIT,
    Kind,
)

KEY = "1f0a2c6e-9f5b-4d6a-8c53-7f3a1d2b4c5e"
OTHER_KEY = "5b8f0f0e-3f43-4f0e-8d9e-0f3f5d1f9a10"
CURSOR = "WyIxZiIsICIxNDg5IiwgImNoYW5nZXMiLCA3XQ"
# The serial numbers 980-999 are never given out
NUMBER = "194001019802"
_OTHER_NUMBER = "194001619800"

_ROWS: Mapping[str, Mapping[str, str]] = {
    CERTIFICATE.name: {
        "intyg_id": "1489-48f56adf37",
        "personnummer": NUMBER,
        "fornamn": "Eva",
        "efternamn": "Åberg",
        "grund": "G1",
        "kriterier": "VGR-N 2027",
        "fran": "2027-01-15",
        "utfardad": "2027-01-15",
        "utfardare": "Gunvor Karlsson",
        "ursprung": "kommunen",
        "underlag": "samtycke",
        "makulerat": "N",
    },
    OFFER.name: {
        "personnummer": NUMBER,
        "fornamn": "Eva",
        "efternamn": "Åberg",
        "ar": "2027",
        "erbjuden": "2027-02-01",
        "svar": "ja",
        "svar_datum": "2027-02-10",
        "svarat_av": "personen",
        "svar_kanal": "telefon",
    },
    UNIT.name: {
        "kod": "E001",
        "namn": "Östlyckan 1",
        "typ": "LSS",
        "adress": "Åsgatan 45",
        "postnummer": "441 87",
        "postort": "Alingsås",
        "platser": "17",
        "personal": "14",
    },
    TRAINING.name: {
        "utbildning_id": "U-2027-04",
        "enhet_kod": "E001",
        "datum": "2027-04-12",
        "timmar": "1,5",
        "deltagare": "12",
        "leverantor": "Folktandvården Övningsholm (påhittad)",
    },
    LETTER.name: {
        "bestallning_id": "B-2027-0001",
        "intyg_id": "1489-48f56adf37",
        "slag": "brev",
        "bestalld": "2027-01-16",
        "mottagare": "Eva Åberg",
    },
    INDICATOR_REPORT.name: {
        "ar": "2026",
        "indikator": "K3",
        "indelning": "total",
        "grupp": "",
        "taljare": "212",
        "namnare": "260",
    },
    ASSESSMENT.name: {
        "personnummer": NUMBER,
        "ar": "2027",
        "utford": "2027-03-02",
        "utforare": "Folktandvården Övningsholm (påhittad)",
        "munvardskort": "J",
        "rapporterad": "2027-03-03",
    },
    PROVIDER.name: {
        "kod": "FTV-OVN-01",
        "namn": "Folktandvården Övningsholm (påhittad)",
        "telefon": "031-390 06 10",
        "epost": "ftv-ovn-01@tandvard.example",
        "fran": "2020-01-01",
    },
    MESSAGE.name: {
        "meddelande_id": "M-2027-02",
        "skickat": "2027-02-15",
        "rubrik": "Nya rutiner för erbjudanden",
        "text": "Från och med mars lämnas erbjudandet också skriftligt.",
        "galler_till": "2027-12-31",
    },
    PERSON.name: {
        "personnummer": NUMBER,
        "fornamn": "Eva",
        "efternamn": "Åberg",
        "utflyttad": "2027-05-01",
        "till_kommun": "1480",
    },
}
KINDS: tuple[Kind, ...] = (*STORED.values(), PERSON)


def sent(kind: Kind) -> dict[str, str]:
    """A row as a municipality may send it: empty columns left out."""
    return {column: value for column, value in _ROWS[kind.name].items() if value}


def kept(kind: Kind, **columns: str) -> dict[str, str]:
    """A row as the service shows it: every column."""
    return {column: "" for column in kind.columns} | dict(_ROWS[kind.name]) | columns


def ref(kind: Kind) -> str:
    """What names the example's record in addresses."""
    return kind.key_of(sent(kind)) if kind.has_open_key else "0f2f1c53-5a40-4d0c-9f55-ec6f5a7b4b11"


def record(kind: Kind) -> dict[str, Any]:
    """The record as the service shows it."""
    shown: dict[str, Any] = {"id": ref(kind), "etag": '"1"'}
    if kind.judged:
        shown |= {"status": "active", "reason": None}
    return shown | {"data": kept(kind)}


def item(kind: Kind) -> dict[str, Any]:
    """A batch's item that puts the row."""
    head = {"key": KEY, "kind": kind.name, "op": "put", "if_match": None}
    return head | {"data": sent(kind)}


def changes() -> dict[str, dict[str, Any]]:
    """A change of each event, by kind and event."""
    units = (("activated", "active", None), ("refused", "refused", "Enheten finns redan."))
    made = [
        _change(OFFER, "assessment", kept(OFFER, utford="2027-03-02", munvardskort="J")),
        _change(OFFER, "changed", kept(OFFER, svar_datum="2027-02-09")),
        _change(CERTIFICATE, "changed", kept(CERTIFICATE, till="2028-01-14")),
        _change(CERTIFICATE, "added", kept(CERTIFICATE, ursprung="annan_kommun")),
        *(
            _change(UNIT, event, kept(UNIT)) | {"status": status, "reason": reason}
            for event, status, reason in (*units, ("changed", "active", None))
        ),
        _told("deceased", avliden="2027-03-30"),
        _told("moved", utflyttad="2027-05-01", till_kommun="1480"),
        _told("number_replaced", tidigare=_OTHER_NUMBER),
        _told("certificate_elsewhere"),
        _change(PROVIDER, "changed", kept(PROVIDER, telefon="031-390 06 15")),
        _change(MESSAGE, "sent", kept(MESSAGE)),
    ]
    for place, change in enumerate(made, 1):
        change["seq"] = place
    return {f"{one['kind']}_{one['event']}": one for one in made}


def _change(kind: Kind, event: str, data: Mapping[str, str]) -> dict[str, Any]:
    about = {"seq": 0, "kind": kind.name, "event": event, "id": ref(kind), "etag": '"2"'}
    return about | {"at": "2027-06-01T09:15:00+00:00", "data": dict(data)}


def _told(event: str, **facts: str) -> dict[str, Any]:
    told = _change(PERSON, event, {"personnummer": NUMBER, **facts})
    return told | {"id": None, "etag": None}
