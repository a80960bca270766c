"""The records the region keeps, column by column."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

KEY_LENGTH = 64
TEXT_LENGTH = 500
LONG_TEXT_LENGTH = 4000
YEARS = range(1990, 2101)

ID_NUMBER = re.compile(r"[0-9]{8}([0-9]{4}|[KMX][0-9]{3})", re.ASCII)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,9}([.,][0-9]{1,9})?", re.ASCII)
WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_YES_NO = _set("J N")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: ``plural`` names it in addresses and in the dump.

    Without a ``key`` the region gives each record one. ``writable``: municipalities put such
    records; ``shared``: the same ones are shown to all; ``judged``: the region activates or
    refuses each. ``dates``, ``codes``, ``numbers``, ``whole``, ``keys`` and ``long`` say what may
    stand in a column; a column in none of them holds short text.
    """

    name: str
    plural: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    required: frozenset[str]
    dates: frozenset[str] = frozenset()
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    long: frozenset[str] = frozenset()
    start: str = ""
    ends: tuple[str, ...] = ()
    writable: bool = False
    shared: bool = False
    judged: bool = False

    def key_of(self, row: Mapping[str, str]) -> str:
        """The record's key, in an order that sorts like its parts; empty where there is none."""
        return " ".join(row[column] for column in self.key)

    def operation(self, verb: str) -> str:
        """The operation's name: listCertificates, getCertificate, putCertificate."""
        words = (self.plural if verb == "list" else self.name).replace("-", "_").split("_")
        return verb + "".join(word.capitalize() for word in words)

    @property
    def has_open_key(self) -> bool:
        """The key is one column that may stand in an address: never an identity number."""
        return len(self.key) == 1 and self.key != ("personnummer",)


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
    keys=_set("intyg_id ersatter"),
    start="fran",
    ends=("till", "avslutat"),
    writable=True,
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
    writable=True,
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
    keys=_set("kod ersatts_av"),
    writable=True,
    judged=True,
)
TRAINING = Kind(
    "training",
    "trainings",
    _words("utbildning_id enhet_kod datum timmar deltagare leverantor"),
    key=("utbildning_id",),
    required=_set("utbildning_id enhet_kod datum timmar deltagare"),
    dates=_set("datum"),
    numbers=_set("timmar"),
    whole=_set("deltagare"),
    keys=_set("utbildning_id enhet_kod"),
    writable=True,
)
LETTER = Kind(
    "letter",
    "letters",
    _words("bestallning_id intyg_id slag bestalld mottagare"),
    key=("bestallning_id",),
    required=_set("bestallning_id intyg_id slag bestalld"),
    dates=_set("bestalld"),
    codes={"slag": _set("brev kopia")},
    keys=_set("bestallning_id intyg_id"),
    writable=True,
)
INDICATOR_REPORT = Kind(
    "indicator_report",
    "indicator-reports",
    _words("ar indikator indelning grupp taljare namnare"),
    key=("ar", "indikator", "indelning", "grupp"),
    required=_set("ar indikator taljare"),
    codes={
        "indikator": _set("K1 K2 K2E K3 K4 K4H K5 K5Y K6 K7 K9 K9H K11 K12"),
        "indelning": _set("total sex age ground unit_type unit reason"),
    },
    numbers=_set("taljare namnare"),
    writable=True,
)
ASSESSMENT = Kind(
    "assessment",
    "assessments",
    _words("personnummer ar utford utforare munvardskort avvikelse rapporterad"),
    key=(),
    required=_set("personnummer ar rapporterad"),
    dates=_set("utford rapporterad"),
    codes={"munvardskort": _YES_NO},
)
PROVIDER = Kind(
    "provider",
    "providers",
    _words("kod namn telefon epost fran till"),
    key=("kod",),
    required=_set("kod namn"),
    dates=_set("fran till"),
    keys=_set("kod"),
    start="fran",
    ends=("till",),
    shared=True,
)
MESSAGE = Kind(
    "message",
    "messages",
    _words("meddelande_id skickat rubrik text galler_till"),
    key=("meddelande_id",),
    required=_set("meddelande_id skickat rubrik text"),
    dates=_set("skickat galler_till"),
    keys=_set("meddelande_id"),
    long=_set("text"),
    start="skickat",
    ends=("galler_till",),
    shared=True,
)
# Not stored as such: what is shown of a person comes from the records and from what is known
PERSON = Kind(
    "person",
    "persons",
    _words("personnummer fornamn efternamn avliden utflyttad till_kommun tidigare"),
    key=("personnummer",),
    required=_set("personnummer"),
    dates=_set("avliden utflyttad"),
)
STORED: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        *(CERTIFICATE, OFFER, UNIT, TRAINING, LETTER, INDICATOR_REPORT),
        *(ASSESSMENT, PROVIDER, MESSAGE),
    )
}
WRITABLE: Mapping[str, Kind] = {name: kind for name, kind in STORED.items() if kind.writable}


@lru_cache(maxsize=4096)
def is_date(value: str) -> bool:
    """Whether the text is a date written YYYY-MM-DD."""
    if not DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_year(value: str) -> bool:
    """Whether the text is a year an offer can belong to."""
    return WHOLE.fullmatch(value) is not None and len(value) == 4 and int(value) in YEARS


def is_id_number(value: str) -> bool:
    """Whether the text has the twelve characters of a number people or the region give out."""
    return ID_NUMBER.fullmatch(value) is not None
