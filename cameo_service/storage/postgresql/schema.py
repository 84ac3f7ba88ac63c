"""Of which version the schemas in a PostgreSQL database are, and how they are brought up to date.

The same migrations as on SQLite, from the first on, in one transaction a schema: one process migrates, the rest wait.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg

from cameo_service.storage.engines.errors import DatabaseInUseError, DatabaseReadOnlyError, StoreTooNewError
from cameo_service.storage.engines.migrate import TOO_NEW, configured
from cameo_service.storage.engines.schema import KEYS, MAIN, Schema, judged
from cameo_service.storage.operator.schema import DatabaseSchema, schema_at
from cameo_service.storage.postgresql import hot_statements
from cameo_service.storage.postgresql.sessions import (
    KEY_SCHEMA,
    MAIN_SCHEMA,
    MIGRATION_LOCK,
    SESSION_NAME,
    connect,
    require_fit,
)

OPERATOR_NAME = "cameo migrate"
"""By which a session is known to be no service's."""
SCHEMAS = {MAIN_SCHEMA: MAIN, KEY_SCHEMA: KEYS}


def revision_of(connection: psycopg.Connection[Any]) -> str:
    """The revision that the schema of this connection is at; empty where it has none."""
    if not _one(connection, hot_statements.HAS_VERSION):
        return ""
    return str(_one(connection, hot_statements.VERSION) or "")


def migrate(url: str, schema: str, to: str = "head") -> None:
    """Brings one schema to the newest revision, making it where it is not there; nothing where nothing is missing.

    Args:
        url: of the database.
        schema: of SCHEMAS.
        to: a revision, for tests of what a later migration does with it.

    Raises:
        StoreTooNewError: it is at a revision that this program does not know.
        DatabaseReadOnlyError: it would have to be made or migrated, and this user may not.
    """
    with closing(connect(url, schema, OPERATOR_NAME)) as connection:
        require_fit(connection)
        if judged(revision_of(connection), SCHEMAS[schema]) is Schema.CURRENT:
            return
        try:
            _upgrade(connection, schema, to)
        except psycopg.errors.InsufficientPrivilege:
            raise DatabaseReadOnlyError(str(DatabaseReadOnlyError.__doc__)) from None


def _upgrade(connection: psycopg.Connection[Any], schema: str, to: str) -> None:
    # The library takes a good part of a start to import, and most starts migrate nothing.
    from alembic import command  # noqa: PLC0415 - as above
    from sqlalchemy import StaticPool, create_engine, text  # noqa: PLC0415 - as above

    connection.autocommit = False
    engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
    with engine.connect() as on, on.begin():
        on.execute(text(hot_statements.ALONE_IN_TRANSACTION.format(lock=MIGRATION_LOCK)))
        if not _one(connection, hot_statements.HAS_SCHEMA.format(schema=schema)):
            on.execute(text(hot_statements.MAKE_SCHEMA.format(schema=schema)))
        # Asked again: another process may have migrated while this one waited.
        versions = SCHEMAS[schema]
        standing = judged(revision_of(connection), versions)
        if standing is Schema.FUTURE:
            raise StoreTooNewError(TOO_NEW)
        if standing is not Schema.CURRENT:
            on.execute(text(hot_statements.MAKE_VERSION))
            config = configured(versions)
            config.attributes["connection"] = on
            command.upgrade(config, to)


def schemas(url: str) -> tuple[DatabaseSchema, ...]:
    """How each schema of a database stands to this program. Changes nothing."""
    found = []
    for schema, versions in SCHEMAS.items():
        with closing(connect(url, schema, OPERATOR_NAME)) as connection:
            found.append(schema_at(schema, revision_of(connection), versions))
    return tuple(found)


def services_on(url: str) -> int:
    """How many sessions services have open in the database."""
    with closing(connect(url, name=OPERATOR_NAME)) as connection:
        return int(_one(connection, hot_statements.OTHERS.format(name=SESSION_NAME)))


def migrate_database(url: str) -> Iterator[DatabaseSchema]:
    """Brings each old schema to the newest revision, the keys' first, as a start opens them; yields each that was old.

    Raises:
        StoreTooNewError: a newer program wrote one of them; nothing was changed.
        DatabaseInUseError: a service has a session in the database.
    """
    standing = schemas(url)
    if any(one.schema is Schema.FUTURE for one in standing):
        raise StoreTooNewError(TOO_NEW)
    if any(one.schema is Schema.OLD for one in standing) and services_on(url):
        raise DatabaseInUseError(str(DatabaseInUseError.__doc__))
    for one in reversed(standing):
        if one.schema is Schema.OLD:
            migrate(url, one.database)
            yield one


def _one(connection: psycopg.Connection[Any], text: str) -> Any:
    row = connection.execute(text.encode()).fetchone()
    return row[0] if row else None
