"""Every error a user can meet, as one tree.

NtandError              something known; nothing was changed
├── UsageError          the command line alone shows the fault (exit 2)
├── Refused             a rule, a permission or the data say no
│   ├── NotAllowed      the actor lacks the permission
│   └── NotFound        what was named does not exist
├── BadFile             a file cannot be used as it is
├── StoreError          the database cannot be used as it is
├── TemporaryFailure    outside and passing: try again later
├── SignInNeeded        the region does not accept our credentials
├── RegionRefused       the region answered no, with a reason
└── Cancelled           the person stopped the work

An error carries a stable ``code`` and ``facts``; the sentences for people live in
``ntand.sentences``. Facts never hold an identity number, a name or any other personal data:
they end up in logs.
"""

from collections.abc import Mapping
from typing import ClassVar


class NtandError(Exception):
    """Something known went wrong and nothing was changed."""

    code: str
    default_code: ClassVar[str] = "unexpected"

    def __init__(self, code: str | None = None, /, **facts: object) -> None:
        self.code = code or self.default_code
        self.facts: Mapping[str, object] = facts
        super().__init__(self.code)


class UsageError(NtandError):
    """The command line alone shows the fault."""

    default_code = "usage.invalid"


class Refused(NtandError):
    """A rule or the data say no."""


class NotAllowed(Refused):
    """The actor lacks the permission."""

    default_code = "permission.missing"


class NotFound(Refused):
    """What was named does not exist."""


class BadFile(NtandError):
    """A file cannot be used as it is; nothing of it was stored."""


class StoreError(NtandError):
    """The database cannot be used as it is."""


class TemporaryFailure(NtandError):
    """Outside and passing: trying again later may help."""

    default_code = "region.unreachable"

    def __init__(
        self, code: str | None = None, /, *, retry_after: float | None = None, **facts: object
    ) -> None:
        super().__init__(code, **facts)
        self.retry_after = retry_after


class SignInNeeded(NtandError):
    """The region does not accept our credentials."""

    default_code = "region.sign_in"


class RegionRefused(NtandError):
    """The region answered no, with a reason."""

    default_code = "region.refused"


class Cancelled(NtandError):
    """The person stopped the work."""

    default_code = "work.cancelled"
