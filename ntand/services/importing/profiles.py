"""Saved column mappings: what a system's extract calls our columns, kept in the home."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ntand.errors import BadFile, Refused
from ntand.files.atomic import replacing
from ntand.services.actor import Actor, Permission
from ntand.services.acts import require
from ntand.services.installation import Installation

_FOLDER = "mappings"
# A name of a file on every system: no folders, no device, nothing hidden.
_NAME = re.compile(r"[^\W_](?:[\w .-]{0,62}[\w-])?")
_DEVICES = re.compile(r"(?i:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


@dataclass(frozen=True, slots=True)
class Profile:
    """A saved mapping: {header in the file: our column}; an empty column is ignored."""

    name: str
    mapping: dict[str, str]


def saved_profiles(home: Path) -> tuple[Profile, ...]:
    """The mappings of the home by name; one that cannot be understood is left out."""
    found = []
    for path in sorted((home / _FOLDER).glob("*.json")):
        try:
            found.append(Profile(path.stem, read_mapping(path)))
        except BadFile:
            continue
    return tuple(found)


def profile_path(home: Path, name: str) -> Path:
    """Where the mapping of that name lies."""
    return home / _FOLDER / f"{name}.json"


def read_mapping(path: Path) -> dict[str, str]:
    """The file's header -> our column.

    Raises:
        BadFile: it is not there, or is no JSON object of texts.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadFile("file.not_found", name=path.name) from None
    except (OSError, ValueError):
        raise BadFile("import.mapping_unreadable", name=path.name) from None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise BadFile("import.mapping_unreadable", name=path.name)
    return found


def save_profile(
    installation: Installation,
    actor: Actor,
    name: str,
    mapping: Mapping[str, str],
    *,
    replace: bool = False,
) -> Profile:
    """Keep the mapping under the name; ``replace``: also over one that is there.

    Raises:
        Refused: ``import.mapping_name``, ``import.mapping_exists``.
    """
    require(installation, actor, "import.mapping", Permission.IMPORT)
    tidy = name.strip()
    if not _NAME.fullmatch(tidy) or _DEVICES.fullmatch(tidy):
        raise Refused("import.mapping_name")
    path = profile_path(installation.home, tidy)
    if path.exists() and not replace:
        raise Refused("import.mapping_exists", name=tidy)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with replacing(path) as draft:
        draft.write_text(json.dumps(dict(mapping), ensure_ascii=False, indent=2), "utf-8")
    return Profile(tidy, dict(mapping))
