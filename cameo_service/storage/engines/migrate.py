"""Brings a database to the newest schema. Safe to run from several processes at once: one migrates, the rest wait."""

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import StaticPool, create_engine

from cameo_service.storage.engines.errors import StoreTooNewError
from cameo_service.storage.engines.sqlite import BEGIN_WRITE

MIGRATIONS = Path(__file__).parents[1] / "migrations"
MAIN = MIGRATIONS / "main_versions"
KEYS = MIGRATIONS / "key_versions"


def migrate(connection: sqlite3.Connection, versions: Path) -> None:
    """Runs the missing ones of `versions` (MAIN or KEYS) in one transaction.

    Raises:
        StoreTooNewError: the database is at a revision this program does not know.
    """
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as on:
        config = _config(versions)
        config.attributes["connection"] = on
        connection.execute(BEGIN_WRITE)
        try:
            command.upgrade(config, "head")
            connection.commit()
        except CommandError as error:
            connection.rollback()
            raise StoreTooNewError(
                "The database is newer than this program: install the version that wrote it"
            ) from error
        except BaseException:
            connection.rollback()
            raise


def _config(versions: Path) -> Config:
    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    return config
