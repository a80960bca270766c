"""Who acts, and what the roles of the municipality may do."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing a role may be allowed."""

    READ = "read"
    ISSUE = "issue"
    RECORD = "record"
    IMPORT = "import"
    EXPORT = "export"
    PRINT = "print"
    PROTECTED = "protected"
    STATISTICS = "statistics"
    EXACT_STATISTICS = "exact_statistics"
    EXCHANGE = "exchange"
    MAINTAIN = "maintain"


class Role(StrEnum):
    """A role in the municipality (Swedish names in the glossary)."""

    ISSUER = "issuer"
    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


_P = Permission
_MAY: dict[Role, frozenset[Permission]] = {
    Role.ISSUER: frozenset({_P.READ, _P.ISSUE, _P.RECORD, _P.PRINT, _P.STATISTICS}),
    Role.COORDINATOR: frozenset(_P),
    Role.REVIEWER: frozenset({_P.READ, _P.STATISTICS}),
    Role.ADMINISTRATOR: frozenset({_P.MAINTAIN}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the user's name, the role, and the units it covers (empty: all)."""

    user: str
    role: Role
    units: tuple[str, ...] = ()

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return permission in _MAY[self.role]
