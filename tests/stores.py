"""Stores for tests that are not about files: those of the service, in a folder in memory where the system has one."""

import atexit
import shutil
import tempfile
import weakref
from contextlib import AbstractContextManager
from functools import cache
from itertools import count
from pathlib import Path

from cameo_service.storage.store import SqliteStore, open_store
from cameo_service.storage.written.compiling import load_builders
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.store import Snapshot, Store, Transaction

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory, where the system has one
ROOM_BYTES = 2 * 1024**3
DEPLOYMENT = Deployment(bytes(range(16)), 1)
_NUMBERS = count()


def folder_in_memory() -> str | None:
    """In memory where there is room: there a commit waits for no disk, with the settings of a real one."""
    return str(MEMORY) if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES else None


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="cameo-stores-", dir=folder_in_memory()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def new_store() -> SqliteStore:
    """An empty store of DEPLOYMENT. Its files go when it does: a test that makes one need not close it.

    What builds statements is loaded, as in a service that answers: no call of a test waits for it.
    """
    load_builders()
    directory = _folder() / str(next(_NUMBERS))
    store = open_store(directory, lambda length: DEPLOYMENT.deployment_id[:length])
    weakref.finalize(store, shutil.rmtree, directory, ignore_errors=True)
    return store


def altered(store: Store, statement: str, *values: object) -> None:
    """Changes rows as no use case does: as another program or an older one left them."""
    assert isinstance(store, SqliteStore)
    assert store._writer.execute(statement, values).rowcount == 1


class AroundStore:
    """Passes everything on to a store: for a test that counts, or does something in between."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def deployment(self) -> Deployment:
        return self._store.deployment()

    def read(self) -> AbstractContextManager[Snapshot]:
        return self._store.read()

    def glance(self) -> AbstractContextManager[Snapshot]:
        return self._store.glance()

    def write(self) -> AbstractContextManager[Transaction]:
        return self._store.write()
