"""A migrated database for every test run, quickly: migrated once per state of the migrations, then copied.

Each engine has its way to copy. `prepare` gives this process a database of its own, `restore` brings it back
to the freshly migrated state after a test that really committed, `drop` clears it away.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import truncate_name
from django.db.migrations.loader import MigrationLoader

CACHE = Path(__file__).resolve().parent.parent / ".pytest_cache"
KEPT = 3


def digest() -> str:
    """Changes whenever a migration of ours or of an installed package does, or a lifecycle they load."""
    made = hashlib.sha256()
    for app, name in sorted(MigrationLoader(None).disk_migrations):
        made.update(f"{app}.{name}".encode())
    root = Path(settings.ROOT)
    for path in sorted([*root.glob("*/migrations/*.py"), *root.glob("tickets/lifecycles/*.*")]):
        made.update(path.read_bytes())
    return made.hexdigest()[:16]


def run_name() -> str:
    """Names this process: two runs, or two workers of one, never share a database."""
    return f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"


def strategy() -> "SqliteCopies | PostgresCopies | Fresh":
    return {"sqlite": SqliteCopies, "postgresql": PostgresCopies}.get(connection.vendor, Fresh)()


class SqliteCopies:
    """Files: a template beside pytest's cache, a copy for each process."""

    def __init__(self) -> None:
        self.template = CACHE / f"db-{digest()}.sqlite3"
        self.own = Path(settings.DATA_DIR) / f"test-{run_name()}.sqlite3"

    def prepare(self) -> None:
        connection.close()
        connection.settings_dict["NAME"] = str(self.own)
        CACHE.mkdir(exist_ok=True)
        with self._alone():
            if not self.template.exists():
                self._migrate()
            self.template.touch()
            self._prune()
            shutil.copyfile(self.template, self.own)

    def restore(self) -> None:
        connection.close()
        self._remove_own()
        shutil.copyfile(self.template, self.own)

    def drop(self) -> None:
        connection.close()
        self._remove_own()

    def _migrate(self) -> None:
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        made = self.template.with_suffix(".new")
        shutil.copyfile(self.own, made)
        made.replace(self.template)

    def _remove_own(self) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.own}{ending}").unlink(missing_ok=True)

    def _prune(self) -> None:
        for stale in sorted(CACHE.glob("db-*.sqlite3"), key=lambda path: -path.stat().st_mtime)[KEPT:]:
            stale.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Of several workers that find no template one makes it, the others wait."""
        with (CACHE / "db.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class PostgresCopies:
    """Databases: a template per state of the migrations, `CREATE DATABASE … TEMPLATE` for each process."""

    LOCK = 814_814

    def __init__(self) -> None:
        self.base = truncate_name(f"test_{connection.settings_dict['NAME']}", 30)
        self.template = f"{self.base}_template_{digest()}"
        self.own = f"{self.base}_run_{run_name()}"

    def prepare(self) -> None:
        connection.close()
        with self._server() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [self.LOCK])
            self._prune(cursor)
            if not self._exists(cursor, self.template):
                self._migrate(cursor)
            cursor.execute(f'CREATE DATABASE "{self.own}" TEMPLATE "{self.template}"')
        connection.settings_dict["NAME"] = self.own

    def restore(self) -> None:
        connection.close()
        with self._server() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [self.LOCK])
            cursor.execute(f'DROP DATABASE IF EXISTS "{self.own}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{self.own}" TEMPLATE "{self.template}"')

    def drop(self) -> None:
        connection.close()
        with self._server() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{self.own}" WITH (FORCE)')

    def _server(self):
        return connection._nodb_cursor()

    def _migrate(self, cursor) -> None:
        making = f"{self.template}_new"
        cursor.execute(f'DROP DATABASE IF EXISTS "{making}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{making}"')
        connection.settings_dict["NAME"] = making
        call_command("migrate", verbosity=0)
        connection.close()
        cursor.execute(f'ALTER DATABASE "{making}" RENAME TO "{self.template}"')

    def _exists(self, cursor, name: str) -> bool:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None

    def _prune(self, cursor) -> None:
        """Drops templates of other states and databases of runs that are over."""
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{self.base}_%"])
        for (name,) in cursor.fetchall():
            over = name.startswith(f"{self.base}_run_") and not _runs(name.rpartition("_")[2])
            stale = name.startswith(f"{self.base}_template_") and name != self.template
            if over or stale:
                with suppress(Exception):  # somebody is in it
                    cursor.execute(f'DROP DATABASE "{name}"')


class Fresh:
    """Engines that cannot copy (MariaDB, MySQL): migrate anew, keep the first rows to bring them back."""

    def prepare(self) -> None:
        self.name = f"test_{connection.settings_dict['NAME']}_{run_name()}"[-64:]
        self.original = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = self.name
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=True)

    def restore(self) -> None:
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)

    def drop(self) -> None:
        connection.creation.destroy_test_db(self.original, verbosity=0)


def _runs(pid: str) -> bool:
    return pid.isdecimal() and Path(f"/proc/{pid}").exists()
