"""What holds for every test: a home of its own, loopback only, a clean log.

A test that expects a warning in the log asks for pytest's ``caplog`` and looks at it there.
"""

import ipaddress
import logging
import os
import re
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("checks", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "checks"))


# --- A home of its own ----------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    home = tempfile.TemporaryDirectory(prefix="ntand-tests-")
    Path(home.name).chmod(0o755)  # a PostgreSQL started for the tests runs as another user
    config.add_cleanup(home.cleanup)
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "NTAND_HOME"):
        os.environ[name] = home.name
    for name in ("NTAND_TODAY", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        os.environ.pop(name, None)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Never the keys of whoever runs the tests.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    guard_sockets(config)
    listen_to_the_log()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first: the others fill the time beside it."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTAND_HOME", str(tmp_path / "ntand-home"))


# --- Sockets only to loopback ---------------------------------------------------------------


def guard_sockets(config: pytest.Config) -> None:
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, call: Any = original) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                demand_loopback(address[0])
            return call(self, address)

        patch.setattr(socket.socket, name, guarded)
    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *rest: Any, **named: Any) -> Any:
        demand_loopback(host)
        return look_up(host, *rest, **named)

    patch.setattr(socket, "getaddrinfo", guarded_look_up)


def demand_loopback(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if not name or name == "localhost":
        return
    try:
        inside = ipaddress.ip_address(name).is_loopback or name in {"0.0.0.0", "::"}
    except ValueError:
        inside = False
    if not inside:
        raise RuntimeError(f"a test tried to reach {name}: only loopback is allowed")


# --- A clean log ----------------------------------------------------------------------------

UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
IDENTITY_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:18|19|20)\d\d|\d\d)"  # year
    r"(?:0\d|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])"  # month and day, coordination numbers too
    r"[-+ ]?\d{4}(?![0-9A-Za-z])"
)

# At INFO these write statements with their values and addresses with what they name: the
# program's own log never lets them.
NEVER_AT_INFO = ("httpcore", "httpx", "sqlalchemy")


class Listener(logging.Handler):
    """Keeps what was logged since the last look."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[tuple[int, str]] = []
        self.setFormatter(logging.Formatter("%(name)s: %(levelname)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append((record.levelno, self.format(record)))

    def take(self) -> list[tuple[int, str]]:
        heard, self.heard = self.heard, []
        return heard


listener = Listener()


def listen_to_the_log() -> None:
    root = logging.getLogger()
    if listener not in root.handlers:  # a program under test may have set up its own log
        root.addHandler(listener)
    root.setLevel(logging.INFO)
    logging.getLogger("ntand").setLevel(logging.DEBUG)
    for name in NEVER_AT_INFO:
        logging.getLogger(name).setLevel(logging.WARNING)


def demand_clean_log(item: pytest.Item) -> None:
    heard = listener.take()
    for _level, text in heard:
        if IDENTITY_NUMBER.search(UUID.sub("", text)):
            pytest.fail(f"an identity number in the log: {text}", pytrace=False)
    if "caplog" in getattr(item, "fixturenames", ()):
        return
    warnings = [text for level, text in heard if level >= logging.WARNING]
    if warnings:
        pytest.fail("unexpected in the log:\n" + "\n".join(warnings), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    listen_to_the_log()
    yield
    demand_clean_log(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    yield
    demand_clean_log(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    yield
    demand_clean_log(item)
