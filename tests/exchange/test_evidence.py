"""What is kept of an answer nobody agreed on tells how it was built, and nothing it said."""

import json
import stat
import string
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ntand.errors import TemporaryFailure
from ntand.exchange import evidence
from ntand.exchange.api import RegionApi
from ntand.exchange.line import Answer
from ntand.exchange.vocabulary import HTML_TAGS, NAMES
from tests.exchange.conftest import Scripted, json_answer
from tests.installations import SOMEONE

WORDS = (
    *("operation", "why", "status", "headers", "body", "charset", "first", "last", "times", "of"),
    *("unknown", "more", "boolean", "number", "text", "mixed", "deeper", "shapes", "other", "null"),
    *("bytes", "json", "tags", "region-request-id", "content-type", "content-encoding", "date"),
    *("transfer-encoding", "content-length", "retry-after", "server", "via", "location"),
)
LETTERS = string.ascii_letters + string.digits + "åäöÅÄÖ -+/:.@"
told = st.text(LETTERS, max_size=40) | st.just(SOMEONE) | st.just("Åsa Öberg, Storgatan 12")
values = st.recursive(
    told | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(sorted(NAMES)) | told, inner, max_size=5)
    ),
    max_leaves=30,
)


def answer(body: bytes, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(200, httpx.Headers({"content-type": "application/json"} | named), body)


def kept(home: Path, given: Answer, operation: str = "changes", why: str = "nonsense") -> Any:
    name = evidence.keep(home, operation, given, why)
    assert name is not None
    return json.loads((home / name).read_text("utf-8"))


def texts(value: object) -> list[str]:
    """Every text and number of a JSON value, the names of its members too."""
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [str(value)] if isinstance(value, str | int | float) else []


def pieces(text: str) -> set[str]:
    """Every four letters or digits in a row."""
    runs = "".join(sign if sign.isalnum() else " " for sign in text.casefold()).split()
    return {run[at : at + 4] for run in runs for at in range(len(run) - 3)}


VOCABULARY = {piece for word in (*NAMES, *WORDS, *HTML_TAGS) for piece in pieces(word)}


@given(values)
def test_nothing_that_was_told_survives(value: object) -> None:
    shown = json.dumps(evidence.skeleton(value))
    said = {piece for text in texts(value) for piece in pieces(text)}
    assert (said - VOCABULARY) & pieces(shown) == set()


@given(told, told, told)
def test_neither_in_headers_nor_in_pages(one: str, two: str, three: str) -> None:
    assume(not evidence._REQUEST_ID.fullmatch(two))
    safe = {"server": one, "region_request_id": two, "retry_after": three}
    heads = {name: value.encode("ascii", "replace").decode() for name, value in safe.items()}
    page = f"<html><{one}><p class='{two}'>{three}</p>".encode()
    shown = json.dumps(
        [evidence._headers(answer(page, **heads).headers), evidence._body(answer(page))]
    )
    said = {piece for text in (one, two, three) for piece in pieces(text)}
    assert (said - VOCABULARY - pieces("class application")) & pieces(shown) == set()


@given(st.lists(st.tuples(st.sampled_from(sorted(NAMES)), told), max_size=8))
def test_two_answers_built_alike_leave_the_same(members: list[tuple[str, str]]) -> None:
    """What is kept is a function of the build alone: no value can be read out of it."""
    other = str.maketrans(
        string.ascii_letters + string.digits + "åäöÅÄÖ",
        string.ascii_letters[::-1] + string.digits[::-1] + "öäåÖÄÅ",
    )
    first = {name: value for name, value in members}
    second = {name: value.translate(other) for name, value in members}
    assert evidence.skeleton(first) == evidence.skeleton(second)


def test_it_says_how_the_answer_was_built(tmp_path: Path) -> None:
    row = {"personnummer": SOMEONE, "utford": "2027-03-01", "ny kolumn": "x", "ar": 2027}
    body = {"changes": [{"seq": 1, "data": row}] * 500, "cursor": "abc123", "more": False}
    found = kept(tmp_path, answer(json.dumps(body).encode(), server="Squid 4711"))
    assert found["operation"] == "changes"
    assert found["headers"]["content-type"] == "application/json"
    assert found["headers"]["server"] == "ax5 _x1 9x4"
    assert found["body"]["json"] == {
        "changes": [
            {
                "times": "500",
                "of": {
                    "seq": "number 9x1",
                    "data": {
                        "personnummer": "text 9x12",
                        "utford": "text 9x4 - 9x2 - 9x2",
                        "unknown 0": "text ax1",
                        "ar": "number 9x4",
                    },
                },
            }
        ],
        "cursor": "text ax3 9x3",
        "more": "boolean",
    }


def test_a_page_leaves_its_tags(tmp_path: Path) -> None:
    page = f"<html><body><P>Hej {SOMEONE}</P><p><asaoberg></body>".encode()
    found = kept(tmp_path, answer(page, content_type="text/html; charset=UTF-8"))
    assert found["body"]["tags"] == {"body": 1, "html": 1, "p": 2}
    assert found["body"]["other tags"] == 1
    assert found["headers"]["charset"] == "utf-8"


def test_at_most_twenty_are_kept_and_only_for_this_user(tmp_path: Path) -> None:
    for number in range(25):
        evidence.keep(tmp_path, f"op{number}", answer(b"{}"), "nonsense")
    files = sorted((tmp_path / evidence.FOLDER).iterdir())
    assert len(files) == evidence.MOST
    assert [json.loads(file.read_text())["operation"] for file in files] == [
        f"op{number}" for number in range(5, 25)
    ]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "support").stat().st_mode) == 0o700


def test_the_same_answer_again_is_counted_and_pushes_no_other_out(tmp_path: Path) -> None:
    kept(tmp_path, answer(b"[1]"))
    for place in range(3):
        found = kept(tmp_path, answer(b"<html>", date=f"2027-0{place + 1}-01"))
    assert found["times"] == 3
    assert len(list((tmp_path / evidence.FOLDER).iterdir())) == 2


def test_a_home_that_cannot_be_written_changes_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "support").write_text("in the way")
    assert evidence.keep(tmp_path, "changes", answer(b"{}"), "nonsense") is None


def test_whoever_meets_it_is_told_where_it_is_kept(scripted: Scripted, tmp_path: Path) -> None:
    scripted.answers.append(json_answer(b'{"changes": [{}], "cursor": "a", "more": false}'))
    with (
        RegionApi(scripted.url, "c", "s", waits=False, home=tmp_path) as api,
        pytest.raises(TemporaryFailure) as caught,
    ):
        api.changes(None)
    place = str(caught.value.facts["kept"])
    assert place.startswith("support/answers/")
    assert json.loads((tmp_path / place).read_text("utf-8"))["why"] == "seq"
