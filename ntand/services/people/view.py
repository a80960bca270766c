"""One person whole: everything that is known, with who says it and who has looked."""

from dataclasses import dataclass, replace
from datetime import date

from ntand.domain.eligibility import assess
from ntand.domain.findings import Finding
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, looking
from ntand.services.installation import Installation
from ntand.services.people.cards import PersonCard, seen_card, unit_names
from ntand.services.people.care_view import ContactView, DecisionView, load_care_view
from ntand.services.people.holdings_view import (
    CertificateView,
    DisclosureView,
    StanceView,
    load_certificates_of,
    load_disclosures_of,
    load_stances_of,
    load_ways,
)
from ntand.services.people.past_view import (
    AccessLine,
    NumberView,
    PrintoutView,
    load_lines_of,
    load_numbers_of,
    load_printouts_of,
)
from ntand.services.people.told_view import RegionTold, load_told
from ntand.services.people.years_view import OfferView, load_offers_of
from ntand.services.persons import resolve_person
from ntand.services.proposals import Proposal, evaluate, gone_from
from ntand.store.care import load_care
from ntand.store.people import load_people


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person on a day. ``hidden``: where a protected person is and whom to ask is left out."""

    on: date
    card: PersonCard
    hidden: bool
    contact: ContactView | None
    decisions: tuple[DecisionView, ...]
    proposal: Proposal
    findings: tuple[Finding, ...]
    criteria: str
    certificates: tuple[CertificateView, ...]
    disclosures: tuple[DisclosureView, ...]
    refuses_disclosure: bool
    stances: tuple[StanceView, ...]
    offers: tuple[OfferView, ...]
    printouts: tuple[PrintoutView, ...]
    numbers: tuple[NumberView, ...]
    told: RegionTold
    lines: tuple[AccessLine, ...]

    @property
    def offer(self) -> OfferView | None:
        """This year's offer."""
        return next((one for one in self.offers if one.year == self.on.year), None)


def person_view(
    installation: Installation,
    actor: Actor,
    person: str,
    on: date | None = None,
    *,
    show_protected: bool = False,
) -> PersonView:
    """Everything known of the person meant: an id, or an identity number in any writing.

    ``show_protected``: also where a protected person is and whom to ask, which takes a permission
    of its own and leaves a line of its own in the access log.
    """
    permission = Permission.PROTECTED if show_protected else Permission.READ
    action = "person.protected" if show_protected else "person.view"
    with looking(installation, actor, action, permission) as act:
        person = resolve_person(act.connection, person, act.today)
        act.touch(person)
        return _view(act, person, on or act.today, show_protected=show_protected)


def _view(act: Act, person: str, day: date, *, show_protected: bool) -> PersonView:
    connection, criteria = act.connection, act.installation.criteria
    card = seen_card(act, person)
    hidden = card.protected and not show_protected
    if card.protected and show_protected:
        card = _with_unit(act, card)
    care = load_care_view(connection, person, act.today, hidden=hidden)
    known = load_care(connection, [person])[person]
    ways, refuses = load_ways(connection, person, protected=card.protected)
    return PersonView(
        on=day,
        card=card,
        hidden=hidden,
        contact=care.contact,
        decisions=care.decisions,
        proposal=evaluate(connection, day, criteria, [person])[person],
        findings=assess(known.care, known.status, day, criteria).findings,
        criteria=criteria.version,
        certificates=load_certificates_of(connection, person, day, gone_from(known.status), ways),
        disclosures=load_disclosures_of(connection, person),
        refuses_disclosure=refuses,
        stances=load_stances_of(connection, person),
        offers=load_offers_of(connection, person, ways, hidden=hidden),
        printouts=load_printouts_of(connection, person, hidden=hidden),
        numbers=load_numbers_of(connection, person),
        told=load_told(connection, person, hidden=hidden),
        lines=load_lines_of(connection, person),
    )


def _with_unit(act: Act, card: PersonCard) -> PersonCard:
    facts = load_people(act.connection, act.today, [card.person])[card.person]
    code = facts.unit_code
    name = unit_names(act.connection, [facts]).get(code) if code else None
    return replace(card, unit_code=code, unit_name=name)
