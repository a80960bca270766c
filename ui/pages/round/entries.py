"""The rows of the answer grid: what stands of each person, and what was typed just now."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ntand.i18n import _
from ntand.services.round_view import PROTECTED, RoundRow
from ntand.services.undoing import Undo
from ntand.services.yearly_round import NewAnswer
from ui.kit.columns import Column
from ui.kit.labels import label


class State(StrEnum):
    """What became of what was typed in a row."""

    UNTOUCHED = "untouched"
    SAVING = "saving"
    SAVED = "saved"
    LATE = "late"  # stored, but an answer given later counts
    BACK = "back"
    FAILED = "failed"


@dataclass(slots=True, eq=False)
class Step:
    """One answer typed: the row before it, and how to take it back once it is stored."""

    entry: "Entry"
    before: RoundRow
    new: NewAnswer
    undo: Undo | None = None


@dataclass(slots=True, eq=False)
class Entry:
    """A person in the grid."""

    row: RoundRow
    state: State = State.UNTOUCHED
    fault: str = ""
    steps: list[Step] = field(default_factory=list)

    @property
    def who(self) -> str:
        """Name and birth date."""
        return f"{self.row.name}, {self.row.born}"


def entry_key(entry: Entry) -> str:
    """What tells the entry from the others."""
    return entry.row.person


def columns() -> tuple[Column[Entry], ...]:
    """The columns of the grid."""
    return (
        Column("name", _("Name"), _name, 140, icon=_protected),
        Column("born", _("Born"), _born, 110, icon=_namesake, tip=_namesake_in_words),
        Column("room", _("Room"), lambda entry: entry.row.room, 45),
        Column("before", _("Last year"), _before, 105, tip=_both_before),
        Column("answer", _("Answer"), _answer, 62, tip=_answer_in_full),
        Column("state", _("Saved"), _state, 88, icon=_mark, tip=_state_in_full),
        Column("offered", _("Offered"), lambda entry: _day(entry.row.offered_on), 85),
        Column("by", _("Answered by"), lambda entry: _word("svarat_av", entry.row.answered_by)),
        Column("channel", _("Channel"), lambda entry: _word("svar_kanal", entry.row.channel), 80),
        Column("answered", _("Answer's day"), lambda entry: _day(entry.row.answered_on), 85),
        Column("performed", _("Assessed"), _performed, 110),
    )


def capital(text: str) -> str:
    """The text with a capital first."""
    return text[:1].upper() + text[1:]


def _word(column: str, value: str | None) -> str:
    return capital(label(column, value))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _name(entry: Entry) -> str:
    if entry.row.protection and entry.row.unit == PROTECTED:
        return _("{name} (protected)").format(name=entry.row.name)
    return entry.row.name


def _protected(entry: Entry) -> str | None:
    return "shield" if entry.row.protection else None


def _born(entry: Entry) -> str:
    if entry.row.namesake:
        return _("{day} namesake").format(day=entry.row.born)
    return entry.row.born


def _namesake_in_words(entry: Entry) -> str:
    if entry.row.namesake:
        return _("{day}. Someone else here has the same name: look at the birth date.").format(
            day=entry.row.born
        )
    return entry.row.born


def _namesake(entry: Entry) -> str | None:
    return "triangle-alert" if entry.row.namesake else None


def _before(entry: Entry) -> str:
    if entry.row.ask_first:
        return _("No – ask first")
    return _word("svar", entry.row.answer_before)


def _both_before(entry: Entry) -> str:
    nothing = _("not recorded")
    return _("Last year: {last}. The year before: {earlier}.").format(
        last=label("svar", entry.row.answer_before) or nothing,
        earlier=label("svar", entry.row.answer_earlier) or nothing,
    )


def _answer(entry: Entry) -> str:
    return _word("svar", entry.row.answer)


def _answer_in_full(entry: Entry) -> str:
    row = entry.row
    parts = (_answer(entry), _day(row.answered_on), row.reason or "")
    return ", ".join(part for part in parts if part)


def _state(entry: Entry) -> str:
    return {
        State.UNTOUCHED: "",
        State.SAVING: _("saving …"),
        State.SAVED: _("saved"),
        State.LATE: _("does not count"),
        State.BACK: _("taken back"),
        State.FAILED: _("not saved"),
    }[entry.state]


def _state_in_full(entry: Entry) -> str:
    return entry.fault or _state(entry)


def _mark(entry: Entry) -> str | None:
    return {
        State.SAVED: "circle-check",
        State.LATE: "info",
        State.BACK: "undo-2",
        State.FAILED: "circle-alert",
    }.get(entry.state)


def _performed(entry: Entry) -> str:
    if entry.row.performed_on:
        return _day(entry.row.performed_on)
    return _word("avvikelse", entry.row.deviation)
