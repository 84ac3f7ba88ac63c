"""The SQLite store: main.db for everything, keys.db for wrapped keys. Several processes may have it open at once."""

import logging
from collections.abc import Callable
from pathlib import Path

from cameo_service.storage.engines.database_store import DatabaseStore, begin, no_history
from cameo_service.storage.engines.migrate import KEYS, MAIN, migrate
from cameo_service.storage.engines.sqlite import (
    MOST_REWRITTEN_BYTES,
    NOT_REWRITTEN,
    SqliteConnection,
    connect,
    connect_reader,
    damage_named,
    has_log,
    rewrite,
    truncate_wal,
)
from cameo_service.storage.keys import SubjectSalts, WrappedKeys
from cameo_service.usecases.ports.history import Deployment, Entries

LOG = logging.getLogger(__name__)

MAIN_DATABASE = "main.db"
"""File of everything but wrapped keys and salts, inside the data directory."""
KEY_DATABASE = "keys.db"
"""File of wrapped keys and salts, beside it."""
LOG_PATIENCE_MS = 20
"""How long the emptying of a log waits for reads, and lets writes wait: a read takes a few milliseconds."""


def open_store(
    directory: Path, random_bytes: Callable[[int], bytes], admit: Callable[[Entries], None] = no_history
) -> "SqliteStore":
    """Opens the data directory, making it and its databases at first, and brings them to the newest schema.

    Args:
        directory: holds main.db and keys.db; on a local disk; made with mode 0700.
        random_bytes: gives that many unpredictable bytes, for the deployment id and salts.
        admit: raises when the database has lost something; asked before anything is changed for good.

    Raises:
        DurabilityError: a write could be lost after it was acknowledged.
        StoreTooNewError: a newer version of this program wrote the databases.
        StoresDoNotMatchError: main.db and keys.db belong to different installations, or one of them is missing.
        DatabaseDamagedError: one of them cannot be read.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with damage_named():
        return _opened(directory, random_bytes, admit)


def _opened(directory: Path, random_bytes: Callable[[int], bytes], admit: Callable[[Entries], None]) -> "SqliteStore":
    main, keys = connect(directory / MAIN_DATABASE), connect(directory / KEY_DATABASE)
    try:
        migrate(keys, KEYS)
        migrate(main, MAIN)
        deployment, wrapped = begin(main, keys, random_bytes, admit)
    except BaseException:
        main.close()
        keys.close()
        raise
    salts = SubjectSalts(connect(directory / KEY_DATABASE), random_bytes)
    return SqliteStore(directory / MAIN_DATABASE, main, wrapped, salts, deployment)


class SqliteStore(DatabaseStore):
    """See ports.Store. Made by open_store."""

    _writer: SqliteConnection

    def __init__(
        self, path: Path, writer: SqliteConnection, keys: WrappedKeys, salts: SubjectSalts, deployment: Deployment
    ) -> None:
        super().__init__(writer, keys, salts, deployment)
        self._path = path

    def empty_logs(self) -> int:
        """Empties the write-ahead logs, so that what was deleted or written over is on the disk nowhere.

        Run it every second: then that is so 2 seconds after the commit, unless one read takes longer. A log that a
        process left behind when it died is emptied, too. Returns how many logs held something and are empty now.
        """
        emptied = 0
        if has_log(self._path):
            with self._write_lock:
                emptied += truncate_wal(self._writer, LOG_PATIENCE_MS)
        if has_log(self._path.with_name(KEY_DATABASE)):
            emptied += self._keys.truncate_log(LOG_PATIENCE_MS)
        return emptied

    def rewrite(self, most_bytes: int = MOST_REWRITTEN_BYTES) -> None:
        """Writes a database of at most `most_bytes` anew, so that deleted rows are in no unused part of a page.

        No write is made meanwhile: it takes as long as copying the file, and as much room on the disk again.
        """
        with self._write_lock:
            is_main_rewritten = rewrite(self._writer, most_bytes)
        if not self._keys.rewrite(most_bytes) or not is_main_rewritten:
            LOG.warning(NOT_REWRITTEN, most_bytes)
        self.empty_logs()

    def _new_reader(self) -> SqliteConnection:
        return connect_reader(self._path)

    def _empty_log(self) -> bool:
        return truncate_wal(self._writer)
