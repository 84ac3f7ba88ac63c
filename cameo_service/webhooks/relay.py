"""Posts events from the outbox to the app in order, each until it is accepted. Stores its position in the database."""

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import Protocol

from cameo_service.clock import Clock
from cameo_service.usecases.ports.events import EPOCH_KINDS, WHOLE_REVISION, EventRow, Position
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.records.events import event_id
from cameo_service.webhooks.message import Message, NotDeliveredError, Signer, message_of

LOG = logging.getLogger(__name__)

EVENTS_POLL_S = 0.5
FIRST_RETRY_S, LONGEST_RETRY_S = 1.0, 300.0
"""Pause after a failed attempt: doubled each time, at most five minutes."""
EVENTS_PAGE = 100


class WebhookRelay:
    """Posts every event of the outbox except raised epochs, each one after the app accepted the one before.

    An event is posted again with the same id if the app accepted it and the new position could not be stored. Events
    that expire before the app accepts them are lost to the app; the log says so.

    Args:
        deliver: posts a message, or raises NotDeliveredError.
    """

    def __init__(self, store: Store, clock: Clock, signer: Signer, deliver: Callable[[Message], None]) -> None:
        self._store = store
        self._clock = clock
        self._signer = signer
        self._deliver = deliver

    def relay(self) -> bool:
        """Posts at most one page of new events; returns whether there were any.

        Raises:
            NotDeliveredError: the app did not accept an event. The position before it is stored.
        """
        with self._store.read() as snapshot:
            done, forgotten = snapshot.events.posted(), snapshot.events.forgotten_revision()
            if done.revision < forgotten:
                LOG.error("events up to revision %d expired before the app accepted them", forgotten)
                done = Position(forgotten, WHOLE_REVISION)
            rows = snapshot.events.after(done, EVENTS_PAGE)
        for row in rows:
            if row.kind not in EPOCH_KINDS:
                self._deliver(self._message(row))
                self._remember(row.position)
        if rows:
            self._remember(rows[-1].position)
        return bool(rows)

    def _message(self, row: EventRow) -> Message:
        now_s = self._clock.utc_us() // 1_000_000
        identity = event_id(self._store.deployment(), row)
        return message_of(identity, row, self._signer.key_id, self._signer.sign, now_s)

    def _remember(self, position: Position) -> None:
        with self._store.write() as transaction:
            transaction.events.set_posted(position)


class Election(Protocol):
    """Which of several services posts: two would post each event twice, and not in one order."""

    def is_elected(self) -> bool:
        """Whether this one does now."""

    def close(self) -> None:
        """Leaves it to another one."""


class RelayThread:
    """Relays on a thread until `close`, while it is elected, with growing pauses while the app accepts nothing."""

    def __init__(self, relay: Callable[[], bool], election: Election) -> None:
        self._relay, self._election = relay, election
        self._closing = Event()
        self._thread = Thread(target=self._run, name="webhook-relay", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends after the running attempt. May be called again."""
        self._closing.set()
        self._thread.join()
        self._election.close()

    def _run(self) -> None:
        pause_s, retry_s = 0.0, FIRST_RETRY_S
        while not self._closing.wait(pause_s):
            try:
                pause_s = 0.0 if self._election.is_elected() and self._relay() else EVENTS_POLL_S
                retry_s = FIRST_RETRY_S
            except NotDeliveredError as error:
                LOG.warning("the app did not accept an event (%s); trying again in %.0f s", error, retry_s)
                pause_s, retry_s = retry_s, min(2 * retry_s, LONGEST_RETRY_S)
            except Exception:
                LOG.exception("events could not be posted")
                pause_s, retry_s = retry_s, min(2 * retry_s, LONGEST_RETRY_S)
