"""The persons behind a figure, for those who may read of them."""

from collections.abc import Collection
from dataclasses import dataclass

from ntand.domain.indicators import Behind, Part
from ntand.domain.indicators import persons_behind as behind_figure
from ntand.domain.names import sort_key
from ntand.errors import UsageError
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, looking
from ntand.services.installation import Installation
from ntand.services.people.cards import born, unit_names
from ntand.services.statistics.loading import Stock
from ntand.services.yearly_round import YEARS
from ntand.store.care import load_protection
from ntand.store.people import load_people

_PLACES = frozenset({"unit", "unit_type"})  # groups that tell where somebody is


@dataclass(frozen=True, slots=True)
class PersonBehind:
    """Someone behind a figure; the certificate when the figure counts certificates.

    Where a protected person is, is not told.
    """

    person: str
    name: str
    born: str
    unit: str | None
    protected: bool
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
        rows = _rows(act, found)
        shown = [row for row in rows if not (row.protected and breakdown in _PLACES)]
        act.touch(*(row.person for row in shown))
        act.detail |= {"year": year, "indicator": indicator, "breakdown": breakdown, "part": part}
    shown.sort(key=lambda row: (sort_key(row.name), row.person, row.intyg_id or ""))
    return PersonsBehind(tuple(shown), len(found) - len(shown))


def _rows(act: Act, found: Collection[Behind]) -> list[PersonBehind]:
    """Those found, by name: less than a card, for there may be very many."""
    people = load_people(act.connection, act.today, {str(one.person_id) for one in found})
    protection = load_protection(act.connection, act.today, people.keys())
    units = unit_names(act.connection, people.values())
    rows = []
    for one in found:
        facts = people[str(one.person_id)]
        protected = facts.person_id in protection
        rows.append(
            PersonBehind(
                facts.person_id,
                f"{facts.family_name}, {facts.given_name}",
                born(facts.number),
                None if protected else units.get(facts.unit_code or ""),
                protected,
                one.certificate_id,
            )
        )
    return rows
