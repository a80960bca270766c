"""The yearly round: offers, answers and visits as history; trainings of care staff."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ntand.domain.codes import Answer, AnswerChannel, AnsweredBy
from ntand.store.base import Base, Id, Key, Text500, code_column


class OfferRow(Base):
    """The offer of an oral-health assessment: one per person and year."""

    __tablename__ = "offer"

    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    year: Mapped[int]
    offered_on: Mapped[date | None]
    announced: Mapped[bool] = mapped_column(comment="imported history that has a basis")
    changed_here: Mapped[bool] = mapped_column(comment="since its last import, or born here")
    import_run_id: Mapped[str | None] = mapped_column(ForeignKey("import_run.id"))
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (Index("uq_offer_person_year", "person_id", "year", unique=True),)


class AnswerRow(Base):
    """One answer to an offer. A later one supersedes it; it is never changed."""

    __tablename__ = "answer"

    id: Mapped[Id]
    offer_id: Mapped[str] = mapped_column(ForeignKey("offer.id"), index=True)
    value: Mapped[Answer | None] = code_column(Answer, nullable=True)
    answered_on: Mapped[date | None]
    answered_by: Mapped[AnsweredBy | None] = code_column(AnsweredBy, nullable=True)
    channel: Mapped[AnswerChannel | None] = code_column(AnswerChannel, nullable=True)
    reason: Mapped[Text500 | None]
    registered_at: Mapped[datetime]
    registered_by: Mapped[Text500]
    superseded_by: Mapped[str | None] = mapped_column(ForeignKey("answer.id"))


class VisitRow(Base):
    """One visit for an assessment: performed, or not and why. Corrected, never changed."""

    __tablename__ = "visit"

    id: Mapped[Id]
    offer_id: Mapped[str] = mapped_column(ForeignKey("offer.id"), index=True)
    visited_on: Mapped[date | None]
    performed: Mapped[bool]
    performed_by: Mapped[Text500 | None]
    care_card: Mapped[bool | None]
    deviation: Mapped[Text500 | None]
    registered_at: Mapped[datetime]
    registered_by: Mapped[Text500]
    superseded_by: Mapped[str | None] = mapped_column(ForeignKey("visit.id"))


class TrainingRow(Base):
    """One training of care staff at a unit."""

    __tablename__ = "training"

    id: Mapped[Id]
    local_id: Mapped[Key] = mapped_column(unique=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("care_unit.code"))
    held_on: Mapped[date]
    hours: Mapped[str] = mapped_column(String(40), comment="a decimal number, exact as text")
    participants: Mapped[int]
    provider: Mapped[Text500 | None]
