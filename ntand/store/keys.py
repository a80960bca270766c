"""The database key: made once, kept by the operating system, recoverable from paper.

The recovery key is 160 random bits written as eight groups of four letters and digits and a
check group. The database key is derived from it, so the paper opens every copy of the database,
and the key on the machine does not reveal the paper.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from ntand.errors import Refused, StoreError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U to mistake
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, "–": None})
_SERVICE = "ntand"
_KEY_FILE = "key"
_KEY_BYTES = 32


def new_recovery_key() -> str:
    """A new recovery key, as it is shown and written down."""
    return _written(secrets.token_bytes(20))


def database_key(recovery_key: str) -> bytes:
    """The 256-bit database key that a recovery key stands for."""
    return hmac.digest(_read(recovery_key), b"ntand database key 1", "sha256")


def key_check(key: bytes) -> str:
    """A value kept beside the database that tells a wrong key from a damaged file."""
    return hmac.new(key, b"ntand key check 1", hashlib.sha256).hexdigest()[:32]


def _written(secret: bytes) -> str:
    number = int.from_bytes(secret)
    signs = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(155, -1, -5))
    signs += _check_group(secret)
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def _read(recovery_key: str) -> bytes:
    signs = "".join(recovery_key.split()).upper().translate(_READ_AS)
    if len(signs) != 36 or any(sign not in _ALPHABET for sign in signs):
        raise Refused("key.recovery_malformed")
    number = 0
    for sign in signs[:32]:
        number = number << 5 | _ALPHABET.index(sign)
    secret = number.to_bytes(20)
    if signs[32:] != _check_group(secret):
        raise Refused("key.recovery_mistyped")
    return secret


def _check_group(secret: bytes) -> str:
    digest = int.from_bytes(hashlib.sha256(secret).digest()[:3])
    return "".join(_ALPHABET[(digest >> shift) & 31] for shift in (15, 10, 5, 0))


def keep_secret(home: Path, name: str, secret: str) -> str:
    """Keep a secret with the operating system, else in a file for the user alone.

    Returns where it went: ``system`` or ``file``.
    """
    if _system_keeps_secrets() and _keep_in_system(home, name, secret):
        # One left from before would go before it.
        (home / name).unlink(missing_ok=True)
        return "system"
    write_private(home / name, secret)
    return "file"


def kept_secret(home: Path, name: str) -> str | None:
    """A secret kept earlier, or None."""
    path = home / name
    if path.is_file():
        return path.read_text("ascii").strip()
    return _kept_in_system(home, name) if _system_keeps_secrets() else None


def keep_key(home: Path, key: bytes) -> str:
    """Keep the database key; see ``keep_secret``."""
    return keep_secret(home, _KEY_FILE, key.hex())


def kept_key(home: Path) -> bytes:
    """The database key kept on this machine.

    Raises:
        StoreError: ``key.missing`` when neither the system nor a file has it.
    """
    try:
        key = bytes.fromhex(kept_secret(home, _KEY_FILE) or "")
    except (OSError, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise StoreError("key.missing", home=str(home))
    return key


def key_is_in_file(home: Path) -> bool:
    """Whether the key lies in a file, which only the file's rights protect."""
    return (home / _KEY_FILE).is_file()


def write_private(path: Path, text: str) -> None:
    """Write a file that only this user may read; whole or not at all."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        raise StoreError("home.unwritable", home=str(path.parent)) from None


def _system_keeps_secrets() -> bool:
    """Whether asking the system is worth it: without a session there is nobody to answer."""
    return os.name == "nt" or "DBUS_SESSION_BUS_ADDRESS" in os.environ


def _account(home: Path, name: str) -> str:
    return f"{name} {home.resolve()}"


def _keep_in_system(home: Path, name: str, secret: str) -> bool:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, _account(home, name), secret)
        return keyring.get_password(_SERVICE, _account(home, name)) == secret
    except KeyringError:
        return False


def _kept_in_system(home: Path, name: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, _account(home, name))
    except KeyringError:
        return None
