"""The exchange in words: how it stands, what one run did, when things were."""

from datetime import date, datetime

from ntand.i18n import _, ngettext
from ntand.ports import STOCKHOLM
from ntand.sentences.sendings import hold_words
from ntand.services.exchange.outbox.queue_view import QueueFilter, QueueRow, RegionState
from ntand.services.exchange.pausing import Pause
from ntand.services.exchange.sync import Synced
from ntand.services.exchange.timed import Turn
from ntand.settings import Channel


def moment(instant: str | None, today: date | None = None) -> str:
    """An instant as day and time in Stockholm; of today the time alone."""
    if not instant:
        return ""
    then = datetime.fromisoformat(instant).astimezone(STOCKHOLM)
    return f"{then:%H:%M}" if then.date() == today else f"{then:%Y-%m-%d %H:%M}"


def titles() -> dict[str, str]:
    """The parts of the page, in order."""
    return {
        QueueFilter.WAITING.value: _("On its way"),
        QueueFilter.REFUSED.value: _("Refused"),
        QueueFilter.CONFLICT.value: _("Conflicts"),
        QueueFilter.PAPER.value: _("On paper"),
        QueueFilter.SENT.value: _("Sent"),
        "arrivals": _("Fetched"),
        "history": _("Exchanges"),
        "messages": _("Messages"),
        "units": _("Units"),
        "providers": _("Dental providers"),
    }


def counts(state: RegionState) -> dict[str, int]:
    """How much stands in each of the lists; what stays here is not on its way."""
    waiting = (state.ready, state.held_basis, state.held_time, state.held_order)
    return {
        QueueFilter.WAITING.value: sum(waiting),
        QueueFilter.REFUSED.value: state.parked,
        QueueFilter.CONFLICT.value: state.conflicts,
        QueueFilter.PAPER.value: state.on_paper,
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


def last_words(state: RegionState, today: date) -> str:
    """When something was last exchanged with the service."""
    if state.last_exchange is None:
        return _("Nothing has been exchanged yet.")
    return _("Last exchange {time}.").format(time=moment(state.last_exchange, today))


def next_words(turn: Turn, now: datetime) -> str:
    """When the next exchange begins by itself; empty when none does."""
    if turn.due is None:
        return ""
    if turn.problem:
        text = _("The one before did not succeed: tried again {time}.")
        return text.format(time=moment(turn.due, _day(now)))
    if datetime.fromisoformat(turn.due) <= now:
        return _("The next one begins by itself in a moment.")
    text = _("The next one begins by itself {time}.")
    return text.format(time=moment(turn.due, _day(now)))


def pause_words(pause: Pause | None, today: date) -> str:
    """Who has paused the exchange, and what that means."""
    if pause is None:
        return ""
    text = _(
        "Paused by {who} since {time}. Nothing is sent or fetched until someone resumes;"
        " what you store waits here."
    )
    return text.format(who=pause.by, time=moment(pause.since, today))


def waiting_words(state: RegionState) -> str:
    """What waits, and what for."""
    portal = state.channel == Channel.PORTAL
    parts = [
        (state.ready, _("{n} to enter in the portal") if portal else _("{n} ready to leave")),
        (state.held_basis, _("{n} without consent or harm test")),
        (state.held_time, _("{n} tried again later")),
        (state.held_order, _("{n} behind another about the same person")),
        (state.on_paper, _("{n} on paper")),
    ]
    told = [words.format(n=count) for count, words in parts if count]
    text = ", ".join(told) if told else _("nothing")
    text = _("Waiting: {what}.").format(what=text)
    if state.next_retry:
        text += " " + _("Tried again from {time}.").format(time=moment(state.next_retry))
    if state.said_no:
        stays = ngettext(
            "{n} stays here: the person has said no, or taken the consent back.",
            "{n} stay here: the persons have said no, or taken their consents back.",
            state.said_no,
        )
        text += " " + stays.format(n=state.said_no)
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
    return _with_what_to_do(text, done)


def reconciled_words(done: Synced) -> str:
    """What came of comparing everything with the region."""
    parts = [
        (done.received, _("{n} taken from the region")),
        (done.sent, _("{n} sent to the region")),
        (done.conflicts, _("{n} to choose between")),
        (done.rejected, _("{n} refused by the region")),
    ]
    differed = done.received + done.sent + done.conflicts + done.rejected
    if not differed:
        return _("Everything is compared with what the region holds: nothing differed.")
    told = ngettext(
        "Everything is compared with what the region holds. {n} differed: {what}.",
        "Everything is compared with what the region holds. {n} differed: {what}.",
        differed,
    )
    what = ", ".join(words.format(n=count) for count, words in parts if count)
    return _with_what_to_do(told.format(n=differed, what=what), done)


def _with_what_to_do(text: str, done: Synced) -> str:
    if done.rejected:
        return text + " " + _("Look at what was refused below.")
    if done.conflicts:
        return text + " " + _("Look at the conflicts below.")
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


def _day(now: datetime) -> date:
    return now.astimezone(STOCKHOLM).date()
