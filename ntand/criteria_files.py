"""Where the criteria are read from: a municipality's own copy goes before the shipped file."""

import logging
import tomllib
from pathlib import Path

from ntand.domain.criteria import Criteria, criteria_from
from ntand.errors import BadFile
from ntand.resources import resource_path

CURRENT = "VGR-N-2027.toml"
OWN_FOLDER = ("data", "criteria")

_log = logging.getLogger(__name__)


def load_criteria(home: Path | None, name: str = CURRENT) -> tuple[Criteria, Path]:
    """The criteria in force and the file they came from.

    ``name`` is the file of another version; old ones stay beside the current one. Raises BadFile
    with ``criteria.invalid`` (and the key) or ``criteria.unreadable``: a municipality's own copy
    that cannot be used must not silently give way to the shipped limits.
    """
    path = _own_copy(home, name) or resource_path("criteria", name)
    try:
        with path.open("rb") as file:
            criteria = criteria_from(tomllib.load(file))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadFile("criteria.unreadable", name=path.name) from fault
    except BadFile as fault:
        raise BadFile(fault.code, name=path.name, **fault.facts) from None
    return criteria, path


def _own_copy(home: Path | None, name: str) -> Path | None:
    if home is None:
        return None
    path = home.joinpath(*OWN_FOLDER, name)
    if not path.is_file():
        return None
    _log.info("criteria.own_copy %s", name)
    return path
