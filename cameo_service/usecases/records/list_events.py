"""What happened to anybody, in the order of the writes, for an app backend to act on. Read by cursor, page by page."""

from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.event_cursor import cursor_of, position_of
from cameo_service.usecases.ports.events import EPOCH_KINDS, WHOLE_REVISION, EventRow, Position
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.store import Snapshot, Store

MOST_EVENTS = 500


@dataclass(frozen=True, slots=True)
class ListEventsRequest:
    """`cursor` None: from the oldest event that is kept. `limit`: events wanted, 500 at most."""

    cursor: str | None
    limit: int


@dataclass(frozen=True, slots=True)
class ListedEvent:
    """`event_id` is the same each time the event is told."""

    event_id: str
    row: EventRow


@dataclass(frozen=True, slots=True)
class ListEventsReply:
    """A page, and where the next one starts. Raised epochs are not listed: the acts that raised them are."""

    events: tuple[ListedEvent, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class ListEvents:
    """Reads events of all owners."""

    store: Store

    def __call__(self, caller: Caller, request: ListEventsRequest) -> ListEventsReply:
        """The next page; empty when nothing is newer.

        Raises:
            CursorMalformedError, CursorTooOldError, CursorFromTheFutureError, OtherIncarnationError: about the cursor.
        """
        del caller  # the caller table lets app backends in, and they serve every owner
        deployment = self.store.deployment()
        limit = max(1, min(request.limit, MOST_EVENTS))
        with self.store.read() as snapshot:
            after = _start(snapshot, deployment, request.cursor)
            rows = snapshot.events.after(after, limit)
            end = rows[-1].position if len(rows) == limit else Position(snapshot.revision(), WHOLE_REVISION)
        told = tuple(ListedEvent(event_id(deployment, row), row) for row in rows if row.kind not in EPOCH_KINDS)
        return ListEventsReply(told, cursor_of(deployment, end))


def event_id(deployment: Deployment, row: EventRow) -> str:
    """What receivers know the event by, whoever tells it and however often."""
    return f"evt_{deployment.deployment_id.hex()}_{deployment.incarnation}_{row.position.revision}_{row.position.seq}"


def _start(snapshot: Snapshot, deployment: Deployment, cursor: str | None) -> Position:
    forgotten = snapshot.events.forgotten_revision()
    if cursor is None:
        return Position(forgotten, WHOLE_REVISION)
    return position_of(cursor, deployment, snapshot.revision(), forgotten)
