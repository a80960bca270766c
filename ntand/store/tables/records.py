"""What the installation remembers of itself: settings, imports, printouts and who saw what."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ntand.domain.codes import FileKind
from ntand.store.base import Base, Id, Key, Text500, code_column


class SettingRow(Base):
    """A fact about the installation that must follow the database into a backup."""

    __tablename__ = "setting"

    name: Mapped[Key] = mapped_column(primary_key=True)
    value: Mapped[Text500]


class ImportRunRow(Base):
    """One import: what came in, from where, when, by whom."""

    __tablename__ = "import_run"

    id: Mapped[Id]
    kind: Mapped[FileKind] = code_column(FileKind)
    source: Mapped[Key | None]
    as_of: Mapped[date | None] = mapped_column(comment="of a complete extract")
    created: Mapped[int]
    updated: Mapped[int]
    refused: Mapped[int]
    imported_at: Mapped[datetime]
    imported_by: Mapped[Text500]


class PrintoutRow(Base):
    """A paper made: who is on it is in ``printout_subject``."""

    __tablename__ = "printout"

    id: Mapped[Id]
    kind: Mapped[Key]
    year: Mapped[int | None]
    unit_code: Mapped[Key | None]
    printed_at: Mapped[datetime]
    printed_by: Mapped[Text500]


class PrintoutSubjectRow(Base):
    """A person on a printout; a death, move or protection afterwards leads back to it."""

    __tablename__ = "printout_subject"

    printout_id: Mapped[str] = mapped_column(ForeignKey("printout.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    certificate_id: Mapped[str | None] = mapped_column(ForeignKey("certificate.id"), index=True)


class AccessEventRow(Base):
    """One line of the access log, chained to the one before in its monthly segment."""

    __tablename__ = "access_event"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    segment: Mapped[Key] = mapped_column(comment="month, YYYY-MM")
    at: Mapped[datetime]
    username: Mapped[Text500]
    role: Mapped[Key]
    action: Mapped[Key]
    purpose: Mapped[Text500]
    allowed: Mapped[bool]
    changed: Mapped[bool] = mapped_column(comment="the act stored something besides this line")
    scope: Mapped[Key] = mapped_column(comment="who was touched: persons, all or none")
    detail: Mapped[str] = mapped_column(comment="JSON, never an identity number")
    previous: Mapped[Key]
    digest: Mapped[Key]

    __table_args__ = (Index("ix_access_event_changed", "changed", "sequence"),)


class AccessSubjectRow(Base):
    """A person an event touched."""

    __tablename__ = "access_subject"

    sequence: Mapped[int] = mapped_column(
        ForeignKey("access_event.sequence"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
