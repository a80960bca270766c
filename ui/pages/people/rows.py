"""Fetches the register's rows as they come into sight, and names its columns."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from ntand.errors import NtandError
from ntand.i18n import _
from ntand.services.people.register import RegisterRow, people_rows
from ui.kit.columns import Column
from ui.kit.desk import Desk
from ui.kit.labels import label
from ui.panes.person_words import number

Arrived = Callable[[Sequence[RegisterRow] | None], None]
_WAITING = 12  # pages; what came into sight before these has been scrolled past


class RowFetcher(QObject):
    """One question at a time, for all that came into sight; what was passed by is let go.

    ``rested`` when all that came into sight is there.
    """

    rested = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._busy = False
        self._waiting: list[tuple[list[str], Arrived]] = []

    def fetch(self, pages: Sequence[tuple[list[str], Arrived]]) -> None:
        """Fetch the pages; one that others came into sight instead of gets None."""
        self._waiting.extend(pages)
        passed, self._waiting = self._waiting[:-_WAITING], self._waiting[-_WAITING:]
        for _ids, passed_by in passed:
            passed_by(None)
        self._ask()

    def _ask(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        pages, self._waiting = self._waiting, []
        ids = [one for page, _arrived in pages for one in page]

        def take(rows: list[RegisterRow]) -> None:
            self._busy = False
            by_id = {row.person: row for row in rows}
            for page, arrived in pages:
                arrived([by_id[one] for one in page if one in by_id])
            self._ask()
            if not self._busy:
                self.rested.emit()

        def fail(error: NtandError) -> None:
            self._busy = False
            for _page, arrived in pages:
                arrived(None)
            self._desk.tell(error)

        self._desk.ask(
            self, lambda who, actor: people_rows(who, actor, ids), take, failed=fail, topic="rows"
        )


def columns() -> list[Column[RegisterRow]]:
    """The columns of the register."""
    return [
        Column("name", _("Name"), lambda one: one.name, 190, icon=_mark),
        Column("number", _("Identity number"), lambda one: number(one.id_number), 112),
        Column("unit", _("Unit"), _unit, 115),
        Column("certificate", _("Certificate"), _certificate, 88),
        Column("answer", _("Answer this year"), _answer, 75),
        Column("protection", _("Protection"), _protection, 110, hidden=True),
        Column("gone", _("Died or moved"), _gone, 120, hidden=True),
        Column("born", _("Born"), lambda one: one.born, 90, hidden=True),
    ]


def _mark(one: RegisterRow) -> str | None:
    return "shield" if one.protection else None


def _unit(one: RegisterRow) -> str:
    """The unit's name; in its place, that the person is protected."""
    return _("protected person") if one.protection else one.unit_name or ""


def _certificate(one: RegisterRow) -> str:
    return {"active": _("valid"), "future": _("to come")}.get(one.certificate, "–")


def _answer(one: RegisterRow) -> str:
    if one.answer is None:
        return "–"
    return label("svar", one.answer) if one.answer else _("none yet")


def _protection(one: RegisterRow) -> str:
    return label("skydd", one.protection) if one.protection else ""


def _gone(one: RegisterRow) -> str:
    if one.deceased_on:
        return _("died {day}").format(day=one.deceased_on.isoformat())
    return _("moved {day}").format(day=one.moved_on.isoformat()) if one.moved_on else ""
