"""How the site connects to its database, beyond what DATABASE_URL says."""

from pathlib import Path
from typing import Any

SQLITE = "django.db.backends.sqlite3"


def options_for(given: dict[str, Any], *, folder: Path, has_pooler: bool) -> dict[str, Any]:
    """Django's settings of a database; `given` is what the URL says, empty where it was wrong.

    `folder` is that of the site's own data; `has_pooler`: PgBouncer or its like stands before it.
    """
    return (
        _sqlite(given, folder)
        if given.get("ENGINE") == SQLITE
        else _postgres(given, has_pooler=has_pooler)
    )


def _sqlite(given: dict[str, Any], folder: Path) -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    return given | {
        # Without these, four of five concurrent writes failed with "database is locked".
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
        # In a file, not in memory: the tests' threads and the WAL mode need one.
        "TEST": {"NAME": folder / "test.sqlite3"},
    }


def _postgres(given: dict[str, Any], *, has_pooler: bool) -> dict[str, Any]:
    return given | {
        "ENGINE": "newsroom.postgres",  # bounds waits in web processes
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        # A pooler in transaction mode hands each transaction another connection.
        "DISABLE_SERVER_SIDE_CURSORS": has_pooler,
        # A machine that is gone is noticed within a minute, by commands too.
        "OPTIONS": {
            "connect_timeout": 10,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "tcp_user_timeout": 60_000,
        }
        | given.get("OPTIONS", {}),
    }
