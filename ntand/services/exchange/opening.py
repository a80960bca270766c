"""Opening the conversation with the region that an installation is connected to."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from ntand.errors import BadFile, Refused, StoreError
from ntand.services.installation import Installation
from ntand.store.keys import kept_secret

if TYPE_CHECKING:
    from ntand.exchange.api import RegionApi

SECRET = "region-secret"  # noqa: S105 - the name it is kept under
_CA_NAME = "region-ca-{digest}.pem"
_LARGEST_CA = 1024 * 1024  # bytes


class _Haste(TypedDict, total=False):
    """How long an answer is waited for, in seconds, and how often it is asked for."""

    timeout: float
    deadline: float
    attempts: int


_HASTY: _Haste = {"timeout": 10, "deadline": 30, "attempts": 2}
_AS_USUAL: _Haste = {}


def region_api(
    installation: Installation,
    *,
    patient: bool = True,
    given_up: Callable[[], bool] = bool,
) -> "RegionApi":
    """A conversation with the service that was pointed out.

    Without patience a service that does not answer is soon left alone: nobody asked, it is tried
    again by and by. ``given_up`` tells when nobody waits for it any more.

    Raises:
        Refused: ``region.not_connected``.
        StoreError: ``region.secret_missing``.
    """
    from ntand.exchange.api import RegionApi

    settings = installation.settings
    if not settings.connected:
        raise Refused("region.not_connected")
    return RegionApi(
        settings.region_url,
        settings.region_client,
        needed_secret(installation),
        ca_file=own_ca(installation),
        home=installation.home,
        given_up=given_up,
        **(_AS_USUAL if patient else _HASTY),
    )


def needed_secret(installation: Installation) -> str:
    """The secret for the service.

    Raises:
        StoreError: ``region.secret_missing``.
    """
    secret = kept_secret(installation.home, SECRET)
    if secret is None:
        raise StoreError("region.secret_missing")
    return secret


def own_ca(installation: Installation) -> Path | None:
    """The file of the employer's own issuer, where one was named."""
    name = installation.settings.region_ca
    return installation.home / name if name else None


def keep_ca(home: Path, ca_file: Path | None) -> str:
    """Copy the issuer's file into the home, where its later moves do not reach; gives its name.

    Raises:
        BadFile: it is not there or cannot be read.
        StoreError: ``home.unwritable``.
    """
    if ca_file is None:
        return ""
    try:
        with ca_file.open("rb") as file:
            content = file.read(_LARGEST_CA)
    except FileNotFoundError:
        raise BadFile("file.not_found", name=ca_file.name) from None
    except OSError:
        raise BadFile("file.unreadable", name=ca_file.name) from None
    name = _CA_NAME.format(digest=hashlib.sha256(content).hexdigest()[:12])
    fresh = home / f"{name}.new"
    try:
        fresh.write_bytes(content)
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        fresh.replace(home / name)
    except OSError:
        raise StoreError("home.unwritable", home=str(home)) from None
    return name


def drop_former_ca(home: Path, kept: str) -> None:
    """Remove the copies that no setting names any more."""
    for file in home.glob(_CA_NAME.format(digest="*")):
        if file.name != kept:
            file.unlink(missing_ok=True)
