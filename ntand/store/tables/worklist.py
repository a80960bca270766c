"""The work list as a projection: made anew from the other tables whenever they have changed."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ntand.domain.work import WorkGroup
from ntand.store.base import Base, Id, Key, Text500, code_column


class WorkItemRow(Base):
    """Something for someone to do.

    What a row of the list shows is copied, so that it opens at once: one query, no join. The unit
    of a protected person is never copied.
    """

    __tablename__ = "work_item"

    id: Mapped[Id]
    work_group: Mapped[WorkGroup] = code_column(WorkGroup)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    object_id: Mapped[Key | None] = mapped_column(comment="intyg_id, year or unit code")
    rank: Mapped[int] = mapped_column(comment="order within the group, before the name")
    due_on: Mapped[date | None]
    since: Mapped[date | None]
    reason: Mapped[Key] = mapped_column(comment="code of the sentence that says why")
    detail: Mapped[str] = mapped_column(comment="JSON: the facts of that sentence")
    name: Mapped[str] = mapped_column(String(1002), comment="of the person, else of the unit")
    born: Mapped[Key]
    unit_code: Mapped[Key | None]
    unit_name: Mapped[Text500 | None]
    protection: Mapped[Key]
    case_worker: Mapped[Text500 | None]
    sort_key: Mapped[str] = mapped_column(
        String(1100).with_variant(String(1100, collation="C"), "postgresql"),
        comment="Swedish order",
    )
    search_text: Mapped[str] = mapped_column(comment="folded: name, birth date, unit")

    __table_args__ = (Index("ix_work_item_group", "work_group", "rank", "sort_key"),)


class WorkStateRow(Base):
    """What the projection stands on: one row, none before it is first made."""

    __tablename__ = "work_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    for_day: Mapped[date]
    stands_at: Mapped[int] = mapped_column(comment="the access log's last change it knows")
    basis: Mapped[Text500] = mapped_column(comment="criteria, channel and lists printed")
