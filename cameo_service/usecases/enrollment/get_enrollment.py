"""GetEnrollment: where a session stands. Answers until 24 h after its end."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.tokens import require_at_least, token_of
from cameo_service.usecases.enrollment.enrollment_errors import UnknownSessionError
from cameo_service.usecases.enrollment.enrollment_view import EnrollmentView, view_of
from cameo_service.usecases.ports.store import Store
from consent.identity import EnrollmentId

READABLE_US = 24 * 60 * 60 * 1_000_000
"""How long after its end a session can be read."""


@dataclass(frozen=True, slots=True)
class GetEnrollmentRequest:
    """`at_least`: a token of an earlier reply that the answer must not be older than; None: any."""

    session_id: EnrollmentId
    at_least: str | None = None


@dataclass(frozen=True, slots=True)
class GetEnrollment:
    """Reads one session for the app backend that acts for its person, or for no person in particular."""

    store: Store
    clock: Clock

    def __call__(self, caller: Caller, request: GetEnrollmentRequest) -> EnrollmentView:
        """The session.

        Raises:
            UnknownSessionError: none with that id for this caller, or it ended more than 24 h ago.
            ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: about `at_least`.
        """
        now_us = self.clock.utc_us()
        with self.store.read() as snapshot:
            deployment, revision = self.store.deployment(), snapshot.revision()
            require_at_least(request.at_least, deployment, revision)
            row = snapshot.sessions.by_id(request.session_id)
        if row is None or caller.role is not Role.APP_BACKEND or caller.acting not in (None, row.subject):
            raise UnknownSessionError("No such enrollment session for this person.")
        if now_us >= row.expires_us + READABLE_US:
            raise UnknownSessionError("No such enrollment session for this person.")
        return view_of(row, now_us, token_of(deployment, revision))
