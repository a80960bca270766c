"""Text into lines: wrapped, never cut, with right-to-left writing in the order it is read.

Everything a person typed goes through here. Nothing vanishes: what cannot be printed shows as a
replacement sign, and a word too long for its column breaks inside.
"""

import re
import unicodedata

from ntand.documents.typefaces import REPLACEMENT, Typeface

# Marks that turn the reading order of what follows: shown, so that a name cannot hide text.
_TURNING = "\u202a-\u202e\u2066-\u2069"
_FORBIDDEN = re.compile(f"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f{_TURNING}\ud800-\udfff]")
_NEWLINES = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Signs without a glyph by nature: joiners, direction marks, soft hyphen, byte order mark.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_SPACES = re.compile("[\t\x1f\u1680\u2000-\u200a\u205f\u3000]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_BREAK_AFTER = "-/@.,;_"


def wrap(text: str, face: Typeface, width: float) -> list[str]:
    """The lines of a text in a column of ``width`` (in units of the type size), ready to draw.

    At least one line; a line break that was typed is kept.
    """
    if text.isascii() and text.isprintable() and face.width(text) <= width:
        return [text]
    lines: list[str] = []
    for paragraph in _NEWLINES.split(text):
        lines.extend(_wrapped(_printable(paragraph, face), face, width))
    return [_visual(line) for line in lines]


def _printable(text: str, face: Typeface) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = _FORBIDDEN.sub(REPLACEMENT, unicodedata.normalize("NFC", text))
    if _ARABIC.search(text):
        text = _joined(text)
    return face.shown(_SPACES.sub(" ", _INVISIBLE.sub("", text)))


def _wrapped(text: str, face: Typeface, width: float) -> list[str]:
    if face.width(text) <= width:
        return [text]
    space = face.widths[" "]
    lines: list[str] = []
    line, used = "", 0.0
    for word in filter(None, text.split(" ")):
        size = face.width(word)
        if line and used + space + size <= width:
            line, used = f"{line} {word}", used + space + size
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, face, width) if size > width else [word]
        lines.extend(whole)
        used = face.width(line)
    return [*lines, line]


def _pieces(word: str, face: Typeface, width: float) -> list[str]:
    """A word wider than the column, broken inside, after a hyphen or the like where one is near."""
    pieces = []
    while face.width(word) > width:
        end = _fitting(word, face, width)
        near = max(word.rfind(sign, end // 2, end) for sign in _BREAK_AFTER) + 1
        end = near or end
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word] if word else pieces


def _fitting(word: str, face: Typeface, width: float) -> int:
    """How many characters fit: at least one, and no mark is parted from its letter."""
    used = 0.0
    end = 0
    for char in word:
        used += face.widths[char]
        if used > width:
            break
        end += 1
    end = max(end, 1)
    letter = end
    while 0 < letter < len(word) and unicodedata.combining(word[letter]):
        letter -= 1
    return letter or end


def _joined(text: str) -> str:
    """Arabic letters in the forms that join them to their neighbours."""
    from arabic_reshaper import ArabicReshaper

    joined: str = ArabicReshaper({"delete_harakat": False, "delete_tatweel": False}).reshape(text)
    return joined


def _visual(line: str) -> str:
    """The line from left to right as drawn; Swedish is its base direction."""
    if line.isascii() or not _RIGHT_TO_LEFT.search(line):
        return line
    from bidi import get_display

    shown = get_display(line, base_dir="L")
    return shown if isinstance(shown, str) else shown.decode()
