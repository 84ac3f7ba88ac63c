"""Enrollment sessions, and what an enrollment seals. Decides nothing.

Part of `ports`: every snapshot reads them, every transaction may write them.
"""

from dataclasses import dataclass
from typing import Protocol

from consent.identity import EnrollmentId, SubjectId
from consent.owner_act import OwnerAct
from consent.release import Purpose
from consent.terms import Assurance, Audience, Modality
from liveness.live.session import SessionState


class SealBrokenError(Exception):
    """A sealed item does not open: it was altered, moved, or its key is gone. Treat the enrollment as absent."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """An enrollment session as stored. Times in UTC microseconds.

    checks: (check, result, outside reason) of the latest attempt. record: the verification record as JSON, or None.
    act: what an enrolled person is verified for; None: an enrollment.
    """

    session_id: EnrollmentId
    subject: SubjectId
    request_id: str
    purposes: frozenset[Purpose]
    consent_record: str
    state: SessionState
    attempts: int
    created_us: int
    expires_us: int
    checks: tuple[tuple[str, str, str], ...]
    record: str | None
    act: OwnerAct | None = None


@dataclass(frozen=True, slots=True)
class SealedItem:
    """One sealed blob; bytes are vault ciphertext.

    kind: "matching_templates", "likeness_reference.face" (frames) or "likeness_reference.voice" (clean speech). Face
    and voice are granted apart, so what a generator may fetch is sealed apart: `likeness_kind`.
    """

    kind: str
    model_id: str
    key_version: int
    wrapped_key: bytes
    ciphertext: bytes


def likeness_kind(modality: Modality) -> str:
    """The `kind` of the sealed item that holds this modality of the likeness reference."""
    return f"likeness_reference.{modality}"


@dataclass(frozen=True, slots=True)
class EnrollmentRow:
    """A verified enrollment with what was sealed for it. bound_to: an `IdentityBinding` value; None: UNBOUND."""

    enrollment_id: EnrollmentId
    subject: SubjectId
    version: int
    assurance: Assurance
    audience_ceiling: Audience
    modalities: frozenset[Modality]
    created_us: int
    expires_us: int | None
    sealed: tuple[SealedItem, ...]
    bound_to: str | None = None


class EnrollmentReads(Protocol):
    """Reads of one moment."""

    def session(self, session_id: EnrollmentId) -> SessionRow | None:
        """An enrollment session."""

    def enrollment(self, subject: SubjectId) -> EnrollmentRow | None:
        """The subject's enrollment with what was sealed for it; SealBrokenError when a sealed item's key is gone."""


class EnrollmentWrites(Protocol):
    """Writes of one transaction."""

    def put_session(self, session: SessionRow) -> None:
        """Makes this the stored state of the session."""

    def sessions_in(self, state: SessionState) -> tuple[SessionRow, ...]:
        """Every session stored in this state; asked once at start."""

    def sessions_since(self, subject: SubjectId, since_us: int) -> tuple[SessionRow, ...]:
        """The subject's sessions that were created after this time, the oldest first."""

    def put_owner_proof(self, owner: SubjectId, act: str, verified_us: int) -> None:
        """Keeps that the owner was verified for this act (`OwnerAct` value); replaces an earlier proof for it."""

    def take_owner_proof(self, owner: SubjectId, act: str) -> int | None:
        """Removes the proof for this act and returns when the owner was verified; None when there is none."""

    def put_enrollment(self, enrollment: EnrollmentRow) -> None:
        """Makes this the subject's enrollment; an earlier one and its sealed items are deleted in the same step."""


class Vault(Protocol):
    """Envelope encryption. Associated data binds deployment, subject, enrollment, version, kind and model."""

    def seal(
        self, subject: SubjectId, enrollment: EnrollmentId, version: int, kind: str, model_id: str, plaintext: bytes
    ) -> SealedItem:
        """Seals under a data key of its own."""

    def open(self, subject: SubjectId, enrollment: EnrollmentId, version: int, item: SealedItem) -> bytes:
        """Raises SealBrokenError when anything that was bound differs."""
