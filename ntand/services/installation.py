"""One open installation: what every service works with."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from ntand.domain.criteria import Criteria
from ntand.ports import Clock
from ntand.settings import Settings


@dataclass(frozen=True, slots=True)
class Installation:
    """The home, its settings, its database, the rules in force and the time."""

    home: Path
    settings: Settings
    engine: Engine
    criteria: Criteria
    clock: Clock
