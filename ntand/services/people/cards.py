"""Cards: who someone is, as it stands beside every act, with a warning of namesakes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from ntand.domain.identity import IdentityNumber, kind_of
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, looking
from ntand.services.installation import Installation
from ntand.services.persons import resolve_person
from ntand.store.bulk import as_date, select_among
from ntand.store.care import load_care, load_protection
from ntand.store.people import PersonFacts, load_people

MOST_NAMESAKES = 5
_SAME_KEY = "SELECT id, sort_key FROM person WHERE sort_key IN (?)"
_ELSEWHERE = "SELECT id, elsewhere_on FROM person WHERE elsewhere_on IS NOT NULL AND id IN (?)"
_UNITS = "SELECT code, name FROM care_unit WHERE code IN (?)"


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Who someone is. The unit of a protected person is not told."""

    person: str
    id_number: str
    given_name: str
    family_name: str
    born: str  # ISO date; only the year, or year and month, when the number tells no more
    unit_code: str | None
    unit_name: str | None
    protection: str
    protected: bool
    deceased_on: date | None
    moved_on: date | None
    namesakes: tuple[str, ...]  # in words: name, birth date, unit; at most MOST_NAMESAKES
    alike: tuple[str, ...] = ()  # the namesakes' ids
    elsewhere_on: date | None = None  # the region told that others have issued a certificate

    @property
    def name(self) -> str:
        """Family name first, as in every list."""
        return f"{self.family_name}, {self.given_name}"

    @property
    def shown(self) -> tuple[str, ...]:
        """Everyone whom the card tells of: for the access log."""
        return self.person, *self.alike


def person_card(installation: Installation, actor: Actor, person: str) -> PersonCard:
    """The card of the person meant: an id, or an identity number in any writing.

    Raises:
        IdentityError: not a number of any kind.
        NotFound: ``person.unknown``.
    """
    with looking(installation, actor, "person.card", Permission.READ) as act:
        person = resolve_person(act.connection, person, act.today)
        return seen_card(act, person)


def seen_card(act: Act, person: str) -> PersonCard:
    """The card of the person, noted as seen: also the namesakes it tells of."""
    card = load_cards(act.connection, act.today, [person])[person]
    act.touch(*card.shown)
    return card


def load_cards(
    connection: Connection, today: date, persons: Collection[str]
) -> dict[str, PersonCard]:
    """The cards of the persons by id; an id that is nobody's is left out."""
    people = load_people(connection, today, persons)
    others = _namesakes(connection, today, people)
    everyone = people | others
    protection = load_protection(connection, today, everyone)
    units = unit_names(connection, everyone.values())
    alike: dict[str, list[PersonFacts]] = {}
    for facts in sorted(everyone.values(), key=lambda one: one.number):
        alike.setdefault(facts.sort_key, []).append(facts)
    care = load_care(connection, list(people))
    elsewhere = {row[0]: as_date(row[1]) for row in select_among(connection, _ELSEWHERE, people)}
    cards = {}
    for person, facts in people.items():
        level = protection.get(person, "")
        code = None if level else facts.unit_code
        others_alike = [one for one in alike[facts.sort_key] if one.person_id != person]
        others_alike = others_alike[:MOST_NAMESAKES]
        cards[person] = PersonCard(
            person,
            facts.number,
            facts.given_name,
            facts.family_name,
            born(facts.number),
            code,
            units.get(code) if code else None,
            level,
            bool(level),
            care[person].status.deceased_on,
            care[person].status.moved_on,
            tuple(_in_words(one, protection, units) for one in others_alike),
            tuple(one.person_id for one in others_alike),
            elsewhere.get(person),
        )
    return cards


def born(number: str) -> str:
    """The birth date that the number tells; the month or the year when it tells no more."""
    day = IdentityNumber(number, kind_of(number)).birth_date
    if day is not None:
        return day.isoformat()
    month = int(number[4:6])
    return f"{number[:4]}-{month:02}" if 1 <= month <= 12 else number[:4]


def unit_names(connection: Connection, people: Iterable[PersonFacts]) -> dict[str, str]:
    """The names of the units where the people are, by code."""
    codes = {facts.unit_code for facts in people if facts.unit_code}
    return dict(select_among(connection, _UNITS, codes))


def _namesakes(
    connection: Connection, today: date, people: Mapping[str, PersonFacts]
) -> dict[str, PersonFacts]:
    """The others whose name sorts as one of these does: without case and foreign accents."""
    keys = {facts.sort_key for facts in people.values()}
    same = select_among(connection, _SAME_KEY, keys)
    others = {person for person, _key in same if person not in people}
    return load_people(connection, today, others) if others else {}


def _in_words(facts: PersonFacts, protection: Mapping[str, str], units: Mapping[str, str]) -> str:
    from ntand.i18n import _

    words = [f"{facts.family_name}, {facts.given_name}"]
    words.append(_("born {day}").format(day=born(facts.number)))
    if facts.person_id in protection:
        words.append(_("protected person"))
    elif facts.unit_code:
        words.append(units.get(facts.unit_code, facts.unit_code))
    return ", ".join(words)
