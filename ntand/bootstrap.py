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
from ntand.settings import Settings, read_settings
from ntand.store.database import FILE_NAME, open_postgres, open_sqlite
from ntand.store.keys import kept_key, key_check


def default_home() -> Path:
    """``NTAND_HOME``, else the platform's folder for this user's data on this machine."""
    chosen = os.environ.get("NTAND_HOME")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path  # on use: most calls name the home

    return user_data_path("N-tand", appauthor=False, roaming=False)


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
