"""From the outbox to the app: event after event, each until it was taken. Remembers how far it came in the database."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from cameo_service.clock import Clock
from cameo_service.usecases.ports.events import EPOCH_KINDS, WHOLE_REVISION, EventRow, Position
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.records.events import event_id
from cameo_service.webhooks.message import Message, NotDeliveredError, Signer, message_of

LOG = logging.getLogger(__name__)

POLL_S = 0.5
FIRST_RETRY_S, LONGEST_RETRY_S = 1.0, 300.0
"""The pause after a failed try: doubled each time, five minutes at most."""
PAGE = 100


class WebhookRelay:
    """Posts every event of the outbox but raised epochs, in order: the next only after one was taken.

    An event that the app took, but whose place could not be remembered, comes again: at least once, with the same id.
    Events that are forgotten before the app took them are lost to it, and the log says so.

    Args:
        deliver: posts a message, or raises NotDeliveredError.
    """

    def __init__(self, store: Store, clock: Clock, signer: Signer, deliver: Callable[[Message], None]) -> None:
        self._store = store
        self._clock = clock
        self._signer = signer
        self._deliver = deliver

    def relay(self) -> bool:
        """Posts what is new, one page at most; returns whether there was any.

        Raises:
            NotDeliveredError: the app did not take one. What came before it is remembered.
        """
        with self._store.read() as snapshot:
            done, forgotten = snapshot.posted(), snapshot.forgotten_revision()
            if done.revision < forgotten:
                LOG.error("events up to revision %d were forgotten before the app took them", forgotten)
                done = Position(forgotten, WHOLE_REVISION)
            rows = snapshot.events(done, PAGE)
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
            transaction.set_posted(position)


class RelayThread:
    """Relays from its making until `close`, with growing pauses while the app takes nothing."""

    def __init__(self, relay: Callable[[], bool]) -> None:
        self._relay = relay
        self._closing = Event()
        self._thread = Thread(target=self._run, name="webhook-relay", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends after the try that runs."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        pause_s, retry_s = 0.0, FIRST_RETRY_S
        while not self._closing.wait(pause_s):
            try:
                pause_s = 0.0 if self._relay() else POLL_S
                retry_s = FIRST_RETRY_S
            except NotDeliveredError as error:
                LOG.warning("the app took no event (%s); trying again in %.0f s", error, retry_s)
                pause_s, retry_s = retry_s, min(2 * retry_s, LONGEST_RETRY_S)
            except Exception:
                LOG.exception("events could not be posted")
                pause_s, retry_s = retry_s, min(2 * retry_s, LONGEST_RETRY_S)
