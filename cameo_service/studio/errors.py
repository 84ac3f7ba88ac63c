"""What the studio itself refuses. docs/studio.md lists every reason; what the service refuses keeps its own."""

from typing import ClassVar

import grpc

from cameo_client.errors import RefusedError


class StudioError(Exception):
    """A request that goes no further. The message says what to do.

    Attributes:
        reason: stable; in docs/studio.md.
        http_status: of the reply.
    """

    reason: ClassVar[str]
    http_status: ClassVar[int]


class HostUnknownError(StudioError):
    """The request names another host than the studio's own, as a page does that took over a name."""

    reason, http_status = "HOST_UNKNOWN", 421


class OriginRefusedError(StudioError):
    """A request that acts does not come from a page of the studio."""

    reason, http_status = "ORIGIN_REFUSED", 403


class FormTokenMissingError(StudioError):
    """A request that acts lacks the token that the studio gave its own page."""

    reason, http_status = "FORM_TOKEN_MISSING", 403


class NotSignedInError(StudioError):
    """No person is signed in, or their time is over."""

    reason, http_status = "NOT_SIGNED_IN", 401


class MethodUnknownError(StudioError):
    """No call that a person may make from a page."""

    reason, http_status = "METHOD_UNKNOWN", 404


class BodyMalformedError(StudioError):
    """The body is not the JSON of the call's request."""

    reason, http_status = "BODY_MALFORMED", 400


class BodyTooLargeError(StudioError):
    """The body is larger than any request of a page."""

    reason, http_status = "BODY_TOO_LARGE", 413


class MessageMalformedError(StudioError):
    """A message of a recording is neither bytes nor the JSON of a RecordEnrollmentRequest."""

    reason, http_status = "MESSAGE_MALFORMED", 400


class SignInFailedError(StudioError):
    """No person who may sign in here."""

    reason, http_status = "SIGN_IN_FAILED", 403


_HTTP_STATUS = {
    grpc.StatusCode.INVALID_ARGUMENT: 400,
    grpc.StatusCode.UNAUTHENTICATED: 401,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.ALREADY_EXISTS: 409,
    grpc.StatusCode.FAILED_PRECONDITION: 409,
    grpc.StatusCode.ABORTED: 409,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 429,
    grpc.StatusCode.UNAVAILABLE: 503,
    grpc.StatusCode.DEADLINE_EXCEEDED: 504,
}
SERVICE_FAILED = 502
"""For a status that no honest request is answered with."""


def told(error: StudioError | RefusedError) -> tuple[int, dict[str, str]]:
    """HTTP status and JSON body of a refusal."""
    if isinstance(error, RefusedError):
        reason = error.reason or error.status.name
        return _HTTP_STATUS.get(error.status, SERVICE_FAILED), {"reason": reason, "message": error.message}
    return error.http_status, {"reason": error.reason, "message": str(error)}
