"""What people write in their own words, before it is kept."""

from ntand.errors import UsageError

TEXT, KEY = 500, 64


def own_words(text: str | None, longest: int = TEXT) -> str | None:
    """The text without blanks around it; None when nothing is left.

    Raises:
        UsageError: ``text.too_long`` or ``text.bad_sign``.
    """
    kept = (text or "").strip()
    if len(kept) > longest:
        raise UsageError("text.too_long", longest=longest)
    if "\0" in kept:
        raise UsageError("text.bad_sign")
    return kept or None


def needed_words(text: str, longest: int = TEXT) -> str:
    """The text, which must say something.

    Raises:
        UsageError: ``text.missing`` too.
    """
    kept = own_words(text, longest)
    if kept is None:
        raise UsageError("text.missing")
    return kept
