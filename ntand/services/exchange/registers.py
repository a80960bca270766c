"""The region's registers as kept here: our units as the region knows them, and the providers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from ntand.services.actor import Actor, Permission
from ntand.services.acts import changing, require
from ntand.services.exchange.outbox.outgoing import announce, untold_units
from ntand.services.installation import Installation
from ntand.store.bulk import select_among, select_rows
from ntand.store.tables import ObjectKind
from ntand.store.work import reading

_UNITS = (
    "SELECT u.id, u.code, u.name, u.type, u.town, u.closed_on, u.placeholder,"
    " r.object_id IS NOT NULL, r.status, r.reason,"
    " EXISTS (SELECT 1 FROM outbox_item o WHERE o.object_id = u.id"
    " AND o.state IN ('waiting', 'parked', 'conflict'))"
    " FROM care_unit u LEFT JOIN region_object r ON r.object_id = u.id ORDER BY u.code"
)
_PROVIDERS = "SELECT code, name, phone, email, starts_on, ends_on FROM provider ORDER BY name, code"
_UNANSWERED = "proposed"
_NAMED = "SELECT id FROM care_unit WHERE placeholder = ? AND code IN (?)"


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit, and how it stands at the region.

    ``status``: active or refused as the region tells, ``reason`` why it was refused; proposed
    until it answers; empty where nothing has been sent. ``held``: it has reached the region.
    ``untold``: what stands here is other than what the region has got. ``placeholder``: no more
    than its code is known, so it cannot be proposed.
    """

    code: str
    name: str
    type: str
    town: str
    closed_on: str
    placeholder: bool
    held: bool
    status: str
    reason: str
    on_its_way: bool
    untold: bool


@dataclass(frozen=True, slots=True)
class ProviderEntry:
    """A dental provider of the region's; days in ISO form, empty where there is none."""

    code: str
    name: str
    phone: str
    email: str
    starts_on: str
    ends_on: str


def unit_register(installation: Installation, actor: Actor) -> tuple[UnitEntry, ...]:
    """Every unit known here, by code."""
    require(installation, actor, "region.units", Permission.READ)
    with reading(installation.engine) as connection:
        rows = select_rows(connection, _UNITS)
        untold = untold_units(connection, [row[0] for row in rows])
    return tuple(_entry(row, untold) for row in rows)


def provider_register(installation: Installation, actor: Actor) -> tuple[ProviderEntry, ...]:
    """The dental providers that the region has told of, by name."""
    require(installation, actor, "region.providers", Permission.READ)
    with reading(installation.engine) as connection:
        rows = select_rows(connection, _PROVIDERS)
    return tuple(ProviderEntry(*(str(cell or "") for cell in row)) for row in rows)


def propose_units(installation: Installation, actor: Actor, codes: Collection[str]) -> int:
    """Queue those of the units whose present state the region has not got; how many those are.

    Placeholders are left out: there is nothing to tell of them.
    """
    with changing(installation, actor, "region.propose_units", Permission.EXCHANGE) as act:
        found = [row[0] for row in select_among(act.connection, _NAMED, codes, False)]
        queued = announce(act, ObjectKind.UNIT, found)
        act.detail["units"] = queued
        return queued


def _entry(row: Sequence[Any], untold: Collection[str]) -> UnitEntry:
    id_, code, name, type_, town, closed, placeholder, held, status, reason, on_its_way = row
    return UnitEntry(
        code,
        name,
        type_,
        town or "",
        str(closed or ""),
        bool(placeholder),
        bool(held),
        status or (_UNANSWERED if held else ""),
        reason or "",
        bool(on_its_way),
        id_ in untold,
    )
