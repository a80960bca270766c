"""What people do and how the exchange goes, at random."""

from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from ntand.domain.codes import Answer, Basis, EndReason
from ntand.errors import SignInNeeded, TemporaryFailure
from ntand.services.exchange.outbox.mending import Choice
from tests.model.comparing import come_to_rest, holds_at_every_step, settle_all, sound
from tests.model.faults import NAMES
from tests.model.region import assesses, changes_offer
from tests.model.story import Story
from tests.model.world import PEOPLE, Reaching

people = st.sampled_from((PEOPLE[0], *PEOPLE))  # much of it happens to the same one
years = st.sampled_from((2026, 2026, 2025))
answers = st.sampled_from((None, Answer.YES, Answer.NO, Answer.NONE))
deviations = st.sampled_from(("", "", "ej_hemma", "avbojde"))
announced = st.sampled_from(
    (
        {"svar": "ja", "svar_datum": "2024-05-01"},
        {"svar": "nej", "svar_datum": "2024-05-02", "svar_kanal": "telefon"},
        {"erbjuden": "2024-04-01"},
    )
)
reasons = st.sampled_from((EndReason.WRONG_GROUNDS, EndReason.CONDITIONS_CEASED))
# Most go well, or few batches would ever be reached
others_faults = st.lists(st.sampled_from((*("",) * 3 * len(NAMES), *NAMES)), max_size=4)
batch_faults = st.lists(st.sampled_from(("", "", *NAMES)), max_size=4)
MEANWHILE = (
    "nothing",
    "nothing",
    "assessed",
    "changed",
    "answered",
    "issued",
    "protected",
    "refused",
)
meanwhile = st.sampled_from(MEANWHILE)
moments = st.sampled_from(("before", "after"))


class Machine(RuleBasedStateMachine):
    """What may happen; subclasses say how the region is reached."""

    reaching: ClassVar[Reaching]

    story: Story

    # --- People here --------------------------------------------------------------------

    @initialize(known=st.sampled_from((True, True, True, False)))
    def begins(self, known: bool) -> None:
        self.story = Story(self.reaching, known=known)

    @rule(person=people, basis=st.sampled_from((Basis.CONSENT, Basis.CONSENT, None)))
    def issues(self, person: str, basis: Basis | None) -> None:
        self.story.issues(person, basis)

    @rule(person=people, days=st.integers(-1, 3), reason=reasons)
    def ends(self, person: str, days: int, reason: EndReason) -> None:
        self.story.ends(person, days, reason)

    @rule(person=people)
    def voids(self, person: str) -> None:
        self.story.voids(person)

    @rule(person=people)
    def replaces(self, person: str) -> None:
        self.story.replaces(person)

    @rule(person=people, year=years, answer=answers, by=st.sampled_from(("", "telefon")))
    def offers(self, person: str, year: int, answer: Answer | None, by: str) -> None:
        self.story.offers(person, year, answer, by)

    @rule(person=people, said=announced)
    def announces(self, person: str, said: dict[str, str]) -> None:
        self.story.announces(person, said)

    @rule(person=people, year=years, deviation=deviations)
    def visits(self, person: str, year: int, deviation: str) -> None:
        self.story.visits(person, year, deviation)

    @rule(person=people)
    def consents(self, person: str) -> None:
        self.story.consents(person)

    @rule(person=people)
    def refuses(self, person: str) -> None:
        self.story.refuses(person)

    @rule(person=people, protection=st.sampled_from(("", "sekretessmarkering")))
    def protects(self, person: str, protection: str) -> None:
        self.story.protects(person, protection)

    @rule()
    def takes_back(self) -> None:
        self.story.takes_back()

    # --- The exchange -------------------------------------------------------------------

    @rule(
        on_others=others_faults,
        on_batches=batch_faults,
        meanwhile=meanwhile,
        which=st.integers(0, 2),
        when=moments,
    )
    def exchanges(
        self,
        on_others: list[str],
        on_batches: list[str],
        meanwhile: str,
        which: int,
        when: str,
    ) -> None:
        """With faults on the way, and something that happens while a batch is under way."""
        world = self.story.world
        world.way.meanwhile[when] = lambda: self._happens(meanwhile, which)
        try:
            world.exchange(on_others, on_batches)
        except (TemporaryFailure, SignInNeeded):
            assert any(on_others + on_batches), "failed without a fault"

    def _happens(self, what: str, which: int) -> None:
        """To one of those whose items are under way."""
        leaving = self.story.leaving
        person = leaving[which % len(leaving)]
        if what == "assessed":
            assesses(self.story, person, 2026, "")
        elif what == "changed":
            changes_offer(self.story, person, 2026, {"svar": "nej", "svar_kanal": "mote"})
        elif what == "answered":
            self.story.offers(person, 2026, Answer.YES, "telefon")
        elif what == "protected":
            self.story.protects(person, "sekretessmarkering")
        elif what == "issued":
            self.story.issues(person, Basis.CONSENT)
        elif what == "refused":
            self.story.refuses(person)

    @rule(on_batches=batch_faults, person=people, answer=answers)
    def meets_trouble_with_something_new(
        self, on_batches: list[str], person: str, answer: Answer | None
    ) -> None:
        self.story.offers(person, 2026, answer, "telefon")
        self.exchanges([], on_batches, "", 0, "after")

    @rule(person=people, answer=answers, which=st.integers(0, 2))
    def hears_of_something_new_while_sending(
        self, person: str, answer: Answer | None, which: int
    ) -> None:
        self.story.offers(person, 2026, answer, "blankett")
        self.exchanges([], [], "changed", which, "before")

    @rule()
    def exchanges_undisturbed(self) -> None:
        self.story.world.exchange()

    @rule(commit=st.integers(2, 9))
    def client_dies_in_an_exchange(self, commit: int) -> None:
        self.story.world.dies_at_commit(commit)

    @rule(choice=st.sampled_from(Choice))
    def settles(self, choice: Choice) -> None:
        settle_all(self.story, choice)

    @rule()
    def client_starts_anew(self) -> None:
        self.story.world.close_client()
        self.story.world.open_client()

    @rule()
    def region_starts_anew(self) -> None:
        self.story.world.close_region()
        self.story.world.open_region()

    @rule()
    def copies(self) -> None:
        self.story.copies()

    @precondition(lambda self: not self.story.world.brought_back)  # a third of the time went there
    @rule()
    def brings_back(self) -> None:
        self.story.brings_back()

    @rule()
    def rests(self) -> None:
        come_to_rest(self.story)

    # --- What must hold -----------------------------------------------------------------

    @invariant()
    def nothing_has_arrived_that_might_not(self) -> None:
        holds_at_every_step(self.story)

    def teardown(self) -> None:
        if not hasattr(self, "story"):
            return
        try:
            come_to_rest(self.story)
            holds_at_every_step(self.story)
            number = next(self.reaching.examples)
            sound(self.story, whole=number % 10 == 0)
        finally:
            self.story.close()
