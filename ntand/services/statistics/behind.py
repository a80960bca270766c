"""The persons behind a figure, for those who may read of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from ntand.domain.indicators import Behind, Part
from ntand.domain.indicators import persons_behind as behind_figure
from ntand.domain.names import sort_key
from ntand.errors import UsageError
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking
from ntand.services.installation import Installation
from ntand.services.people.cards import PersonCard, load_cards
from ntand.services.statistics.loading import Stock
from ntand.services.yearly_round import YEARS

_PLACES = frozenset({"unit", "unit_type"})


@dataclass(frozen=True, slots=True)
class PersonBehind:
    """Someone behind a figure; the certificate when the figure counts certificates."""

    card: PersonCard
    intyg_id: str | None = None


@dataclass(frozen=True, slots=True)
class PersonsBehind:
    """Everyone behind a figure, by name.

    ``hidden``: how many are protected and left out because the group would tell where they are.
    """

    rows: tuple[PersonBehind, ...]
    hidden: int = 0


def persons_behind(
    installation: Installation,
    actor: Actor,
    year: int,
    indicator: str,
    breakdown: str,
    group: str,
    part: str = Part.NUMERATOR,
) -> PersonsBehind:
    """Those whom a figure on the screen counts: as many as the number says, hidden ones included.

    Nobody stands behind trainings.

    Raises:
        UsageError: a year no offer can have.
    """
    if year not in YEARS:
        raise UsageError("round.year", first=YEARS.start, last=YEARS.stop - 1)
    with looking(installation, actor, "statistics.persons", Permission.READ) as act:
        data = Stock(act.connection, installation.criteria).year(year, outcomes=indicator == "K12")
        found = behind_figure(data, indicator, breakdown, group, Part(part))
        cards = load_cards(act.connection, act.today, {str(one.person_id) for one in found})
        shown = [one for one in found if not _tells_place(cards, one, breakdown)]
        act.touch(*(str(one.person_id) for one in shown))
        act.detail |= {"year": year, "indicator": indicator, "breakdown": breakdown, "part": part}
    rows = [PersonBehind(cards[str(one.person_id)], one.certificate_id) for one in shown]
    rows.sort(key=_order)
    return PersonsBehind(tuple(rows), len(found) - len(rows))


def _tells_place(cards: Mapping[str, PersonCard], one: Behind, breakdown: str) -> bool:
    """A protected person under a unit's name would show where the person is."""
    return breakdown in _PLACES and cards[str(one.person_id)].protected


def _order(one: PersonBehind) -> tuple[str, str, str]:
    return sort_key(one.card.name), one.card.person, one.intyg_id or ""
