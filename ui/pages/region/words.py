"""The exchange in words: how it stands, what one run did, when things were."""

from datetime import datetime

from ntand.i18n import _, ngettext
from ntand.ports import STOCKHOLM
from ntand.sentences.sendings import hold_words
from ntand.services.exchange.queue_view import QueueFilter, QueueRow, RegionState
from ntand.services.exchange.sync import Synced
from ntand.settings import Channel


def moment(instant: str | None) -> str:
    """An instant as day and time in Stockholm."""
    if not instant:
        return ""
    return f"{datetime.fromisoformat(instant).astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


def filter_words(state: RegionState | None) -> dict[str, str]:
    """The lists and how many stand in each."""
    named = {
        QueueFilter.WAITING: _("Waiting"),
        QueueFilter.REFUSED: _("Refused"),
        QueueFilter.CONFLICT: _("Conflicts"),
        QueueFilter.PAPER: _("On paper"),
        QueueFilter.SENT: _("Sent"),
    }
    if state is None:
        return {wanted.value: words for wanted, words in named.items()}
    counts = {
        QueueFilter.WAITING: state.ready
        + state.held_basis
        + state.held_time
        + state.held_order
        + state.said_no,
        QueueFilter.REFUSED: state.parked,
        QueueFilter.CONFLICT: state.conflicts,
        QueueFilter.PAPER: state.on_paper,
    }
    return {
        wanted.value: f"{words} ({counts[wanted]})" if wanted in counts else words
        for wanted, words in named.items()
    }


def empty_words(wanted: str) -> str:
    """What a list says when nothing stands in it."""
    return {
        "waiting": _("Nothing waits. What you store goes here on its way to the region."),
        "refused": _("The region has refused nothing."),
        "conflict": _("The region and you agree on everything."),
        "paper": _("Nothing waits for the paper form."),
        "sent": _("Nothing has been sent yet."),
    }[wanted]


def channel_words(state: RegionState) -> str:
    """By which road things leave, and where to."""
    if state.channel == Channel.PORTAL:
        return _("Through the region's portal: you enter what waits there by hand.")
    if not state.connected:
        return _("Not connected. Everything is kept here until you connect.")
    return _("Connected to {address} as {client}.").format(
        address=state.address, client=state.client
    )


def last_words(state: RegionState) -> str:
    """When something was last exchanged with the service."""
    if state.last_exchange is None:
        return _("Nothing has been exchanged yet.")
    return _("Last exchange {time}.").format(time=moment(state.last_exchange))


def waiting_words(state: RegionState) -> str:
    """What waits, and what for."""
    portal = state.channel == Channel.PORTAL
    parts = [
        (state.ready, _("{n} to enter in the portal") if portal else _("{n} ready to leave")),
        (state.held_basis, _("{n} without consent or harm test")),
        (state.held_time, _("{n} tried again later")),
        (state.held_order, _("{n} behind another about the same person")),
        (state.said_no, _("{n} not sent: the person has said no")),
        (state.on_paper, _("{n} on paper")),
    ]
    told = [words.format(n=count) for count, words in parts if count]
    text = ", ".join(told) if told else _("nothing")
    text = _("Waiting: {what}.").format(what=text)
    if state.next_retry:
        text += " " + _("Tried again from {time}.").format(time=moment(state.next_retry))
    return text


def trouble_words(state: RegionState) -> str:
    """What a person has to mend; empty when there is nothing."""
    parts = []
    if state.parked:
        refused = ngettext("{n} refused by the region", "{n} refused by the region", state.parked)
        parts.append(refused.format(n=state.parked))
    if state.conflicts:
        parts.append(
            ngettext("{n} conflict", "{n} conflicts", state.conflicts).format(n=state.conflicts)
        )
    return _("To mend: {what}.").format(what=", ".join(parts)) if parts else ""


def done_words(done: Synced) -> str:
    """What one run of the exchange did."""
    parts = [
        _("sent {n}").format(n=done.sent),
        _("fetched {n}").format(n=done.received),
        _("refused {n}").format(n=done.rejected),
        _("in conflict {n}").format(n=done.conflicts),
        _("still waiting {n}").format(n=done.pending),
    ]
    text = _("The exchange is done: {what}.").format(what=", ".join(parts))
    if done.rejected:
        text += " " + _("Look at what was refused below.")
    elif done.conflicts:
        text += " " + _("Look at the conflicts below.")
    return text


def whom(row: QueueRow) -> str:
    """Whom or what a row is about."""
    return row.card.name if row.card else row.key


def standing(row: QueueRow, wanted: str, *, portal: bool) -> str:
    """Where a row stands."""
    if wanted == QueueFilter.SENT:
        told = moment(row.delivered_at)
        if row.region_number:
            told += ", " + _("number {number}").format(number=row.region_number)
        return told
    if row.why:
        return row.why
    told = hold_words(row.hold, portal=portal)
    if row.next_at and row.hold == "time":
        told += f", {moment(row.next_at)}"
    return told
