"""Whether an .xlsx file may be opened at all: what it unpacks to, without trusting what it says.

The reader unpacks whole parts into memory and lays the used area out as a full grid, so a small
file can ask for more memory than there is. Everything is checked here before it sees the file.
"""

import os
import re
import struct
import zipfile
import zlib
from typing import BinaryIO, Final

from ntand.errors import BadFile

MAX_UNPACKED: Final = 150 * 1000 * 1000  # bytes
MAX_RATIO: Final = 100
MAX_ENTRIES: Final = 1_000
MAX_AREA: Final = 8_000_000  # cells in the rectangle from A1; the reader takes 32 bytes each
_SMALL: Final = 100_000  # bytes; a small part may well repeat itself
_STEP: Final = 1 << 18
_DIRECTORY_MARK: Final = b"PK\x01\x02"
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError)

_BEFORE: Final = rb'(?: [st]="\w+")*'
_REFERENCE: Final = rb' r="%s[A-Za-z]{1,3}[0-9]{1,7})"'
_STYLED: Final = rb'(?: s="[0-9]+")? ?/>'  # a cell with a look and no value takes no room
# Every cell tag, with the place it states; with nothing where it states none as we know it.
_CELL = re.compile(
    rb"<(?:\w+:)?c(?:"
    + (_BEFORE + _REFERENCE % b"(" + rb"(?!" + _STYLED + rb")")
    + rb"|(?=[\s/>])(?!"
    + (_BEFORE + _REFERENCE % b"(?:" + _STYLED)
    + rb"))"
)
# The same for the way nearly every program writes it, at a third of the price.
_USUAL_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?!/>| s="[0-9]+"/>)')
_DIGITS: Final = b"0123456789"
_LETTERS: Final = bytes(range(65, 91)) + bytes(range(97, 123))


def check_archive(file: BinaryIO) -> None:
    """Returns when the workbook is safe to open, else raises BadFile with what is wrong."""
    if os.fstat(file.fileno()).st_size > MAX_UNPACKED or _entries(file) > MAX_ENTRIES:
        raise BadFile("file.xlsx_too_large")
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except _DAMAGED as error:
        raise BadFile("file.xlsx_damaged") from error
    _check_declared(entries)
    try:
        for entry in entries:
            _check_content(file, entry)
    except _DAMAGED as error:
        raise BadFile("file.xlsx_damaged") from error


def _entries(file: BinaryIO) -> int:
    """How many entries the directory has room for, counted before it is taken into memory."""
    file.seek(0)
    count, end = 0, b""
    while chunk := file.read(_STEP):
        count += (end + chunk).count(_DIRECTORY_MARK)
        end = chunk[-3:]
    return count


def _check_declared(entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadFile("file.locked")
    if "xl/workbook.xml" not in names:
        raise BadFile("file.not_xlsx")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(1, packed):
        raise BadFile("file.xlsx_too_large")
    for entry in entries:
        if entry.file_size > max(_SMALL, MAX_RATIO * entry.compress_size):
            raise BadFile("file.xlsx_too_large")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadFile("file.xlsx_damaged")


def _check_content(file: BinaryIO, entry: zipfile.ZipInfo) -> None:
    """Unpack the entry as the reader will, to its end, and hold it against what it declares."""
    file.seek(entry.header_offset)
    local = file.read(30)
    if local[:4] != b"PK\x03\x04":
        raise BadFile("file.xlsx_damaged")
    name_size, extra_size = struct.unpack("<HH", local[26:30])
    file.seek(name_size + extra_size, os.SEEK_CUR)
    inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    part = _Part()
    size, left = 0, entry.compress_size
    while left and (packed := file.read(min(_STEP, left))):
        left -= len(packed)
        while packed:
            chunk = inflate.decompress(packed, _STEP) if inflate else packed
            size += len(chunk)
            if size > entry.file_size:
                raise BadFile("file.xlsx_too_large")
            part.feed(chunk)
            packed = inflate.unconsumed_tail if inflate else b""
    if size != entry.file_size or left or (inflate and not inflate.eof):
        raise BadFile("file.xlsx_damaged")
    part.end()


class _Part:
    """One unpacked part, looked through as it comes."""

    def __init__(self) -> None:
        self._rest = b""
        self._columns: set[bytes] = set()
        self._last_row = 0

    def feed(self, chunk: bytes) -> None:
        text = self._rest + chunk
        whole = max(0, text.rfind(b"<"))
        self._rest = text[whole:]
        if len(self._rest) > 16 * _STEP:
            raise BadFile("file.xlsx_damaged")
        self._look(text[:whole])

    def end(self) -> None:
        self._look(self._rest)
        width = max(map(_column_number, self._columns), default=0)
        if width * self._last_row > MAX_AREA:
            raise BadFile("file.xlsx_area")

    def _look(self, text: bytes) -> None:
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise BadFile("file.xlsx_entities")
        cells = _USUAL_CELL.findall(text)
        if len(cells) != text.count(b"<c") or b":c" in text:
            cells = _CELL.findall(text)
        if not cells:
            return
        if b"" in cells:  # a cell that does not say where it stands
            raise BadFile("file.xlsx_unusual")
        places = b" ".join(cells)
        self._columns.update(places.translate(None, _DIGITS).upper().split())
        rows = set(places.translate(None, _LETTERS).split())
        self._last_row = max(self._last_row, *map(int, rows))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
