"""Brings a database to the newest schema. Safe to run from several processes at once: one migrates, the rest wait."""

import logging
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from cameo_service.storage.engines.errors import StoreTooNewError
from cameo_service.storage.engines.schema import KEYS, MAIN, MIGRATIONS, Schema, schema_of
from cameo_service.storage.engines.sqlite import BEGIN_WRITE
from cameo_service.storage.written.new_schemas import texts_of_new

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["KEYS", "MAIN", "migrate"]

TOO_NEW = "The database is newer than this program: install the version that wrote it"


def migrate(connection: sqlite3.Connection, versions: Path) -> None:
    """Runs the missing ones of `versions` (MAIN or KEYS) in one transaction; nothing where none is missing.

    An empty database gets at once what they would leave in it.

    Raises:
        StoreTooNewError: the database is at a revision this program does not know.
    """
    schema = schema_of(connection, versions)
    if schema is Schema.NEW:
        schema = _begun(connection, versions)
    if schema is Schema.FUTURE:
        raise StoreTooNewError(TOO_NEW)
    if schema is not Schema.CURRENT:
        upgrade(connection, versions)


def _begun(connection: sqlite3.Connection, versions: Path) -> Schema:
    """Makes the newest schema from its texts, unless another process began meanwhile; how the database stands then."""
    connection.execute(BEGIN_WRITE)
    try:
        if schema_of(connection, versions) is Schema.NEW:
            for text in texts_of_new(versions.name):
                connection.execute(text)
        begun = schema_of(connection, versions)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return begun


def upgrade(connection: sqlite3.Connection, versions: Path) -> None:
    """Runs the missing migrations, on an empty database all of them."""
    # Its import tells of each of its own parts; the log is for what was migrated.
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)
    # The library takes a good part of a start to import, and most starts migrate nothing.
    from alembic import command  # noqa: PLC0415 - as above
    from sqlalchemy import StaticPool, create_engine  # noqa: PLC0415 - as above

    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as on:
        config = configured(versions)
        config.attributes["connection"] = on
        connection.execute(BEGIN_WRITE)
        try:
            command.upgrade(config, "head")
            connection.commit()
        except BaseException:
            connection.rollback()
            raise


def configured(versions: Path) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - see upgrade

    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    return config
