"""A thousand broken files: each is read or refused, none brings the program down."""

import random
from pathlib import Path

import pytest

from ntand.domain.codes import FileKind
from ntand.errors import BadFile
from ntand.sentences.files import sentences
from ntand.sentences.rows import row_message, row_messages
from tests.files.tables import Read

SAMPLES = Path(__file__).parents[1] / "data" / "alingsas"
ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
PIECES = [
    b"\0",
    b'"',
    b'""',
    b";",
    b",",
    b"\t",
    b"\r",
    b"\n",
    b"\xff",
    b"\xe5",
    b"\x81",
    b"'",
    b"=",
]


def broken(chance: random.Random, text: str) -> bytes:
    """Part of a sample in some encoding, with a few bytes put in, taken out or cut off."""
    lines = text.splitlines(keepends=True)
    start = chance.randrange(1, len(lines))
    content = bytearray(
        "".join([lines[0], *lines[start : start + chance.randrange(20)]])
        .replace(";", chance.choice(";,\t"))
        .encode(chance.choice(ENCODINGS), "replace")
    )
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(content) + 1)
        content[at : at + chance.randrange(3)] = chance.choice(PIECES)
    return bytes(
        content[: chance.randrange(len(content) + 1)] if chance.random() < 0.2 else content
    )


@pytest.mark.parametrize("seed", range(10))
def test_no_broken_file_gives_anything_but_a_refusal(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    texts = {kind: (SAMPLES / f"{kind}.csv").read_text("utf-8-sig") for kind in FileKind}
    path = tmp_path / "fil.csv"
    told, messages = sentences(), row_messages()
    refused = []
    for _ in range(100):
        kind = chance.choice(list(FileKind))
        path.write_bytes(broken(chance, texts[kind]))
        try:
            got = Read(path, kind)
        except BadFile as error:
            refused.append(error)
        else:
            assert got.read == len(got.rows) + len({fault.row for fault in got.faults})
            assert all(fault.code in messages for fault in got.faults + got.warnings)
    for refusal in refused:
        happened, advice = told[refusal.code]
        assert happened.format(**refusal.facts)
        assert advice


def test_a_message_never_repeats_a_digit_or_a_long_text() -> None:
    assert row_message("unknown_value", "Matlåda").endswith("(Matlåda)")
    for quoted in ("19121212-1212", "x²", "٣", "a\nb", "x" * 41):
        assert row_message("unknown_value", quoted) == row_messages()["unknown_value"]
