"""What one installation is: municipality, database, channel to the region.

A frozen value kept as ``installation.json`` in the home. Read with the standard library: the
settings are on the way of every command, and a validating library would double its start.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path

from ntand.errors import StoreError

_FILE = "installation.json"
CHANGEABLE = (
    *("channel", "contact_name", "contact_phone", "contact_email"),
    *("return_address", "region_address"),
)
"""The settings a person may change; the others come from init and connect."""


class Channel(StrEnum):
    """By which road things leave for the region."""

    SERVICE = "service"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one installation."""

    installation: str
    municipality: str
    key_check: str
    database_url: str = ""  # empty: the embedded database
    channel: Channel = Channel.SERVICE
    region_url: str = ""
    region_client: str = ""
    region_ca: str = ""  # the file in the home with an employer's own issuer
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    return_address: str = ""  # lines separated by ;
    region_address: str = ""

    @property
    def embedded(self) -> bool:
        """Whether the database is the encrypted file in the home."""
        return not self.database_url

    @property
    def connected(self) -> bool:
        """Whether a region's service has been pointed out."""
        return bool(self.region_url)


def default_home() -> Path:
    """``NTAND_HOME``, else the platform's folder for this user's data on this machine."""
    chosen = os.environ.get("NTAND_HOME")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path  # on use: most calls name the home

    return user_data_path("N-tand", appauthor=False, roaming=False)


def new_settings(municipality: str, key_check: str, database_url: str = "") -> Settings:
    """Settings of a new installation."""
    import uuid  # on use: it is not on the way of every command

    return Settings(str(uuid.uuid4()), municipality, key_check, database_url)


def settings_exist(home: Path) -> bool:
    """Whether the home holds an installation."""
    return (home / _FILE).is_file()


def read_settings(home: Path) -> Settings:
    """The settings in the home.

    Raises:
        StoreError: ``home.empty`` or ``home.damaged``.
    """
    path = home / _FILE
    try:
        return _validated(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        raise StoreError("home.empty", home=str(home)) from None
    except OSError:
        raise StoreError("home.unreadable", home=str(home)) from None
    except (ValueError, TypeError, KeyError):
        raise StoreError("home.damaged", file=str(path)) from None


def _validated(found: object) -> Settings:
    if not isinstance(found, Mapping):
        raise TypeError
    known = {field.name for field in fields(Settings)}
    values = {name: str(value) for name, value in found.items() if name in known}
    settings = Settings(**values)  # type: ignore[arg-type] # Channel is made below
    return replace(settings, channel=Channel(settings.channel))


def write_settings(home: Path, settings: Settings) -> None:
    """Keep the settings; the old ones stay whole if the disk fails."""
    path = home / _FILE
    fresh = path.with_name(f"{_FILE}.new")
    try:
        with open(fresh, "w", encoding="utf-8", opener=_private) as file:
            json.dump(asdict(settings), file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        raise StoreError("home.unwritable", home=str(home)) from None


def _private(path: str, flags: int) -> int:
    """For this user alone: the address of a shared database may hold its password."""
    return os.open(path, flags, 0o600)
