"""How the region is served: by TLS, packed, named, and until it has answered."""

import json
import logging
import re
import signal
import socket
import ssl
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from ntand.mock_region import RegionError, dump, register
from ntand.mock_region.tls import context_of
from tests.mock_region.conftest import Region
from tests.mock_region.rows import NUMBER, certificate, item, unit

TLS = Path(__file__).parents[1] / "data" / "tls"


@contextmanager
def served_by_tls(data: Path):
    """The address that the command line tells when it serves with a certificate."""
    files = ("--certificate", str(TLS / "here.pem"), "--key", str(TLS / "here.key"))
    command = [sys.executable, "-m", "ntand", "--json", "region", "serve", "--data", str(data)]
    process = subprocess.Popen([*command, *files], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert process.returncode == 0


def test_with_a_certificate_only_those_who_trust_its_issuer_are_answered(tmp_path: Path) -> None:
    trust = ssl.create_default_context(cafile=TLS / "issuer.pem")
    with served_by_tls(tmp_path) as url:
        assert url.startswith("https://127.0.0.1:")
        form = {"grant_type": "client_credentials", **register(tmp_path, "1489")}
        assert httpx.post(f"{url}/oauth2/token", data=form, verify=trust).status_code == 200
        with pytest.raises(httpx.ConnectError, match="certificate"):
            httpx.get(f"{url}/health")
        with pytest.raises(httpx.TransportError):
            httpx.get(f"http{url.removeprefix('https')}/health")


@pytest.mark.parametrize(
    ("certificate", "key", "code", "named"),
    [
        ("here.pem", "elsewhere.key", "mock.certificate_key", "elsewhere.key"),
        ("here.key", "here.key", "mock.bad_certificate", "here.key"),
        ("here.pem", "here.pem", "mock.bad_key", "here.pem"),
        ("here.pem", "locked.key", "mock.bad_key", "locked.key"),
        ("missing.pem", "here.key", "mock.tls_file", "missing.pem"),
        ("here.pem", "missing.key", "mock.tls_file", "missing.key"),
    ],
)
def test_files_that_do_not_make_a_certificate_are_named(certificate, key, code, named) -> None:
    with pytest.raises(RegionError) as caught:
        context_of(TLS / certificate, TLS / key)
    assert (caught.value.code, caught.value.facts) == (code, {"name": named})


def test_nothing_is_made_when_the_certificate_cannot_be_used(tmp_path: Path) -> None:
    data = tmp_path / "region"
    command = [sys.executable, "-m", "ntand", "--json", "region", "serve", "--data", str(data)]
    for files, code, status in (
        (("--certificate", str(TLS / "here.pem")), "mock.certificate_pair", 2),
        (
            ("--certificate", str(TLS / "here.pem"), "--key", str(TLS / "elsewhere.key")),
            "mock.certificate_key",
            4,
        ),
    ):
        ended = subprocess.run(
            [*command, *files], check=False, capture_output=True, text=True, timeout=60
        )
        assert (ended.returncode, json.loads(ended.stdout)["error"]["code"]) == (status, code)
    assert not data.exists()


def test_every_answer_is_named_and_dated(region: Region) -> None:
    with region.client() as client:
        answers = [
            client.get("/health"),
            client.get("/v1/units"),
            client.get("/nowhere"),
            client.delete("/v1/units"),
            client.post("/v1/batches", content=b"{", headers={"Content-Type": "application/json"}),
            httpx.get(f"{region.url}/v1/units"),
        ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 405, 400, 401]
    names = {answer.headers["region-request-id"] for answer in answers}
    assert len(names) == len(answers)
    for answer in answers:
        late = datetime.now(UTC) - parsedate_to_datetime(answer.headers["date"])
        assert abs(late) < timedelta(seconds=10)


def test_its_health_tells_its_version_and_its_clock(region: Region) -> None:
    told = httpx.get(f"{region.url}/health").json()
    assert (told["status"], told["version"]) == ("ok", "1.1.0")
    now = datetime.fromisoformat(told["now"])
    assert now.utcoffset() == timedelta()
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=10)


def test_long_answers_are_packed_for_those_who_accept_it(region: Region) -> None:
    with region.client() as client:
        few = client.post("/v1/batches", json={"items": [item("unit", unit())]})
        assert "content-encoding" not in few.headers
        rows = [item("unit", unit(f"E{place}")) for place in range(50)]
        assert client.post("/v1/batches", json={"items": rows}).headers["content-encoding"]
        packed = client.get("/v1/units")
        plain = client.get("/v1/units", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) < len(plain.content) / 3


class HalfSent:
    """A batch of one unit that the service has begun to answer, but not yet read."""

    def __init__(self, region: Region, client: httpx.Client, code: str) -> None:
        self.code = code
        self.body = json.dumps({"items": [item("unit", unit(code))]}).encode()
        url = httpx.URL(region.url)
        self.socket = socket.create_connection((url.host, url.port or 0), timeout=10)
        head = (
            "POST /v1/batches HTTP/1.1\r\nHost: region\r\nContent-Type: application/json\r\n"
            f"Authorization: {client.headers['authorization']}\r\n"
            f"Content-Length: {len(self.body)}\r\nExpect: 100-continue\r\n\r\n"
        )
        self.socket.sendall(head.encode())
        assert self.socket.recv(1000).startswith(b"HTTP/1.1 100 ")

    def finish(self) -> bytes:
        with self.socket as connection:
            connection.sendall(self.body)
            return b"".join(iter(lambda: connection.recv(65536), b""))


def test_what_is_under_way_when_it_is_told_to_end_is_answered(region: Region) -> None:
    with region.client() as client:
        under_way = [HalfSent(region, client, f"E{place}") for place in range(4)]
        region.process.send_signal(signal.SIGTERM)
        answers = [one.finish() for one in under_way]
    region.process.communicate(timeout=10)
    assert region.process.returncode == 0
    for answer in answers:
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert b'"status": 201' in answer
    assert {row["kod"] for row in dump(region.data)["units"]} == {one.code for one in under_way}


def test_many_processes_may_make_the_region_together(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from ntand.mock_region import register\n"
    code += "register(Path(sys.argv[1]), sys.argv[2])"
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(1480 + n)])
        for n in range(6)
    ]
    assert [process.wait() for process in processes] == [0] * 6


def test_it_ends_cleanly_when_told_to(region: Region) -> None:
    with region.client() as client:  # a connection that is kept open does not hold it up
        assert client.get("/health").json()["status"] == "ok"
        assert region.stop() == 0


def test_a_taken_port_is_told(region: Region, tmp_path: Path) -> None:
    from ntand.mock_region import serve

    with pytest.raises(RegionError) as caught:
        serve(tmp_path / "other", int(region.url.rsplit(":", 1)[1]), print)
    assert caught.value.code == "mock.port"


def test_the_log_is_one_json_line_a_request_without_a_number_or_an_address(
    region: Region, caplog
) -> None:
    caplog.set_level(logging.WARNING, "httpx")  # the test's own client writes what it asks for
    with region.client() as client:
        sent = client.post(
            "/v1/batches", json={"items": [item("certificate", certificate(NUMBER))]}
        )
        client.get(f"/v1/certificates/{NUMBER}")
        client.get(f"/{NUMBER}?x={NUMBER}")
        client.put(f"/v1/units/{NUMBER}", json={}, headers={"Idempotency-Key": NUMBER})
        client.request(NUMBER, "/v1/units")
    region.process.terminate()
    out, err = region.process.communicate(timeout=10)
    written = (region.data / "access.log").read_text()
    assert not re.search(r"\d{8}-?\d{4}", out + err + written)
    lines = [json.loads(line) for line in written.splitlines()]
    told = [(one["method"], one.get("operation"), one["status"]) for one in lines]
    assert told == [
        ("POST", "token", 200),
        ("POST", "batch", 200),
        ("GET", "getCertificate", 200),
        ("GET", None, 404),
        ("PUT", "putUnit", 400),
        ("other", "listUnits", 405),
    ]
    batch = lines[1]
    assert (batch["municipality"], batch["items"]) == ("1489", 1)
    assert (batch["in"], batch["out"]) == (len(sent.request.content), len(sent.content))
    assert batch["request"] == sent.headers["region-request-id"]
    assert batch["time"].endswith("+00:00")
