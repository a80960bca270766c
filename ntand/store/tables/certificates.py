"""Assessments, the decisions people take about them, certificates and the basis to disclose."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ntand.domain.codes import Basis, ConsentForm, EndReason, Ground, Origin, Stance
from ntand.store.base import Base, Id, Key, Text500, code_column


class AssessmentRow(Base):
    """What the rules said when a person decided: outcome, every finding, criteria version."""

    __tablename__ = "assessment"

    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    on_day: Mapped[date]
    criteria: Mapped[Text500]
    outcome: Mapped[Key]
    findings: Mapped[str] = mapped_column(comment="JSON: every finding with its facts")
    made_at: Mapped[datetime]
    made_by: Mapped[Text500]


class StanceRow(Base):
    """A person's decision about a proposal or a review, with what it rested on."""

    __tablename__ = "stance"

    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id"))
    stance: Mapped[Stance] = code_column(Stance)
    reason: Mapped[Text500]
    ask_again_on: Mapped[date | None]
    decisive_facts: Mapped[Key] = mapped_column(comment="signature of the facts it rested on")
    decided_on: Mapped[date]
    decided_at: Mapped[datetime]
    decided_by: Mapped[Text500]
    superseded_by: Mapped[str | None] = mapped_column(ForeignKey("stance.id"))


class CertificateRow(Base):
    """An N-tandvård certificate. ``local_id`` is the file's ``intyg_id``."""

    __tablename__ = "certificate"

    id: Mapped[Id]
    local_id: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    ground: Mapped[Ground] = code_column(Ground)
    criteria: Mapped[Text500]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    issued_on: Mapped[date]
    issuer: Mapped[Text500]
    origin: Mapped[Origin] = code_column(Origin)
    replaces: Mapped[Key | None]
    basis: Mapped[Basis | None] = code_column(Basis, nullable=True)
    informed_on: Mapped[date | None]
    ended_on: Mapped[date | None] = mapped_column(comment="last valid day")
    end_reason: Mapped[EndReason | None] = code_column(EndReason, nullable=True)
    voided: Mapped[bool]
    void_reason: Mapped[Text500 | None]
    reason: Mapped[Text500 | None] = mapped_column(comment="why against the proposal")
    assessment_id: Mapped[str | None] = mapped_column(ForeignKey("assessment.id"))
    region_number: Mapped[Key | None] = mapped_column(comment="the number in the portal")
    announced: Mapped[bool] = mapped_column(comment="imported history that has a basis")
    changed_here: Mapped[bool] = mapped_column(comment="since its last import, or born here")
    import_run_id: Mapped[str | None] = mapped_column(ForeignKey("import_run.id"))
    version: Mapped[int] = mapped_column(default=1)


class DisclosureRow(Base):
    """What allows a person's data to be given to the region, or that it is withdrawn."""

    __tablename__ = "disclosure"

    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    basis: Mapped[Basis] = code_column(Basis)
    form: Mapped[ConsentForm | None] = code_column(ConsentForm, nullable=True)
    given_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    registered_at: Mapped[datetime]
    registered_by: Mapped[Text500]
