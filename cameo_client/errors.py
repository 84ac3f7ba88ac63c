"""What can go wrong for a caller.

CameoError
├── VerificationError         a render grant is not valid: do not render
├── RenderStoppedError        a render may not start
├── RefusedError              a call ended with an error
├── ReceiptRefusedError       a receipt is not proved
└── HistoryError              the published history cannot be relied on
    ├── NoteRefusedError
    └── CheckpointMalformedError
"""

from enum import StrEnum

import grpc


class CameoError(Exception):
    """Base of every error that this package raises on purpose."""


class VerificationFailure(StrEnum):
    """Why a render grant was refused."""

    MALFORMED = "MALFORMED"
    """The bytes are no envelope, or hold unknown fields."""
    UNKNOWN_KEY = "UNKNOWN_KEY"
    """No key has this id: fetch the verification keys again; if that does not help, refuse."""
    KEY_REVOKED = "KEY_REVOKED"
    """The key was revoked: no grant that it signed is valid."""
    KEY_OUT_OF_TIME = "KEY_OUT_OF_TIME"
    """The key did not sign at the time the grant was issued."""
    BAD_SIGNATURE = "BAD_SIGNATURE"
    """The signature does not match the claims and the key id."""
    BAD_CLAIMS = "BAD_CLAIMS"
    """A claim is missing, unknown, or out of its range."""
    WRONG_AUDIENCE = "WRONG_AUDIENCE"
    """The grant is for another service."""
    WRONG_HOLDER = "WRONG_HOLDER"
    """The grant is for another workload."""
    WRONG_JOB = "WRONG_JOB"
    """The grant is for another job."""
    WRONG_PROMPT = "WRONG_PROMPT"
    """The grant is for another prompt: check the prompt that you render."""
    NOT_YET_VALID = "NOT_YET_VALID"
    """The grant was issued in the future: check this machine's clock."""
    EXPIRED = "EXPIRED"
    """The grant expired: check the prompt again."""


class VerificationError(CameoError):
    """A render grant is not valid. Do not render, whatever the failure is.

    failure: why, for logs and alerts.
    """

    def __init__(self, failure: VerificationFailure) -> None:
        super().__init__(f"render grant refused: {failure}")
        self.failure = failure


class StopReason(StrEnum):
    """Why a render may not start or continue."""

    REVOKED = "REVOKED"
    """A consent that the render grant relies on was revoked, or it ended."""
    STALE = "STALE"
    """No revocations were received for longer than the lease."""
    OTHER_INCARNATION = "OTHER_INCARNATION"
    """The render grant is from another deployment, or from before a restore."""


class RenderStoppedError(CameoError):
    """A render may not start. Do not render, and delete what was made.

    reason: why, for logs and alerts.
    """

    def __init__(self, reason: StopReason) -> None:
        super().__init__(f"render stopped: {reason}")
        self.reason = reason


class RefusedError(CameoError):
    """A call ended with an error. docs/errors.md says what to do for each reason.

    reason: stable code; "" if the error came from the transport. message: for developers. request_id: for the operator;
    may be "". retry_after_s: when the same call may be sent again, whole seconds; None if the service did not say.
    """

    def __init__(
        self, status: grpc.StatusCode, reason: str, message: str, request_id: str, retry_after_s: int | None = None
    ) -> None:
        super().__init__(f"{reason or status.name}: {message}")
        self.status = status
        self.reason = reason
        self.message = message
        self.request_id = request_id
        self.retry_after_s = retry_after_s


class ReceiptFailure(StrEnum):
    """Why a receipt is not proved."""

    NOT_PUBLISHED = "NOT_PUBLISHED"
    """No checkpoint holds the receipt yet: ask for the receipt again in a second."""
    BAD_CHECKPOINT = "BAD_CHECKPOINT"
    """The log's key did not sign the checkpoint, or it is of another log or tree size."""
    BAD_ENTRY = "BAD_ENTRY"
    """The entry does not commit to the record and its salt, or a length is wrong."""
    NOT_INCLUDED = "NOT_INCLUDED"
    """The tree of the checkpoint does not hold the entry at its place."""
    UNKNOWN_RECORD = "UNKNOWN_RECORD"
    """The record is proved, but has another format: use a client of the same version as the service."""
    RECORD_DIFFERS = "RECORD_DIFFERS"
    """The receipt does not say what its record says: read the record."""


class ReceiptRefusedError(CameoError):
    """A receipt is not proved. Do not rely on it, whatever the failure is.

    failure: why, for logs and alerts.
    """

    def __init__(self, failure: ReceiptFailure) -> None:
        super().__init__(f"receipt refused: {failure}")
        self.failure = failure


class HistoryError(CameoError):
    """The published history cannot be used as it is."""


class NoteRefusedError(HistoryError):
    """A signed note or verifier key is malformed, or the given key did not sign the note."""


class CheckpointMalformedError(HistoryError):
    """The text of a signed note is no checkpoint."""
