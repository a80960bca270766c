"""The test of the connection names the link that fails, over real TLS too."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from ntand.errors import NotAllowed, Refused
from ntand.mock_region import register
from ntand.sentences import explain_code
from ntand.services.actor import Actor, Role
from ntand.services.exchange.connection_test import Access, Link, LinkState
from ntand.services.exchange.connection_test import test_connection as try_connection
from ntand.services.exchange.sync import connect, sync
from ntand.settings import read_settings
from tests.exchange.conftest import Scripted, Served, json_answer
from tests.installations import Desk

NAMES = ["name", "reach", "tls", "token", "version", "clock"]
HEALTH = b'{"status": "ok", "version": "1.1.0", "now": "2027-01-01T00:00:00+00:00"}'


class Issuer:
    """An employer's own issuer of certificates, and what it vouches for."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ca = folder, trustme.CA()
        self.file = folder / "issuer.pem"
        self.ca.cert_pem.write_to_path(self.file)

    def tls(self, host: str = "127.0.0.1", **named: Any) -> tuple[Path, Path]:
        made = self.ca.issue_cert(host, **named)
        place = self.folder / f"{host}-{len(list(self.folder.iterdir()))}"
        certificate, key = place.with_suffix(".pem"), place.with_suffix(".key")
        certificate.write_bytes(b"".join(one.bytes() for one in made.cert_chain_pems))
        made.private_key_pem.write_to_path(key)
        return certificate, key


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    folder = tmp_path / "issuer"
    folder.mkdir()
    return Issuer(folder)


@pytest.fixture
def secure(tmp_path: Path, issuer: Issuer) -> Iterator[Served]:
    region = Served(tmp_path / "secure", tls=issuer.tls())
    yield region
    region.close()


def tried(desk: Desk, url: str, secret: str = "s", **named: Any) -> tuple[Link, ...]:
    links = try_connection(
        desk.installation, desk.actor, Access(url, named.pop("client_id", "c"), secret, **named)
    )
    assert [link.name for link in links] == NAMES
    return links


def failed(links: tuple[Link, ...]) -> tuple[str, str]:
    """The link that fails, and its code; those before it hold, those after it are not tried."""
    states = [link.state for link in links]
    place = states.index(LinkState.FAILED)
    assert states[:place] == [LinkState.OK] * place
    assert states[place + 1 :] == [LinkState.NOT_TRIED] * (len(links) - place - 1)
    what, now = explain_code(links[place].code, dict(links[place].facts))
    assert "?" not in what
    assert what
    assert now
    return links[place].name, links[place].code


def test_all_links_hold_before_connecting_and_after(sqlite_desk: Desk, served: Served) -> None:
    desk, (client, secret) = sqlite_desk, served.credentials.values()
    links = tried(desk, served.url, secret, client_id=client)
    assert {link.state for link in links} == {LinkState.OK}
    installation = connect(desk.installation, desk.actor, served.url, client, secret)
    assert try_connection(installation, desk.actor) == links


def test_an_employers_own_issuer_is_trusted_also_after_its_file_has_moved(
    sqlite_desk: Desk, secure: Served, issuer: Issuer
) -> None:
    desk, (client, secret) = sqlite_desk, secure.credentials.values()
    unknown = tried(desk, secure.url, secret, client_id=client)
    assert failed(unknown) == ("tls", "region.tls_unknown_issuer")
    links = tried(desk, secure.url, secret, client_id=client, ca_file=issuer.file)
    assert {link.state for link in links} == {LinkState.OK}
    connect(desk.installation, desk.actor, secure.url, client, secret, ca_file=issuer.file)
    issuer.file.unlink()
    again = replace(desk.installation, settings=read_settings(desk.installation.home))
    assert {link.state for link in try_connection(again, desk.actor)} == {LinkState.OK}
    sync(again, desk.actor)
    assert len(list(desk.installation.home.glob("region-ca-*.pem"))) == 1


def test_connecting_again_without_it_forgets_the_issuer(
    sqlite_desk: Desk, secure: Served, served: Served, issuer: Issuer
) -> None:
    desk = sqlite_desk
    access = secure.credentials.values()
    held = connect(desk.installation, desk.actor, secure.url, *access, ca_file=issuer.file)
    assert held.settings.region_ca
    other = register(served.data, "1489").values()
    assert not connect(held, desk.actor, served.url, *other).settings.region_ca
    assert list(desk.installation.home.glob("region-ca-*.pem")) == []


@pytest.mark.parametrize(
    ("host", "days", "code"),
    [
        ("127.0.0.1", (-20, -10), "region.tls_expired"),
        ("127.0.0.1", (10, 20), "region.tls_not_yet"),
        ("10.0.0.1", (-10, 10), "region.tls_other_host"),
        ("annan.example", (-10, 10), "region.tls_other_host"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told_apart(
    sqlite_desk: Desk, tmp_path: Path, issuer: Issuer, host: str, days: Any, code: str
) -> None:
    first, last = (datetime.now(UTC) + timedelta(days=day) for day in days)
    region = Served(tmp_path / "r", tls=issuer.tls(host, not_before=first, not_after=last))
    try:
        links = tried(sqlite_desk, region.url, ca_file=issuer.file)
    finally:
        region.close()
    assert failed(links) == ("tls", code)


def test_a_service_that_speaks_no_tls_is_told(sqlite_desk: Desk, scripted: Scripted) -> None:
    links = tried(sqlite_desk, scripted.url.replace("http:", "https:"))
    assert failed(links) == ("tls", "region.tls_broken")


def test_a_name_that_leads_nowhere(sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    links = tried(sqlite_desk, "https://region.example")
    assert failed(links) == ("name", "region.no_such_name")
    assert links[0].facts == {"host": "region.example"}


def test_nobody_at_the_port(sqlite_desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    links = tried(sqlite_desk, f"http://127.0.0.1:{port}")
    assert failed(links) == ("reach", "region.nobody_there")


@pytest.mark.parametrize(
    ("fault", "code"),
    [(TimeoutError(), "region.silent"), (OSError(101, "no route"), "region.no_way")],
)
def test_no_way_there(
    sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: OSError, code: str
) -> None:
    def cut(*_: object) -> None:
        raise fault

    monkeypatch.setattr(socket, "create_connection", cut)
    assert failed(tried(sqlite_desk, "http://127.0.0.1:1")) == ("reach", code)


def test_wrong_credentials(sqlite_desk: Desk, served: Served) -> None:
    assert failed(tried(sqlite_desk, served.url)) == ("token", "region.sign_in")


def test_rights_that_are_missing_are_named(
    sqlite_desk: Desk, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = b'{"access_token": "a", "token_type": "Bearer", "scope": "records:read lookups"}'
    answers = {"/oauth2/token": json_answer(token), "/health": json_answer(HEALTH)}
    monkeypatch.setattr(scripted, "next_answer", answers.__getitem__)
    links = tried(sqlite_desk, scripted.url)
    assert failed(links) == ("token", "region.scopes_missing")
    assert links[3].facts["scopes"] == "changes:read, records:write"


def test_a_clock_that_is_off_warns_and_nothing_more(tmp_path: Path, sqlite_desk: Desk) -> None:
    region = Served(tmp_path / "region", plan=[{"fault": "clock", "days": -1}])
    try:
        client, secret = region.credentials.values()
        links = tried(sqlite_desk, region.url, secret, client_id=client)
    finally:
        region.close()
    assert {link.state for link in links} == {LinkState.OK}
    assert links[-1].code == "region.clock_off"
    assert abs(int(links[-1].facts["minutes"]) - 24 * 60) <= 1


@pytest.mark.parametrize(
    ("health", "code"),
    [
        (json_answer(HEALTH.replace(b"1.1.0", b"2.0.0")), "region.other_version"),
        (json_answer(b"{}"), "region.nonsense"),
        ((200, {"Content-Type": "text/html"}, b"<html>Logga in</html>"), "region.nonsense"),
        ((503, {}, b""), "region.busy"),
    ],
)
def test_another_version_and_no_version(
    sqlite_desk: Desk, scripted: Scripted, health: Any, code: str
) -> None:
    scripted.answers.append(health)
    links = tried(sqlite_desk, scripted.url)
    assert failed(links) == ("version", code)


def test_who_may_not_exchange_may_not_test(sqlite_desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        try_connection(sqlite_desk.installation, Actor("rut", Role.ISSUER))
    with pytest.raises(Refused, match=r"region\.not_connected"):
        try_connection(sqlite_desk.installation, sqlite_desk.actor)


def test_a_handshake_that_never_comes_is_given_up(
    sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ntand.exchange.probe._PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        links = tried(sqlite_desk, f"https://127.0.0.1:{silent.getsockname()[1]}")
    assert failed(links) == ("tls", "region.tls_broken")
