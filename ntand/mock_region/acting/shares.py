"""How often things happen in the simulated region: all its figures and choices, as data.

Invented so that a practice round shows everything once in a while; no statistics of the region.
"""

from collections.abc import Mapping
from typing import Final

VISITS: Final[Mapping[str, float]] = {
    "utford": 0.79,
    "ej_hemma": 0.06,
    "avbojde": 0.05,
    "fel_enhet": 0.03,
    "ej_pa_enheten": 0.02,
    "inlagd": 0.02,
    "personal_saknades": 0.02,
    "installt_av_tandvarden": 0.01,
}
"""What becomes of a visit to one who said yes: performed, or the deviation's code."""

CARDS: Final = 0.9
"""Performed visits after which a mouth-care card is left."""

LIVES: Final[Mapping[str, float]] = {
    "death": 0.015,
    "move_within": 0.010,
    "move_away": 0.006,
    "elsewhere": 0.010,
}
"""What happens to a person the region knows."""

FROM_DOCTOR: Final = 0.15
"""Persons without any certificate who get one from a doctor."""

PERSONAL_NUMBER: Final = 0.5
"""Persons with a samordningsnummer who get a personnummer."""

DAYS_BACK: Final = 10
"""At most so many days ago a visit, a death or a move took place when it is told."""

LETTER_DAYS: Final = 30
"""A letter is ordered for certificates issued at most so many days ago."""

IN_SIGHT: Final = 500
"""At most so many visits, and letters, are looked at together, the oldest first."""

AWAY: Final = ("0180", "1280", "1380", "0880", "utlandet")
"""Where those who leave the county move."""

MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    "ovning-utbildning": (
        "Utbildning för utfärdare",
        "Vårens utbildning för utfärdare hålls digitalt. Anmälan öppnar nästa vecka. (Övning)",
    ),
    "ovning-listor": (
        "Nya listor till tandvården",
        "Kontrollera att enheternas kontaktpersoner stämmer innan listorna går ut. (Övning)",
    ),
    "ovning-stangt": (
        "Tjänsten stänger en kväll",
        "Tjänsten är stängd på torsdag mellan 18 och 20. Det som väntar skickas efteråt. (Övning)",
    ),
}
"""Messages to all issuers: id -> title and text."""
