from tests.installations import (
    desk,
    new_desk,
    new_postgres_desk,
    new_sqlite_desk,
    sqlite_desk,
)

__all__ = ["desk", "new_desk", "new_postgres_desk", "new_sqlite_desk", "sqlite_desk"]
