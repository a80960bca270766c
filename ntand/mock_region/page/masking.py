"""What a record is about, told without an identity number."""

import re
from collections.abc import Mapping

_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{2})?[0-9]{6}[-+ ]?(?:[0-9]{4}|[KMX][0-9]{3})(?![0-9])")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "certificate": ("intyg_id", "grund"),
    "offer": ("ar",),
    "unit": ("kod", "namn"),
    "training": ("enhet_kod", "datum"),
    "letter": ("intyg_id",),
    "indicator_report": ("ar", "indikator"),
    "provider": ("kod", "namn"),
    "message": ("rubrik",),
}
_LONGEST = 80


def born(number: str) -> str:
    """The birth date in an identity number as far as it is known, else nothing."""
    if not re.fullmatch(r"[0-9]{8}[0-9KMX][0-9]{3}", number):
        return ""
    year, month, day = number[:4], int(number[4:6]), int(number[6:8]) % 60
    return f"f. {year}-{month:02}-{day:02}" if month and day else f"f. {year}"


def masked(text: str) -> str:
    """The text, short, with a mark in the place of whatever looks like an identity number."""
    plain = _NUMBER.sub("●", text)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def about(kind: str, data: Mapping[str, object]) -> str:
    """Whom or what a row tells of: birth date, key, name of a unit."""
    parts = [born(str(data.get("personnummer", "")))]
    parts += [masked(str(data.get(column) or "")) for column in _KEYS.get(kind, ())]
    return " · ".join(filter(None, parts))
