"""Before a certificate is issued: what stands beside the act; and issuing for many at once."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from ntand.domain.certificates import Validity, last_day_after
from ntand.domain.codes import Basis, ConsentForm, Ground
from ntand.errors import NtandError, Refused
from ntand.ports import Progress, Silent
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking
from ntand.services.certificates import Issued, NewCertificate, issue
from ntand.services.installation import Installation
from ntand.services.people.cards import PersonCard, load_cards
from ntand.services.persons import resolve_person
from ntand.services.proposals import Proposal, evaluate
from ntand.services.standing import Standing, holding
from ntand.services.undoing import Undo
from ntand.services.undoing.several import together
from ntand.store.bulk import as_date, select_among
from ntand.store.disclosure import Disclosures

_HELD = (
    "SELECT person_id, local_id, ground, starts_on, ends_on, ended_on FROM certificate"
    " WHERE NOT voided AND person_id IN (?) ORDER BY starts_on"
)
_SILENT = Silent()


@dataclass(frozen=True, slots=True)
class HeldDays:
    """The days that a certificate of the person's holds already."""

    intyg_id: str
    ground: str
    starts_on: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Draft:
    """Someone to issue for: who it is, what is proposed for the day, what stands in the way."""

    card: PersonCard
    on: date
    proposal: Proposal
    held: tuple[HeldDays, ...]  # certificates that are not voided, the first first
    standing: Standing | None  # a decision that holds the person back
    refuses: bool  # has said no to disclosure
    suggested_end: date | None  # when the need may pass: a certificate for a time

    @property
    def unusual(self) -> tuple[str, ...]:
        """Codes of what a person should look at before issuing; empty for the usual case."""
        card, proposal = self.card, self.proposal
        found = (
            ("namesake", bool(card.namesakes)),
            ("protected", card.protected),
            ("gone", any(day and day <= self.on for day in (card.deceased_on, card.moved_on))),
            ("not_proposed", not proposal.grounds),
            ("has_certificate", proposal.certificate != "none"),
            ("held_back", self.standing is not None),
            ("refuses", self.refuses),
            ("for_a_time", proposal.time_limited),
        )
        return tuple(code for code, true in found if true)

    def overlapping(
        self, first: date, last: date | None, *, apart_from: str = ""
    ) -> HeldDays | None:
        """The certificate that holds one of the days already, if any."""
        for one in self.held:
            if one.intyg_id != apart_from and Validity(one.starts_on, one.last_day, None).overlaps(
                first, last
            ):
                return one
        return None


@dataclass(frozen=True, slots=True)
class OneIssued:
    """What became of one person: the certificate, or the code of why there is none."""

    person: str
    intyg_id: str = ""
    refusal: str = ""
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ManyIssued:
    """What became of each, and the way back for all that were issued."""

    results: tuple[OneIssued, ...]
    undo: Undo | None = None

    @property
    def issued(self) -> int:
        """How many certificates there are."""
        return sum(bool(one.intyg_id) for one in self.results)


def draft(installation: Installation, actor: Actor, person: str, on: date | None = None) -> Draft:
    """What an issuer should see before issuing with the first day ``on``, today by default."""
    with looking(installation, actor, "certificate.draft", Permission.ISSUE) as act:
        person = resolve_person(act.connection, person, act.today)
        (made,) = _drafts(act.connection, installation, act.today, on or act.today, [person])
        act.touch(*made.card.shown)
        return made


def draft_many(
    installation: Installation, actor: Actor, persons: Collection[str]
) -> tuple[Draft, ...]:
    """The same for each of the persons, given by id, in the order given."""
    with looking(installation, actor, "certificate.draft", Permission.ISSUE) as act:
        found = tuple(_drafts(act.connection, installation, act.today, act.today, list(persons)))
        act.touch(*(one for made in found for one in made.card.shown))
        return found


def issue_many(
    installation: Installation,
    actor: Actor,
    persons: Sequence[str],
    basis: Basis | None = None,
    form: ConsentForm | None = None,
    progress: Progress = _SILENT,
) -> ManyIssued:
    """Issue for each person on the ground proposed today, each in a transaction of its own.

    One that is refused stops none of the others; once cancelled, the rest are refused. The
    certificate of someone whose need may pass is for the time that the criteria suggest.
    """
    results, undos = [], []
    for done, one in enumerate(draft_many(installation, actor, persons)):
        person = one.card.person
        try:
            progress.step(done, len(persons))
            issued = _issue_proposed(installation, actor, one, basis, form)
        except NtandError as error:
            facts = {name: str(value) for name, value in error.facts.items()}
            results.append(OneIssued(person, refusal=error.code, facts=facts))
        else:
            results.append(OneIssued(person, issued.intyg_id))
            undos.append(issued.undo)
    return ManyIssued(tuple(results), together(undos))


def _issue_proposed(
    installation: Installation,
    actor: Actor,
    one: Draft,
    basis: Basis | None,
    form: ConsentForm | None,
) -> Issued:
    if one.proposal.ground is None:
        raise Refused("certificate.reason_needed", proposed="–")
    new = NewCertificate(
        Ground(one.proposal.ground), basis, form, valid_from=one.on, valid_to=one.suggested_end
    )
    return issue(installation, actor, one.card.person, new)


def _drafts(
    connection: Connection, installation: Installation, today: date, on: date, persons: list[str]
) -> Iterator[Draft]:
    cards = load_cards(connection, today, persons)
    proposals = evaluate(connection, on, installation.criteria, persons)
    standing = holding(connection, today, persons)
    refusing = Disclosures(connection, persons[0] if len(persons) == 1 else None)
    held: dict[str, list[HeldDays]] = {person: [] for person in persons}
    for person, intyg_id, ground, *days in select_among(connection, _HELD, persons):
        first, till, ended = map(as_date, days)
        assert first is not None
        last = Validity(first, till, ended).last_day
        held[person].append(HeldDays(intyg_id, ground, first, last))
    months = installation.criteria.time_limited_months
    for person in persons:
        if person in cards:
            yield Draft(
                cards[person],
                on,
                proposals[person],
                tuple(held[person]),
                standing.get(person),
                refusing.refused(person),
                last_day_after(on, months) if proposals[person].time_limited else None,
            )
