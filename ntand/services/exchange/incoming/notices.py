"""The region's own: its register of dental providers, its messages."""

from collections.abc import Mapping

from ntand.services.acts import Act
from ntand.services.exchange.incoming.reading import Change, day, field, is_newer, key, words
from ntand.store.bulk import change_rows, insert_record, stored_date

_MOST_TEXT = 20_000


def provider_changed(act: Act, change: Change) -> bool:
    """Keep what the register says of a provider now."""
    take_provider(act, change.data, change.seq)
    return True


def message_sent(act: Act, change: Change) -> bool:
    """Keep a message; one that comes again, corrected, is still read by those who have read it."""
    take_message(act, change.data, change.seq)
    return True


def take_provider(act: Act, data: Mapping[str, str], seq: int | None = None) -> None:
    """Keep a provider, unless the feed has told of it later than ``seq``."""
    code, name = key(data, "kod"), field(data, "namn")[:500]
    starts, ends = day(data, "fran"), day(data, "till")
    if seq is not None and not is_newer(act, "provider", code, seq):
        return
    change_rows(act.connection, "DELETE FROM provider WHERE code = ?", code)
    provider = {
        "code": code,
        "name": name,
        "phone": words(data, "telefon"),
        "email": words(data, "epost"),
        "starts_on": starts,
        "ends_on": ends,
        "known_at": act.now,
    }
    insert_record(act.connection, "provider", provider)


def take_message(act: Act, data: Mapping[str, str], seq: int | None = None) -> None:
    """Keep a message, unless the feed has told of it later than ``seq``."""
    id_, title, text = key(data, "meddelande_id"), field(data, "rubrik"), field(data, "text")
    sent, until = day(data, "skickat"), day(data, "galler_till")
    if seq is not None and not is_newer(act, "message", id_, seq):
        return
    told = {"sent_on": sent or act.today, "title": title[:500], "text": text[:_MOST_TEXT]}
    values = [
        stored_date(act.connection, told["sent_on"]),  # type: ignore[arg-type] # a date
        told["title"],
        told["text"],
        stored_date(act.connection, until),
    ]
    renewed = change_rows(
        act.connection,
        "UPDATE region_message SET sent_on = ?, title = ?, text = ?, valid_to = ? WHERE id = ?",
        *values,
        id_,
    )
    if not renewed:
        row = {"id": id_, **told, "valid_to": until, "received_at": act.now}
        insert_record(act.connection, "region_message", row)
