"""What a municipality writes on its papers, and the road its items take."""

import re
from dataclasses import fields, replace

from ntand.errors import UsageError
from ntand.services.actor import Actor, Permission
from ntand.services.acts import changing
from ntand.services.installation import Installation
from ntand.settings import CHANGEABLE, Channel, Settings, write_settings

_PASSWORD = re.compile(r"(//[^/:@]*:)[^/]*@")


def change_settings(
    installation: Installation, actor: Actor, changes: dict[str, str]
) -> Installation:
    """The installation under changed settings, kept; lines of an address are separated by ;.

    Raises:
        UsageError: an unknown name, or a channel that is none.
    """
    with changing(installation, actor, "settings", Permission.MAINTAIN) as act:
        settings = _changed(installation.settings, changes)
        act.detail["names"] = sorted(changes)
        write_settings(installation.home, settings)
    return replace(installation, settings=settings)


def shown_settings(settings: Settings) -> dict[str, str]:
    """All settings as text, without the password that the database's address may hold."""
    shown = {field.name: str(getattr(settings, field.name)) for field in fields(settings)}
    return shown | {"database_url": _PASSWORD.sub(r"\1***@", settings.database_url)}


def _changed(settings: Settings, changes: dict[str, str]) -> Settings:
    unknown = sorted(set(changes) - set(CHANGEABLE))
    if unknown:
        raise UsageError("usage.setting", names=", ".join(unknown))
    values: dict[str, str | Channel] = dict(changes)
    if "channel" in changes:
        try:
            values["channel"] = Channel(changes["channel"])
        except ValueError:
            raise UsageError("usage.channel") from None
    return replace(settings, **values)  # type: ignore[arg-type] # names are checked above
