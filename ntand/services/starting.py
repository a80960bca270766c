"""The first start: what a person is led through before there is an installation."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import ArgumentError

from ntand.domain.municipalities import MUNICIPALITIES
from ntand.errors import NtandError, Refused, StoreError, UsageError
from ntand.services.installing import known_identity
from ntand.settings import settings_exist
from ntand.store import database
from ntand.store.engine import postgres_engine
from ntand.store.keys import new_recovery_key, write_private
from ntand.store.schema import HEAD
from ntand.store.work import reading

_ADDRESS = re.compile(r"postgresql(\+psycopg)?://\S+")


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that is needed to make an installation, and proven to work.

    ``recovery_key`` is None for a shared database; ``joins``: it is in use by others already.
    """

    municipality: str
    database_url: str
    recovery_key: str | None
    joins: bool = False


def prepare_installation(home: Path, municipality: str, database_url: str = "") -> Prepared:
    """Prove that an installation can be made there, and make its recovery key; nothing else.

    Raises:
        UsageError: not one of the county's municipalities.
        Refused: ``home.exists``, ``store.bad_address``, ``store.other_municipality``.
        StoreError: the home or the shared database cannot be used.
    """
    if municipality not in MUNICIPALITIES:
        raise UsageError("usage.municipality")
    if settings_exist(home) or (home / database.FILE_NAME).exists():
        raise Refused("home.exists", home=str(home))
    database.refuse_network_drive(home)
    _refuse_unwritable(home)
    if not database_url:
        return Prepared(municipality, "", new_recovery_key())
    return Prepared(municipality, database_url, None, _joins(municipality, database_url))


def keep_recovery_key(path: Path, recovery_key: str) -> None:
    """Write the recovery key to a file for this user alone.

    Raises:
        Refused: ``key.recovery_file_exists``: another's key is not written over.
        StoreError: ``home.unwritable``.
    """
    if path.exists():
        raise Refused("key.recovery_file_exists", name=path.name)
    write_private(path, recovery_key)


def is_last_group(recovery_key: str, typed: str) -> bool:
    """Whether someone has the key in front of them: its last group, in any writing."""
    read_as = str.maketrans("OIL", "011")
    tidy = re.sub(r"[\W_]", "", typed).upper().translate(read_as)
    return tidy == recovery_key.rpartition("-")[2]


def _refuse_unwritable(home: Path) -> None:
    place = home
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir() or not os.access(place, os.W_OK):
        raise StoreError("home.unwritable", home=str(home))


def _joins(municipality: str, database_url: str) -> bool:
    """Whether the shared database is in use; it answers, and is of this municipality."""
    if not _ADDRESS.fullmatch(database_url):
        raise Refused("store.bad_address")
    try:
        engine = postgres_engine(database_url)
    except (ArgumentError, ValueError):
        raise Refused("store.bad_address") from None
    except ModuleNotFoundError as error:
        raise NtandError("program.incomplete", part=error.name or "?") from None
    try:
        found = database.revision(engine)
        if found is None:
            return False
        if found != HEAD:
            database.refuse_unknown(found)
            raise StoreError("store.needs_migration")
        with reading(engine) as connection:
            theirs = known_identity(connection).get("municipality", municipality)
        if theirs != municipality:
            raise Refused("store.other_municipality", municipality=theirs)
        return True
    finally:
        engine.dispose()
