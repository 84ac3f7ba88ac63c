"""What the studio itself refuses. docs/studio.md lists every reason; what the service refuses keeps its own."""

from typing import ClassVar

import grpc

from cameo_client.errors import RefusedError
from consent.errors import PublicError


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


class ProxyUnknownError(StudioError):
    """The request does not come by one of the proxies that the studio stands behind."""

    reason, http_status = "PROXY_UNKNOWN", 403


class NotEncryptedError(StudioError):
    """The proxy took the request in the clear, or does not say that it came encrypted."""

    reason, http_status = "NOT_ENCRYPTED", 403


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


class DecisionNeededError(StudioError):
    """An act that widens: the person decides it at the identity provider first, and the page sends it again.

    Attributes:
        digest: of the act.
    """

    reason, http_status = "DECISION_NEEDED", 401

    def __init__(self, digest: str) -> None:
        super().__init__("Confirm this with your identity provider.")
        self.digest = digest


class ActUnknownError(StudioError):
    """A browser goes to decide an act that its own page did not ask for."""

    reason, http_status = "ACT_UNKNOWN", 404


class PageUnknownError(StudioError):
    """A sign-in that would end at no page of the studio: at another site, for one."""

    reason, http_status = "PAGE_UNKNOWN", 400


class StateUnknownError(StudioError):
    """A browser comes back from the identity provider, and did not go there from here, or comes back twice."""

    reason, http_status = "STATE_UNKNOWN", 403


class SignInDeclinedError(StudioError):
    """The identity provider signed the person in for nothing: they went back, or it refused them."""

    reason, http_status = "SIGN_IN_DECLINED", 403


class CodeRefusedError(StudioError):
    """The identity provider gives no tokens: the code was used before, is over, or another browser began."""

    reason, http_status = "CODE_REFUSED", 403


class NonceWrongError(StudioError):
    """The ID token was made for another sign-in, or another act."""

    reason, http_status = "NONCE_WRONG", 403


class OtherPersonError(StudioError):
    """Another account decided than the one that is signed in here."""

    reason, http_status = "OTHER_PERSON", 403


class LoginNotFreshError(StudioError):
    """The identity provider did not ask the person to sign in for this decision."""

    reason, http_status = "LOGIN_NOT_FRESH", 403


class ProviderAwayError(StudioError):
    """The identity provider does not answer, or not in a way that can be used."""

    reason, http_status = "PROVIDER_AWAY", 503


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


NOT_BELIEVED = 403


def told(error: StudioError | RefusedError | PublicError) -> tuple[int, dict[str, str]]:
    """HTTP status and JSON body of a refusal."""
    if isinstance(error, RefusedError):
        reason = error.reason or error.status.name
        return _HTTP_STATUS.get(error.status, SERVICE_FAILED), {"reason": reason, "message": error.message}
    if isinstance(error, PublicError):
        return NOT_BELIEVED, {"reason": error.code, "message": str(error)}
    said = {"reason": error.reason, "message": str(error)}
    return error.http_status, said | ({"act": error.digest} if isinstance(error, DecisionNeededError) else {})
