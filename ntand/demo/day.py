"""What the steps of the practice day share: folders, days, people, commands."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ntand.demo.commands import Commands
from ntand.demo.municipality import PracticeMunicipality
from ntand.domain.codes import FileKind

Proposal = dict[str, Any]


class Step(NamedTuple):
    """A step: its title (made when told), and what does it and tells what happened."""

    title: Callable[[], str]
    run: Callable[["Day"], list[str]]


@dataclass
class Day:
    """The practice day under way."""

    work: Path  # everything that is removed at the end
    kept: Path  # papers and figures
    today: date
    practice: PracticeMunicipality
    files: dict[FileKind, Path]
    region_url: str
    commands: Commands
    proposals: list[Proposal] = field(default_factory=list)
    issued: dict[str, str] = field(default_factory=dict)  # how it was issued -> the id

    @property
    def home(self) -> Path:
        """The practice installation."""
        return self.work / "hem"

    @property
    def recovery_file(self) -> Path:
        """The paper in the safe."""
        return self.work / "aterstallning.txt"

    @property
    def region_data(self) -> Path:
        """The practice region's folder."""
        return self.work / "region"

    def name(self, proposal: Proposal) -> str:
        """What the person is called."""
        number = proposal["id_number"]
        for kind in (FileKind.DECISIONS, FileKind.CERTIFICATES):
            for row in self.practice.rows[kind]:
                if row["personnummer"] == number:
                    return f"{row['fornamn']} {row['efternamn']}"
        return str(number[:8])

    def protected(self) -> set[str]:
        """The numbers of those whose decisions tell of a protection, and of those without any."""
        rows = self.practice.rows[FileKind.DECISIONS]
        told = {str(row["personnummer"]) for row in rows if row.get("skydd")}
        known = {str(row["personnummer"]) for row in rows}
        return told | {one["id_number"] for one in self.proposals} - known

    def candidates(self, ground: str | None = None, *, protected: bool = False) -> list[Proposal]:
        """The candidates, on that ground alone when it is named."""
        hidden = self.protected()
        return [
            one
            for one in self.proposals
            if one["candidate"]
            and (one["id_number"] in hidden) is protected
            and ground in (None, one["ground"])
        ]

    def holders(self) -> list[Proposal]:
        """Those who hold a certificate today and may be written to."""
        hidden = self.protected()
        return [
            one
            for one in self.proposals
            if one["certificate"] == "active" and one["id_number"] not in hidden
        ]

    def answers(self, year: int) -> dict[str, str]:
        """Identity number -> the answer in the imported round; empty while none has come."""
        return {
            str(row["personnummer"]): str(row.get("svar") or "")
            for row in self.practice.rows[FileKind.OFFERS]
            if row["ar"] == year
        }
