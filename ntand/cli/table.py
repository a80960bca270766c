"""Text for people: aligned columns, days, shares, identity numbers."""

import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Sequence

from ntand.i18n import _, language

_NARROW = "\u00a0"  # between thousands


def table(head: Sequence[str], rows: Sequence[Sequence[object]], numbers: str = "") -> str:
    """Aligned columns under a head; ``numbers``: for each column ``r`` right, else left.

    On a terminal long texts are broken to fit it; in a pipe a row is one line.
    """
    cells = [[_cell(value) for value in row] for row in rows]
    top = [list(head)]
    widths = [max(map(_width, column)) for column in zip(head, *cells, strict=True)]
    if sys.stdout is not None and sys.stdout.isatty():
        words = [max(map(_longest_word, column)) for column in zip(head, *cells, strict=True)]
        widths = _fitting(widths, words, shutil.get_terminal_size().columns - 1)
        top = _broken(head, widths)
        cells = [line for row in cells for line in _broken(row, widths)]
    rule = ["-" * width for width in widths]
    shown = (_line(line, widths, numbers) for line in (*top, rule, *cells))
    return "\n".join(shown)


def _longest_word(text: str) -> int:
    return max(map(_width, text.split()), default=0)


def _fitting(widths: list[int], words: list[int], room: int) -> list[int]:
    """The widths with the widest columns made narrower; no word, such as an id, is broken."""
    fitting = list(widths)
    for _sign in range(sum(fitting) + 2 * (len(fitting) - 1) - room):
        loose = [place for place, width in enumerate(fitting) if width > words[place]]
        if not loose:
            break
        fitting[max(loose, key=fitting.__getitem__)] -= 1
    return fitting


def _lines(cell: str, width: int) -> list[str]:
    return textwrap.wrap(cell, width, break_on_hyphens=False, break_long_words=False) or [""]


def _broken(row: Sequence[str], widths: Sequence[int]) -> list[list[str]]:
    """The row as the lines it takes when no cell is wider than its column."""
    parts = [_lines(cell, width) for cell, width in zip(row, widths, strict=True)]
    tallest = max(map(len, parts))
    padded = [part + [""] * (tallest - len(part)) for part in parts]
    return [list(line) for line in zip(*padded, strict=True)]


def pairs(rows: Sequence[tuple[str, object]]) -> str:
    """Names and values, the values aligned."""
    widest = max((_width(name) for name, _value in rows), default=0)
    return "\n".join(f"{_pad(name, widest)}  {_cell(value)}".rstrip() for name, value in rows)


def framed(text: str) -> str:
    """The text in a frame of its own."""
    line = "+" + "-" * (_width(text) + 6) + "+"
    return f"{line}\n|   {text}   |\n{line}"


def whole(number: int) -> str:
    """A whole number with its thousands apart."""
    return f"{number:,}".replace(",", _NARROW if language() == "sv" else ",")


def share(numerator: float, denominator: int | None) -> str:
    """A share in percent; empty where there is nothing to divide by."""
    if not denominator:
        return ""
    return decimal(f"{100 * numerator / denominator:.1f}") + " %"


def decimal(number: object) -> str:
    """A number with the language's decimal sign."""
    return str(number).replace(".", ",") if language() == "sv" else str(number)


def id_number(number: str) -> str:
    """An identity number as people read it."""
    return f"{number[:8]}-{number[8:]}"


def said(code: str | None, sentences: dict[str, str]) -> str:
    """The sentence of a code, or the code where there is none."""
    return sentences.get(code or "", code or "")


def yes_no(value: object) -> str:
    """A truth as people say it."""
    return _("yes") if value else _("no")


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _line(cells: Sequence[str], widths: Sequence[int], numbers: str) -> str:
    places = zip(cells, widths, numbers.ljust(len(cells)), strict=True)
    return "  ".join(_pad(cell, width, right=side == "r") for cell, width, side in places).rstrip()


def _pad(text: str, width: int, *, right: bool = False) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _width(text: str) -> int:
    return sum(not unicodedata.combining(sign) for sign in text)
