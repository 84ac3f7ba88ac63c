"""Adds committed leaves to the published tree in their order and signs a checkpoint; one process at a time.

It never takes back what is published. It also raises the high-water mark about every second.
"""

import fcntl
import logging
import os
from collections.abc import Callable
from threading import Event, Thread

from cameo_client.checkpoint import Checkpoint, parse_checkpoint
from cameo_client.signed_note import open_note
from cameo_service.history.errors import HistoryRewrittenError
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.tiles import TILE_WIDTH, TiledTree
from cameo_service.usecases.ports.history import Leaves
from consent.history.tree import EMPTY_ROOT

LOG = logging.getLogger(__name__)

ROUND_PAUSE_S = 0.5
"""Pause between two rounds; a leaf is published within a second."""

MOST_AT_ONCE = 64 * TILE_WIDTH
"""Leaves under one checkpoint: 16,384, about 1 MB of entries."""


def integrate(folder: HistoryFolder, leaves: Leaves) -> Checkpoint:
    """Publishes the next leaves, at most MOST_AT_ONCE. Only one process may call this at a time.

    Raises:
        HistoryRewrittenError: the published tiles do not match their checkpoint, or belong to another database.
        HistoryError: the checkpoint or a tile cannot be read.
    """
    signer, note = folder.signer, folder.files.checkpoint()
    origin = signer.verifier.name
    published = (
        Checkpoint(origin, 0, EMPTY_ROOT) if note is None else parse_checkpoint(open_note(note, signer.verifier))
    )
    _require_continuation(folder, leaves, published.size)
    entries = leaves.entries(published.size, MOST_AT_ONCE)
    if not entries:
        return published
    tree = TiledTree(folder.files, published.size)
    if tree.root() != published.root:
        raise HistoryRewrittenError("Published tiles were changed: restore the history from a copy")
    grown = tree.grown_by(entries)
    head = Checkpoint(origin, grown.size, grown.root())
    folder.files.publish(signer.sign(head.text()))
    return head


def _require_continuation(folder: HistoryFolder, leaves: Leaves, size: int) -> None:
    """Checks the last published leaf: a database that was restored and written to has another leaf there."""
    if size == 0:
        return
    number, rest = divmod(size - 1, TILE_WIDTH)
    if leaves.entries(size - 1, 1) != folder.files.entries(number, rest + 1)[-1:]:
        raise HistoryRewrittenError(
            "The published history belongs to another state of the database: stop the service and find the cause"
        )


class Sequencer:
    """Runs `integrate` on a thread until `close`, while no other process does."""

    def __init__(self, folder: HistoryFolder, leaves: Leaves) -> None:
        self._folder = folder
        self._leaves = leaves
        self._closing = Event()
        self._thread = Thread(target=self._run, name="history-sequencer", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Publishes all committed leaves, then stops."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        lock = os.open(self._folder.lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not self._closing.wait(ROUND_PAUSE_S):
                self._once(lock)
            self._once(lock)
        finally:
            os.close(lock)

    def _once(self, lock: int) -> None:
        """One round. A failure is logged and tried again in the next round."""
        self._guarded(lambda: self._folder.mark.raise_to(self._leaves.high_water()))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # another process is the sequencer; it keeps the lock until it ends
        self._guarded(self._integrate_all)

    def _integrate_all(self) -> None:
        while integrate(self._folder, self._leaves).size < self._leaves.high_water().tree_size:
            pass

    def _guarded(self, step: Callable[[], object]) -> None:
        try:
            step()
        except Exception:
            LOG.exception("The history could not be published yet")
