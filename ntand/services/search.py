"""Search as you type: persons by any part of name, number, unit or certificate, in Swedish order.

Units and certificates are found as such as well.

The register's searchable text is kept in memory while the program runs, in Swedish order, so
that a keystroke costs one pass over a text instead of a query, on either database. It is renewed
when anything has been done since.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from sqlalchemy import Connection

from ntand.domain.identity import IdentityError, parse_identity
from ntand.domain.names import folded
from ntand.domain.placement import deciding
from ntand.domain.protection import is_protected
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking, require
from ntand.services.installation import Installation
from ntand.services.search_things import CertificateHit, Lines, Things, UnitHit
from ntand.store.access_log import last_change
from ntand.store.bulk import select_rows
from ntand.store.care import load_placements, load_protection
from ntand.store.work import reading

LIMIT = 50
"""How many hits are shown: more than a person reads before typing another letter."""

_ACTION = "search"
_DATE = re.compile(r"([12][0-9]{3})-([0-9]{2})-([0-9]{2})")
_PEOPLE = (
    "SELECT p.id, n.number, p.given_name, p.family_name, p.search_text FROM person p"
    " JOIN identity_number n ON n.person_id = p.id AND n.valid_to IS NULL"
    " ORDER BY p.sort_key, n.number"
)
_CERTIFICATES = "SELECT person_id, local_id FROM certificate"
_ALIASES = "SELECT person_id, number FROM identity_number WHERE valid_to IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Hit:
    """A person found. The unit of a protected person is not told."""

    person: str
    id_number: str
    given_name: str
    family_name: str
    unit: str | None
    protection: str


@dataclass(frozen=True, slots=True)
class Found:
    """The first persons in Swedish order, whether there are more, and what else is called so."""

    hits: tuple[Hit, ...]
    more: bool
    units: tuple[UnitHit, ...] = ()
    certificates: tuple[CertificateHit, ...] = ()
    unit_names: dict[str, str] = field(default_factory=dict)  # of the persons' units, by code


# Id, number, given name, family name, unit, protection: plain tuples, which the collector of
# garbage need not look through while someone types.
_Person = tuple[str, str, str, str, str | None, str]


class Register:
    """The searchable text of everyone, one line each, in Swedish order."""

    def __init__(self, connection: Connection, installation: Installation) -> None:
        today = installation.clock.today()
        self.stands_at = last_change(connection)
        self.day = today
        protection = load_protection(connection, today)
        units = {
            person: place.unit_code
            for person, placements in load_placements(connection).items()
            if (place := deciding(placements, today))
        }
        more: dict[str, list[str]] = {}
        for sql in (_CERTIFICATES, _ALIASES):
            for person, text in select_rows(connection, sql):
                more.setdefault(person, []).append(text)
        self._people: list[_Person] = []
        self._names: dict[str, list[int]] = {}
        lines: list[str] = []
        for id_, number, given, family, text in select_rows(connection, _PEOPLE):
            level = protection.get(id_, "")
            unit = None if is_protected(level) else units.get(id_)
            self._people.append((id_, number, given, family, unit, level))
            line = " ".join((text, number, f"{number[:8]}-{number[8:]}", *more.get(id_, ())))
            for name in {*text.split(), *(unit or "").lower().split()}:
                self._names.setdefault(name, []).append(len(lines))
            lines.append(f"{line} {unit or ''}".lower().replace("\n", " "))
        self._all = Lines(lines)
        self._lines = lines
        self.things = Things(connection, protection)
        self._exhausted: tuple[str, list[int] | None] = ("", None)

    def find(self, text: str, limit: int) -> tuple[list[_Person], bool]:
        """The first people whose line holds every word, and whether there are more.

        A text that goes on from one whose hits are all known is looked for among those.
        """
        words = text.split()
        before, hits = self._exhausted
        if hits is not None and text.startswith(before):
            lines: Iterable[int] = self._with_all(hits, words)
        else:
            lines, hits = self._holding(words), None
        found = list(islice(lines, limit + 1))
        if len(found) <= limit:
            self._exhausted = text, found
        elif hits is None:
            self._exhausted = "", None
        return [self._people[at] for at in found[:limit]], len(found) > limit

    def _with_all(self, lines: Iterable[int], words: list[str]) -> Iterable[int]:
        # Word by word: a test of all words for each line would take four times as long.
        texts = self._lines
        for word in words:
            lines = [at for at in lines if word in texts[at]]
        return lines

    def _holding(self, words: list[str]) -> Iterable[int]:
        """The lines that hold every word, in order."""
        if not words:
            return range(len(self._lines))
        if len(words) == 1:
            return self._all.holding(words[0])
        found = [(self._postings_of(word), word) for word in words]
        fewest, rarest = min(found, key=lambda one: sum(map(len, one[0])))
        return self._with_all(sorted(set().union(*fewest)), [w for w in words if w != rarest])

    def _postings_of(self, word: str) -> list[list[int]]:
        """The lines of each name that holds the word; a number is looked for in the text."""
        if any(map(str.isdigit, word)):
            return [list(self._all.holding(word))]
        return [lines for name, lines in self._names.items() if word in name]


class Search:
    """Searches one installation as letters are typed; keeps the register between them.

    Every person shown is logged, once typing rests: a line for each letter would bury the log.
    """

    def __init__(self, installation: Installation, actor: Actor) -> None:
        require(installation, actor, _ACTION, Permission.READ)
        self._installation = installation
        self._actor = actor
        self._register: Register | None = None
        self._shown: set[str] = set()

    def find(self, text: str, limit: int = LIMIT) -> Found:
        """The persons whose name, number, unit or certificate holds every word of the text.

        å, ä and ö are letters of their own; a text without them finds them too. A whole identity
        number may be in any customary writing, a birth date with or without its dashes.
        """
        with reading(self._installation.engine) as connection:
            register = self._fresh(connection)
        text = folded(_as_kept(text, register.day))
        people, more = register.find(text, limit)
        words = text.split()
        certificates = register.things.certificates(words)
        self._shown.update(person[0] for person in people)
        self._shown.update(one.person for one in certificates)
        hits = tuple(Hit(*person) for person in people)
        names = register.things.unit_names({hit.unit for hit in hits})
        return Found(hits, more, register.things.units(words), certificates, names)

    def prepare(self) -> None:
        """Read the register before the first letter, so that it need not wait for that."""
        with reading(self._installation.engine) as connection:
            self._fresh(connection)

    def rest(self) -> None:
        """Log the persons shown since the last rest: typing paused, or the search was left."""
        if self._shown:
            with looking(self._installation, self._actor, _ACTION, Permission.READ) as act:
                act.touch(*self._shown)
            self._shown.clear()

    def _fresh(self, connection: Connection) -> Register:
        register, today = self._register, self._installation.clock.today()
        if (
            register is None
            or register.day != today
            or (register.stands_at != last_change(connection))
        ):
            register = self._register = Register(connection, self._installation)
        return register


def _as_kept(text: str, today: date) -> str:
    """A number or a birth date as the register holds it; any other text as it is."""
    try:
        return parse_identity(text, today).number
    except IdentityError:
        pass
    dated = _DATE.fullmatch(text.strip())
    return "".join(dated.groups()) if dated else text


def search_people(installation: Installation, actor: Actor, text: str, limit: int = LIMIT) -> Found:
    """Search once; see ``Search.find``."""
    search = Search(installation, actor)
    found = search.find(text, limit)
    search.rest()
    return found
