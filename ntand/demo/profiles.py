"""The ways to live that the practice municipality holds, so that every outcome occurs."""

from datetime import timedelta
from typing import Any, Final, NamedTuple

from ntand.domain.codes import Ground

Facts = dict[str, Any]  # a tuple is chosen from; a timedelta counts from today


class Profile(NamedTuple):
    """Persons alike: how many, how old, with which decisions."""

    name: str
    persons: int
    ages: tuple[int, int]
    decisions: tuple[Facts, ...]
    ground: Ground | None = None  # what a certificate of theirs is issued on
    first_candidate: int = 0  # the place in each five of the one without a certificate; 5: nobody
    number_kind: str = ""  # coordination, or the letter of a reserve number
    returned: bool = False  # moved away and came back
    unknown_to_care: bool = False  # known through a certificate alone


def _days(days: int) -> timedelta:
    return timedelta(days=days)


_OLD: Final = (68, 101)
_EVERYBODY: Final = 5
_SABO: Final[Facts] = {"insats": "sabo", "omvardnad_per_dygn": (2, 3, 4, 5, 6, 8)}
_GROUP_HOME: Final[Facts] = {"insats": ("lss9", "lss9", "lss8"), "varaktigt": True}
_FULL: Final[Facts] = {
    "insats": "hemtjanst",
    "omvardnad_per_dygn": (2, 3, 4, 5),
    "icf_personlig_vard": (3, 3, 4),
    "varaktigt": True,
    "forbattring": "liten",
    "enbart_behandling": False,
}


def _home(**facts: object) -> tuple[Facts, ...]:
    """Home care that would qualify but for these facts."""
    return ({**_FULL, **facts},)


_HOUSED: Final = (
    Profile("sabo", 66, _OLD, (_SABO,), Ground.G1),
    Profile(
        "sabo and home nursing", 6, _OLD, (_SABO, _FULL | {"insats": "hemsjukvard"}), Ground.G1
    ),
    Profile("special service", 4, (40, 66), (_SABO | {"insats": "sarskild_service"},), Ground.G1),
    Profile("sabo, no daily care", 5, _OLD, ({"insats": "sabo", "omvardnad_per_dygn": 0},)),
    Profile("sabo, care not told", 4, _OLD, ({"insats": "sabo"},)),
    Profile("co-resident", 3, _OLD, _home(insats="sabo", medboende=True, icf_personlig_vard=1)),
)
_DISABLED: Final = (
    Profile("group home", 24, (21, 70), (_GROUP_HOME,), Ground.G3),
    Profile("child in a home", 3, (9, 18), ({"insats": "lss8"},), Ground.G3, 2),
    Profile("allowance", 6, (24, 66), ({"insats": "assistansersattning"},), Ground.G4),
    Profile(
        *("allowance and assistance", 3, (24, 66)),
        ({"insats": "assistansersattning"}, {"insats": "lss2"}),
        Ground.G3,
    ),
)
_AT_HOME: Final = (
    Profile("home care", 30, _OLD, _home(), Ground.G2),
    Profile("home care, unclear", 7, _OLD, _home(forbattring="oklar"), Ground.G2),
    Profile("home nursing", 4, _OLD, _home(insats="hemsjukvard"), Ground.G2),
    Profile("short stay", 3, _OLD, _home(insats="korttid"), Ground.G2),
    Profile("grant", 2, _OLD, _home(insats="hemvardsbidrag", enbart_behandling=None), Ground.G2),
    Profile("relatives", 3, _OLD, _home(narstaende_hjalp=True, enbart_behandling=True), Ground.G2),
    Profile("no daily care", 7, _OLD, _home(omvardnad_per_dygn=0)),
    Profile("mild", 7, _OLD, _home(icf_personlig_vard=(0, 1, 2))),
    Profile("icf not applicable", 2, _OLD, _home(icf_personlig_vard=9)),
    Profile("improving", 4, _OLD, _home(forbattring="god")),
    Profile("passing", 4, _OLD, _home(varaktigt=False)),
    Profile("treatment", 4, _OLD, _home(insats="hemsjukvard", enbart_behandling=True)),
    Profile("care missing", 3, _OLD, _home(omvardnad_per_dygn=None)),
    Profile("icf missing", 5, _OLD, _home(icf_personlig_vard=(None, 8))),
    Profile("prospect missing", 3, _OLD, _home(forbattring=None)),
    Profile("lasting missing", 3, _OLD, _home(varaktigt=None)),
    Profile("several missing", 2, _OLD, ({"insats": "hemtjanst"},)),
    Profile("alarm", 6, _OLD, ({"insats": "trygghetslarm"},)),
    Profile(
        "other support", 5, (22, 80), ({"insats": ("dagverksamhet", "boendestod", "ledsagning")},)
    ),
    Profile("unknown support", 1, _OLD, ({"insats": "Matdistribution"},)),
    Profile("new unit", 1, _OLD, (_FULL | {"enhet_kod": "HT-NYST"},), Ground.G2),
)
_CHANGED: Final = (
    Profile("over", 2, _OLD, (_SABO | {"fran": _days(-900), "till": _days(-40)},)),
    Profile("to come", 2, _OLD, (_SABO | {"fran": _days(12)},)),
    Profile(
        "dead", 5, _OLD, (_SABO | {"fran": _days(-1200), "avliden": _days(-25)},), Ground.G1, 5
    ),
    Profile(
        *("moved", 3, _OLD),
        _home(fran=_days(-900), utflyttad=_days(-60), utflyttad_till=("1489", "0180", "utlandet")),
        *(Ground.G2, _EVERYBODY),
    ),
    Profile(
        *("returned", 1, _OLD),
        (
            _FULL | {"fran": _days(-900), "till": _days(-400), "utflyttad": _days(-400)},
            _SABO | {"fran": _days(-90)},
        ),
        Ground.G1,
        returned=True,
    ),
)
_SPECIAL: Final = (
    Profile("secret", 3, _OLD, (_SABO | {"skydd": "sekretessmarkering"},), Ground.G1),
    Profile(
        "protected", 2, (30, 60), (_GROUP_HOME | {"skydd": "skyddad folkbokforing"},), Ground.G3
    ),
    Profile("fictitious", 1, (30, 60), _home(skydd="fingerade"), Ground.G2),
    Profile("unknown protection", 1, _OLD, _home(skydd="hemlig adress"), Ground.G2),
    Profile("coordination", 2, (30, 70), _home(), Ground.G2, number_kind="coordination"),
    Profile("reserve X", 1, (40, 60), (_SABO,), Ground.G1, number_kind="X"),
    Profile("reserve K", 1, _OLD, _home(), Ground.G2, number_kind="K"),
    Profile("certificate alone", 2, _OLD, (), Ground.G2, _EVERYBODY, unknown_to_care=True),
)

PROFILES: Final = (*_HOUSED, *_DISABLED, *_AT_HOME, *_CHANGED, *_SPECIAL)
