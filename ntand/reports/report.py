"""What an indicator report holds, and how its figures are written for people."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ntand.domain.indicators import Number, PublishedRow


@dataclass(frozen=True, slots=True)
class StatisticsReport:
    """The rows to show, already suppressed unless the report is ``exact``."""

    year: int
    municipality: str  # its name
    produced_on: date
    rows: tuple[PublishedRow, ...]
    exact: bool
    practice: bool  # marked as holding no real persons


def share(row: PublishedRow) -> Decimal | None:
    """Numerator through denominator; None for counts, hidden rows and where there is no one."""
    above, below = row.numerator, row.denominator
    if isinstance(above, str) or isinstance(below, str) or not below:
        return None
    return Decimal(above) / Decimal(below)


def number_text(value: Number | str | None) -> str:
    """A number with decimal comma; a mark as it is; nothing for no denominator."""
    return "" if value is None else str(value).replace(".", ",") if value != ".." else ".."


def grouped_text(value: Number | str | None) -> str:
    """The same with thousands apart, for reading."""
    if isinstance(value, int | Decimal):
        return f"{value:,}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    return number_text(value)


def percent_text(part: Decimal | None) -> str:
    """A share in percent with one decimal."""
    if part is None:
        return ""
    percent = (part * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{percent}".replace(".", ",") + "\N{NO-BREAK SPACE}%"
