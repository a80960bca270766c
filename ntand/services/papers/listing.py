"""Who is on the year's lists on a day, and why others are not."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection

from ntand.domain.codes import Answer
from ntand.store.bulk import as_date
from ntand.store.care import load_care, load_protection
from ntand.store.holders import load_certificates
from ntand.store.offers import load_offers


class NotListed(StrEnum):
    """Why someone is not on a list, the first that holds in this order."""

    PROTECTED = "protected"
    DECEASED = "deceased"
    MOVED = "moved"
    PERFORMED = "performed"
    NO_LONGER_YES = "no_longer_yes"
    NO_CERTIFICATE = "no_certificate"
    OTHER_UNIT = "other_unit"


class Listing:
    """Everyone with a yes for the year, and those asked about besides, as they stand on a day.

    Protection is always today's.
    """

    def __init__(
        self,
        connection: Connection,
        year: int,
        day: date,
        today: date,
        others: Collection[str] = (),
    ) -> None:
        self._day = day
        offers = [offer for offer in load_offers(connection) if offer.visits or offer.year == year]
        self.yes = {
            offer.person_id
            for offer in offers
            if offer.year == year and offer.answer and offer.answer.value == Answer.YES
        }
        self._performed = {
            offer.person_id
            for offer in offers
            for visit in offer.visits
            if visit.performed and _year(visit.visited_on) == year
        }
        self._protection = load_protection(connection, today)
        self._care = load_care(connection, self.yes | set(others))
        self._holding = {
            held.person_id for held in load_certificates(connection) if held.validity.covers(day)
        }

    def persons(self) -> set[str]:
        """Alive, not moved, not protected, an active certificate, said yes, not yet performed."""
        return {person for person in self.yes if self.why_not(person) is None}

    def why_not(self, person: str) -> NotListed | None:
        """Why the person is not to be visited, or None."""
        if person in self._protection:
            return NotListed.PROTECTED
        gone = self._gone(person)
        if gone is not None:
            return gone
        if person in self._performed:
            return NotListed.PERFORMED
        if person not in self.yes:
            return NotListed.NO_LONGER_YES
        return None if person in self._holding else NotListed.NO_CERTIFICATE

    def _gone(self, person: str) -> NotListed | None:
        held = self._care.get(person)
        if held is None or not held.status.gone_on(self._day):
            return None
        deceased = held.status.deceased_on
        died = deceased is not None and deceased <= self._day
        return NotListed.DECEASED if died else NotListed.MOVED


def _year(stored: object) -> int | None:
    day = as_date(stored)
    return day.year if day else None
