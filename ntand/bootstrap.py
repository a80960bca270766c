"""The one place that puts an installation together; every face of the program starts here."""

import getpass
import os
from pathlib import Path

from sqlalchemy import Engine

from ntand.criteria_files import load_criteria
from ntand.errors import StoreError
from ntand.ports import Clock, clock_from_environment
from ntand.services.actor import Actor, Role
from ntand.services.installation import Installation
from ntand.settings import Settings, default_home, read_settings
from ntand.store.database import (
    FILE_NAME,
    bring_up_to_date,
    open_postgres,
    open_sqlite,
    revision,
)
from ntand.store.engine import postgres_engine
from ntand.store.keys import kept_key, key_check
from ntand.store.schema import HEAD

__all__ = ["default_home", "open_installation", "this_user"]


def open_installation(home: Path, clock: Clock | None = None) -> Installation:
    """The installation in the home, ready to work with.

    Raises:
        StoreError: there is none, or its database or key cannot be used.
        BadFile: the municipality's own criteria are not valid.
    """
    settings = read_settings(home)
    engine = _open_engine(home, settings)
    criteria, _path = load_criteria(home)
    return Installation(home, settings, engine, criteria, clock or clock_from_environment())


def migrate_shared(home: Path) -> tuple[str | None, str | None]:
    """Bring the home's shared database to this version; its revision before and after.

    Nothing else migrates it: everyone else must have stopped. The embedded one is migrated when
    it is opened.

    Raises:
        StoreError: it cannot be used, is not ours or is newer than this program.
    """
    settings = read_settings(home)
    if settings.embedded:
        open_installation(home).engine.dispose()
        return HEAD, HEAD
    engine = postgres_engine(settings.database_url)
    found = revision(engine)
    bring_up_to_date(engine, lambda: None)
    return found, revision(engine)


def this_user() -> Actor:
    """Who sits at the machine. Until people sign in, everyone is a coordinator."""
    try:
        user = os.environ.get("NTAND_USER") or getpass.getuser()
    except (OSError, KeyError):
        user = "okänd"
    return Actor(user, Role.COORDINATOR)


def _open_engine(home: Path, settings: Settings) -> Engine:
    if not settings.embedded:
        return open_postgres(settings.database_url)
    key = kept_key(home)
    # A wrong key and a broken first page look the same to the database; this tells them apart.
    if key_check(key) != settings.key_check:
        raise StoreError("key.wrong")
    try:
        return open_sqlite(home / FILE_NAME, key)
    except StoreError as error:
        if error.code == "store.unreadable":
            raise StoreError("store.damaged", database=str(home / FILE_NAME)) from error
        raise
