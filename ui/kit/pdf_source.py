"""A PDF in memory as a file that Qt reads by itself.

QtPdf holds one lock for all documents while it reads. A QBuffer made in Python asks Python for
its bytes, and so for Python's own lock: a page painted in one thread and read in another would
wait for each other for ever. A compiled resource is read without Python, and never lies on disk.
"""

import struct
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QResource

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument

_HEADER = 24  # bytes: mark, version and the places of tree, data and names
_ROOT = "/ntand-pdf"
_VERSION = 3  # of the format of compiled resources
_FOLDER, _FILE = 2, 0
_numbers = count(1)
_kept: dict[str, bytes] = {}  # Qt reads from here, whatever becomes of who asked for it


class PdfSource:
    """Bytes for one document at a time; the document is closed first, and this after it."""

    def __init__(self) -> None:
        self._name = ""

    def __bool__(self) -> bool:
        """Whether there are any bytes."""
        return bool(self._name)

    def load(self, document: "QPdfDocument", data: bytes) -> None:
        """Let the document, closed until now, show these bytes."""
        self.close()
        self._name = f"{next(_numbers)}.pdf"
        _kept[self._name] = _compiled(self._name, data)
        QResource.registerResourceData(_kept[self._name], _ROOT)
        document.load(f":{_ROOT}/{self._name}")

    def close(self) -> None:
        """Let go of the bytes."""
        if self._name:
            QResource.unregisterResourceData(_kept[self._name], _ROOT)
            del _kept[self._name]
            self._name = ""


def _compiled(name: str, data: bytes) -> bytes:
    """A folder with one file, as Qt's resource compiler writes it (big-endian throughout)."""
    content = struct.pack(">I", len(data)) + data
    names = struct.pack(">HI", len(name), _hashed(name)) + name.encode("utf-16-be")
    folder = struct.pack(">IHIIQ", 0, _FOLDER, 1, 1, 0)
    file = struct.pack(">IHHHIQ", 0, _FILE, 0, 1, 0, 0)
    at_names = _HEADER + len(content)
    places = struct.pack(">IIIII", _VERSION, at_names + len(names), _HEADER, at_names, 0)
    return b"qres" + places + content + names + folder + file


def _hashed(name: str) -> int:
    """The hash by which Qt finds a name in a folder."""
    found = 0
    for char in name:
        found = ((found << 4) + ord(char)) & 0xFFFFFFFF
        found ^= (found & 0xF0000000) >> 23
        found &= 0x0FFFFFFF
    return found
