"""Reading the change feed: a page and its cursor are one commit."""

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from ntand.errors import RegionRefused, TemporaryFailure
from ntand.services.exchange.course import Course
from ntand.services.exchange.incoming.applying import apply_change
from ntand.services.exchange.incoming.noting import forget_old
from ntand.services.exchange.incoming.successors import (
    follow_successors,
    whose_number_is_replaced,
)
from ntand.store.bulk import select_rows
from ntand.store.tables import ExchangeStateRow, RegionObjectRow
from ntand.store.work import reading

if TYPE_CHECKING:
    from ntand.exchange.wire import ChangePage, RecordPage

_FEED = "changes"
_MOST_WITHOUT_NEWS = 3  # pages with nothing but what has been told before: then it never ends
_CURSOR = "SELECT cursor FROM exchange_state WHERE feed = ?"


def receive(course: Course) -> None:
    """Read the change feed to its end; replaced numbers that came here since are followed."""
    more = True
    highest = without_news = 0
    while more:
        course.progress.step(course.done.received, None)
        cursor = _cursor(course)
        page = _page(course, cursor)
        refuse_standing_still(cursor, page)
        last = max((change.seq for change in page.changes), default=0)
        without_news = 0 if last > highest else without_news + 1
        highest = max(highest, last)
        if page.more and without_news > _MOST_WITHOUT_NEWS:
            raise TemporaryFailure("region.nonsense", why="feed", kept="–")
        if page.changes:
            _apply(course, page)
        more = page.more
    _follow(course)


def refuse_standing_still(cursor: str | None, page: "ChangePage | RecordPage") -> None:
    """Go on only when more leads on: the same page would be asked for without end.

    Raises:
        TemporaryFailure: ``region.nonsense``.
    """
    if page.more and page.cursor == cursor:
        raise TemporaryFailure("region.nonsense", why="cursor", kept="–")


def _follow(course: Course) -> None:
    with reading(course.installation.engine) as connection:
        behind = whose_number_is_replaced(connection)
    if not behind:
        return
    with course.act("exchange.receive") as act:
        for person in behind:
            follow_successors(act, person)


def _page(course: Course, cursor: str | None) -> "ChangePage":
    try:
        return course.api.changes(cursor)
    except RegionRefused as refused:
        if cursor is None or refused.facts.get("problem") != "bad_cursor":
            raise
    # Another region than the one read so far: what that one held says nothing of this one.
    with course.act("exchange.start_over") as act:
        act.connection.execute(delete(ExchangeStateRow))
        act.connection.execute(delete(RegionObjectRow))
    return course.api.changes(None)


def _cursor(course: Course) -> str | None:
    with reading(course.installation.engine) as connection:
        rows = select_rows(connection, _CURSOR, _FEED)
    return rows[0][0] if rows else None


def _apply(course: Course, page: "ChangePage") -> None:
    with course.act("exchange.receive") as act:
        in_order = sorted(page.changes, key=lambda change: change.seq)
        applied = sum(apply_change(act, change) for change in in_order)
        forget_old(act)
        act.connection.execute(delete(ExchangeStateRow).where(ExchangeStateRow.feed == _FEED))
        act.connection.execute(
            insert(ExchangeStateRow).values(feed=_FEED, cursor=page.cursor, read_at=act.now)
        )
        act.detail["received"] = applied
        asked = act.counted("questions")
        course.count(act, course.done.plus(received=applied, conflicts=asked))
