"""What this edge itself refuses, before any use case runs."""

from consent.errors import PublicError


class FieldMissingError(PublicError):
    """A required field is not set."""

    code = "FIELD_MISSING"

    def __init__(self, field: str) -> None:
        super().__init__(f"Set {field}.")


class FieldMalformedError(PublicError):
    """A field holds what it cannot hold."""

    code = "FIELD_MALFORMED"

    def __init__(self, field: str, ask: str) -> None:
        super().__init__(f"{field}: {ask}.")


class UnauthenticatedError(PublicError):
    """The calling service cannot be told from the call."""

    code = "CALLER_UNKNOWN"


class MethodNotOpenError(PublicError):
    """A method without a row in the caller table: no caller may use it."""

    code = "METHOD_NOT_OPEN"


class RoleNotAllowedError(PublicError):
    """The method is not for this kind of service."""

    code = "ROLE_NOT_ALLOWED"


class HealthNameUnknownError(PublicError):
    """A probe named a service: only the empty name is known, the port as a whole."""

    code = "HEALTH_NAME_UNKNOWN"


class SchemaOldError(PublicError):
    """The service waits: an older program wrote its database, and it was not migrated yet."""

    code = "SCHEMA_OLD"


class TooManyStreamsError(PublicError):
    """As many streams of this kind are open as the service can carry."""

    code = "TOO_MANY_STREAMS"
    retry_s = 5


class StreamAgedError(PublicError):
    """A stream without an end of its own is ended before its connection is, with a word."""

    code = "STREAM_AGED"


class FrontError(PublicError):
    """The call was refused before it took a thread, and before anything asked who calls."""


class RequestLateError(FrontError):
    """The request did not come whole in time."""

    code = "REQUEST_LATE"


class RequestUnreadableError(FrontError):
    """No request came, or its bytes are none."""

    code = "REQUEST_UNREADABLE"


class TooManyCallsError(FrontError):
    """As many calls wait as the service queues, and no caller has more of them than this one."""

    code = "TOO_MANY_CALLS"
    retry_s = 1


class CallTooLongError(FrontError):
    """A call that came without a deadline took longer than any call of its kind may."""

    code = "CALL_TOO_LONG"


class ClientGoneError(PublicError):
    """The client ended the call while it was answered; no one is left to read the refusal."""

    code = "CANCELLED"


class InsecureBindError(Exception):
    """Callers that name themselves, on an address that other machines reach. For the operator, never on the wire."""
