"""The life of a database: made, opened, migrated, checked, copied and brought back."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect

from ntand.errors import StoreError
from ntand.store.engine import copy_engine, explained, postgres_engine, sqlite_engine
from ntand.store.schema import HEAD, OLDER

FILE_NAME = "ntand.db"
NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "davfs", "glusterfs"}
    | {"fuse.sshfs", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.rclone"}
)
_DRIVE_REMOTE = 4  # GetDriveTypeW
_ESCAPED = re.compile(r"\\([0-7]{3})")  # a blank in the name of a folder


def open_sqlite(path: Path, key: bytes) -> Engine:
    """An engine over an existing embedded database of this version.

    Raises:
        StoreError: missing, on a network drive, of a newer version, damaged or keyed otherwise.
    """
    refuse_network_drive(path)
    if not path.is_file():
        raise StoreError("store.missing", database=str(path))
    engine = sqlite_engine(path, key)
    try:
        bring_up_to_date(engine, lambda: _copy_before_migration(path, key))
    except StoreError:
        engine.dispose()
        raise
    return engine


def open_postgres(url: str) -> Engine:
    """An engine over a shared database of this version; never migrates it."""
    engine = postgres_engine(url)
    found = revision(engine)
    if found != HEAD:
        refuse_unknown(found)
        raise StoreError("store.needs_migration")
    return engine


def bring_up_to_date(engine: Engine, before: Callable[[], object]) -> None:
    """Migrate an older database after ``before`` has run; refuse a newer one."""
    found = revision(engine)
    refuse_unknown(found)
    if found != HEAD:
        before()
        migrate(engine)


def refuse_unknown(found: str | None) -> None:
    """Refuse a revision that is not ours, or newer than this program.

    Raises:
        StoreError: ``store.not_ours`` or ``store.newer``.
    """
    if found not in (HEAD, *OLDER):
        raise StoreError("store.newer" if found else "store.not_ours", found=found or "")


def revision(engine: Engine) -> str | None:
    """The schema revision the database says it has, or None when it is not one of ours."""
    with explained(engine), engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
        return str(row[0]) if row else None


def migrate(engine: Engine) -> None:
    """Bring a database, new or older, to this version in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with explained(engine), engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def copy_database(source: Path, target: Path, key: bytes) -> None:
    """Copy through the database's backup interface, verify the copy, then put it in place.

    The copy is encrypted with the same key. An older file at ``target`` stays until the new one
    is proven.

    Raises:
        StoreError: the copy could not be made or proved unsound.
    """
    if target.exists() and target.samefile(source):
        raise StoreError("backup.onto_itself", file=str(target))
    fresh = target.with_name(f"{target.name}.new")
    try:
        # The database would tell of a folder that is not there in words about itself.
        with fresh.open("wb"):
            pass
        for leftover in ("-journal", "-wal"):  # of one that was cut off
            fresh.with_name(fresh.name + leftover).unlink(missing_ok=True)
        _copy_pages(source, fresh, key)
        problems = integrity_problems(fresh, key)
        if problems:
            raise StoreError("backup.unsound", database=str(source))
        _sync(fresh)
        fresh.replace(target)
    except OSError as error:
        raise StoreError("backup.not_written", file=str(target)) from error
    finally:
        fresh.unlink(missing_ok=True)


def integrity_problems(path: Path, key: bytes) -> list[str]:
    """What SQLite and SQLCipher find wrong with the file; empty when it is sound."""
    engine = copy_engine(path, key)
    try:
        with explained(engine), engine.connect() as connection:
            found = [
                str(row[0])
                for pragma in ("cipher_integrity_check", "integrity_check", "foreign_key_check")
                for row in connection.exec_driver_sql(f"PRAGMA {pragma}")
            ]
        return [line for line in found if line != "ok"]
    finally:
        engine.dispose()


def refuse_network_drive(path: Path) -> None:
    """Refuse a database on a network drive: SQLite's locks and log need one machine.

    Raises:
        StoreError: ``store.network_drive``.
    """
    if _on_network_drive(path.resolve()):
        raise StoreError("store.network_drive", database=str(path))


def _on_network_drive(path: Path) -> bool:
    if sys.platform == "win32":
        import ctypes

        drive = os.path.splitdrive(path)[0] + "\\"
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive) == (
            _DRIVE_REMOTE
        )
    return _file_system(path, Path("/proc/self/mounts")) in NETWORK_FILE_SYSTEMS


def _file_system(path: Path, mounts: Path) -> str:
    """The type of the file system that holds the path, or an empty text."""
    try:
        lines = mounts.read_text("utf-8").splitlines()
    except OSError:
        return ""
    longest, found = 0, ""
    for line in lines:
        _device, folder, kind, *_rest = line.split(" ")
        place = _ESCAPED.sub(lambda sign: chr(int(sign[1], 8)), folder)
        # Of two on the same folder the later one covers the other.
        if path.is_relative_to(place) and len(place) >= longest:
            longest, found = len(place), kind
    return found


def _copy_before_migration(path: Path, key: bytes) -> None:
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    copy_database(path, folder / f"before-{HEAD}.ntand", key)


def _copy_pages(source: Path, target: Path, key: bytes) -> None:
    origin, copy = copy_engine(source, key), copy_engine(target, key)
    try:
        with explained(origin), origin.connect() as reader, copy.connect() as writer:
            _driver(reader).backup(_driver(writer))
            # A copy is one file: its log is folded in and not kept beside it.
            _driver(writer).execute("PRAGMA journal_mode = DELETE")
    finally:
        origin.dispose()
        copy.dispose()


def settle(path: Path, key: bytes) -> None:
    """Fold the log into the file, so that the file alone is the whole database.

    Raises:
        StoreError: ``store.busy`` when anyone else has the database open.
    """
    engine = copy_engine(path, key)
    try:
        with explained(engine), engine.connect() as connection:
            driver = _driver(connection)
            driver.execute("PRAGMA busy_timeout = 0")
            driver.execute("PRAGMA journal_mode = DELETE")
    finally:
        engine.dispose()


def _driver(connection: Any) -> Any:  # noqa: ANN401 - the driver's own connection
    connection.rollback()
    return connection.connection.driver_connection


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
