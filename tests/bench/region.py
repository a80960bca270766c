"""A running region to measure against, in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ntand.mock_region import register
from tests.bench.municipality import CODE

_SERVE = (
    "import pathlib, sys; from ntand.mock_region import serve;"
    " serve(pathlib.Path(sys.argv[1]), 0, lambda url: print(url, flush=True))"
)


@contextmanager
def running_region(data: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Its address, and the credentials of one client."""
    data.mkdir()
    client = register(data, CODE)
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(data)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip(), client
    finally:
        server.terminate()
        server.wait()
