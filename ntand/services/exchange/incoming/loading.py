"""The first exchange: what the region holds already is matched with what is here, page by page.

What it has is not sent again, and what is new here is made ours. The feed is read to its end
before; whatever happens while the lists are read stands after that place, and is read next.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from ntand.errors import NtandError, RegionRefused
from ntand.services.acts import Act
from ntand.services.exchange.course import Course
from ntand.services.exchange.incoming.notices import take_message, take_provider
from ntand.services.exchange.incoming.reading import Malformed, refuse_unstorable
from ntand.services.exchange.incoming.receiving import refuse_standing_still
from ntand.services.exchange.incoming.reconciling import LOADED, LOADING, ask_reconcile
from ntand.services.exchange.incoming.records import (
    Told,
    take_certificate,
    take_offer,
    take_unit,
)
from ntand.store.bulk import change_rows, insert_record, select_rows
from ntand.store.work import reading

if TYPE_CHECKING:
    from ntand.exchange.wire import Record, RecordPage

__all__ = ["ask_reconcile", "load"]

_MARK = "SELECT cursor FROM exchange_state WHERE feed = ?"
_UNMARK = "DELETE FROM exchange_state WHERE feed = ?"

log = logging.getLogger(__name__)


def load(course: Course) -> bool:
    """Read what has not been read of the region's lists; False when there was nothing left.

    A page is one commit with its place, so that a cut costs one page at most.
    """
    left = [name for name in _TAKES if _mark(course, LOADED + name) is None]
    for name in left:
        more = True
        while more:
            course.progress.step(course.done.received, None)
            cursor = _mark(course, LOADING + name)
            page = _page(course, name, cursor)
            refuse_standing_still(cursor, page)
            _apply(course, name, page)
            more = page.more
    return bool(left)


def _page(course: Course, name: str, cursor: str | None) -> "RecordPage":
    pages = {
        "units": course.api.units,
        "providers": course.api.providers,
        "messages": course.api.messages,
        "certificates": course.api.certificates,
        "offers": course.api.offers,
    }
    try:
        return pages[name](cursor)
    except RegionRefused as refused:
        if cursor is None or refused.facts.get("problem") != "bad_cursor":
            raise
    return pages[name](None)


def _apply(course: Course, name: str, page: "RecordPage") -> None:
    with course.act("exchange.load") as act:
        fresh = sum(_take(act, name, record) for record in page.records)
        change_rows(act.connection, _UNMARK, LOADING + name)
        feed = (LOADING if page.more else LOADED) + name
        state = {"feed": feed, "cursor": page.cursor, "read_at": act.now}
        insert_record(act.connection, "exchange_state", state)
        act.detail |= {"list": name, "read": len(page.records), "received": fresh}
        course.count(act, course.done.plus(received=fresh, conflicts=act.counted("questions")))


def _take(act: Act, name: str, record: "Record") -> bool:
    """Take one record; whether it brought anything.

    One that cannot be understood is counted, and its shape kept for the support.
    """
    from ntand.exchange.evidence import keep_row

    try:
        with act.connection.begin_nested():
            refuse_unstorable(record.data, record.reason)
            return _TAKES[name](act, record)
    except (Malformed, NtandError) as error:
        code = error.code if isinstance(error, NtandError) else "malformed"
        log.warning("record not understood: %s: %s", name, code)
        keep_row(act.installation.home, name, record.data, code)
        act.count("malformed")
        return False


def _mark(course: Course, feed: str) -> str | None:
    with reading(course.installation.engine) as connection:
        rows = select_rows(connection, _MARK, feed)
    return str(rows[0][0]) if rows else None


def _told(record: "Record") -> Told:
    return Told(record.data, record.etag, standing=(record.status, record.reason))


def _unit(act: Act, record: "Record") -> bool:
    return bool(take_unit(act, _told(record)).taken)


def _provider(act: Act, record: "Record") -> bool:
    take_provider(act, record.data)
    return False


def _message(act: Act, record: "Record") -> bool:
    take_message(act, record.data)
    return False


def _certificate(act: Act, record: "Record") -> bool:
    met = take_certificate(act, _told(record))
    return met is not None and bool(met.taken)


def _offer(act: Act, record: "Record") -> bool:
    met = take_offer(act, _told(record))
    return met is not None and bool(met.taken)


# Units first: the others name them. Each list by its name in the service.
_TAKES: dict[str, Callable[[Act, "Record"], bool]] = {
    "units": _unit,
    "providers": _provider,
    "messages": _message,
    "certificates": _certificate,
    "offers": _offer,
}
