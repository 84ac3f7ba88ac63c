"""One recording a person at a time, in this process.

A person whose connection was lost opens a new stream while the service still waits for the old one, so the newest
stream wins: it ends an older one that still is received. A recording that has come whole is judged first; nothing is
lost, and no person fills the analysis.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition

from cameo_service.usecases.acting.errors import ServiceStoppingError
from cameo_service.usecases.enrollment.enrollment_errors import (
    AttemptAbandonedError,
    RecordingReplacedError,
    RecordingRunningError,
)
from cameo_service.usecases.enrollment.receive import Arrival, Stream
from consent.identity import SubjectId

LEAVES_WITHIN_S = 10.0
"""How long a stream waits for the one it replaces, which may be decoding a chunk: that takes 5 s at most."""


@dataclass(slots=True, eq=False)
class Turn:
    """One stream while it is the person's newest. Also the inbox that the recording is read from."""

    _stream: Stream
    _changed: Condition
    _is_judged: bool = False
    _is_replaced: bool = False
    _is_abandoned: bool = False

    def next(self, until_s: float | None) -> Arrival | None:
        """As `Inbox`.

        Raises:
            RecordingReplacedError: the person opened a newer stream.
            ServiceStoppingError: the service stops.
        """
        arrival = self._stream.next(until_s)
        self._require_newest()
        return arrival

    def judge(self) -> None:
        """The recording has come whole: from here on no newer stream ends it.

        Raises:
            RecordingReplacedError: one did.
            ServiceStoppingError: the service stops.
        """
        with self._changed:
            self._require_newest()
            self._is_judged = True

    def replace(self) -> None:
        """Ends the stream for a newer one. Called under the lock.

        Raises:
            RecordingRunningError: it has come whole and is being judged.
        """
        if self._is_judged:
            raise RecordingRunningError
        self._is_replaced = True
        self._stream.stop()

    def abandon(self) -> bool:
        """Ends the stream because the service stops, unless it has come whole. Called under the lock."""
        if self._is_judged or self._is_replaced:
            return False
        self._is_abandoned = True
        self._stream.stop()
        return True

    @property
    def is_replaced(self) -> bool:
        """Whether a newer stream has taken its place."""
        return self._is_replaced

    def require_wanted(self) -> None:
        """While it waits, when it reads nothing.

        Raises:
            RecordingReplacedError: the person opened a newer stream.
            AttemptAbandonedError: the client is gone.
        """
        self._require_newest()
        if self._stream.is_left:
            raise AttemptAbandonedError("The client closed the stream before the recording began.")

    def _require_newest(self) -> None:
        if self._is_replaced:
            raise RecordingReplacedError
        if self._is_abandoned:
            raise ServiceStoppingError


class Turns:
    """Which people record now. Safe for many threads."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._newest: dict[SubjectId, Turn] = {}
        self._running: dict[SubjectId, Turn] = {}
        self._is_closed = False

    def close(self) -> int:
        """No stream begins any more. Returns how many run."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
            return len(self._running)

    def wait_for_none(self, within_s: float) -> int:
        """Waits until none runs, so many seconds at most. Returns how many still do."""
        with self._changed:
            self._changed.wait_for(lambda: not self._running, max(within_s, 0.0))
            return len(self._running)

    def abandon_received(self) -> int:
        """Ends every stream that has not come whole. Returns how many."""
        with self._changed:
            return sum([turn.abandon() for turn in self._running.values()])

    @property
    def running(self) -> int:
        """How many run now."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """How many wait for an older stream of the same person to end."""
        with self._changed:
            return sum(self._running.get(person) is not turn for person, turn in self._newest.items())

    @contextmanager
    def turn(self, person: SubjectId, stream: Stream) -> Iterator[Turn]:
        """Runs this stream as the person's only one.

        Raises:
            RecordingRunningError: an earlier recording is being judged, or did not end in time.
            RecordingReplacedError: a newer stream came while this one waited.
            ServiceStoppingError: the service stops.
        """
        turn = Turn(stream, self._changed)
        with self._changed:
            if self._is_closed:
                raise ServiceStoppingError
            if (older := self._newest.get(person)) is not None:
                older.replace()
                self._changed.notify_all()
            self._newest[person] = turn
        try:
            self._take_over(person, turn)
            yield turn
        finally:
            self._leave(person, turn)

    def _take_over(self, person: SubjectId, turn: Turn) -> None:
        with self._changed:
            self._changed.wait_for(
                lambda: turn.is_replaced or self._is_closed or person not in self._running, LEAVES_WITHIN_S
            )
            if turn.is_replaced:
                raise RecordingReplacedError
            if self._is_closed:
                raise ServiceStoppingError
            if person in self._running:
                raise RecordingRunningError
            self._running[person] = turn

    def _leave(self, person: SubjectId, turn: Turn) -> None:
        with self._changed:
            for turns in (self._newest, self._running):
                if turns.get(person) is turn:
                    del turns[person]
            self._changed.notify_all()
