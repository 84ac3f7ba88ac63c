"""Which engine a deployment is stored on: SQLite files in its data directory, or the PostgreSQL that a URL names.

What only files have is refused on PostgreSQL by name. The driver is loaded where a URL is set, and nowhere else.
"""

import logging
import os
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, Protocol

from cameo_service.config import ServiceConfig
from cameo_service.data_directory import OneOfDirectory
from cameo_service.storage.engines.database_store import DatabaseStore
from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.engines.schema import Schema
from cameo_service.storage.history import HistoryReader
from cameo_service.storage.operator import schema as schema_of_files
from cameo_service.storage.operator.schema import DatabaseSchema
from cameo_service.storage.store import MAIN_DATABASE, open_store
from cameo_service.usecases.ports.history import Entries

_LOG = logging.getLogger("cameo_service")
LIVE_WARNING = (
    "live_ceiling: a live capture that no device attested may be opened to %s. A deepfake that is fed in as a camera"
    " passes for live at times: docs/accuracy.md says how often. Every verification record names this choice."
)


class DriverMissingError(StoreError):
    """database_url needs the driver of PostgreSQL: pip install 'cameo-service[postgresql]'."""


class FilesOnlyError(StoreError):
    """This works on SQLite files alone: with database_url, use PostgreSQL's own tools (docs/operate.md)."""


def open_database(config: ServiceConfig, admit: Callable[[Entries], None]) -> DatabaseStore:
    """The store of this deployment. See open_store and open_postgresql for what it raises.

    admit: raises when the database has lost something.
    """
    if config.database_url:
        opened: DatabaseStore = of_postgresql("store").open_postgresql(config.database_url, os.urandom, admit)
        return opened
    return open_store(config.data_dir, os.urandom, admit)


def as_chosen(store: DatabaseStore, config: ServiceConfig) -> None:
    """Lets the operator's choices count in facts, and warns where one is wider than the default."""
    if config.guardians:
        store.count_guardians()
    store.open_live_to(config.ceilings)
    if config.is_live_raised:
        _LOG.warning(LIVE_WARNING, config.live_ceiling.name)


def open_history(config: ServiceConfig) -> HistoryReader:
    """A reader of leaves, with connections of its own."""
    if config.database_url:
        opened: HistoryReader = of_postgresql("store").PostgresqlHistory(config.database_url, os.urandom)
        return opened
    return HistoryReader.of_directory(config.data_dir, os.urandom)


class Election(Protocol):
    """Which of several processes does what one should do."""

    def is_elected(self) -> bool:
        """Whether this one does now."""

    def close(self) -> None:
        """Leaves it to another one."""


class OnlyByFolder:
    """On files: the lock of the history folder says it, for all processes are on one machine."""

    def is_elected(self) -> bool:
        """No other machine can publish."""
        return True

    def close(self) -> None:
        """There is nothing to leave."""


def election(config: ServiceConfig) -> Election:
    """What elects the sequencer of this deployment."""
    if config.database_url:
        held: Election = of_postgresql("election").Election(config.database_url)
        return held
    return OnlyByFolder()


def relay_election(config: ServiceConfig) -> Election:
    """What elects the service that posts webhooks."""
    if config.database_url:
        held: Election = of_postgresql("election").Election(config.database_url, of_postgresql("sessions").RELAY_LOCK)
        return held
    return OneOfDirectory(config.data_dir)


def watched_database(config: ServiceConfig) -> str:
    """What the watch process reads: the URL, or the path of main.db."""
    return config.database_url or str(config.data_dir / MAIN_DATABASE)


def schemas(config: ServiceConfig) -> tuple[DatabaseSchema, ...]:
    """How each database stands to this program. Changes nothing."""
    if config.database_url:
        found: tuple[DatabaseSchema, ...] = of_postgresql("schema").schemas(config.database_url)
        return found
    return schema_of_files.schemas(config.data_dir)


def schema_of(config: ServiceConfig) -> Schema:
    """The deployment as a whole: what most needs attention in either database."""
    return schema_of_files.foremost(schemas(config))


def migrate_old(config: ServiceConfig) -> Iterator[DatabaseSchema]:
    """Brings each old database to the newest schema; yields each that was old. No service may use them.

    Raises:
        StoreTooNewError: a newer program wrote one of them; nothing was changed.
        DatabaseInUseError: a service has a session in the PostgreSQL database.
    """
    if config.database_url:
        yield from of_postgresql("schema").migrate_database(config.database_url)
    else:
        yield from schema_of_files.migrate_directory(config.data_dir)


def move_to_postgresql(config: ServiceConfig) -> dict[str, int]:
    """Copies every row of the files to `database_url`; rows by table. No service may use either. See `transfer`."""
    counts: dict[str, int] = of_postgresql("transfer").transfer(config.data_dir, config.database_url)
    return counts


def retire_files(config: ServiceConfig) -> None:
    """Renames the files whose rows are elsewhere now, so that no service acts on them."""
    of_postgresql("transfer").retire(config.data_dir)


def key_versions(config: ServiceConfig) -> frozenset[int]:
    """Of a PostgreSQL database: the versions of the key-encryption keys that something is wrapped with."""
    found: frozenset[int] = of_postgresql("audit").key_versions(config.database_url)
    return found


def require_files(config: ServiceConfig) -> None:
    """Refuses what works on files alone.

    Raises:
        FilesOnlyError: the deployment is on PostgreSQL.
    """
    if config.database_url:
        raise FilesOnlyError(str(FilesOnlyError.__doc__))


def of_postgresql(module: str) -> Any:
    """A module of the other engine, with its driver.

    Raises:
        DriverMissingError: the driver is not installed.
    """
    try:
        return import_module(f"cameo_service.storage.postgresql.{module}")
    except ModuleNotFoundError as error:
        raise DriverMissingError(str(DriverMissingError.__doc__)) from error
