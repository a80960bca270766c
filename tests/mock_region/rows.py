"""Rows and items to send; the identity numbers have serials that are never given out."""

import uuid
from collections.abc import Mapping
from itertools import count

NUMBER = "194001019802"
OTHER_NUMBER = "195002029810"
_next = count(1)


def unit(code: str = "E001", **columns: str) -> dict[str, str]:
    return {"kod": code, "namn": "Östlyckan", "typ": "SABO", **columns}


def certificate(key: str = "1489-a", number: str = NUMBER, **columns: str) -> dict[str, str]:
    row = {"intyg_id": key, "personnummer": number, "grund": "G1", "kriterier": "VGR-N 2027"}
    row |= {"fran": "2027-01-01", "utfardad": "2027-01-01", "utfardare": "Gun Öberg"}
    return row | columns


def offer(number: str = NUMBER, year: str = "2027", **columns: str) -> dict[str, str]:
    return {"personnummer": number, "ar": year, "erbjuden": f"{year}-02-01", **columns}


def training(key: str = "U-1", **columns: str) -> dict[str, str]:
    row = {"utbildning_id": key, "enhet_kod": "E001", "datum": "2027-04-12"}
    return row | {"timmar": "1,5", "deltagare": "12", **columns}


def letter(key: str = "B-1", **columns: str) -> dict[str, str]:
    row = {"bestallning_id": key, "intyg_id": "1489-a", "slag": "brev", "bestalld": "2027-01-02"}
    return row | columns


def report(indicator: str = "K3", **columns: str) -> dict[str, str]:
    row = {"ar": "2026", "indikator": indicator, "indelning": "unit", "grupp": "Östra 1"}
    return row | {"taljare": "212", "namnare": "260", **columns}


ROWS = {
    "unit": unit(),
    "offer": offer(),
    "certificate": certificate(),
    "training": training(),
    "letter": letter(),
    "indicator_report": report(),
}


def item(
    kind: str, data: Mapping[str, object], *, key: str | None = None, if_match: str | None = None
) -> dict[str, object]:
    key = key or str(uuid.UUID(int=next(_next)))
    return {"key": key, "kind": kind, "op": "put", "if_match": if_match, "data": data}
