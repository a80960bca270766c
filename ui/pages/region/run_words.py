"""One run of the exchange in words."""

from ntand.errors import NtandError
from ntand.i18n import _
from ntand.sentences.in_window import explain_in_window
from ntand.services.exchange.runs import ExchangeRun
from ui.pages.region.words import moment


def manner_words(manner: str) -> str:
    """What began it."""
    told = {
        "asked": _("by hand"),
        "timer": _("by itself"),
        "scheduler": _("by the scheduler"),
    }
    return told.get(manner, manner)


def run_counts(run: ExchangeRun) -> str:
    """What it did."""
    parts = [
        _("Sent: {n}").format(n=run.sent),
        _("Fetched: {n}").format(n=run.received),
        _("Refused by the region: {n}").format(n=run.rejected),
        _("In conflict: {n}").format(n=run.conflicts),
    ]
    return "\n".join(parts)


def ended_words(run: ExchangeRun) -> str:
    """When it ended."""
    if run.ended is None:
        return _("It is under way, or was cut off.")
    return _("Ended {time}.").format(time=moment(run.ended))


def stopped_words(run: ExchangeRun) -> str:
    """What stopped it, and what to do; empty when nothing did."""
    if not run.problem:
        return ""
    return " ".join(explain_in_window(NtandError(run.problem)))
