"""Which database the environment asks for, as Django wants to hear it."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ENGINES = {
    "postgresql": "django.db.backends.postgresql",
    "postgres": "django.db.backends.postgresql",
    "mysql": "django.db.backends.mysql",
    "mariadb": "django.db.backends.mysql",
}

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000; "
    "PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728; PRAGMA foreign_keys=ON;"
)

SHAPE = "must read postgresql://user:password@host:port/name (or mysql://, mariadb://, sqlite:///path)"


def database_from(url: str, data_dir: Path) -> dict[str, Any]:
    """Django's database settings from `postgresql://user:password@host:port/name`; SQLite without a URL.

    What stands behind `?` goes to the driver (`?sslmode=require`). Raises `ValueError` with a sentence
    for a scheme that is not supported or a URL without a database name.
    """
    if not url:
        return sqlite(data_dir / "servicedesk.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and len(parts.path) > 1:
        return sqlite(parts.path)
    if parts.scheme not in ENGINES or len(parts.path) < 2:
        raise ValueError(SHAPE)
    server: dict[str, Any] = {
        "ENGINE": ENGINES[parts.scheme],
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
    said = dict(parse_qsl(parts.query))
    return server | {"OPTIONS": (mysql_options() if "mysql" in server["ENGINE"] else {}) | said}


def what_is_wrong() -> str | None:
    """Why no command can do its work on this database, in a sentence; None where the fault is another one."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    settings = connection.settings_dict
    where = settings["NAME"] if not settings["HOST"] else f"{settings['HOST']}/{settings['NAME']}"
    try:
        connection.close()
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        return f"The database {where} cannot be used: {str(error).strip()}"
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return None
    return (
        f"The database {where} is empty or not up to date. Run `manage.py migrate`, or say which one is meant by "
        "SERVICEDESK_DATA_DIR or SERVICEDESK_DATABASE_URL."
    )


def sqlite(path: str | Path) -> dict[str, Any]:
    """The embedded database: write-ahead log, writers wait for each other instead of failing."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def mysql_options() -> dict[str, Any]:
    """What makes MariaDB and MySQL behave as the others do: all of Unicode, rows that can be rolled back."""
    return {
        "charset": "utf8mb4",
        "isolation_level": "read committed",
        "init_command": "SET default_storage_engine=INNODB",
    }
