"""An attempt whose stream broke, and those that a dead process left behind. Their prompts are burnt."""

from dataclasses import dataclass, replace

from cameo_service.clock import Clock
from cameo_service.usecases.enrollment.begin_attempt import Attempt, running
from cameo_service.usecases.enrollment.enrollment_view import session_of
from cameo_service.usecases.ports.store import Store
from liveness.errors import SessionError
from liveness.live import session as rules


@dataclass(frozen=True, slots=True)
class AbandonAttempt:
    """Moves a session from RECORDING to ABANDONED."""

    store: Store
    clock: Clock

    def __call__(self, attempt: Attempt) -> None:
        """Ends the attempt; a session that has moved on since is left as it is."""
        now_us = self.clock.utc_us()
        with self.store.write() as transaction:
            try:
                row = running(transaction.sessions.by_id(attempt.session_id), attempt)
                ended = rules.abandon(session_of(row), now_us)
            except SessionError:
                return
            transaction.sessions.put(replace(row, state=ended.state))

    def left_behind(self) -> int:
        """Ends every attempt still marked as recording: called once at start, when nobody can be recording.

        Returns:
            How many there were.
        """
        with self.store.write() as transaction:
            rows = transaction.sessions.in_state(rules.SessionState.RECORDING)
            for row in rows:
                transaction.sessions.put(replace(row, state=rules.SessionState.ABANDONED))
            return len(rows)
