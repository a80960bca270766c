"""A long search: ``python -m tests.model.long --examples 20000 [--http] [--seed N]``."""

import argparse
import os
import secrets
import tempfile
import time

from tests.model.running import run
from tests.model.ways import InProcess, OverHttp


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--http", action="store_true", help="through a web server")
    parser.add_argument("--quick", action="store_true", help="tell the first fault as it was met")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)  # noqa: T201
    way = OverHttp() if given.http else InProcess()
    began, worked = time.monotonic(), time.process_time()
    with tempfile.TemporaryDirectory(prefix="ntand-long-") as home:
        os.environ |= {"HOME": home, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
        os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
        try:
            run(way, given.examples, given.seed, shrink=not given.quick)
        finally:
            way.close()
            took, work = time.monotonic() - began, time.process_time() - worked
            print(f"{took:.1f} s, {work:.1f} s of processor time")  # noqa: T201


if __name__ == "__main__":
    main()
