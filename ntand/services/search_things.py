"""What a search finds besides persons: units, and certificates by their numbers."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from ntand.domain.names import search_text
from ntand.store.bulk import select_rows

MOST = 5
"""How many units and how many certificates are shown: persons are what is mostly looked for."""

_SHORTEST_NUMBER = 5  # signs of a certificate's number: each begins with the municipality's code
_UNITS = "SELECT code, name, type FROM care_unit ORDER BY name, code"
_CERTIFICATES = (
    "SELECT c.local_id, c.region_number, c.person_id, p.given_name, p.family_name"
    " FROM certificate c JOIN person p ON p.id = c.person_id ORDER BY c.local_id"
)


@dataclass(frozen=True, slots=True)
class UnitHit:
    """A unit found."""

    code: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class CertificateHit:
    """A certificate found by its number here or at the region, and whose it is."""

    intyg_id: str
    region_number: str | None
    person: str
    given_name: str
    family_name: str
    protected: bool


class Lines:
    """Many short texts, looked through as one."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self._text = "\n".join(lines)
        self._starts, place = [], 0
        for line in lines:
            self._starts.append(place)
            place += len(line) + 1

    def holding(self, word: str) -> Iterator[int]:
        """The places of the texts that hold the word, in order."""
        place = self._text.find(word)
        while place >= 0:
            at = bisect_right(self._starts, place) - 1
            yield at
            place = self._text.find(word, self._starts[at] + len(self.lines[at]))


class Things:
    """The searchable units and certificates."""

    def __init__(self, connection: Connection, protected: Collection[str]) -> None:
        self._units = [UnitHit(*row) for row in select_rows(connection, _UNITS)]
        self._unit_lines = [search_text(one.name, one.code) for one in self._units]
        self._certificates = [
            CertificateHit(local, number, person, given, family, person in protected)
            for local, number, person, given, family in select_rows(connection, _CERTIFICATES)
        ]
        self._numbers = Lines(
            [f"{one.intyg_id} {one.region_number or ''}".lower() for one in self._certificates]
        )

    def units(self, words: Sequence[str]) -> tuple[UnitHit, ...]:
        """The first units whose name or code holds every word."""
        if not words:
            return ()
        lines = enumerate(self._unit_lines)
        found = (self._units[at] for at, line in lines if all(word in line for word in words))
        return tuple(islice(found, MOST))

    def certificates(self, words: Sequence[str]) -> tuple[CertificateHit, ...]:
        """The first certificates whose number holds the word, when it is long enough for one."""
        if len(words) != 1 or len(words[0]) < _SHORTEST_NUMBER:
            return ()
        places = islice(self._numbers.holding(words[0]), MOST)
        return tuple(self._certificates[at] for at in places)

    def unit_names(self, codes: Collection[str | None]) -> dict[str, str]:
        """The names of the units, by code."""
        return {one.code: one.name for one in self._units if one.code in codes}
