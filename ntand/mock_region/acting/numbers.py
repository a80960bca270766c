"""Identity numbers as the population register gives them out, for the numbers of practice."""

from collections.abc import Iterable

from ntand.mock_region.store.columns import is_date

_PRACTICE_SERIALS = range(980, 1000)


def _check_digit(nine: str) -> str:
    """The sum of digits of every other sign doubled, from the first, made even tens."""
    weighted = (int(sign) * (2 - place % 2) for place, sign in enumerate(nine))
    return str(-sum(value // 10 + value % 10 for value in weighted) % 10)


def is_coordination_number(number: str) -> bool:
    """Whether it is a samordningsnummer: the day is 60 more than a day."""
    return number.isdigit() and int(number[6:8]) >= 60


def personal_numbers(coordination: str) -> Iterable[str]:
    """The practice numbers that may replace a samordningsnummer: same birth date, same sex.

    Their serials, 980 to 999, are never given out to anybody.
    """
    month = coordination[4:6] if coordination[4:6] != "00" else "01"
    day = max(1, int(coordination[6:8]) - 60)
    odd = int(coordination[10]) % 2
    if not is_date(f"{coordination[:4]}-{month}-{day:02}"):
        return
    for serial in _PRACTICE_SERIALS:
        if serial % 2 == odd:
            bare = f"{coordination[:4]}{month}{day:02}{serial}"
            yield bare + _check_digit(bare[2:])
