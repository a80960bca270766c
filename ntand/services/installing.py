"""The life of an installation: made, copied, brought back, checked."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from ntand.domain.municipalities import MUNICIPALITIES
from ntand.errors import Refused, StoreError, UsageError
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking
from ntand.services.exchange.incoming.reconciling import forget_loaded
from ntand.services.installation import Installation
from ntand.settings import (
    Settings,
    new_settings,
    read_settings,
    settings_exist,
    write_settings,
)
from ntand.store import database
from ntand.store.access_log import chain_breaks
from ntand.store.engine import copy_engine, postgres_engine, sqlite_engine
from ntand.store.keys import (
    database_key,
    keep_key,
    kept_key,
    key_check,
    key_is_in_file,
    new_recovery_key,
)
from ntand.store.schema import HEAD
from ntand.store.tables import SettingRow
from ntand.store.work import reading, writing

_KEPT_IN_DATABASE = ("installation", "municipality")


@dataclass(frozen=True, slots=True)
class Made:
    """A new installation; the recovery key is told this once."""

    municipality: str
    recovery_key: str | None
    key_kept_in: str


@dataclass(frozen=True, slots=True)
class Copied:
    """A backup written and proven."""

    path: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Restored:
    """An installation brought back; where the database it replaced was put."""

    municipality: str
    replaced: str | None


@dataclass(frozen=True, slots=True)
class Unsound:
    """Something found by a check; ``serious`` when it must be mended."""

    code: str
    serious: bool
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found; sound when nothing serious."""

    found: tuple[Unsound, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing must be mended."""
        return not any(one.serious for one in self.found)


def make_installation(
    home: Path, municipality: str, database_url: str = "", recovery_key: str | None = None
) -> Made:
    """Make an installation in an empty home: key, recovery key, database, settings.

    ``recovery_key``: one that has been shown already; by default a new one.

    Raises:
        UsageError: not one of the county's municipalities.
        Refused: ``home.exists``.
        StoreError: the home cannot hold a database.
    """
    if municipality not in MUNICIPALITIES:
        raise UsageError("usage.municipality")
    _refuse_taken(home)
    database.refuse_network_drive(home)
    _make_folder(home)
    recovery_key = None if database_url else recovery_key or new_recovery_key()
    key = database_key(recovery_key) if recovery_key else b""
    settings = new_settings(municipality, key_check(key), database_url)
    if recovery_key:
        kept_in = keep_key(home, key)
        _make_database(home, key, settings)
    else:
        settings = _join_database(postgres_engine(database_url), settings)
        kept_in = ""
    # Written last: a home with settings is a whole installation.
    write_settings(home, settings)
    return Made(municipality, recovery_key, kept_in)


def back_up(installation: Installation, actor: Actor, path: Path) -> Copied:
    """Copy the database through its backup interface; told only when the copy is proven."""
    if not installation.settings.embedded:
        raise Refused("backup.shared")
    with looking(installation, actor, "backup", Permission.MAINTAIN) as act:
        act.everyone = True
        key = kept_key(installation.home)
        database.copy_database(installation.home / database.FILE_NAME, path, key)
    return Copied(str(path), path.stat().st_size)


def restore(
    home: Path, source: Path, recovery_key: str | None = None, *, force: bool = False
) -> Restored:
    """Bring a backup into the home, after proving it; what it replaces is kept beside.

    Opens with the key kept in the home, or with the recovery key on a clean machine.

    Raises:
        Refused: the home holds an installation and ``force`` is not said, or its database is
            open somewhere.
        StoreError: the file is missing, damaged, newer, or opens with neither key.
    """
    if settings_exist(home) and not force:
        raise Refused("home.exists", home=str(home))
    if not source.is_file():
        raise StoreError("backup.missing", file=str(source))
    database.refuse_network_drive(home)
    key, identity = _opened(home, source, recovery_key)
    settings = _settings_after(home, identity, key)
    _make_folder(home)
    fresh = home / f"{database.FILE_NAME}.restored"
    try:
        database.copy_database(source, fresh, key)
        _let_reconcile(fresh, key)
        replaced = _set_aside(home)
        fresh.replace(home / database.FILE_NAME)
    finally:
        fresh.unlink(missing_ok=True)
    keep_key(home, key)
    write_settings(home, settings)
    return Restored(settings.municipality, str(replaced) if replaced else None)


def check(installation: Installation, actor: Actor) -> Checked:
    """Look for what is unsound: pages, references, the access log's chain, the key's place."""
    found: list[Unsound] = []
    with looking(installation, actor, "check", Permission.MAINTAIN) as act:
        breaks = chain_breaks(act.connection)
        if breaks:
            found.append(Unsound("check.log_broken", True, (("line", str(breaks[0])),)))
    if installation.settings.embedded:
        path = installation.home / database.FILE_NAME
        problems = database.integrity_problems(path, kept_key(installation.home))
        if problems:
            found.append(Unsound("check.damaged", True, (("places", str(len(problems))),)))
        if key_is_in_file(installation.home):
            found.append(Unsound("check.key_in_file", False))
    return Checked(tuple(found))


def _refuse_taken(home: Path) -> None:
    if settings_exist(home) or (home / database.FILE_NAME).exists():
        raise Refused("home.exists", home=str(home))


def _make_folder(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        raise StoreError("home.unwritable", home=str(home)) from None


def _make_database(home: Path, key: bytes, settings: Settings) -> None:
    """An embedded database in its place, whole or not at all."""
    fresh = home / f"{database.FILE_NAME}.new"
    try:
        fresh.unlink(missing_ok=True)  # one that was never finished
        _join_database(sqlite_engine(fresh, key), settings)
        fresh.replace(home / database.FILE_NAME)
    except OSError:
        raise StoreError("home.unwritable", home=str(home)) from None
    finally:
        fresh.unlink(missing_ok=True)


def _join_database(engine: Engine, settings: Settings) -> Settings:
    """Make the tables where there are none; the settings with the identity the database has."""
    try:
        found = database.revision(engine)
        if found is None:
            database.migrate(engine)
        elif found != HEAD:
            database.refuse_unknown(found)
            raise StoreError("store.needs_migration")
        with writing(engine) as connection:
            return replace(settings, **_identity(connection, settings))
    finally:
        engine.dispose()


def _identity(connection: Connection, settings: Settings) -> dict[str, Any]:
    """What the database knows itself by, from the settings where it is new."""
    known = known_identity(connection)
    if known.get("municipality", settings.municipality) != settings.municipality:
        raise Refused("store.other_municipality", municipality=known["municipality"])
    for name in _KEPT_IN_DATABASE:
        if name not in known:
            known[name] = getattr(settings, name)
            connection.execute(insert(SettingRow).values(name=name, value=known[name]))
    return known


def known_identity(connection: Connection) -> dict[str, Any]:
    """What the database says of itself: installation and municipality, where told."""
    rows = connection.execute(
        select(SettingRow.name, SettingRow.value).where(SettingRow.name.in_(_KEPT_IN_DATABASE))
    )
    return {name: value for name, value in rows}


def _let_reconcile(path: Path, key: bytes) -> None:
    """Let the first exchange compare everything: the region knows what came after the backup."""
    engine = sqlite_engine(path, key)
    try:
        with writing(engine) as connection:
            forget_loaded(connection)
    finally:
        engine.dispose()


def _opened(home: Path, source: Path, recovery_key: str | None) -> tuple[bytes, dict[str, Any]]:
    """The key that opens the backup, the home's own or the recovery key's, and whose it is."""
    candidates: list[Callable[[], bytes]] = [lambda: kept_key(home)]
    if recovery_key:
        candidates.append(lambda: database_key(recovery_key))
    for candidate in candidates:
        try:
            key = candidate()
            identity = _prove(source, key)
        except StoreError as error:
            if error.code not in ("key.missing", "store.unreadable"):
                raise
        else:
            return key, identity
    raise StoreError("backup.key_needed" if not recovery_key else "backup.wrong_key")


def _prove(source: Path, key: bytes) -> dict[str, Any]:
    """The identity of the installation the backup holds, once it is proven sound."""
    if database.integrity_problems(source, key):
        raise StoreError("backup.unsound", database=str(source))
    engine = copy_engine(source, key)
    try:
        database.refuse_unknown(database.revision(engine))
        with reading(engine) as connection:
            return known_identity(connection)
    finally:
        engine.dispose()


def _set_aside(home: Path) -> Path | None:
    """Keep the database that is about to be replaced."""
    path = home / database.FILE_NAME
    if not path.exists():
        return None
    folder = home / "backups"
    folder.mkdir(exist_ok=True)
    number = 1
    while (aside := folder / f"replaced-{number}.ntand").exists():
        number += 1
    try:
        key = kept_key(home)
        database.settle(path, key)
        database.copy_database(path, aside, key)
    except StoreError as error:
        if error.code == "store.busy":
            raise Refused("home.in_use", what="database") from None
        # Damaged is why people restore: the file is kept as it is, with its log.
        path.replace(aside)
        log = path.with_name(f"{path.name}-wal")
        if log.exists():
            log.replace(aside.with_name(f"{aside.name}-wal"))
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    return aside


def _settings_after(home: Path, identity: dict[str, Any], key: bytes) -> Settings:
    """The home's own settings when the backup is of the same installation, else new ones."""
    fresh = replace(new_settings(identity["municipality"], key_check(key)), **identity)
    try:
        held = read_settings(home)
    except StoreError:
        return fresh
    if held.installation != fresh.installation:
        return fresh
    return replace(held, key_check=fresh.key_check, database_url="")
