"""A client's home and a region's folder, each used by processes that may be killed."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ntand.mock_region import act, register
from tests.installations import certificate, csv_text, decision, number, numbers, offer, unit

ROOT = Path(__file__).parents[2]
HOLDERS, OTHERS = 520, 60
_ALL = tuple(number for number, _ in zip(numbers(), range(HOLDERS + OTHERS), strict=False))
HAVE, HAVE_NOT = _ALL[:HOLDERS], _ALL[HOLDERS:]
_START_SECONDS = 30


class Processes:
    """Starts the program's commands; what they say is kept, to be looked at in the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home, self.data = folder / "home", folder / "region"
        self.said = (folder / "said.txt").open("w+")
        self.port = _free_port()
        self.server: subprocess.Popen[str] | None = None
        self.env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "NTAND_TODAY": "2026-09-01",
            "NTAND_USER": "Provaren",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        self.env.pop("DBUS_SESSION_BUS_ADDRESS", None)

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """A command of the client, under way."""
        command = [sys.executable, "-m", "ntand", "--home", str(self.home), "--json"]
        return subprocess.Popen(
            [*command, *map(str, arguments)],
            env=self.env,
            cwd=ROOT,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.said,
        )

    def run(self, *arguments: object) -> dict[str, Any]:
        """A command of the client to its good end."""
        process = self.start(*arguments)
        told, _ = process.communicate()
        assert process.returncode == 0, f"{arguments[0]} ended with {process.returncode}: {told}"
        answer: dict[str, Any] = json.loads(told)
        return answer

    def serve(self) -> None:
        """The region serves until it is killed; each time at the same port."""
        if self.server is not None and self.server.poll() is None:
            return
        arguments = ("region", "serve", "--data", self.data, "--port", self.port)
        self.server = self.start(*arguments)
        assert self.server.stdout is not None
        assert "url" in json.loads(self.server.stdout.readline())

    def kill_region(self) -> None:
        if self.server is not None:
            self.server.kill()
            self.server.communicate()

    def close(self) -> None:
        self.kill_region()
        self.said.close()

    # --- Beginnings ---------------------------------------------------------------------

    def prepare(self) -> None:
        """People, most of them with a certificate and an offer that the region is to hear of."""
        self.run("init", "--municipality", "1489", "--recovery-file", self.folder / "recovery")
        self.load("enheter", [unit()])
        self.load("insatser", (decision(personnummer=one, beslut_id=f"B-{one}") for one in _ALL))
        held = (
            certificate(personnummer=one, intyg_id=f"1489-h{place:03d}")
            for place, one in enumerate(HAVE)
        )
        self.load("intyg", held, "--announce")
        secret = self.folder / "secret"
        credentials = register(self.data, "1489")
        secret.write_text(credentials["client_secret"])
        self.serve()
        url = f"http://127.0.0.1:{self.port}"
        self.run(
            *("connect", "--url", url, "--client-id", credentials["client_id"]),
            *("--client-secret-file", secret),
        )

    def file(self, kind: str, rows: Iterable[Mapping[str, str]]) -> Path:
        path = self.folder / f"{kind}.csv"
        path.write_text(csv_text(rows), "utf-8", newline="")
        return path

    def load(self, kind: str, rows: Iterable[Mapping[str, str]], *options: str) -> None:
        report = self.run("import", kind, self.file(kind, rows), *options)
        assert not report["rejected"]

    def round_file(self, mark: str) -> Path:
        """An offer of the year for each holder, in other words than in any other round."""
        rows = (offer(personnummer=one, svar="nej", orsak_nej=mark) for one in HAVE)
        return self.file("erbjudanden", rows)

    def reports(self, person: str, day: str) -> None:
        """A dental provider reports an assessment of the year before."""
        act(self.data, {"event": "assessment", "personnummer": person, "ar": "2025", "utford": day})

    # --- Looking at the region from beside ----------------------------------------------

    def region_rows(self, sql: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.data / "region.sqlite3", timeout=30)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def when_committed(self, until: Callable[[], bool]) -> bool:
        """Waits for the region to commit items; False when it is over before."""
        connection = sqlite3.connect(self.data / "region.sqlite3", timeout=30)
        count = "SELECT COUNT(*) FROM item"
        try:
            before = connection.execute(count).fetchone()
            while not until():
                if connection.execute(count).fetchone() != before:
                    return True
            return False
        finally:
            connection.close()


def new_person(place: int) -> str:
    """Someone without a certificate so far, another for each place."""
    assert place < OTHERS, "no one is left to issue for"
    return HAVE_NOT[place]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


__all__ = ["HAVE", "Processes", "new_person", "number"]
