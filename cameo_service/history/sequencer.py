"""Adds committed leaves to the published tree in their order and signs a checkpoint; one process at a time.

It never takes back what is published. It also raises the high-water mark about every second. A database and a history
that are not of one past stop the service.
"""

import fcntl
import logging
import os
from collections.abc import Callable
from threading import Event, Thread

from cameo_client.checkpoint import Checkpoint
from cameo_client.errors import HistoryError
from cameo_service.history.continuity import published_head, require_one_past
from cameo_service.history.errors import HistoryRewrittenError
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.tiles import TILE_WIDTH, TiledTree
from cameo_service.usecases.ports.history import BehindItsMarkError, Entries

LOG = logging.getLogger(__name__)

ROUND_PAUSE_S = 0.5
"""Pause between two rounds; a leaf is published within a second."""

MOST_AT_ONCE = 64 * TILE_WIDTH
"""Leaves under one checkpoint: 16,384, about 1 MB of entries."""


def integrate(folder: HistoryFolder, leaves: Entries) -> Checkpoint:
    """Publishes the next leaves, at most MOST_AT_ONCE. Only one process may call this at a time, after
    `require_one_past`.

    Raises:
        HistoryRewrittenError: the published tiles do not match their checkpoint.
        HistoryError: the checkpoint or a tile cannot be read.
    """
    published = published_head(folder)
    entries = leaves.entries(published.size, MOST_AT_ONCE)
    if not entries:
        return published
    tree = TiledTree(folder.files, published.size)
    if tree.root() != published.root:
        raise HistoryRewrittenError("Published tiles were changed: restore the history from a copy")
    grown = tree.grown_by(entries)
    head = Checkpoint(published.origin, grown.size, grown.root())
    folder.files.publish(folder.signer.sign(head.text()))
    return head


class Sequencer:
    """Publishes on a thread until `close`, while no other process does. Every process checks the past in each round.

    Args:
        folder: where to publish.
        leaves: what to publish.
        elected: whether this process may publish now, asked in each round; beside the lock of the folder, which one of
            the processes on it has.
        stop_service: called once, on the thread, when database and history are not of one past. No round follows.
    """

    def __init__(
        self,
        folder: HistoryFolder,
        leaves: Entries,
        stop_service: Callable[[], None],
        elected: Callable[[], bool] = lambda: True,
    ) -> None:
        self._folder = folder
        self._leaves = leaves
        self._stop_service, self._elected = stop_service, elected
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
            is_last = False
            while not is_last:
                is_last = self._closing.wait(ROUND_PAUSE_S)
                self._guarded(lambda: self._round(lock))
        except (HistoryError, BehindItsMarkError) as error:
            LOG.critical("Nothing is served any more, because database and history are not of one past. %s", error)
            self._stop_service()
        finally:
            os.close(lock)

    def _round(self, lock: int) -> None:
        require_one_past(self._folder, self._leaves)
        self._folder.mark.raise_to(self._leaves.high_water())
        if not self._elected():
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # another process is the sequencer; it keeps the lock until it ends
        while integrate(self._folder, self._leaves).size < self._leaves.high_water().tree_size:
            pass

    def _guarded(self, step: Callable[[], object]) -> None:
        """What a disk or a busy database refuses is logged and tried again in the next round."""
        try:
            step()
        except (HistoryError, BehindItsMarkError):
            raise
        except Exception:
            LOG.exception("The history could not be published yet")
