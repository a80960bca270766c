"""A region that really serves, in a process of its own that may be killed."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ntand.mock_region import register

SERVE = """
import sys
from pathlib import Path
from ntand.mock_region.api.limits import Settings
from ntand.mock_region.server import serve
bounds = Settings(**eval(sys.argv[2]))
serve(Path(sys.argv[1]), 0, lambda url: print(url, flush=True), bounds)
"""


class Region:
    """A server process over a folder, and its clients."""

    def __init__(self, data: Path, **bounds: float) -> None:
        self.data = data
        self.bounds = bounds
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-c", SERVE, str(self.data), repr(self.bounds)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http://127.0.0.1:"), self.process.communicate()[1]

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def stop(self) -> int:
        self.process.terminate()
        self.process.communicate(timeout=10)
        return self.process.returncode

    def client(self, municipality: str = "1489", scope: str | None = None) -> httpx.Client:
        """A signed-in client; signing in again gives a new secret."""
        return self.signed_in(register(self.data, municipality), scope)

    def signed_in(self, credentials: dict[str, str], scope: str | None = None) -> httpx.Client:
        form = {"grant_type": "client_credentials", **credentials}
        answer = httpx.post(
            f"{self.url}/oauth2/token", data=form | ({"scope": scope} if scope else {})
        )
        token = answer.json()["access_token"]
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def region(tmp_path: Path) -> Iterator[Region]:
    served = Region(tmp_path / "region")
    yield served
    if served.process.poll() is None:
        served.kill()
