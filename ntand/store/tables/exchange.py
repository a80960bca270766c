"""What waits for the region, what the region is known to hold, and how far we have read."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String
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


class Manner(StrEnum):
    """What began a run of the exchange."""

    ASKED = "asked"
    TIMER = "timer"
    SCHEDULER = "scheduler"


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
    changed_at: Mapped[datetime | None] = mapped_column(comment="renewed since it was created")
    delivered_at: Mapped[datetime | None]
    replaces: Mapped[Key | None] = mapped_column(comment="the refused item it corrects")
    parted: Mapped[str | None] = mapped_column(
        comment="JSON: of fields that both sides have changed, what stood before"
    )

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
    feed_place: Mapped[int | None] = mapped_column(
        BigInteger, comment="of the last change applied: an older one, come late, is not"
    )
    status: Mapped[Key | None] = mapped_column(comment="of a unit: proposed, active, refused")
    reason: Mapped[Text500 | None] = mapped_column(comment="why the region refused the unit")


class ExchangeStateRow(Base):
    """How far the change feed is read, and when; one row per feed."""

    __tablename__ = "exchange_state"

    feed: Mapped[Key] = mapped_column(primary_key=True)
    cursor: Mapped[Text500]
    read_at: Mapped[datetime]


class ExchangeRunRow(Base):
    """One run of the exchange: what began it, what it did, how it ended."""

    __tablename__ = "exchange_run"

    id: Mapped[Id]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(comment="NULL: under way, or cut off")
    username: Mapped[Text500]
    manner: Mapped[Manner] = code_column(Manner)
    sent: Mapped[int]
    received: Mapped[int]
    conflicts: Mapped[int]
    rejected: Mapped[int]
    problem: Mapped[Text500 | None] = mapped_column(comment="code of what stopped it")

    __table_args__ = (Index("ix_exchange_run_started_at", "started_at"),)


class ArrivalRow(Base):
    """Something the region told that was new here. Forgotten when it is no news any more."""

    __tablename__ = "arrival"

    id: Mapped[Id]
    arrived_at: Mapped[datetime]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[Key] = mapped_column(comment="as the change feed says, as event does")
    event: Mapped[Key]
    told: Mapped[str] = mapped_column(comment="JSON: key, told (values by column), asked (columns)")

    __table_args__ = (
        Index("ix_arrival_arrived_at", "arrived_at"),
        Index("ix_arrival_person", "person_id"),
    )


class ProviderRow(Base):
    """A dental provider as the region's register tells of it."""

    __tablename__ = "provider"

    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[Text500]
    phone: Mapped[Text500 | None]
    email: Mapped[Text500 | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    known_at: Mapped[datetime]


class RegionMessageRow(Base):
    """A message from the region to those who issue certificates."""

    __tablename__ = "region_message"

    id: Mapped[str] = mapped_column(String(64), primary_key=True, comment="the region's own id")
    sent_on: Mapped[date]
    title: Mapped[Text500]
    text: Mapped[str]
    valid_to: Mapped[date | None]
    received_at: Mapped[datetime]


class MessageReadRow(Base):
    """Someone has read a message: it is shown once to each."""

    __tablename__ = "message_read"

    message_id: Mapped[str] = mapped_column(ForeignKey("region_message.id"), primary_key=True)
    username: Mapped[Text500] = mapped_column(primary_key=True)
    read_at: Mapped[datetime]
