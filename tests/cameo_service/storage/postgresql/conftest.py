"""A store over PostgreSQL."""

import os
from collections.abc import Iterator

import pytest

from cameo_service.storage.postgresql.store import PostgresqlStore, open_postgresql


@pytest.fixture
def store(postgresql_url: str) -> Iterator[PostgresqlStore]:
    opened = open_postgresql(postgresql_url, os.urandom)
    yield opened
    opened.close()
