"""People, their identity numbers, care units and the decisions the care systems own."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ntand.domain.codes import (
    CaregiverKind,
    ContactRole,
    Prospect,
    Protection,
    ServiceKind,
    UnitType,
)
from ntand.domain.identity import IdentityKind
from ntand.store.base import Base, Id, Key, Text500, code_column


class PersonRow(Base):
    """A person. Name and search text are a copy of what the deciding decision says today."""

    __tablename__ = "person"

    id: Mapped[Id]
    given_name: Mapped[Text500]
    family_name: Mapped[Text500]
    sort_key: Mapped[str] = mapped_column(
        # Swedish by code point; a shared database's own order would sort the keys once more.
        String(1100).with_variant(String(1100, collation="C"), "postgresql"),
        comment="Swedish order",
    )
    search_text: Mapped[str] = mapped_column(String(1100), comment="folded case and accents")
    told_protection: Mapped[Protection | None] = code_column(
        Protection, nullable=True, comment="told by a person, for people without decisions"
    )
    deceased_on: Mapped[date | None] = mapped_column(comment="told by the region")
    moved_on: Mapped[date | None] = mapped_column(comment="told by the region")
    moved_to: Mapped[Text500 | None] = mapped_column(comment="told by the region")
    elsewhere_on: Mapped[date | None] = mapped_column(
        comment="when the region told that another municipality holds a certificate"
    )
    merged_into: Mapped[str | None] = mapped_column(
        ForeignKey("person.id"), comment="who this person turned out to be; nothing else is left"
    )
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index("ix_person_sort_key", "sort_key", "id"),
        Index(
            "ix_person_merged",
            "id",
            sqlite_where=text("merged_into IS NOT NULL"),
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
        Index(
            "ix_person_gone",
            "id",
            sqlite_where=text("deceased_on IS NOT NULL OR moved_on IS NOT NULL"),
            postgresql_where=text("deceased_on IS NOT NULL OR moved_on IS NOT NULL"),
        ),
    )


class IdentityNumberRow(Base):
    """A number that is or was the person's. A replaced number stays as an alias."""

    __tablename__ = "identity_number"

    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[str] = mapped_column(String(12), index=True)
    kind: Mapped[IdentityKind] = code_column(IdentityKind)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("identity_number.id"))

    __table_args__ = (
        Index(
            "uq_identity_number_current",
            "number",
            unique=True,
            sqlite_where=text("valid_to IS NULL"),
            postgresql_where=text("valid_to IS NULL"),
        ),
    )


class CareUnitRow(Base):
    """A housing or care unit; a placeholder until the care system names it."""

    __tablename__ = "care_unit"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[Text500]
    type: Mapped[UnitType] = code_column(UnitType)
    address: Mapped[Text500 | None]
    postal_code: Mapped[Text500 | None]
    town: Mapped[Text500 | None]
    responsible: Mapped[Text500 | None]
    phone: Mapped[Text500 | None]
    email: Mapped[Text500 | None]
    places: Mapped[int | None]
    staff: Mapped[int | None]
    run_by: Mapped[Text500 | None]
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    replaced_by: Mapped[Key | None]
    placeholder: Mapped[bool]


class DecisionRow(Base):
    """One care decision as its source says it; the order of the facts is the file's."""

    __tablename__ = "decision"

    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    source: Mapped[Key]
    external_id: Mapped[Key]
    given_name: Mapped[Text500]
    family_name: Mapped[Text500]
    address: Mapped[Text500 | None]
    postal_code: Mapped[Text500 | None]
    town: Mapped[Text500 | None]
    room: Mapped[Text500 | None]
    phone: Mapped[Text500 | None]
    language: Mapped[Text500 | None]
    protection: Mapped[Text500 | None] = mapped_column(
        comment="a Protection value or unknown text; NULL: the source has not told"
    )
    unit_code: Mapped[str] = mapped_column(ForeignKey("care_unit.code"))
    case_worker: Mapped[Text500 | None]
    kind: Mapped[ServiceKind] = code_column(ServiceKind)
    kind_text: Mapped[Text500 | None] = mapped_column(comment="as written, when unknown")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    care_per_day: Mapped[int | None]
    icf: Mapped[int | None]
    lasting: Mapped[bool | None]
    prospect: Mapped[Prospect | None] = code_column(Prospect, nullable=True)
    co_resident: Mapped[bool | None]
    treatment_only: Mapped[bool | None]
    relative_help: Mapped[bool | None]
    caregiver_kind: Mapped[CaregiverKind | None] = code_column(CaregiverKind, nullable=True)
    caregiver_name: Mapped[Text500 | None]
    contact_name: Mapped[Text500 | None]
    contact_phone: Mapped[Text500 | None]
    contact_role: Mapped[ContactRole | None] = code_column(ContactRole, nullable=True)
    deceased_on: Mapped[date | None]
    moved_on: Mapped[date | None]
    moved_to: Mapped[Text500 | None]
    missing_from: Mapped[date | None] = mapped_column(
        comment="not active from this day: a complete extract no longer held it"
    )
    import_run_id: Mapped[str] = mapped_column(ForeignKey("import_run.id"))

    __table_args__ = (
        Index("uq_decision_source", "source", "external_id", unique=True),
        Index(
            "ix_decision_gone",
            "person_id",
            sqlite_where=text("deceased_on IS NOT NULL OR moved_on IS NOT NULL"),
            postgresql_where=text("deceased_on IS NOT NULL OR moved_on IS NOT NULL"),
        ),
    )


class DecisionHistoryRow(Base):
    """What a decision said before an import changed it: placements and facts stay readable."""

    __tablename__ = "decision_history"

    id: Mapped[Id]
    decision_id: Mapped[str] = mapped_column(ForeignKey("decision.id"), index=True)
    import_run_id: Mapped[str] = mapped_column(
        ForeignKey("import_run.id"), comment="the import that replaced these values"
    )
    facts: Mapped[str] = mapped_column(comment="JSON, by column, only what changed")


class FilledFactRow(Base):
    """A fact a person filled in for a decision; counts until the source gives one."""

    __tablename__ = "filled_fact"

    id: Mapped[Id]
    decision_id: Mapped[str] = mapped_column(ForeignKey("decision.id"), index=True)
    fact: Mapped[Key] = mapped_column(comment="the file's column name")
    value: Mapped[Text500]
    filled_by: Mapped[Text500]
    filled_at: Mapped[datetime]
    superseded_by: Mapped[str | None] = mapped_column(ForeignKey("filled_fact.id"))
