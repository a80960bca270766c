"""Text for people: aligned columns, days, shares, identity numbers."""

import unicodedata
from collections.abc import Sequence

from ntand.i18n import _, language

_NARROW = "\u00a0"  # between thousands


def table(head: Sequence[str], rows: Sequence[Sequence[object]], numbers: str = "") -> str:
    """Aligned columns under a head; ``numbers``: for each column ``r`` right, else left."""
    cells = [[_cell(value) for value in row] for row in rows]
    lines = [list(head), *cells]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    rule = ["-" * width for width in widths]
    shown = (_line(line, widths, numbers) for line in (list(head), rule, *cells))
    return "\n".join(shown)


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
