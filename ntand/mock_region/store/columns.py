"""The records the region keeps, column by column, and what it accepts in them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ntand.mock_region.errors import Refusal

KEY_LENGTH = 64
TEXT_LENGTH = 500
YEARS = range(1990, 2101)

_YES_NO = frozenset("JN")
_ID_NUMBER = re.compile(r"[0-9]{8}(?:[0-9]{4}|[KMX][0-9]{3})", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: ``plural`` names it in addresses and in the dump."""

    name: str
    plural: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    required: frozenset[str]
    dates: frozenset[str]
    codes: Mapping[str, frozenset[str]]
    numbers: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    start: str = ""
    ends: tuple[str, ...] = ()

    def key_of(self, row: Mapping[str, str]) -> str:
        """The record's key, in an order that sorts like its parts."""
        return " ".join(row[column] for column in self.key)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


CERTIFICATE = Kind(
    "certificate",
    "certificates",
    _words(
        "intyg_id personnummer fornamn efternamn grund kriterier fran till utfardad utfardare"
        " ursprung ersatter underlag informerad avslutat avslutsorsak makulerat"
    ),
    key=("intyg_id",),
    required=_set("intyg_id personnummer grund kriterier fran utfardad utfardare"),
    dates=_set("fran till utfardad informerad avslutat"),
    codes={
        "grund": _set("G1 G2 G3 G4"),
        "ursprung": _set("kommunen annan_kommun lakare regionen"),
        "underlag": _set("samtycke menprovning"),
        "avslutsorsak": _set("fel_grund villkor_upphort avliden utflyttad ersatt"),
        "makulerat": _YES_NO,
    },
    start="fran",
    ends=("till", "avslutat"),
)
OFFER = Kind(
    "offer",
    "offers",
    _words(
        "personnummer fornamn efternamn ar erbjuden svar svar_datum svarat_av svar_kanal orsak_nej"
        " utford utforare munvardskort avvikelse"
    ),
    key=("personnummer", "ar"),
    required=_set("personnummer ar"),
    dates=_set("erbjuden svar_datum utford"),
    codes={
        "svar": _set("ja nej inget"),
        "svarat_av": _set(
            "personen narstaende god_man forvaltare vardnadshavare stallforetradare kontakt"
        ),
        "svar_kanal": _set("telefon blankett mote annat"),
        "munvardskort": _YES_NO,
    },
)
UNIT = Kind(
    "unit",
    "units",
    _words(
        "kod namn typ adress postnummer postort ansvarig telefon epost platser personal utforare"
        " oppnad stangd ersatts_av"
    ),
    key=("kod",),
    required=_set("kod namn typ"),
    dates=_set("oppnad stangd"),
    codes={"typ": _set("SABO HEMTJANST HEMSJUKVARD LSS ORDINART")},
    whole=_set("platser personal"),
)
TRAINING = Kind(
    "training",
    "trainings",
    _words("utbildning_id enhet_kod datum timmar deltagare leverantor"),
    key=("utbildning_id",),
    required=_set("utbildning_id enhet_kod datum timmar deltagare"),
    dates=_set("datum"),
    codes={},
    numbers=_set("timmar"),
    whole=_set("deltagare"),
)
KINDS: Mapping[str, Kind] = {k.name: k for k in (CERTIFICATE, OFFER, UNIT, TRAINING)}
_KEYS = _set("intyg_id kod utbildning_id enhet_kod ersatter ersatts_av")


def checked_row(kind: Kind, data: Mapping[str, object]) -> dict[str, str]:
    """Every column of the kind as text, or a :class:`Refusal` naming the first field at fault."""
    unknown = sorted(set(data) - set(kind.columns))
    if unknown:
        # The name came from outside and could hold anything: it is told only when it looks like one
        named = unknown[0] if re.fullmatch(r"[a-z_]{1,40}", unknown[0]) else None
        raise Refusal(422, "unknown_field", named)
    row = {column: _checked(kind, column, data.get(column, "")) for column in kind.columns}
    if kind.start:
        for end in kind.ends:
            if row[end] and row[end] < row[kind.start]:
                raise Refusal(422, "end_before_start", end)
    return row


def _checked(kind: Kind, column: str, value: object) -> str:
    if not isinstance(value, str):
        raise Refusal(422, "bad_text", column)
    if not value or value.isspace():
        if column in kind.required:
            raise Refusal(422, "missing_value", column)
        return ""
    fault = _FAULTS[kind.name][column](value)
    if fault:
        raise Refusal(422, fault, column)
    return value


def _fault_finder(kind: Kind, column: str) -> Callable[[str], str | None]:
    """What finds the fault in a value of the column that is not empty."""
    if column in kind.codes:
        return _unless(kind.codes[column].__contains__, "bad_code")
    if column in kind.dates:
        return _unless(is_date, "bad_date")
    if column == "personnummer":
        return _unless(is_id_number, "bad_id_number")
    if column == "ar":
        return _unless(is_year, "bad_number")
    if column in kind.whole | kind.numbers:
        fits = (_WHOLE if column in kind.whole else _NUMBER).fullmatch
        return _unless(lambda value: fits(value) is not None, "bad_number")
    longest = KEY_LENGTH if column in _KEYS else TEXT_LENGTH

    def fault_of_text(value: str) -> str | None:
        if "\0" in value:
            return "bad_text"
        return "too_long" if len(value) > longest else None

    return fault_of_text


def _unless(fits: Callable[[str], bool], fault: str) -> Callable[[str], str | None]:
    return lambda value: None if fits(value) else fault


@lru_cache(maxsize=4096)
def is_date(value: str) -> bool:
    """Whether the text is a date written YYYY-MM-DD."""
    if not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_year(value: str) -> bool:
    """Whether the text is a year an offer can belong to."""
    return _WHOLE.fullmatch(value) is not None and len(value) == 4 and int(value) in YEARS


def is_id_number(value: str) -> bool:
    """Whether the text has the twelve characters of a number people or the region give out."""
    return _ID_NUMBER.fullmatch(value) is not None


# Built once: a batch checks thousands of values
_FAULTS: Mapping[str, Mapping[str, Callable[[str], str | None]]] = {
    kind.name: {column: _fault_finder(kind, column) for column in kind.columns}
    for kind in KINDS.values()
}
