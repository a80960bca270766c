"""What waits for the region, what the region is known to hold, and how far we have read."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ntand.store.base import Base, Id, Key, Text500, code_column


class OutboxState(StrEnum):
    """Where an outbox item stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    PARKED = "parked"
    CONFLICT = "conflict"
    STOPPED = "stopped"


class Road(StrEnum):
    """By which road an outbox item leaves."""

    SERVICE = "service"
    PORTAL = "portal"
    PAPER = "paper"


class ObjectKind(StrEnum):
    """What an outbox item is about."""

    CERTIFICATE = "certificate"
    OFFER = "offer"
    UNIT = "unit"


class OutboxItemRow(Base):
    """One change to deliver. ``id`` is its permanent idempotency key."""

    __tablename__ = "outbox_item"

    id: Mapped[Id]
    sequence: Mapped[int] = mapped_column(comment="order of birth; kept per person")
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ObjectKind] = code_column(ObjectKind)
    object_id: Mapped[Key] = mapped_column(comment="certificate.id, offer.id or care_unit.id")
    payload_version: Mapped[int] = mapped_column(default=1)
    payload: Mapped[str] = mapped_column(comment="JSON: the file's columns as text")
    road: Mapped[Road] = code_column(Road)
    state: Mapped[OutboxState] = code_column(OutboxState)
    attempts: Mapped[int] = mapped_column(default=0, comment="once tried, it is never changed")
    sent_etag: Mapped[Key | None] = mapped_column(comment="the tag it was first sent with")
    next_at: Mapped[datetime | None]
    problem: Mapped[Text500 | None] = mapped_column(comment="code of the refusal")
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    replaces: Mapped[Key | None] = mapped_column(comment="the refused item it corrects")

    __table_args__ = (
        Index("ix_outbox_item_state", "state", "sequence"),
        Index("ix_outbox_item_object", "object_id"),
        Index("ix_outbox_item_person", "person_id", "sequence"),
    )


class RegionObjectRow(Base):
    """The last state of an object the region is known to hold: base and tag of the next write."""

    __tablename__ = "region_object"

    object_id: Mapped[Key] = mapped_column(primary_key=True)
    kind: Mapped[ObjectKind] = code_column(ObjectKind)
    etag: Mapped[Key | None]
    payload: Mapped[str]
    known_at: Mapped[datetime]


class ExchangeStateRow(Base):
    """How far the change feed is read, and when; one row per feed."""

    __tablename__ = "exchange_state"

    feed: Mapped[Key] = mapped_column(primary_key=True)
    cursor: Mapped[Text500]
    read_at: Mapped[datetime]
