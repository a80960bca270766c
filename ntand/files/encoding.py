"""Which encoding a text file has: found by strict decoding, not guessed.

Statistics over letters can take Windows-1252 for a look-alike, and then a name is wrong and
nobody notices. Of the encodings we read, UTF-8 refuses nearly everything that is not UTF-8, and
UTF-16 shows itself by a byte order mark or by the zero byte of its first sign. What is left is
Windows-1252, which still refuses five bytes.
"""

import codecs
from typing import BinaryIO, Final, NamedTuple

from ntand.errors import BadFile

_STEP: Final = 1 << 20  # bytes
_UNDEFINED_1252: Final = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Encoding(NamedTuple):
    """How to decode a file, and whether its last line is ended."""

    name: str
    ended: bool


def find_encoding(file: BinaryIO) -> Encoding:
    """The encoding of the whole file, read once from its start in constant memory.

    Raises BadFile: file.nul_bytes, file.cut_off, file.mixed_encoding, file.encoding.
    """
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return _strictly(file, name)
    zeros = [byte == 0 for byte in head[:2]]
    if zeros in ([False, True], [True, False]):
        return _strictly(file, "utf-16-le" if zeros[1] else "utf-16-be")
    return _utf8_or_1252(file)


def _strictly(file: BinaryIO, name: str) -> Encoding:
    decoder = codecs.getincrementaldecoder(name)("strict")
    end = ""
    try:
        while chunk := file.read(_STEP):
            text = decoder.decode(chunk)
            _refuse_nul("\0" in text)
            end = text[-1:] or end
    except UnicodeDecodeError as error:
        raise BadFile("file.encoding") from error
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise BadFile("file.cut_off") from error
    return Encoding(name, end in ("\n", "\r"))


def _utf8_or_1252(file: BinaryIO) -> Encoding:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    proof = _Proof()
    end = b""
    while chunk := file.read(_STEP):
        _refuse_nul(b"\0" in chunk)
        proof.feed(decoder, chunk)
        end = chunk
    return Encoding(proof.verdict(decoder), end[-1:] in (b"\n", b"\r"))


class _Proof:
    """What the bytes so far prove about UTF-8 and Windows-1252."""

    def __init__(self) -> None:
        self.utf8 = True
        self.several_bytes = False  # a sign that only UTF-8 writes so was seen
        self.windows = True

    def feed(self, decoder: codecs.IncrementalDecoder, chunk: bytes) -> None:
        self.windows = self.windows and not any(byte in chunk for byte in _UNDEFINED_1252)
        if not self.utf8:
            return
        try:
            text = decoder.decode(chunk)
            self.several_bytes = self.several_bytes or not text.isascii()
        except UnicodeDecodeError as error:
            self.utf8 = False
            # error.object is the chunk behind what the decoder still held of the one before.
            before = error.object[: error.start]
            self.several_bytes = self.several_bytes or not before.isascii()

    def verdict(self, decoder: codecs.IncrementalDecoder) -> str:
        unfinished = bool(decoder.getstate()[0]) and self.utf8
        if self.utf8 and not unfinished:
            return "utf-8"
        if self.several_bytes:
            raise BadFile("file.cut_off" if unfinished else "file.mixed_encoding")
        if self.windows:
            return "cp1252"
        raise BadFile("file.encoding")


def _refuse_nul(found: bool) -> None:
    if found:
        raise BadFile("file.nul_bytes")
