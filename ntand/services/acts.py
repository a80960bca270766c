"""The frame of every service: permission first, one transaction, one line in the access log."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from ntand.errors import NotAllowed
from ntand.services.actor import Actor, Permission
from ntand.services.installation import Installation
from ntand.store.access_log import AccessEvent, append
from ntand.store.work import reading, writing


@dataclass(slots=True)
class Act:
    """An act under way: its transaction, its time, and what the log will say of it."""

    installation: Installation
    actor: Actor
    action: str
    purpose: str
    connection: Connection
    now: datetime
    today: date
    subjects: set[str] = field(default_factory=set)
    everyone: bool = False
    detail: dict[str, object] = field(default_factory=dict)

    def touch(self, *persons: str) -> None:
        """These persons are what the act is about; the log will name them."""
        self.subjects.update(persons)

    def count(self, what: str) -> None:
        """One more of these; the log's line tells how many."""
        self.detail[what] = self.counted(what) + 1

    def counted(self, what: str) -> int:
        """How many of these there have been."""
        found = self.detail.get(what, 0)
        return found if isinstance(found, int) else 0

    def event(self, *, allowed: bool = True, changed: bool = False) -> AccessEvent:
        """The line for the access log."""
        return AccessEvent(
            self.now,
            self.actor.user,
            self.actor.role,
            self.action,
            self.purpose,
            allowed,
            changed,
            self.everyone,
            self.detail,
        )


@contextmanager
def changing(
    installation: Installation,
    actor: Actor,
    action: str,
    permission: Permission,
    purpose: str = "",
) -> Iterator[Act]:
    """An act that stores: its effect and its log line are one transaction.

    Raises:
        NotAllowed: after the attempt has been logged in a transaction of its own.
    """
    require(installation, actor, action, permission, purpose)
    with writing(installation.engine) as connection:
        act = _begun(installation, actor, action, purpose, connection)
        yield act
        append(connection, act.event(changed=True), act.subjects)


@contextmanager
def looking(
    installation: Installation,
    actor: Actor,
    action: str,
    permission: Permission,
    purpose: str = "",
) -> Iterator[Act]:
    """An act that only reads. What was looked at is logged before anything is shown."""
    require(installation, actor, action, permission, purpose)
    with reading(installation.engine) as connection:
        act = _begun(installation, actor, action, purpose, connection)
        yield act
    with writing(installation.engine) as connection:
        append(connection, act.event(), act.subjects)


def require(
    installation: Installation,
    actor: Actor,
    action: str,
    permission: Permission,
    purpose: str = "",
) -> None:
    """Let the actor go on, or log the attempt and refuse it."""
    if actor.may(permission):
        return
    with writing(installation.engine) as connection:
        act = _begun(installation, actor, action, purpose, connection)
        append(connection, act.event(allowed=False), act.subjects)
    raise NotAllowed(permission=str(permission))


def _begun(
    installation: Installation,
    actor: Actor,
    action: str,
    purpose: str,
    connection: Connection,
) -> Act:
    clock = installation.clock
    return Act(installation, actor, action, purpose, connection, clock.now(), clock.today())
