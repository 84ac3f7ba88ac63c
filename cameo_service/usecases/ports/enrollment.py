"""Invitations, sessions, and what an enrollment seals. Decides nothing.

Part of `ports`: every snapshot reads them, every transaction may write them.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NewType, Protocol
from uuid import UUID

from consent.identity import EnrollmentId, SubjectId
from consent.owner_act import OwnerAct
from consent.release import Purpose
from consent.terms import Assurance, Audience, Modality
from liveness.live.session import SessionState

InvitationId = NewType("InvitationId", UUID)
AttemptId = NewType("AttemptId", UUID)
"""Of one attempt of one session, never used again: what a replica began is told from what another one did."""

RECORDING_FINGERPRINT = "recording_fingerprint"
"""The kind of a `SealedTrace` that is about a recording."""


TEMPLATES_KIND = "matching_templates"
"""The kind of the sealed item that recordings are compared with; after a move to other nets see `templates_kind`."""


class SealBrokenError(Exception):
    """A sealed item does not open: it was altered, moved, or its key is gone. Treat the enrollment as absent."""


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One person may start one enrollment, until `expires_us`. `used_us` None: not yet. UTC microseconds."""

    subject: SubjectId
    invitation_id: InvitationId
    expires_us: int
    used_us: int | None = None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """An enrollment session as stored. Times in UTC microseconds.

    checks: (check, result, outside reason) of the latest attempt. record: the verification record as JSON, or None.
    act: what an enrolled person is verified for; None: an enrollment. attempt_id: the attempt that runs; None: none.
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
    attempt_id: AttemptId | None = None


@dataclass(frozen=True, slots=True)
class RunningAttempt:
    """An attempt that some process runs, or left behind. beats: how often that process has said that it lives."""

    session_id: EnrollmentId
    attempt_id: AttemptId
    beats: int


@dataclass(frozen=True, slots=True)
class OwnerProof:
    """The owner showed face and voice for an act they did not do yet."""

    act: OwnerAct
    verified_us: int


@dataclass(frozen=True, slots=True)
class SealedItem:
    """One sealed blob; bytes are vault ciphertext.

    kind: `templates_kind`, "likeness_reference.face" (frames) or "likeness_reference.voice" (clean speech). Face and
    voice are granted apart, so what a generator may fetch is sealed apart: `likeness_kind`.
    """

    kind: str
    model_id: str
    key_version: int
    wrapped_key: bytes
    ciphertext: bytes


def templates_kind(number: int) -> str:
    """The `kind` of a person's templates: number 1 is of the enrollment, each move to other nets adds one."""
    return TEMPLATES_KIND if number == 1 else f"{TEMPLATES_KIND}.{number}"


def templates_number(item: SealedItem) -> int:
    """The number of sealed templates, from 1; 0 for an item of another kind."""
    name, _, number = item.kind.partition(".")
    return int(number or 1) if name == TEMPLATES_KIND else 0


def templates_of(sealed: Sequence[SealedItem]) -> tuple[SealedItem, ...]:
    """The sealed templates, those that recordings are compared with first; others are kept to go back to."""
    return tuple(sorted(filter(templates_number, sealed), key=templates_number, reverse=True))


def likeness_kind(modality: Modality) -> str:
    """The `kind` of the sealed item that holds this modality of the likeness reference."""
    return f"likeness_reference.{modality}"


@dataclass(frozen=True, slots=True)
class EnrollmentRow:
    """A verified enrollment with what was sealed for it.

    audience_ceiling: what the checks that ran permit at most; `consent.facts.ceiling` lowers it where it is used.
    bound_to: an `IdentityBinding` value; None: UNBOUND.
    """

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


class Comparable(Protocol):
    """Says of an enrollment whether a recording made now could be compared with it."""

    def __call__(self, enrollment: EnrollmentRow) -> bool:
        """False where its templates are of nets that are not in use, or do not open: no take can ever match them."""


@dataclass(frozen=True, slots=True)
class SealedTrace:
    """That something is kept whose content never leaves: what it is, of which model, since when.

    kind: of a `SealedItem`, or RECORDING_FINGERPRINT, which has no model.
    """

    kind: str
    model_id: str
    since_us: int


class InvitationReads(Protocol):
    """Reads of one moment."""

    def by_id(self, invitation_id: InvitationId) -> InvitationRow | None:
        """An invitation by its id, whosever it is."""

    def of(self, owner: SubjectId) -> tuple[InvitationRow, ...]:
        """Every invitation of the owner, used and expired ones too, the first to end first."""


class InvitationWrites(InvitationReads, Protocol):
    """Writes of one transaction."""

    def put(self, row: InvitationRow) -> None:
        """Makes this the stored state of the invitation."""


class SessionReads(Protocol):
    """Reads of one moment."""

    def by_id(self, session_id: EnrollmentId) -> SessionRow | None:
        """An enrollment session."""

    def running(self) -> tuple[RunningAttempt, ...]:
        """Every attempt that runs, in every process, in the order of their ids."""


class SessionWrites(SessionReads, Protocol):
    """Writes of one transaction."""

    def put(self, session: SessionRow) -> None:
        """Makes this the stored state of the session."""

    def beat(self, attempts: Collection[AttemptId]) -> None:
        """One beat more for each of these attempts that still runs."""

    def since(self, subject: SubjectId, since_us: int) -> tuple[SessionRow, ...]:
        """The subject's sessions that were created after this time, the oldest first."""


class OwnerProofReads(Protocol):
    """Reads of one moment."""

    def of(self, owner: SubjectId) -> tuple[OwnerProof, ...]:
        """Every proof the owner did not use yet, in the order of acts."""


class OwnerProofWrites(OwnerProofReads, Protocol):
    """Writes of one transaction."""

    def put(self, owner: SubjectId, act: str, verified_us: int) -> None:
        """Keeps that the owner was verified for this act (`OwnerAct` value); replaces an earlier proof for it."""

    def take(self, owner: SubjectId, act: str) -> int | None:
        """Removes the proof for this act and returns when the owner was verified; None when there is none."""


class EnrollmentReads(Protocol):
    """Reads of one moment."""

    def of(self, subject: SubjectId) -> EnrollmentRow | None:
        """The subject's enrollment with what was sealed for it; SealBrokenError when a sealed item's key is gone."""

    def traces_of(self, subject: SubjectId) -> tuple[SealedTrace, ...]:
        """What is kept of the subject's face, voice and recordings: the enrollment's items, then recordings by time."""

    def sealed_by_others(self, pack: str, after: SubjectId | None, limit: int) -> tuple[SubjectId, ...]:
        """The first `limit` people after this one, by id, who have templates that another pack made."""


class EnrollmentWrites(EnrollmentReads, Protocol):
    """Writes of one transaction."""

    def put(self, enrollment: EnrollmentRow) -> None:
        """Makes this the subject's enrollment; an earlier one and its sealed items are deleted in the same step."""

    def end(self, subject: SubjectId) -> Sequence[bytes]:
        """Deletes the subject's enrollment and its sealed items; returns its id, if there was one."""

    def seal_too(self, enrollment: EnrollmentRow, item: SealedItem) -> None:
        """Adds a sealed item to an enrollment that has none of its kind."""

    def unseal(self, enrollment: EnrollmentRow, kind: str) -> None:
        """Deletes the enrollment's sealed items of this kind; their keys are destroyed after the commit."""

    def rewrap_below(self, version: int, limit: int, rewrapped: Callable[[EnrollmentRow], EnrollmentRow]) -> int:
        """Replaces the wrapped keys of at most `limit` enrollments that have one of an older version.

        `rewrapped` gives an enrollment with its keys wrapped anew. Returns how many enrollments there were; 0: no key
        of an older version is left, not even one without a person.
        """


class Vault(Protocol):
    """Envelope encryption. Associated data binds deployment, subject, enrollment, version, kind and model."""

    def seal(
        self, subject: SubjectId, enrollment: EnrollmentId, version: int, kind: str, model_id: str, plaintext: bytes
    ) -> SealedItem:
        """Seals under a data key of its own."""

    def open(self, subject: SubjectId, enrollment: EnrollmentId, version: int, item: SealedItem) -> bytes:
        """Raises SealBrokenError when anything that was bound differs."""
