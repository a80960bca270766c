"""People and days to act on."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ntand.errors import NtandError
from ntand.ports import SystemClock
from ntand.services.certificates import Issued, NewCertificate, issue
from ntand.settings import Channel
from ntand.store.bulk import change_rows
from ntand.store.work import writing
from tests.installations import SOMEONE, Desk, decision

CANARY = "Hemliga vägen 13"


def day(text: str) -> date:
    return date.fromisoformat(text)


def settle(desk: Desk, *numbers: str, **cells: str) -> None:
    """People in special housing with daily help; they qualify on G1."""
    desk.load_units()
    rows = [
        decision(personnummer=number, beslut_id=f"B-{number}", **cells)
        for number in numbers or (SOMEONE,)
    ]
    assert not desk.load("insatser", *rows).rejected


def give(desk: Desk, person: str = SOMEONE, ground: str = "G1", **cells: Any) -> Issued:
    new = NewCertificate(ground, **{"basis": "samtycke", **cells})  # type: ignore[arg-type]
    return issue(desk.installation, desk.actor, person, new)


def on(desk: Desk, text: str) -> Desk:
    """The same desk on another day."""
    return replace(
        desk, installation=replace(desk.installation, clock=SystemClock(date.fromisoformat(text)))
    )


def through_portal(desk: Desk) -> Desk:
    settings = replace(desk.installation.settings, channel=Channel.PORTAL)
    return replace(desk, installation=replace(desk.installation, settings=settings))


def change(desk: Desk, sql: str, *values: object) -> None:
    with writing(desk.installation.engine) as connection:
        change_rows(connection, sql, *values)


def outbox(desk: Desk, state: str = "waiting") -> list[dict[str, str]]:
    """What the items of the state carry, in order."""
    rows = desk.select(
        "SELECT payload FROM outbox_item WHERE state = ? ORDER BY sequence, id", state
    )
    return [json.loads(row[0]) for row in rows]


def certificates(desk: Desk) -> dict[str, dict[str, str]]:
    return {row["intyg_id"]: row for row in desk.rows("intyg")}


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(NtandError) as caught:
        yield
    assert caught.value.code == code
