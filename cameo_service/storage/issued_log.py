"""Issued render grants on their way to the history: a leaf for each person of a grant, none in the activity feed.

Kept in memory and written by a thread of its own, so that a check stays free of writes. A crash loses what was issued
since the last write, a second's worth at most; a grant that is used leaves a fetch behind, in its own transaction.
"""

import logging
from threading import Event, Lock, Thread

from cameo_service.storage.store import SqliteStore
from cameo_service.usecases.activity_kind import ActivityKind
from cameo_service.usecases.activity_ports import ActivityRow
from cameo_service.usecases.subject_ports import UnknownSubjectError
from consent.render_grant import RenderGrantClaims

LOG = logging.getLogger(__name__)

FLUSH_SECONDS = 0.5
"""How often grants are written. With the write itself it stays below the second that may be lost."""

MOST_PENDING = 20_000
"""How many grants wait at most, about 20 MB: several seconds of all that one process can check."""


class IssuedLog:
    """See recorded_signer.IssuedGrants. Takes notes from its making until `close`."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._lock = Lock()
        self._pending: list[RenderGrantClaims] = []
        self._dropped = 0
        self._closing = Event()
        self._thread = Thread(target=self._run, name="issued-log", daemon=True)
        self._thread.start()

    def note(self, claims: RenderGrantClaims) -> None:
        """Notes one grant; never waits for the database."""
        with self._lock:
            if len(self._pending) < MOST_PENDING:
                self._pending.append(claims)
            else:
                self._dropped += 1

    def flush(self) -> None:
        """Writes what was noted so far. What cannot be written stays for the next time."""
        with self._lock:
            pending, self._pending = self._pending, []
            dropped, self._dropped = self._dropped, 0
        if dropped:
            LOG.warning("%d issued grants are not in the history: too many at once", dropped)
        if not pending:
            return
        try:
            self._write(pending)
        except Exception:
            LOG.exception("Issued grants could not be written yet")
            with self._lock:
                self._pending = pending + self._pending

    def close(self) -> None:
        """Stops the thread and writes the rest."""
        self._closing.set()
        self._thread.join()
        self.flush()

    def _run(self) -> None:
        while not self._closing.wait(FLUSH_SECONDS):
            self.flush()

    def _write(self, pending: list[RenderGrantClaims]) -> None:
        with self._store.write() as transaction:
            revision = transaction.revision()
            for row in (row for claims in pending for row in _rows(claims, revision)):
                try:
                    transaction.record_leaf(row)
                except UnknownSubjectError:
                    continue  # erased since: nobody is left to tell


def _rows(claims: RenderGrantClaims, revision: int) -> list[ActivityRow]:
    """`reason` is the id of the render grant."""
    reason = str(claims.render_grant_id)
    return [
        ActivityRow(
            granted.subject,
            revision,
            claims.issued_us,
            ActivityKind.ISSUED,
            claims.requester,
            claims.audience,
            reason,
            1,
        )
        for granted in claims.subjects
    ]
