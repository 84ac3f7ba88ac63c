"""What can go wrong for a caller.

CameoError
├── VerificationError   a render grant that must not be rendered under
├── RenderStoppedError  a render that may not start, or not go on
└── RefusedError        the service answered a call with an error
"""

from enum import StrEnum

import grpc


class CameoError(Exception):
    """Base of everything this package raises on purpose."""


class VerificationFailure(StrEnum):
    """Why a render grant was refused."""

    MALFORMED = "MALFORMED"
    """The envelope is not one, or holds unknown fields."""
    UNKNOWN_KEY = "UNKNOWN_KEY"
    """No key of this id: fetch the verification keys anew, then refuse."""
    KEY_REVOKED = "KEY_REVOKED"
    """The key was revoked: every grant it signed is dead."""
    KEY_OUT_OF_TIME = "KEY_OUT_OF_TIME"
    """The key did not sign at the time the grant was issued."""
    BAD_SIGNATURE = "BAD_SIGNATURE"
    """The claims or the key id are not what was signed."""
    BAD_CLAIMS = "BAD_CLAIMS"
    """A claim is missing, unknown, or out of its range."""
    WRONG_AUDIENCE = "WRONG_AUDIENCE"
    """Made for another service."""
    WRONG_HOLDER = "WRONG_HOLDER"
    """Held by another workload."""
    WRONG_JOB = "WRONG_JOB"
    """Made for another job."""
    WRONG_PROMPT = "WRONG_PROMPT"
    """Made for another prompt; check the rewritten prompt anew."""
    NOT_YET_VALID = "NOT_YET_VALID"
    """Issued in the future: check this machine's clock."""
    EXPIRED = "EXPIRED"
    """Over: check the prompt anew."""


class VerificationError(CameoError):
    """A render grant that must not be rendered under.

    failure: why, for logs and alerts; whatever it is, do not render.
    """

    def __init__(self, failure: VerificationFailure) -> None:
        super().__init__(f"render grant refused: {failure}")
        self.failure = failure


class StopReason(StrEnum):
    """Why a render may not start, or may not go on."""

    REVOKED = "REVOKED"
    """Somebody took back what the render grant stands on, or it ended."""
    STALE = "STALE"
    """Revocations were not heard of for longer than the lease."""
    OTHER_INCARNATION = "OTHER_INCARNATION"
    """The render grant is of another deployment, or from before a restore."""


class RenderStoppedError(CameoError):
    """A render that may not start: do not render, and delete what there is.

    reason: why, for logs and alerts.
    """

    def __init__(self, reason: StopReason) -> None:
        super().__init__(f"render stopped: {reason}")
        self.reason = reason


class RefusedError(CameoError):
    """The service answered a call with an error; docs/errors.md says what to do for each reason.

    reason: stable code, "" when the error came from the transport; request_id: for the operator, may be "".
    """

    def __init__(self, status: grpc.StatusCode, reason: str, message: str, request_id: str) -> None:
        super().__init__(f"{reason or status.name}: {message}")
        self.status = status
        self.reason = reason
        self.message = message
        self.request_id = request_id
