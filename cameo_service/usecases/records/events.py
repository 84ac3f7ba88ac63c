"""Events for an app backend: read in write order by cursor; what time ends and who was refused become events too."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.cursors import cursor_of, position_of
from cameo_service.usecases.acting.events import event_body
from cameo_service.usecases.acting.person import is_or_was_served
from cameo_service.usecases.ports.events import (
    BLOCK_EXPIRED,
    EPOCH_KINDS,
    GRANT_EXPIRED,
    GRANT_EXPIRING,
    REFUSED_ATTEMPTS,
    REFUSED_ATTEMPTS_ALERT,
    WHOLE_REVISION,
    EventRow,
    Expired,
    Position,
)
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.store import Snapshot, Store, Transaction

MOST_EVENTS = 500
"""Events of one page."""
EVENTS_KEPT_US = 7 * 24 * 3_600_000_000
"""How long events can be read: 7 days."""
EXPIRY_LEAD_US = 3 * 24 * 3_600_000_000
"""How long before its end a grant is announced as expiring: 3 days. A shorter grant is not: its end was just chosen."""
REFUSAL_BATCH_US = 5 * 60 * 1_000_000
"""Refused attempts become events every five minutes."""
SETTLED_US = 10 * 1_000_000
"""Attempts are written at most a second after they were made; all that are this old are written."""
OLDEST_REFUSAL_US = 3_600_000_000
"""After a pause, attempts of the last hour become events; older ones are in the activity feed only."""
ALERT_COUNT = 20
"""This many refused attempts of one requester on one owner, within an hour of the clock, make the event an alert."""


@dataclass(frozen=True, slots=True)
class ListEventsRequest:
    """`cursor` None: from the oldest event that is kept. `limit`: events wanted, at most 500."""

    cursor: str | None
    limit: int


@dataclass(frozen=True, slots=True)
class ListedEvent:
    """`event_id` is the same each time the event is delivered."""

    event_id: str
    row: EventRow


@dataclass(frozen=True, slots=True)
class ListEventsReply:
    """A page, and where the next one starts. Raised epochs are not listed: the acts that raised them are."""

    events: tuple[ListedEvent, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class ListEvents:
    """Reads events of the people whom the caller serves."""

    store: Store

    def __call__(self, caller: Caller, request: ListEventsRequest) -> ListEventsReply:
        """The next page; empty if nothing is newer.

        Raises:
            CursorMalformedError, CursorTooOldError, CursorFromTheFutureError, OtherIncarnationError: about the cursor.
        """
        deployment = self.store.deployment()
        limit = max(1, min(request.limit, MOST_EVENTS))
        with self.store.read() as snapshot:
            after = _start(snapshot, deployment, request.cursor)
            rows = snapshot.events.after(after, limit)
            end = rows[-1].position if len(rows) == limit else Position(snapshot.revision(), WHOLE_REVISION)
            served = {owner for owner in {row.owner for row in rows} if is_or_was_served(snapshot, caller, owner)}
        heard = (row for row in rows if row.owner in served)
        told = tuple(ListedEvent(event_id(deployment, row), row) for row in heard if row.kind not in EPOCH_KINDS)
        return ListEventsReply(told, cursor_of(deployment, end))


def event_id(deployment: Deployment, row: EventRow) -> str:
    """The id by which receivers recognise a repeated event, whichever process delivers it."""
    return f"evt_{deployment.deployment_id.hex()}_{deployment.incarnation}_{row.position.revision}_{row.position.seq}"


def _start(snapshot: Snapshot, deployment: Deployment, cursor: str | None) -> Position:
    forgotten = snapshot.events.forgotten_revision()
    if cursor is None:
        return Position(forgotten, WHOLE_REVISION)
    return position_of(cursor, deployment, snapshot.revision(), forgotten)


@dataclass(frozen=True, slots=True)
class SweepEvents:
    """Grants and blocks that end become events, and old events are deleted.

    Run it every second. Several processes may run it: each expiry is told once.
    """

    store: Store
    clock: Clock

    def __call__(self) -> int:
        """Tells what ended, or soon will, since the last sweep; returns how many. Writes only if there is a need."""
        now_us = self.clock.utc_us()
        with self.store.read() as snapshot:
            is_due = bool(snapshot.events.expired(snapshot.events.swept_us(), now_us) or _expiring(snapshot, now_us))
            is_old = snapshot.events.has_until(now_us - EVENTS_KEPT_US)
        return self._sweep(now_us) if is_due or is_old else 0

    def _sweep(self, now_us: int) -> int:
        with self.store.write() as transaction:
            ended = transaction.events.expired(transaction.events.swept_us(), now_us)
            expiring = _expiring(transaction, now_us)
            for end in expiring:
                _tell(transaction, GRANT_EXPIRING, end, end.expires_us - EXPIRY_LEAD_US)
            for end in ended:
                _tell(transaction, BLOCK_EXPIRED if end.grant_id is None else GRANT_EXPIRED, end, end.expires_us)
            transaction.events.set_swept(now_us)
            transaction.events.forget(now_us - EVENTS_KEPT_US)
        return len(ended) + len(expiring)


def _expiring(snapshot: Snapshot, now_us: int) -> tuple[Expired, ...]:
    """Grants that came within the lead since the last sweep and have not ended."""
    return snapshot.events.expiring(
        max(now_us, snapshot.events.swept_us() + EXPIRY_LEAD_US), now_us + EXPIRY_LEAD_US, EXPIRY_LEAD_US
    )


def _tell(transaction: Transaction, kind: str, end: Expired, at_us: int) -> None:
    body = event_body(actor=end.actor, provider=end.provider, grant_id=end.grant_id, due_us=end.expires_us)
    transaction.events.emit(end.owner, kind, body, at_us)


@dataclass(frozen=True, slots=True)
class TellRefusals:
    """Refused attempts become events: who tried and how often, in batches that reveal nothing to the requester.

    Run it often. Several processes may run it: each batch is told once.
    """

    store: Store
    clock: Clock

    def __call__(self) -> int:
        """Tells the batch when its time has come; returns how many events it has.

        The revision rises with every batch, with an empty one too: a refused requester reads the revision, and must
        not learn from it that an owner exists who could be told (docs/adr/0027).
        """
        until_us = self.clock.utc_us() - SETTLED_US
        with self.store.read() as snapshot:
            if until_us < snapshot.events.refusals_told_us() + REFUSAL_BATCH_US:
                return 0
        with self.store.write() as transaction:
            told_us = transaction.events.refusals_told_us()
            if until_us < told_us + REFUSAL_BATCH_US:
                return 0
            transaction.next_revision()
            tallies = transaction.activity.refused_between(max(told_us, until_us - OLDEST_REFUSAL_US), until_us)
            for tally in tallies:
                kind = REFUSED_ATTEMPTS if tally.count < ALERT_COUNT else REFUSED_ATTEMPTS_ALERT
                transaction.events.emit(
                    tally.owner, kind, event_body(actor=tally.actor, count=tally.count), tally.at_us
                )
            transaction.events.set_refusals_told(until_us)
        return len(tallies)
