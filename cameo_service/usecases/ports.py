"""What the use cases need from the outside: stores, vault, signer, analysis. Implemented at the edges.

Every write method runs inside `Store.write()`: one BEGIN IMMEDIATE transaction that commits when the block ends and
rolls back when it raises. Every read runs inside `Store.read()`: one snapshot. Nothing here decides anything.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from cameo_service.usecases.event_ports import EventReads, EventWrites
from cameo_service.usecases.render_ports import RenderReads, RenderWrites
from consent.access_request import AccessRequest
from consent.errors import PublicError
from consent.facts import Block, Grant, RequesterFacts, SubjectFacts
from consent.identity import EnrollmentId, GrantId, RenderGrantId, SubjectId
from consent.names import PersonName
from consent.render_grant import RenderGrantClaims
from consent.restrictions import Restrictions
from consent.terms import Assurance, Audience, Modality

REFUSED = "refused"
"""The activity kind that is counted per (owner, actor, reason, hour); every other kind is appended."""


class HandleTakenError(PublicError):
    """The handle, or one that looks like it, belongs to somebody else or is in quarantine: choose another."""

    code = "HANDLE_TAKEN"


class UnknownSubjectError(PublicError):
    """A write named an owner who does not exist: ensure the subject first."""

    code = "UNKNOWN_SUBJECT"


class SealBrokenError(Exception):
    """A sealed item does not open: it was altered, moved, or its key is gone. Treat the enrollment as absent."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """Which installation and which life of its database this is; part of every token and associated data."""

    deployment_id: bytes
    incarnation: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """An enrollment session as stored. `state` is liveness.session's name for it; times in UTC microseconds.

    checks: (check, result, outside reason) of the latest attempt. record: the verification record as JSON, or None.
    """

    session_id: EnrollmentId
    subject: SubjectId
    request_id: str
    purposes: frozenset[str]
    consent_record: str
    state: str
    attempts: int
    created_us: int
    expires_us: int
    checks: tuple[tuple[str, str, str], ...]
    record: str | None


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
    """A verified enrollment with what was sealed for it."""

    enrollment_id: EnrollmentId
    subject: SubjectId
    version: int
    assurance: Assurance
    audience_ceiling: Audience
    modalities: frozenset[Modality]
    created_us: int
    expires_us: int | None
    sealed: tuple[SealedItem, ...]


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One line of a subject's activity feed. `reason` is the true one; only the subject reads it.

    revision: the one the transaction commits as; for REFUSED rows the newest at that time, as a refusal changes
    nothing and must not move the revision that the refused caller reads.
    """

    owner: SubjectId
    revision: int
    at_us: int
    kind: str
    actor: SubjectId | None
    provider: str
    reason: str
    count: int


class Snapshot(EventReads, RenderReads, Protocol):
    """Reads of one moment."""

    def revision(self) -> int:
        """The newest committed revision this snapshot sees."""

    def requester(self, subject: SubjectId | None) -> RequesterFacts:
        """Facts about the asking person; anonymous for None or an unknown id."""

    def subject_facts(
        self, owners: Sequence[SubjectId], requester: SubjectId | None, provider: str, now_us: int
    ) -> dict[SubjectId, SubjectFacts]:
        """Facts for every owner at once, the same number of statements whatever the answer. Unknown ids are absent.

        Grants come with their expiry, expired ones too, and only those for any provider or for this one; `blocked`
        is judged at `now_us`; `mutual` and `matched_words` are None: the store
        does not know them.
        """

    def subjects_by_handle(self, handles: Sequence[str]) -> dict[str, SubjectId]:
        """Current handles only; unknown handles are absent. One statement."""

    def handle_of(self, subject: SubjectId) -> str | None:
        """The current handle."""

    def subject_of(self, issuer: str, sub: str) -> SubjectId | None:
        """Whom an identity provider's name stands for."""

    def session(self, session_id: EnrollmentId) -> SessionRow | None:
        """An enrollment session."""

    def enrollment(self, subject: SubjectId) -> EnrollmentRow | None:
        """The subject's enrollment with what was sealed for it; SealBrokenError when a sealed item's key is gone."""

    def grants_from(self, owner: SubjectId) -> tuple[Grant, ...]:
        """Every grant that was not ended, for all grantees and providers, expired ones too."""

    def blocks_from(self, owner: SubjectId) -> tuple[Block, ...]:
        """Every block that was not lifted, expired ones too."""

    def restrictions(self, owner: SubjectId) -> Restrictions:
        """What the owner does not want; UNTOUCHED when nothing was set."""

    def bearers(self, sounds: Sequence[str]) -> tuple[tuple[SubjectId, PersonName], ...]:
        """Everybody with a name of one of these sounds, one pair a name. One statement, whatever is found."""

    def names_of(self, owner: SubjectId) -> tuple[PersonName, ...]:
        """All names of one person, in the order of their words."""

    def access_requests(self, owner: SubjectId) -> tuple[AccessRequest, ...]:
        """What others asked the owner and got no answer to, the oldest first."""

    def activity(self, owner: SubjectId, limit: int) -> tuple[ActivityRow, ...]:
        """The newest `limit` lines of the owner's feed, newest first."""

    def remembered(self, caller: str, request_id: str, now_us: int) -> tuple[bytes, bytes] | None:
        """(SHA-256 of the request body, reply) of an earlier write with this request id, within 24 h of `now_us`."""


class Transaction(Snapshot, EventWrites, RenderWrites, Protocol):
    """Writes of one transaction; reads see them. `bump_*` only ever raise an epoch, and write the event that says so.

    A write about an owner who does not exist raises UnknownSubjectError; grantees and actors need not exist here.
    """

    def next_revision(self) -> int:
        """The revision this transaction commits as, drawn once (one locked counter: commit order = revision order)."""

    def ensure_subject(self, issuer: str, sub: str, new_id: SubjectId, now_us: int) -> SubjectId:
        """The subject of this name, made under `new_id` at first contact: ONLY_ME, age unknown."""

    def claim_handle(self, subject: SubjectId, handle: str, skeleton: str, now_us: int) -> None:
        """Raises HandleTakenError when the handle, or one that looks like it, is somebody's or in quarantine."""

    def set_age(self, subject: SubjectId, age: str, now_us: int) -> None:
        """Stores an age class (`AgeClass` value) asserted at `now_us`."""

    def set_audience(self, owner: SubjectId, audience: Audience) -> None:
        """Sets the ceiling over the owner's grants."""

    def put_grant(self, grant: Grant, now_us: int) -> None:
        """Replaces any grant with the same owner, grantee and provider; clears the pair's revoked mark."""

    def end_grants(self, owner: SubjectId, grantee: SubjectId, now_us: int) -> tuple[GrantId, ...]:
        """Ends every grant of the pair and sets its revoked mark, also when there was no grant."""

    def put_block(self, owner: SubjectId, actor: SubjectId, expires_us: int | None, now_us: int) -> None:
        """Blocks; replaces any block of the same pair."""

    def end_block(self, owner: SubjectId, actor: SubjectId) -> None:
        """Lifts a block; no block is fine."""

    def set_frozen(self, owner: SubjectId, *, frozen: bool) -> None:
        """Freezes or unfreezes the owner."""

    def put_restrictions(self, owner: SubjectId, restrictions: Restrictions) -> None:
        """Makes these the owner's restrictions."""

    def put_names(self, owner: SubjectId, names: Sequence[PersonName]) -> None:
        """Makes these all names of the owner; no two have the same words."""

    def put_access_request(self, wish: AccessRequest) -> bool:
        """Replaces any request of the same pair; True when there was none."""

    def end_access_request(self, owner: SubjectId, requester: SubjectId) -> AccessRequest | None:
        """Ends the pair's request and returns it; None when there was none."""

    def bump_owner_epoch(self, owner: SubjectId) -> int:
        """Raises the owner's epoch by one; returns it."""

    def bump_pair_epoch(self, owner: SubjectId, actor: SubjectId) -> int:
        """Raises the pair's epoch by one; returns it."""

    def put_session(self, session: SessionRow) -> None:
        """Makes this the stored state of the session."""

    def sessions_in(self, state: str) -> tuple[SessionRow, ...]:
        """Every session stored in this state; asked once at start."""

    def sessions_since(self, subject: SubjectId, since_us: int) -> tuple[SessionRow, ...]:
        """The subject's sessions that were created after this time, the oldest first."""

    def put_enrollment(self, enrollment: EnrollmentRow) -> None:
        """Makes this the subject's enrollment; an earlier one and its sealed items are deleted in the same step."""

    def spend(self, render_grant_id: RenderGrantId, now_us: int) -> bool:
        """Records the id as spent: True the first time, False ever after. Grants are not stored when issued."""

    def record_activity(self, row: ActivityRow) -> None:
        """Appends, and emits an event of its kind; refused attempts are counted per (owner, actor, reason, hour) in one
        row and are no events.
        """

    def remember(self, caller: str, request_id: str, body_sha256: bytes, reply: bytes, now_us: int) -> None:
        """Keeps the reply to a write for 24 h."""


class Store(Protocol):
    """The database."""

    def deployment(self) -> Deployment:
        """Which installation this is; costs no query."""

    def read(self) -> AbstractContextManager[Snapshot]:
        """One snapshot, as new as the newest write that had returned."""

    def write(self) -> AbstractContextManager[Transaction]:
        """One transaction: durable when the block ends, undone when it raises."""


class Vault(Protocol):
    """Envelope encryption. Associated data binds deployment, subject, enrollment, version, kind and model."""

    def seal(
        self, subject: SubjectId, enrollment: EnrollmentId, version: int, kind: str, model_id: str, plaintext: bytes
    ) -> SealedItem:
        """Seals under a data key of its own."""

    def open(self, subject: SubjectId, enrollment: EnrollmentId, version: int, item: SealedItem) -> bytes:
        """Raises SealBrokenError when anything that was bound differs."""


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key that grants are checked with: Ed25519, 32 raw bytes. Times in UTC microseconds; None: open."""

    key_id: str
    public_key: bytes
    not_before_us: int
    not_after_us: int | None
    revoked_us: int | None


class GrantSigner(Protocol):
    """Encodes and signs render grants, and opens them again (`cameo_client.render_grant` has the wire form)."""

    def sign(self, claims: RenderGrantClaims) -> bytes:
        """The whole envelope: key id, claims, signature."""

    def verify(self, envelope: bytes) -> RenderGrantClaims:
        """The claims of an envelope that one of our own, not revoked keys signed; time and holder are not judged.

        Raises RenderGrantUnknownError (usecases.errors) for everything else, malformed bytes included.
        """

    def keys(self) -> tuple[VerificationKey, ...]:
        """Current and next keys, and revoked ones until no grant signed with them can be alive."""


class IdSource(Protocol):
    """New ids."""

    def new(self, now_us: int) -> UUID:
        """A UUIDv7 of this moment."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused attempt to render `owner`; `actor` None: nobody's assertion came with it."""

    owner: SubjectId
    actor: SubjectId | None
    provider: str
    reason: str
    at_us: int


class Refusals(Protocol):
    """Where refused attempts are noted without touching the database; written out at most a second later."""

    def note(self, refusal: Refusal) -> None:
        """Counts one attempt. A crash may lose the last second of them."""
