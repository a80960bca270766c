"""The columns of the five files, in the order they are written (contract section 2)."""

from collections.abc import Iterable
from enum import Enum, StrEnum, auto
from typing import Final, NamedTuple

from ntand.domain import codes
from ntand.domain.codes import FileKind

MAX_KEY: Final = 64  # characters
MAX_TEXT: Final = 500
_MANY: Final = 1_000_000  # no municipality counts further


class CellType(Enum):
    """What a cell of a column may hold."""

    KEY = auto()  # text to 64 characters
    TEXT = auto()  # text to 500 characters
    IDENTITY = auto()
    DATE = auto()
    WHOLE = auto()
    DECIMAL = auto()
    YES_NO = auto()
    CODE = auto()  # one of the codes, nothing else
    OPEN_CODE = auto()  # other text is kept, with a warning
    TEXT_OR_CODE = auto()  # other text is as good
    DESTINATION = auto()  # a municipality code or `utlandet`


class Column(NamedTuple):
    """One column: its canonical name and what its cells may hold."""

    name: str
    type: CellType
    required: bool = False
    numbers: range | tuple[int, ...] = range(_MANY)  # allowed for whole numbers
    codes: tuple[str, ...] = ()


class FileFormat(NamedTuple):
    """One kind of file."""

    columns: tuple[Column, ...]
    key: tuple[str, ...]
    ends: tuple[str, ...] = ()  # the dates that must not lie before `fran`

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical column names in order."""
        return tuple(column.name for column in self.columns)


def _text(*names: str) -> list[Column]:
    return [Column(name, CellType.TEXT) for name in names]


def _of(cell_type: CellType, *names: str) -> list[Column]:
    return [Column(name, cell_type) for name in names]


def _must(cell_type: CellType, *names: str) -> list[Column]:
    return [Column(name, cell_type, required=True) for name in names]


def _code(
    name: str, values: Iterable[StrEnum], kind: CellType = CellType.CODE, *, required: bool = False
) -> Column:
    return Column(name, kind, required, codes=tuple(code.value for code in values if code.value))


_KEY, _DATE, _YES_NO = CellType.KEY, CellType.DATE, CellType.YES_NO
_ICF: Final = (0, 1, 2, 3, 4, 8, 9)

_UNITS = FileFormat(
    (
        *_must(_KEY, "kod"),
        *_must(CellType.TEXT, "namn"),
        _code("typ", codes.UnitType, required=True),
        *_text("adress", "postnummer", "postort", "ansvarig", "telefon", "epost"),
        *_of(CellType.WHOLE, "platser", "personal"),
        *_text("utforare"),
        *_of(_DATE, "oppnad", "stangd"),
        *_of(_KEY, "ersatts_av"),
    ),
    key=("kod",),
)

_DECISIONS = FileFormat(
    (
        *_of(_KEY, "kalla"),
        *_must(_KEY, "beslut_id"),
        *_must(CellType.IDENTITY, "personnummer"),
        *_must(CellType.TEXT, "fornamn", "efternamn"),
        *_text("adress", "postnummer", "postort", "rum", "telefon", "sprak"),
        _code("skydd", codes.Protection, CellType.OPEN_CODE),
        *_must(_KEY, "enhet_kod"),
        *_text("handlaggare"),
        _code("insats", codes.ServiceKind, CellType.OPEN_CODE, required=True),
        *_must(_DATE, "fran"),
        *_of(_DATE, "till"),
        Column("omvardnad_per_dygn", CellType.WHOLE, numbers=range(25)),
        Column("icf_personlig_vard", CellType.WHOLE, numbers=_ICF),
        *_of(_YES_NO, "varaktigt"),
        _code("forbattring", codes.Prospect),
        *_of(_YES_NO, "medboende", "enbart_behandling", "narstaende_hjalp"),
        _code("tandvardsgivare", codes.CaregiverKind),
        *_text("tandvardsgivare_namn", "kontakt_namn", "kontakt_telefon"),
        _code("kontakt_roll", codes.ContactRole),
        *_of(_DATE, "avliden", "utflyttad"),
        *_of(CellType.DESTINATION, "utflyttad_till"),
    ),
    key=("kalla", "beslut_id"),
    ends=("till",),
)

_CERTIFICATES = FileFormat(
    (
        *_must(_KEY, "intyg_id"),
        *_must(CellType.IDENTITY, "personnummer"),
        *_text("fornamn", "efternamn"),
        _code("grund", codes.Ground, required=True),
        *_must(CellType.TEXT, "kriterier"),
        *_must(_DATE, "fran"),
        *_of(_DATE, "till"),
        *_must(_DATE, "utfardad"),
        *_must(CellType.TEXT, "utfardare"),
        _code("ursprung", codes.Origin),
        *_of(_KEY, "ersatter"),
        _code("underlag", codes.Basis),
        *_of(_DATE, "informerad", "avslutat"),
        _code("avslutsorsak", codes.EndReason),
        *_of(_YES_NO, "makulerat"),
    ),
    key=("intyg_id",),
    ends=("till", "avslutat"),
)

_OFFERS = FileFormat(
    (
        *_must(CellType.IDENTITY, "personnummer"),
        *_text("fornamn", "efternamn"),
        Column("ar", CellType.WHOLE, required=True, numbers=range(1990, 2101)),
        *_of(_DATE, "erbjuden"),
        _code("svar", codes.Answer),
        *_of(_DATE, "svar_datum"),
        _code("svarat_av", codes.AnsweredBy),
        _code("svar_kanal", codes.AnswerChannel),
        *_text("orsak_nej"),
        *_of(_DATE, "utford"),
        *_text("utforare"),
        *_of(_YES_NO, "munvardskort"),
        _code("avvikelse", codes.Deviation, CellType.TEXT_OR_CODE),
    ),
    key=("personnummer", "ar"),
)

_TRAININGS = FileFormat(
    (
        *_must(_KEY, "utbildning_id", "enhet_kod"),
        *_must(_DATE, "datum"),
        *_must(CellType.DECIMAL, "timmar"),
        *_must(CellType.WHOLE, "deltagare"),
        *_text("leverantor"),
    ),
    key=("utbildning_id",),
)

# Texts of which most rows of a large file have their own; reading treats them for speed alone.
VARIED: Final = frozenset(
    ("kod", "beslut_id", "intyg_id", "utbildning_id", "adress", "telefon", "kontakt_telefon")
)

FORMATS: Final = {
    FileKind.UNITS: _UNITS,
    FileKind.DECISIONS: _DECISIONS,
    FileKind.CERTIFICATES: _CERTIFICATES,
    FileKind.OFFERS: _OFFERS,
    FileKind.TRAININGS: _TRAININGS,
}
