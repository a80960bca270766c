"""What the papers show: frozen values of standard types, filled in by the services.

Code values (grounds, roles, answers) are the contract's; their Swedish labels are data in
``resources/papers/labels.toml``. An empty text means "not known" and prints as nothing or as a
dash, never as a made-up value.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ContactView:
    """Whom at the municipality the reader turns to."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """The letter to a new holder; ``valid_to`` None means until further notice.

    ``certificate_number`` is empty in a letter looked at before the certificate is issued.
    """

    municipality: str
    practice: bool
    today: date
    name: str
    address: tuple[str, ...]
    certificate_number: str
    valid_from: date
    valid_to: date | None
    contact: ContactView
    is_copy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFormView:
    """The yearly offer with answer boxes; ``offer_id`` is opaque and never an identity number."""

    municipality: str
    practice: bool
    today: date
    year: int
    name: str
    born: str
    address: tuple[str, ...]
    offer_id: str
    return_address: tuple[str, ...]
    contact: ContactView
    answer_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedCertificate:
    """One certificate that the region has not got, with what the region needs of it."""

    number: str
    ground: str
    criteria: str
    valid_from: date
    valid_to: date | None
    issued_on: date
    issuer: str
    basis: str = ""
    replaces: str = ""
    ended_on: date | None = None
    end_reason: str = ""
    voided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedOffer:
    """One yearly offer that the region has not got."""

    year: int
    offered_on: date | None = None
    answer: str = ""
    answered_on: date | None = None
    answered_by: str = ""
    performed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedFormView:
    """What the region gets on paper, signed, about one protected person; it has no address."""

    municipality: str
    practice: bool
    today: date
    name: str
    id_number: str
    protection: str
    certificates: tuple[ProtectedCertificate, ...]
    offers: tuple[ProtectedOffer, ...]
    region_address: tuple[str, ...]
    return_address: tuple[str, ...]
    contact: ContactView


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitListRow:
    """One person of a unit's list; ``born`` is the birth date without the last four digits."""

    name: str
    born: str
    place: str
    phone: str = ""
    language: str = ""
    contact_name: str = ""
    contact_role: str = ""
    contact_phone: str = ""
    prepare: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitListView:
    """The yearly list of one unit; ``unit_name`` is empty for those without a unit."""

    municipality: str
    practice: bool
    today: date
    year: int
    on: date
    unit_name: str
    unit_code: str
    unit_address: tuple[str, ...]
    responsible: str
    unit_phone: str
    rows: tuple[UnitListRow, ...]
    contact: ContactView


@dataclass(frozen=True, slots=True)
class ListLeaver:
    """A person who was on a printed list and is not now; ``reason``: a label of list_change."""

    name: str
    born: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChangesView:
    """How a unit's list differs from the one printed, and from what later sheets have told."""

    municipality: str
    practice: bool
    today: date
    year: int
    printed_on: date
    told_on: date | None  # the last sheet of changes
    unit_name: str
    unit_code: str
    unit_address: tuple[str, ...]
    responsible: str
    unit_phone: str
    left: tuple[ListLeaver, ...]
    joined: tuple[UnitListRow, ...]
    contact: ContactView
