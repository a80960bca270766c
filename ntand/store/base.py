"""What every table shares: naming, portable column types, the identifiers."""

import os
import time
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, cast

from sqlalchemy import DateTime, Dialect, Enum, MetaData, String, Table
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

_NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, kept in UTC; refuses naive values, which would hide an hour each autumn."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant with its zone; SQLite gives it back naive."""
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


class Base(DeclarativeBase):
    """The schema; migrations are compared against its metadata."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime}


def table(row: type[Base]) -> Table:
    """The table of a row class, with the type that statements want."""
    return cast(Table, row.__table__)


def code_column(codes: type[StrEnum], **options: Any) -> Any:  # noqa: ANN401 - as mapped_column
    """A column of code values: text with a CHECK, so that both databases refuse the same."""
    kind = Enum(
        codes,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=codes.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )
    return mapped_column(kind, **options)


Id = Annotated[str, mapped_column(String(36), primary_key=True)]
Key = Annotated[str, mapped_column(String(64))]
Text500 = Annotated[str, mapped_column(String(500))]


class _Births:
    """When the last identifier was made, and how many before it in that millisecond."""

    ms = 0
    counter = 0


def new_id() -> str:
    """A UUID version 7 (RFC 9562): unique where it is born, and in order of birth.

    The order keeps index pages full while 100 000 rows come in. A counter in the 12 bits after
    the time keeps the order within a millisecond.
    """
    now = time.time_ns() // 1_000_000
    if now > _Births.ms:
        _Births.ms, _Births.counter = now, 0
    else:
        _Births.counter += 1
        if _Births.counter > 0xFFF:
            _Births.ms, _Births.counter = _Births.ms + 1, 0
    tail = os.urandom(8).hex()
    head = f"{_Births.ms:012x}"
    variant = "89ab"[int(tail[0], 16) & 3]
    return f"{head[:8]}-{head[8:]}-7{_Births.counter:03x}-{variant}{tail[1:4]}-{tail[4:]}"
