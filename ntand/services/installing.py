"""The life of an installation: made, copied, brought back, checked."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, insert, select

from ntand.domain.municipalities import MUNICIPALITIES
from ntand.errors import NtandError, Refused, StoreError, UsageError
from ntand.services.actor import Actor, Permission
from ntand.services.acts import looking
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
from ntand.store.engine import postgres_engine, sqlite_engine
from ntand.store.keys import (
    database_key,
    keep_key,
    kept_key,
    key_check,
    key_is_in_file,
    new_recovery_key,
)
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


def make_installation(home: Path, municipality: str, database_url: str = "") -> Made:
    """Make an installation in an empty home: key, recovery key, database, settings.

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
    recovery_key = None if database_url else new_recovery_key()
    key = database_key(recovery_key) if recovery_key else b""
    settings = new_settings(municipality, key_check(key), database_url)
    kept_in = keep_key(home, key) if recovery_key else ""
    engine = (
        sqlite_engine(home / database.FILE_NAME, key)
        if recovery_key
        else postgres_engine(database_url)
    )
    try:
        if database.revision(engine) is None:
            database.migrate(engine)
        with writing(engine) as connection:
            _keep_identity(connection, settings)
    finally:
        engine.dispose()
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
        Refused: the home holds an installation and ``force`` is not said.
        StoreError: the file is missing, damaged, newer, or opens with neither key.
    """
    if settings_exist(home) and not force:
        raise Refused("home.exists", home=str(home))
    if not source.is_file():
        raise StoreError("backup.missing", file=str(source))
    database.refuse_network_drive(home)
    key = _opening_key(home, source, recovery_key)
    identity = _prove(source, key)
    _make_folder(home)
    replaced = _set_aside(home)
    database.copy_database(source, home / database.FILE_NAME, key)
    keep_key(home, key)
    write_settings(home, _settings_after(home, identity, key))
    return Restored(identity["municipality"], str(replaced) if replaced else None)


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


def _keep_identity(connection: Connection, settings: Settings) -> None:
    for name in _KEPT_IN_DATABASE:
        known = connection.execute(select(SettingRow.value).where(SettingRow.name == name)).scalar()
        if known is None:
            connection.execute(insert(SettingRow).values(name=name, value=getattr(settings, name)))
        elif name == "municipality" and known != settings.municipality:
            raise Refused("store.other_municipality", municipality=known)


def _opening_key(home: Path, source: Path, recovery_key: str | None) -> bytes:
    """The first key that opens the backup: the home's own, then the recovery key's."""
    candidates: list[Callable[[], bytes]] = [lambda: kept_key(home)]
    if recovery_key:
        candidates.append(lambda: database_key(recovery_key))
    for candidate in candidates:
        try:
            key = candidate()
            _prove(source, key)
        except StoreError as error:
            if error.code not in ("key.missing", "store.unreadable"):
                raise
        else:
            return key
    raise StoreError("backup.key_needed" if not recovery_key else "backup.wrong_key")


def _prove(source: Path, key: bytes) -> dict[str, str]:
    """The identity of the installation the backup holds, once it is proven sound."""
    if database.integrity_problems(source, key):
        raise StoreError("backup.unsound", database=str(source))
    engine = sqlite_engine(source, key)
    try:
        database.refuse_unknown(database.revision(engine))
        with reading(engine) as connection:
            rows = connection.execute(select(SettingRow.name, SettingRow.value)).all()
    finally:
        engine.dispose()
    return {name: value for name, value in rows}


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
        database.copy_database(path, aside, kept_key(home))
    except NtandError:
        # Damaged is why people restore: the file is kept as it is.
        path.replace(aside)
    for leftover in ("-wal", "-shm"):
        path.with_name(path.name + leftover).unlink(missing_ok=True)
    return aside


def _settings_after(home: Path, identity: dict[str, str], key: bytes) -> Settings:
    if settings_exist(home):
        return replace(read_settings(home), key_check=key_check(key), **identity)
    fresh = new_settings(identity["municipality"], key_check(key))
    return replace(fresh, installation=identity["installation"])
