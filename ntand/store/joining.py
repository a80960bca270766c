"""Two persons who are one: everything of the former becomes the other's, and nothing is lost."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from ntand.store.bulk import Row, as_date, change_rows, select_rows, stored_date, update_rows
from ntand.store.disclosure import Disclosures

# What simply belongs to a person. The access log is not among them: it is never rewritten.
_OWNED = ("decision", "assessment", "stance", "certificate", "disclosure", "outbox_item", "arrival")
_OFFERS = "SELECT id, year, offered_on, announced FROM offer WHERE person_id = ?"
_JOINED = (
    "UPDATE offer SET offered_on = ?, announced = ?, changed_here = ?, version = version + 1"
    " WHERE id = ?"
)
_ANSWERS = (
    "SELECT id, answered_on, registered_at FROM answer WHERE offer_id = ? AND superseded_by IS NULL"
)
_UNTRIED = "SELECT 1 FROM outbox_item WHERE object_id = ? AND state = 'waiting' AND attempts = 0"
_STOP = (
    "UPDATE outbox_item SET state = 'stopped'"
    " WHERE object_id = ? AND state = 'waiting' AND attempts = 0"
)
_ASKED = "SELECT 1 FROM outbox_item WHERE object_id = ? AND state = 'conflict'"
_STOP_ASKING = "UPDATE outbox_item SET state = 'stopped' WHERE object_id = ? AND state = 'conflict'"
_STANCES = (
    "SELECT id, decided_at FROM stance WHERE person_id = ? AND superseded_by IS NULL"
    " ORDER BY decided_at, id"
)
_TAKEN_BACK = (
    "SELECT MAX(withdrawn_on) FROM disclosure WHERE person_id = ? AND withdrawn_on >= given_on"
)
_END = (
    "UPDATE disclosure SET withdrawn_on = ?"
    " WHERE person_id = ? AND withdrawn_on IS NULL AND given_on <= ?"
)
_LIVES = (
    "SELECT deceased_on, moved_on, moved_to, elsewhere_on, told_protection FROM person WHERE id = ?"
)
_KEEP = (
    "UPDATE person SET deceased_on = ?, moved_on = ?, moved_to = ?, elsewhere_on = ?,"
    " told_protection = ?, version = version + 1 WHERE id = ?"
)
_ON_BOTH = (
    "SELECT printout_id, certificate_id FROM printout_subject s WHERE person_id = ? AND EXISTS"
    " (SELECT 1 FROM printout_subject o WHERE o.printout_id = s.printout_id AND o.person_id = ?)"
)


class JoinedOffer(NamedTuple):
    """Two offers of one year that became one; ``known``: the region had got one of them."""

    kept: str
    known: bool


def join_persons(
    connection: Connection, former: str, kept: str, protection: str | None
) -> list[JoinedOffer]:
    """Give all that the former has to the one kept; the offers that both had of a year.

    ``protection`` is what people have told of either, the strictest.
    """
    joined = _join_offers(connection, former, kept)
    _end_bases(connection, former, kept)
    for table in _OWNED:
        change_rows(
            connection,
            f"UPDATE {table} SET person_id = ? WHERE person_id = ?",  # noqa: S608 - our own names
            kept,
            former,
        )
    _join_stances(connection, kept)
    _join_printouts(connection, former, kept)
    _join_lives(connection, former, kept, protection)
    change_rows(connection, "DELETE FROM work_item WHERE person_id = ?", former)  # made anew
    change_rows(connection, "UPDATE person SET merged_into = ? WHERE merged_into = ?", kept, former)
    change_rows(
        connection,
        "UPDATE person SET merged_into = ?, deceased_on = NULL, moved_on = NULL,"
        " version = version + 1 WHERE id = ?",
        kept,
        former,
    )
    return joined


def _end_bases(connection: Connection, former: str, kept: str) -> None:
    """A consent that either took back ends what the other had agreed to before that day's end."""
    for who, other in ((former, kept), (kept, former)):
        if not Disclosures(connection, who).refused(who):
            continue
        for (last,) in select_rows(connection, _TAKEN_BACK, who):
            if last is not None:
                change_rows(connection, _END, last, other, last)


def _join_offers(connection: Connection, former: str, kept: str) -> list[JoinedOffer]:
    held = {row[1]: row for row in select_rows(connection, _OFFERS, kept)}
    joined = []
    for offer in select_rows(connection, _OFFERS, former):
        id_, year, *_rest = offer
        if year in held:
            joined.append(_join_offer(connection, offer, held[year]))
        else:
            change_rows(connection, "UPDATE offer SET person_id = ? WHERE id = ?", kept, id_)
    return joined


def _join_offer(connection: Connection, former: Row, kept: Row) -> JoinedOffer:
    """One offer with the answers and visits of both; the answer given latest stands."""
    before, after = former[0], kept[0]
    days = [day for day in (as_date(former[2]), as_date(kept[2])) if day is not None]
    first = stored_date(connection, min(days, default=None))
    change_rows(connection, _JOINED, first, bool(former[3] or kept[3]), True, after)
    for table in ("answer", "visit"):
        change_rows(
            connection,
            f"UPDATE {table} SET offer_id = ? WHERE offer_id = ?",  # noqa: S608 - our own names
            after,
            before,
        )
    standing = select_rows(connection, _ANSWERS, after)
    standing.sort(key=lambda one: (as_date(one[1]) or date.min, str(one[2]), one[0]))
    rows = [(standing[-1][0], one[0]) for one in standing[:-1]]
    update_rows(connection, "answer", ("superseded_by",), rows)
    known = _join_known(connection, before, after)
    if select_rows(connection, _UNTRIED, after):  # one item tells it all
        change_rows(connection, _STOP, before)
    if select_rows(connection, _ASKED, after):  # one question: what the region had of the other
        change_rows(connection, _STOP_ASKING, before)  # is not what it has of this
    change_rows(
        connection, "UPDATE outbox_item SET object_id = ? WHERE object_id = ?", after, before
    )
    change_rows(connection, "DELETE FROM offer WHERE id = ?", before)
    return JoinedOffer(after, known)


def _join_known(connection: Connection, before: str, after: str) -> bool:
    """What the region was known to hold of either; it has joined its own two meanwhile."""
    has = "SELECT 1 FROM region_object WHERE object_id = ?"
    if select_rows(connection, has, after):
        change_rows(connection, "DELETE FROM region_object WHERE object_id = ?", before)
        return True
    sql = "UPDATE region_object SET object_id = ? WHERE object_id = ?"
    return bool(change_rows(connection, sql, after, before))


def _join_stances(connection: Connection, kept: str) -> None:
    """The latest decision stands; those before it are its history."""
    standing = [row[0] for row in select_rows(connection, _STANCES, kept)]
    rows = [(standing[-1], one) for one in standing[:-1]]
    update_rows(connection, "stance", ("superseded_by",), rows)


def _join_printouts(connection: Connection, former: str, kept: str) -> None:
    """A paper with both on it has the one on it once, with the certificate that either named."""
    for printout, certificate in select_rows(connection, _ON_BOTH, former, kept):
        change_rows(
            connection,
            "UPDATE printout_subject SET certificate_id = COALESCE(certificate_id, ?)"
            " WHERE printout_id = ? AND person_id = ?",
            certificate,
            printout,
            kept,
        )
        change_rows(
            connection,
            "DELETE FROM printout_subject WHERE printout_id = ? AND person_id = ?",
            printout,
            former,
        )
    change_rows(
        connection, "UPDATE printout_subject SET person_id = ? WHERE person_id = ?", kept, former
    )


def _join_lives(connection: Connection, former: str, kept: str, protection: str | None) -> None:
    """What the region told of either: the first death, the last move."""
    one, other = (select_rows(connection, _LIVES, who)[0] for who in (former, kept))
    died = min((day for day in (as_date(one[0]), as_date(other[0])) if day), default=None)
    last = max(one, other, key=lambda row: as_date(row[1]) or date.min)
    elsewhere = max(filter(None, (as_date(one[3]), as_date(other[3]))), default=None)
    change_rows(
        connection,
        _KEEP,
        stored_date(connection, died),
        last[1],
        last[2],
        stored_date(connection, elsewhere),
        protection,
        kept,
    )
