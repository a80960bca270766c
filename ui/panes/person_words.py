"""Days, values and ways in words, as the pane about a person shows them."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from ntand.i18n import _
from ntand.ports import STOCKHOLM
from ntand.sentences import explained as told
from ntand.sentences.people import columns, ways
from ntand.sentences.refusals import refusal
from ui.kit.labels import label

if TYPE_CHECKING:
    from ntand.services.people.care_view import FactView
    from ntand.services.people.holdings_view import WayView

_CODED = {"skydd", "tandvardsgivare", "kontakt_roll", "forbattring", "insats"}


def when(at: datetime) -> str:
    """An instant as the clock on the wall showed it."""
    return at.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")


def days(first: date, last: date | None) -> str:
    """From when until when."""
    if last is None:
        return _("from {first}").format(first=first.isoformat())
    return f"{first.isoformat()} – {last.isoformat()}"


def number(held: str) -> str:
    """An identity number as people read it."""
    return f"{held[:8]}-{held[8:]}"


def way_words(way: "WayView") -> str:
    """Where something is on its way to the region, and why it stopped."""
    words = ways()[way.way]
    if way.problem:
        return f"{words}. {refusal(way.problem)[0]}"
    return words


def fact_words(fact: "FactView") -> str:
    """A fact's value, and who filled it in."""
    words = value_words(fact.column, fact.value)
    if fact.filled_by and fact.filled_at:
        by = told.filled_words(fact.filled_by, fact.filled_at.astimezone(STOCKHOLM).date())
        return f"{words} ({by})"
    return words


def value_words(column: str, value: str | None) -> str:
    """A value of a decision's column in words."""
    if value is None:
        return _("missing")
    if column in _CODED:
        return label(column, value)
    if value in ("J", "N"):
        return label("ja_nej", value)
    return told.value_words(column, value)


def column_words(column: str) -> str:
    """What a decision's column is called."""
    return (told.facts() | columns()).get(column, column)
