"""How headers and code values are compared."""

import unicodedata

_LETTERS = str.maketrans("åäö", "aao", "-_")


def fold(text: str) -> str:
    """The text without regard to case, blanks, hyphens, underscores and å/ä/ö against a/a/o."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return "".join(composed.split()).translate(_LETTERS)
