"""What an operator asks of the schema of a data directory, and the one act that changes it."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cameo_service.storage.engines.errors import StoreTooNewError
from cameo_service.storage.engines.migrate import TOO_NEW, migrate
from cameo_service.storage.engines.schema import KEYS, MAIN, Schema, judged, revision_of, revisions
from cameo_service.storage.engines.sqlite import connect, look_at
from cameo_service.storage.store import KEY_DATABASE, MAIN_DATABASE

DATABASES = {MAIN_DATABASE: MAIN, KEY_DATABASE: KEYS}


@dataclass(frozen=True, slots=True)
class DatabaseSchema:
    """One database. found: its revision, empty for a new one. newest: what this program needs. missing: between them.

    The names are those of the migrations.
    """

    database: str
    found: str
    newest: str
    schema: Schema
    missing: tuple[str, ...]


def schemas(directory: Path) -> tuple[DatabaseSchema, ...]:
    """How each database of a data directory stands to this program. Changes nothing, and makes no file.

    A file that is not there is a new database.
    """
    return tuple(_schema(directory, name) for name in DATABASES)


def _schema(directory: Path, database: str) -> DatabaseSchema:
    path, versions = directory / database, DATABASES[database]
    found = ""
    if path.is_file():
        with look_at(path) as looked:
            found = revision_of(looked)
    return schema_at(database, found, versions)


def schema_at(database: str, found: str, versions: Path) -> DatabaseSchema:
    """How a database at the revision `found` stands to `versions`."""
    known, schema = revisions(versions), judged(found, versions)
    missing = known[known.index(found) + 1 :] if schema in {Schema.CURRENT, Schema.OLD} else ()
    return DatabaseSchema(database, found, known[-1], schema, missing)


def schema_of_directory(directory: Path) -> Schema:
    """The data directory as a whole: what most needs attention in either database.

    NEW only where neither database is old: a first start that was cut off between them goes on.
    """
    return foremost(schemas(directory))


def foremost(databases: Iterable[DatabaseSchema]) -> Schema:
    """What most needs attention in any of them."""
    found = {database.schema for database in databases}
    return next(schema for schema in (Schema.FUTURE, Schema.OLD, Schema.NEW, Schema.CURRENT) if schema in found)


def migrate_directory(directory: Path) -> Iterator[DatabaseSchema]:
    """Brings each old database to the newest schema, keys.db first, as a start opens them; yields each that was old.

    A new database stays new: the first start makes it. No service may run on the directory.

    Raises:
        StoreTooNewError: a newer program wrote one of them; nothing was changed.
    """
    standing = schemas(directory)
    if any(database.schema is Schema.FUTURE for database in standing):
        raise StoreTooNewError(TOO_NEW)
    for database in reversed(standing):
        if database.schema is Schema.OLD:
            with closing(connect(directory / database.database)) as connection:
                migrate(connection, DATABASES[database.database])
            yield database
