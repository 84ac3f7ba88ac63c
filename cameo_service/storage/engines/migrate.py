"""Brings a database to the newest schema. Safe to run from several processes at once: one migrates, the rest wait."""

import re
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cameo_service.storage.engines.errors import StoreTooNewError
from cameo_service.storage.engines.sqlite import BEGIN_WRITE

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parents[1] / "migrations"
MAIN = MIGRATIONS / "main_versions"
KEYS = MIGRATIONS / "key_versions"
_REVISION = re.compile(r'^revision = "(\w+)"', re.MULTILINE)


def is_newest(connection: sqlite3.Connection, versions: Path) -> bool:
    """Whether the database is at the last of `versions`. One plain statement: nearly every start finds it so."""
    with suppress(sqlite3.OperationalError):  # a new database has no such table
        return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(newest(versions),)]
    return False


def newest(versions: Path) -> str:
    """The last revision, as its own file says: files are named by their order, and each follows the one before."""
    last = max(versions.glob("[0-9]*.py"), key=lambda file: file.name)
    (revision,) = _REVISION.findall(last.read_text(encoding="utf-8"))
    return str(revision)


def migrate(connection: sqlite3.Connection, versions: Path) -> None:
    """Runs the missing ones of `versions` (MAIN or KEYS) in one transaction.

    Raises:
        StoreTooNewError: the database is at a revision this program does not know.
    """
    if not is_newest(connection, versions):
        _upgrade(connection, versions)


def _upgrade(connection: sqlite3.Connection, versions: Path) -> None:
    # Half a second of imports, which a start over a database that is new enough does without: see is_newest.
    from alembic import command  # noqa: PLC0415 - as above
    from alembic.util import CommandError  # noqa: PLC0415 - as above
    from sqlalchemy import StaticPool, create_engine  # noqa: PLC0415 - as above

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


def _config(versions: Path) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - see _upgrade

    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    return config
