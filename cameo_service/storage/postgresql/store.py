"""The store over PostgreSQL: two schemas of one database, of which wrapped keys and salts have one of their own."""

import logging
from collections.abc import Callable
from contextlib import ExitStack

from cameo_service.storage.engines.database_store import DatabaseStore, begin, no_history
from cameo_service.storage.history import HistoryReader
from cameo_service.storage.keys import SubjectSalts, WrappedKeys
from cameo_service.storage.postgresql.connection import PostgresqlConnection
from cameo_service.storage.postgresql.hot_statements import COMMIT_AND_TELL
from cameo_service.storage.postgresql.schema import migrate
from cameo_service.storage.postgresql.sessions import (
    CHANNEL,
    KEY_SCHEMA,
    KEY_WRITERS_LOCK,
    MAIN_SCHEMA,
    MOST_CONNECTIONS,
    MOST_KEY_CONNECTIONS,
    open_pool,
)
from cameo_service.usecases.ports.history import Deployment, Entries

LOG = logging.getLogger(__name__)

NOT_REWRITTEN = (
    "PostgreSQL keeps deleted rows in its files until it reuses their place, and in its write-ahead log and the archive"
    " of it: see docs/operate.md on how long texts of erased people remain there"
)


class Pools:
    """Connections to a database: to the main schema, and to that of the keys.

    most, most_of_keys: how many at the same time.
    """

    def __init__(self, url: str, most: int = 1, most_of_keys: int = 1) -> None:
        with ExitStack() as opened:
            self.main = open_pool(url, MAIN_SCHEMA, most)
            opened.callback(self.main.close)
            self.keys = open_pool(url, KEY_SCHEMA, most_of_keys)
            opened.pop_all()

    def of_keys(self) -> PostgresqlConnection:
        """For what is written to the keys' schema while a transaction of the main one is open."""
        return PostgresqlConnection(self.keys, KEY_WRITERS_LOCK)

    def close(self) -> None:
        """Closes every connection."""
        self.main.close()
        self.keys.close()


def open_postgresql(
    url: str, random_bytes: Callable[[int], bytes], admit: Callable[[Entries], None] = no_history
) -> "PostgresqlStore":
    """Opens a database, making its schemas at first, and brings them to the newest revision.

    Args:
        url: postgresql://...
        random_bytes: gives that many unpredictable bytes, for the deployment id and salts.
        admit: raises when the database has lost something; asked before anything is changed for good.

    Raises:
        DatabaseUnreachableError, DatabaseReadOnlyError, DatabaseUnfitError, DurabilityError: see there.
        StoreTooNewError: a newer version of this program wrote the database.
        StoresDoNotMatchError: the two schemas belong to different installations.
    """
    migrate(url, KEY_SCHEMA)
    migrate(url, MAIN_SCHEMA)
    with ExitStack() as opened:
        pools = Pools(url, MOST_CONNECTIONS, MOST_KEY_CONNECTIONS)
        opened.callback(pools.close)
        writer = PostgresqlConnection(pools.main, commit=COMMIT_AND_TELL.format(channel=CHANNEL))
        deployment, wrapped = begin(writer, pools.of_keys(), random_bytes, admit)
        opened.pop_all()
    return PostgresqlStore(pools, writer, wrapped, SubjectSalts(pools.of_keys(), random_bytes), deployment)


class PostgresqlStore(DatabaseStore):
    """See ports.Store. Made by open_postgresql."""

    def __init__(
        self,
        pools: Pools,
        writer: PostgresqlConnection,
        keys: WrappedKeys,
        salts: SubjectSalts,
        deployment: Deployment,
    ) -> None:
        super().__init__(writer, keys, salts, deployment)
        self._pools = pools

    def empty_logs(self) -> int:
        """There is none that is this program's to empty."""
        return 0

    def rewrite(self) -> None:
        """Nothing is written anew, and the log says what that means: PostgreSQL reuses the place of deleted rows."""
        LOG.warning(NOT_REWRITTEN)

    def close(self) -> None:
        """Closes every connection; those in use when their block ends."""
        super().close()
        self._pools.close()

    def _new_reader(self) -> PostgresqlConnection:
        return PostgresqlConnection(self._pools.main)

    def _empty_log(self) -> bool:
        return True


class PostgresqlHistory(HistoryReader):
    """A reader of the history with connections of its own."""

    def __init__(self, url: str, random_bytes: Callable[[int], bytes]) -> None:
        self._pools = Pools(url)
        super().__init__(PostgresqlConnection(self._pools.main), SubjectSalts(self._pools.of_keys(), random_bytes))

    def close(self) -> None:
        """Closes the connections."""
        super().close()
        self._pools.close()
