"""Names in Swedish order and as they are searched."""

import unicodedata
from functools import lru_cache

# Code points put Å after Ä; Swedish ends with å ä ö. The neighbours' letters sort as ours do.
_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"})
_KEPT = {"å": "\ue000", "ä": "\ue001", "ö": "\ue002"}
_KEEP = str.maketrans(_KEPT)
_GIVE_BACK = str.maketrans({stand_in: letter for letter, stand_in in _KEPT.items()})
_WITHOUT_PARTS = str.maketrans(
    {"ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ä", "ø": "ö"}
)
_TO_ASCII = str.maketrans({"å": "a", "ä": "a", "ö": "o"})


@lru_cache(maxsize=65536)
def sort_key(text: str) -> str:
    """A key whose order by code point is Swedish order; case and foreign accents are ignored."""
    return _without_marks(_composed(text).translate(_AFTER_Z))


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """The text without case and foreign accents; å, ä and ö are letters of their own."""
    lowered = _composed(text)
    if lowered.isascii():
        return lowered
    return _without_marks(lowered.translate(_WITHOUT_PARTS).translate(_KEEP)).translate(_GIVE_BACK)


def search_text(*texts: str) -> str:
    """What a search looks in: the folded texts, and once more as a keyboard without å ä ö."""
    swedish = " ".join(folded(text) for text in texts if text)
    plain = swedish.translate(_TO_ASCII)
    return swedish if plain == swedish else f"{swedish} {plain}"


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
