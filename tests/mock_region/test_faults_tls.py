"""Under TLS: the certificate of another host, and connections that end as they should."""

import json
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from ntand.mock_region import RegionError, dump, register, serve
from tests.mock_region.misbehaving import Misbehaving, told
from tests.mock_region.rows import item, unit

TLS = Path(__file__).parents[1] / "data" / "tls"
HERE = (TLS / "here.pem", TLS / "here.key")
ELSEWHERE = {"certificate": str(TLS / "elsewhere.pem"), "key": str(TLS / "elsewhere.key")}


@pytest.fixture
def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=TLS / "issuer.pem")


@pytest.fixture
def region(tmp_path) -> Iterator[Misbehaving]:
    rule = {"fault": "wrong_host", **ELSEWHERE, "when": {"every": 2}}
    served = Misbehaving(tmp_path / "region", rule, tls=HERE)
    yield served
    if served.process.poll() is None:
        served.kill()


def handshake(region, trusting, name):
    """What a new connection says of the certificate; ``name`` is what the client asks for."""
    parts = urlsplit(region.url)
    with (
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as plain,
        trusting.wrap_socket(plain, server_hostname=name) as secured,
    ):
        return secured.version()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_every_other_connection_meets_the_certificate_of_another_host(region, trusting, name):
    # No name is sent to a bare address: the server must choose without one
    for _ in range(2):
        assert handshake(region, trusting, name) == "TLSv1.3"
        with pytest.raises(ssl.SSLCertVerificationError, match=r"match|valid for"):
            handshake(region, trusting, name)
    assert region.stop() == 0
    lines = [json.loads(line) for line in region.log().splitlines()]
    assert [line["what"] for line in lines if line.get("fault") == "wrong_host"] == [
        "handshake"
    ] * 2


def test_an_answer_is_lost_or_cut_under_tls_too(region, trusting):
    credentials = register(region.data, "1489")
    form = {"grant_type": "client_credentials", **credentials}
    sent = item("unit", unit())
    with httpx.Client(base_url=region.url, verify=trusting) as client:
        token = client.post("/oauth2/token", data=form).json()["access_token"]
        signed = {"Authorization": f"Bearer {token}"}
        with pytest.raises(httpx.TransportError):
            client.post("/v1/batches", json={"items": [sent]}, headers=signed | told("lost_answer"))
        assert len(dump(region.data)["units"]) == 1
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            client.get("/health")
        with pytest.raises(
            httpx.RemoteProtocolError, match="without sending complete message body"
        ):
            client.get("/v1/units", headers=signed | told("cut_body"))
    assert region.stop() == 0


@pytest.mark.parametrize(
    ("rule", "tls", "code"),
    [
        (ELSEWHERE, None, "needs_tls"),
        ({**ELSEWHERE, "key": str(TLS / "here.key")}, HERE, "certificate"),
        ({**ELSEWHERE, "certificate": str(TLS / "README.md")}, HERE, "certificate"),
    ],
)
def test_a_certificate_that_cannot_be_shown_is_refused_before_serving(tmp_path, rule, tls, code):
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps([{"fault": "bad_json"}, {"fault": "wrong_host", **rule}]))
    with pytest.raises(RegionError) as caught:
        serve(tmp_path / "region", 0, pytest.fail, faults=plan, tls=tls)
    assert (caught.value.code, caught.value.facts["rule"]) == (f"mock.plan_{code}", 2)
