"""The one switch from what is raised to what a client reads. An error that is not here is only "internal error"."""

import grpc

from cameo_service.rpc import errors as edge
from cameo_service.rpc.refusal import Refusal
from cameo_service.usecases.acting import errors, tokens
from cameo_service.usecases.enrollment import enrollment_errors
from cameo_service.usecases.ports import history as history_ports
from cameo_service.usecases.ports import subjects as subject_ports
from cameo_service.watch import hub
from consent.errors import PublicError
from liveness.errors import LivenessError, SessionError
from liveness.media.recording_errors import RecordingError

INTERNAL = Refusal(grpc.StatusCode.INTERNAL, "INTERNAL", "internal error")

ERROR_TABLE: tuple[tuple[type[Exception], grpc.StatusCode], ...] = (
    # The first row whose class fits decides, so special cases stand above their family.
    (edge.UnauthenticatedError, grpc.StatusCode.UNAUTHENTICATED),
    (errors.AssertionInvalidError, grpc.StatusCode.UNAUTHENTICATED),
    (edge.MethodNotOpenError, grpc.StatusCode.PERMISSION_DENIED),
    (edge.RoleNotAllowedError, grpc.StatusCode.PERMISSION_DENIED),
    (edge.TooManyStreamsError, grpc.StatusCode.RESOURCE_EXHAUSTED),
    (edge.TooManyCallsError, grpc.StatusCode.RESOURCE_EXHAUSTED),
    (edge.RequestLateError, grpc.StatusCode.DEADLINE_EXCEEDED),
    (enrollment_errors.UploadTooSlowError, grpc.StatusCode.ABORTED),
    (edge.ClientGoneError, grpc.StatusCode.CANCELLED),
    (hub.WatcherTooSlowError, grpc.StatusCode.RESOURCE_EXHAUSTED),
    (tokens.CursorTooOldError, grpc.StatusCode.OUT_OF_RANGE),
    (errors.RequestIdReusedError, grpc.StatusCode.ALREADY_EXISTS),
    (subject_ports.HandleTakenError, grpc.StatusCode.ALREADY_EXISTS),
    (subject_ports.UnknownSubjectError, grpc.StatusCode.NOT_FOUND),
    (enrollment_errors.UnknownSessionError, grpc.StatusCode.NOT_FOUND),
    (history_ports.UnknownReceiptError, grpc.StatusCode.NOT_FOUND),
    (enrollment_errors.AttemptAbandonedError, grpc.StatusCode.ABORTED),
    (enrollment_errors.AnalysisInterruptedError, grpc.StatusCode.UNAVAILABLE),
    (errors.NotFoundError, grpc.StatusCode.NOT_FOUND),
    (errors.NotAllowedError, grpc.StatusCode.PERMISSION_DENIED),
    (errors.StateError, grpc.StatusCode.FAILED_PRECONDITION),
    (SessionError, grpc.StatusCode.FAILED_PRECONDITION),
    (PublicError, grpc.StatusCode.INVALID_ARGUMENT),
    (LivenessError, grpc.StatusCode.INVALID_ARGUMENT),
    (RecordingError, grpc.StatusCode.INVALID_ARGUMENT),
)


def refusal_for(error: Exception) -> Refusal:
    """What a client reads for `error`."""
    for kind, status in ERROR_TABLE:
        if isinstance(error, kind):
            return Refusal(status, error.code, str(error))  # type: ignore[attr-defined]  # every row's class has one
    return INTERNAL
