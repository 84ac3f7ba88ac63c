"""The migrations that build SQLite's tables build the same ones on PostgreSQL, from every revision on."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import NamedTuple

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, StaticPool, create_engine

from cameo_service.storage.engines.errors import (
    DatabaseReadOnlyError,
    DatabaseUnfitError,
    DatabaseUnreachableError,
    DurabilityError,
    StoresDoNotMatchError,
    StoreTooNewError,
)
from cameo_service.storage.engines.schema import Schema, revisions
from cameo_service.storage.postgresql.schema import (
    SCHEMAS,
    migrate,
    migrate_database,
    revision_of,
    schemas,
    services_on,
)
from cameo_service.storage.postgresql.sessions import KEY_SCHEMA, MAIN_SCHEMA, OLDEST_SERVER, connect, require_fit
from cameo_service.storage.postgresql.store import open_postgresql
from cameo_service.storage.tables.every import KeyTable, MainTable
from tests.postgresql import Server

TABLES = [(MAIN_SCHEMA, MainTable.metadata), (KEY_SCHEMA, KeyTable.metadata)]


def differences(url: str, schema: str, metadata: MetaData) -> list[object]:
    """Between a schema and the table classes; the index predicates too, which the library does not compare."""
    with closing(connect(url, schema)) as connection:
        built = dict(
            connection.execute(
                "SELECT indexname, indexdef LIKE '%% WHERE %%' FROM pg_indexes WHERE schemaname = %s", [schema]
            ).fetchall()
        )
        connection.autocommit = False
        engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
        with engine.connect() as on:
            context = MigrationContext.configure(on, opts={"compare_type": True})
            found = list(compare_metadata(context, metadata))
    partial = {
        str(index.name): index.dialect_options["sqlite"]["where"] is not None
        for table in metadata.sorted_tables
        for index in table.indexes
    }
    return found + [name for name, is_partial in partial.items() if built.get(name) is not is_partial]


@pytest.mark.parametrize(("schema", "metadata"), TABLES)
def test_each_revision_is_reached_from_the_one_before_and_the_last_has_exactly_the_tables(
    empty_postgresql_url: str, schema: str, metadata: MetaData
) -> None:
    for revision in revisions(SCHEMAS[schema]):
        migrate(empty_postgresql_url, schema, revision)
        with closing(connect(empty_postgresql_url, schema)) as connection:
            assert revision_of(connection) == revision
    assert differences(empty_postgresql_url, schema, metadata) == []


def test_an_old_database_is_migrated_when_that_is_told_and_says_what_was_missing(empty_postgresql_url: str) -> None:
    main = revisions(SCHEMAS[MAIN_SCHEMA])
    migrate(empty_postgresql_url, KEY_SCHEMA)
    migrate(empty_postgresql_url, MAIN_SCHEMA, main[-3])
    assert [one.schema for one in schemas(empty_postgresql_url)] == [Schema.OLD, Schema.CURRENT]
    assert [(one.database, one.missing) for one in migrate_database(empty_postgresql_url)] == [(MAIN_SCHEMA, main[-2:])]
    assert [one.schema for one in schemas(empty_postgresql_url)] == [Schema.CURRENT, Schema.CURRENT]
    assert list(migrate_database(empty_postgresql_url)) == []


def test_services_that_start_at_once_on_an_empty_database_make_one_deployment(empty_postgresql_url: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        opened = list(pool.map(lambda _: open_postgresql(empty_postgresql_url, os.urandom), range(2)))
    assert len({store.deployment() for store in opened}) == 1
    assert services_on(empty_postgresql_url) > 0
    for store in opened:
        store.close()


def test_a_schema_of_the_future_is_left_alone(postgresql_url: str) -> None:
    with closing(connect(postgresql_url)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'main_9999'")
    for refused in (
        lambda: open_postgresql(postgresql_url, os.urandom),
        lambda: list(migrate_database(postgresql_url)),
    ):
        with pytest.raises(StoreTooNewError):
            refused()
    with closing(connect(postgresql_url)) as connection:
        assert revision_of(connection) == "main_9999"


def test_keys_of_another_installation_are_refused(postgresql: Server, postgresql_url: str) -> None:
    open_postgresql(postgresql_url, os.urandom).close()
    with closing(connect(postgresql_url, KEY_SCHEMA)) as connection:
        connection.execute("UPDATE deployment SET deployment_id = %s", [bytes(16)])
    with pytest.raises(StoresDoNotMatchError):
        open_postgresql(postgresql_url, os.urandom)


def test_a_server_that_is_not_there_is_named_without_the_password() -> None:
    with pytest.raises(DatabaseUnreachableError, match="database_url") as refused:
        open_postgresql("postgresql://cameo:tellnobody@127.0.0.1:1/cameo", os.urandom)
    assert "tellnobody" not in str(refused.value)


def test_a_database_that_takes_no_writes_is_refused(postgresql: Server, postgresql_url: str) -> None:
    name = psycopg.conninfo.conninfo_to_dict(postgresql_url)["dbname"]
    postgresql.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with pytest.raises(DatabaseReadOnlyError, match="primary"):
        open_postgresql(postgresql_url, os.urandom)


class Told(NamedTuple):
    """What a server answers about itself."""

    row: tuple[object, ...]

    def execute(self, text: bytes) -> "Told":
        return self

    def fetchone(self) -> tuple[object, ...]:
        return self.row


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        (("off", "on", "UTF8", OLDEST_SERVER, False), DurabilityError),
        (("on", "off", "UTF8", OLDEST_SERVER, False), DurabilityError),
        (("on", "on", "UTF8", OLDEST_SERVER, True), DatabaseReadOnlyError),
        (("on", "on", "SQL_ASCII", OLDEST_SERVER, False), DatabaseUnfitError),
        (("on", "on", "UTF8", OLDEST_SERVER - 1, False), DatabaseUnfitError),
    ],
)
def test_a_server_that_could_lose_or_not_hold_what_is_stored_is_refused(
    row: tuple[object, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        require_fit(Told(row))  # type: ignore[arg-type]
    require_fit(Told(("on", "on", "UTF8", OLDEST_SERVER, False)))  # type: ignore[arg-type]
