"""The municipalities that may use the region's service, and how they sign in."""

import hashlib
import hmac
import re
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from ntand.mock_region.errors import RegionError

SCOPES = ("records:read", "records:write", "changes:read", "lookups")


@dataclass(frozen=True, slots=True)
class Access:
    """What a valid access token lets its holder do."""

    municipality: str
    scopes: frozenset[str]


def _hash(secret: str) -> str:
    # Secrets and tokens are 256 random bits: nothing to guess, so a slow hash would gain nothing
    return hashlib.sha256(secret.encode()).hexdigest()


def give_credentials(connection: sqlite3.Connection, municipality: str) -> dict[str, str]:
    """A new secret for the municipality; the former one and its tokens stop working."""
    if not re.fullmatch(r"[0-9]{4}", municipality, re.ASCII):
        raise RegionError("municipality", "A municipality's code has four digits.")
    client_id, secret = f"kommun-{municipality}", secrets.token_urlsafe(32)
    connection.execute("DELETE FROM token WHERE municipality = ?", (municipality,))
    connection.execute(
        "INSERT INTO municipality VALUES (?, ?, ?)"
        " ON CONFLICT (code) DO UPDATE SET secret_hash = excluded.secret_hash",
        (municipality, client_id, _hash(secret)),
    )
    return {"client_id": client_id, "client_secret": secret}


def signed_in(connection: sqlite3.Connection, client_id: str, secret: str) -> str | None:
    """The municipality these credentials belong to."""
    row = connection.execute(
        "SELECT code, secret_hash FROM municipality WHERE client_id = ?", (client_id,)
    ).fetchone()
    code, kept = row or (None, _hash(""))
    # Compared even for an unknown client, so that time does not tell which clients exist
    return code if hmac.compare_digest(kept, _hash(secret)) else None


def give_token(
    connection: sqlite3.Connection, municipality: str, scopes: Iterable[str], expires: float
) -> str:
    """A new access token, valid until ``expires`` (seconds since the epoch)."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        "INSERT INTO token VALUES (?, ?, ?, ?)",
        (_hash(token), municipality, " ".join(scopes), expires),
    )
    return token


def forget_expired(connection: sqlite3.Connection, now: float) -> None:
    """Take away the tokens that nobody can use any more."""
    connection.execute("DELETE FROM token WHERE expires <= ?", (now,))


def access_of(connection: sqlite3.Connection, token: str, now: float) -> Access | None:
    """What the token allows, or nothing when it is unknown or has expired."""
    row = connection.execute(
        "SELECT municipality, scopes FROM token WHERE token_hash = ? AND expires > ?",
        (_hash(token), now),
    ).fetchone()
    return Access(row[0], frozenset(row[1].split())) if row else None


def forget_token(connection: sqlite3.Connection, token: str) -> None:
    """Let one token stop working."""
    connection.execute("DELETE FROM token WHERE token_hash = ?", (_hash(token),))


def municipality_of_client(connection: sqlite3.Connection, client_id: str) -> str | None:
    """The municipality whose client this is; says nothing of its secret."""
    row = connection.execute(
        "SELECT code FROM municipality WHERE client_id = ?", (client_id,)
    ).fetchone()
    return row[0] if row else None
