"""The region's own acts beside those of people, at random."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from ntand.domain.codes import Answer, EndReason
from tests.model import region
from tests.model.machine import Machine, answers, deviations, people, reasons, years
from tests.model.world import Reaching

certificate_changes = st.sampled_from(
    (
        {"till": "2026-12-31"},
        {"till": "2027-06-30"},
        {"informerad": "2026-08-20"},
        {"avslutat": "2026-09-03", "avslutsorsak": "villkor_upphort"},
        {"grund": "G3"},
    )
)
offer_changes = st.sampled_from(
    (
        {"svar": "ja", "svar_datum": "2026-08-21"},
        {"svar": "nej", "svar_datum": "2026-08-22", "svar_kanal": "blankett"},
        {"svar_kanal": "mote"},
        {"erbjuden": "2026-08-01"},
    )
)


class WholeMachine(Machine):
    """People, the exchange, and a region that acts."""

    @rule(person=people, year=years, deviation=deviations)
    def assesses(self, person: str, year: int, deviation: str) -> None:
        region.assesses(self.story, person, year, deviation)

    @rule(person=people, said=certificate_changes)
    def changes_certificate(self, person: str, said: dict[str, str]) -> None:
        region.changes_certificate(self.story, person, said)

    @rule(person=people, year=years, said=offer_changes)
    def changes_offer(self, person: str, year: int, said: dict[str, str]) -> None:
        region.changes_offer(self.story, person, year, said)

    @rule(person=people, answer=answers, said=offer_changes)
    def both_change_an_offer(
        self, person: str, answer: Answer | None, said: dict[str, str]
    ) -> None:
        self.story.offers(person, 2026, answer, "telefon")
        region.changes_offer(self.story, person, 2026, said)

    @rule(person=people, days=st.integers(0, 3), reason=reasons, said=certificate_changes)
    def both_change_a_certificate(
        self, person: str, days: int, reason: EndReason, said: dict[str, str]
    ) -> None:
        self.story.ends(person, days, reason)
        region.changes_certificate(self.story, person, said)

    @rule(person=people, back=st.booleans())
    def hears_of_death(self, person: str, back: bool) -> None:
        region.hears_of_death(self.story, person, "" if back else "2026-08-30")

    @rule(person=people, back=st.booleans())
    def hears_of_move(self, person: str, back: bool) -> None:
        region.hears_of_move(self.story, person, "" if back else "2026-08-29")

    @rule(person=people)
    def replaces_number(self, person: str) -> None:
        region.replaces_number(self.story, person)

    @rule(person=people)
    def certificate_from_elsewhere(self, person: str) -> None:
        region.certificate_from_elsewhere(self.story, person)

    @rule()
    def writes(self) -> None:
        region.writes(self.story)


def machine(way: Reaching) -> type[WholeMachine]:
    """The machine over this way to the region."""
    return type(f"Over{type(way).__name__}", (WholeMachine,), {"reaching": way})
