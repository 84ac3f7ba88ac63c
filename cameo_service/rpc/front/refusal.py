"""An error as a client reads it: status, stable reason, message. Nothing of the cause beyond that leaves.

One table says what is told of which error; an error that is not in it is only "internal error".
"""

from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf import any_pb2
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc import code_pb2, error_details_pb2, status_pb2

from cameo_service.rpc.front import errors as edge
from cameo_service.rpc.identity import errors as identity_errors
from cameo_service.usecases.acting import busy, cursors, errors
from cameo_service.usecases.enrollment import enrollment_errors
from cameo_service.usecases.ports import history as history_ports
from cameo_service.usecases.ports import store as store_ports
from cameo_service.usecases.ports import subjects as subject_ports
from cameo_service.watch import hub
from consent.errors import PublicError
from liveness.errors import LivenessError, SessionError
from liveness.media.recording_errors import RecordingError

DOMAIN = "cameo.v1"
"""Domain of every ErrorInfo (AIP-193)."""
DETAILS_KEY = "grpc-status-details-bin"
REASON_KEY = "cameo-reason"
REQUEST_ID_KEY = "cameo-request-id"
RETRY_KEY = "cameo-retry-after-s"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What goes out. `reason` is in docs/errors.md. retry_s: when to try again, in seconds; None: it does not say."""

    status: grpc.StatusCode
    reason: str
    message: str
    retry_s: int | None = None

    async def abort(self, context: grpc.aio.ServicerContext[Any, Any], request_id: str) -> None:
        """Ends the call, on the event loop; always raises.

        The reason goes out twice: as google.rpc.Status for clients that know it, and as plain metadata for those that
        do not carry Google's common protos, such as `cameo_client`.
        """
        await context.abort(self.status, self.message, self._metadata(request_id))

    def _metadata(self, request_id: str) -> tuple[tuple[str, str | bytes], ...]:
        return (
            (DETAILS_KEY, self._details(request_id)),
            (REASON_KEY, self.reason),
            (REQUEST_ID_KEY, request_id),
            *(() if self.retry_s is None else ((RETRY_KEY, str(self.retry_s)),)),
        )

    def _details(self, request_id: str) -> bytes:
        info = error_details_pb2.ErrorInfo(reason=self.reason, domain=DOMAIN, metadata={"request_id": request_id})
        said: list[Message] = [info]
        if self.retry_s is not None:
            said.append(error_details_pb2.RetryInfo(retry_delay=Duration(seconds=self.retry_s)))
        details = [any_pb2.Any() for _ in said]
        for detail, message in zip(details, said, strict=True):
            detail.Pack(message)
        code = code_pb2.Code.Value(self.status.name)
        status: bytes = status_pb2.Status(code=code, message=self.message, details=details).SerializeToString()
        return status


RETRY_LATER = (busy.BusyError, edge.TooManyStreamsError, edge.TooManyCallsError)
"""Errors that say when to try again."""
INTERNAL = Refusal(grpc.StatusCode.INTERNAL, "INTERNAL", "internal error")

ERROR_TABLE: tuple[tuple[type[Exception], grpc.StatusCode], ...] = (
    # The first row whose class fits decides, so special cases stand above their family.
    (identity_errors.TokenKeysUnavailableError, grpc.StatusCode.UNAVAILABLE),
    (identity_errors.TokenError, grpc.StatusCode.UNAUTHENTICATED),
    (identity_errors.IdentityAmbiguousError, grpc.StatusCode.UNAUTHENTICATED),
    (edge.UnauthenticatedError, grpc.StatusCode.UNAUTHENTICATED),
    (errors.AssertionInvalidError, grpc.StatusCode.UNAUTHENTICATED),
    (edge.MethodNotOpenError, grpc.StatusCode.PERMISSION_DENIED),
    (edge.RoleNotAllowedError, grpc.StatusCode.PERMISSION_DENIED),
    (edge.HealthNameUnknownError, grpc.StatusCode.NOT_FOUND),
    (edge.SchemaOldError, grpc.StatusCode.UNAVAILABLE),
    (busy.BusyError, grpc.StatusCode.RESOURCE_EXHAUSTED),
    (edge.TooManyStreamsError, grpc.StatusCode.RESOURCE_EXHAUSTED),
    (edge.TooManyCallsError, grpc.StatusCode.RESOURCE_EXHAUSTED),
    (edge.StreamAgedError, grpc.StatusCode.UNAVAILABLE),
    (edge.CallTooLongError, grpc.StatusCode.DEADLINE_EXCEEDED),
    (edge.RequestLateError, grpc.StatusCode.DEADLINE_EXCEEDED),
    (enrollment_errors.CaptureTokenError, grpc.StatusCode.UNAUTHENTICATED),
    (enrollment_errors.UploadTooSlowError, grpc.StatusCode.ABORTED),
    (edge.ClientGoneError, grpc.StatusCode.CANCELLED),
    (hub.WatcherTooSlowError, grpc.StatusCode.RESOURCE_EXHAUSTED),
    (cursors.CursorTooOldError, grpc.StatusCode.OUT_OF_RANGE),
    (errors.ChangedMeanwhileError, grpc.StatusCode.ABORTED),
    (errors.ServiceStoppingError, grpc.StatusCode.UNAVAILABLE),
    (store_ports.DatabaseUnavailableError, grpc.StatusCode.UNAVAILABLE),
    (errors.RequestIdReusedError, grpc.StatusCode.ALREADY_EXISTS),
    (subject_ports.HandleTakenError, grpc.StatusCode.ALREADY_EXISTS),
    (subject_ports.UnknownSubjectError, grpc.StatusCode.NOT_FOUND),
    (enrollment_errors.UnknownSessionError, grpc.StatusCode.NOT_FOUND),
    (history_ports.UnknownReceiptError, grpc.StatusCode.NOT_FOUND),
    (history_ports.HistoryUnreconciledError, grpc.StatusCode.UNAVAILABLE),
    (enrollment_errors.AttemptAbandonedError, grpc.StatusCode.ABORTED),
    (enrollment_errors.RecordingReplacedError, grpc.StatusCode.ABORTED),
    (enrollment_errors.AnalysisInterruptedError, grpc.StatusCode.UNAVAILABLE),
    (enrollment_errors.AnalysisFailedError, grpc.StatusCode.ABORTED),
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
            retry_s = error.retry_s if isinstance(error, RETRY_LATER) else None
            return Refusal(status, error.code, str(error), retry_s)  # type: ignore[attr-defined]  # every row's class has one
    return INTERNAL
