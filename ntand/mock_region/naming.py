"""Names for what the mock makes up itself: records nobody named, requests."""

import secrets

_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


def new_name(prefix: str = "") -> str:
    """Sixteen random letters (64 bits), after the prefix and a hyphen where one is given.

    Letters alone: digits in a row could read as an identity number, on the page and in the log.
    """
    letters = secrets.token_hex(8).translate(_LETTERS)
    return f"{prefix}-{letters}" if prefix else letters
