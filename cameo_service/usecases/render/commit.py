"""Commit an output before any person sees it. The last of the three fences, and the one that counts.

Commits and revocations are ordered by their transactions. Every commit after an acknowledged revocation sees it; a
commit before it is an appearance, which the revocation can order to be taken down.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import (
    LeaseExpiredError,
    LeaseUnknownError,
    MarkingMissingError,
    NotDraftedError,
    NotPermittedError,
    OutputDiffersError,
    RenderIsPrivateError,
)
from cameo_service.usecases.acting.reads import token_of
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.outside import GrantSigner
from cameo_service.usecases.ports.renders import RenderRow
from cameo_service.usecases.ports.store import Snapshot, Store, Transaction
from cameo_service.usecases.render.claims import PresentedGrant, own_claims
from cameo_service.usecases.render.fetch import lease_of, leased_rows
from cameo_service.usecases.render.people import people_in_output, require_remix
from cameo_service.usecases.render.permission import CurrentPermission, Decisions
from consent.commit import CommitIntent, CommitRefusal, Stage, commit_refusal
from consent.errors import PublicError
from consent.identity import RenderGrantId, SubjectId
from consent.reading.hearing import hear, heard_words, unpacked
from consent.reading.spoken import spoken
from consent.render_grant import RenderGrantClaims
from consent.verdict import Denied, Reason

_REFUSALS: dict[CommitRefusal, tuple[type[PublicError], str]] = {
    CommitRefusal.LEASE_UNKNOWN: (LeaseUnknownError, "Fetch the likeness reference with this grant first."),
    CommitRefusal.LEASE_EXPIRED: (LeaseExpiredError, "This lease is over: renew it, or check the prompt again."),
    CommitRefusal.TAKEN_DOWN: (NotPermittedError, "This render is not permitted."),
    CommitRefusal.OUTPUT_DIFFERS: (OutputDiffersError, "Another output was committed: check the prompt for this one."),
    CommitRefusal.RENDER_IS_PRIVATE: (RenderIsPrivateError, "Check the prompt for the use PUBLISH to publish."),
    CommitRefusal.NOT_DRAFTED: (NotDraftedError, "Commit this output as a draft first."),
    CommitRefusal.MARKING_MISSING: (MarkingMissingError, "Mark the output as generated and send the evidence."),
}


@dataclass(frozen=True, slots=True)
class CommitRenderRequest:
    """output_sha256: 32 bytes over the file as it will be shown. marking: evidence that it is marked as generated.

    parent_output: SHA-256 of the committed output that this one was made from, or None. transcript: the words spoken in
    the output, "" for none.
    """

    grant: PresentedGrant
    stage: Stage
    output_sha256: bytes
    marking: bytes
    parent_output: bytes | None
    transcript: str


@dataclass(frozen=True, slots=True)
class RenderCommitted:
    """The output may be shown as `stage` says. appearance: its id in the feed of each person it shows."""

    appearance: RenderGrantId
    token: str


class Transcripts(Protocol):
    """Compares what an output says with the words its subjects banned."""

    def refused(self, snapshot: Snapshot, subjects: Sequence[SubjectId], transcript: str) -> frozenset[SubjectId]:
        """Those of the subjects for whom this transcript holds a banned word, read in the committing transaction."""


class BannedWordTranscripts:
    """Refuses a transcript that holds a banned word, or one that sounds like it, as a check of the prompt does."""

    def refused(self, snapshot: Snapshot, subjects: Sequence[SubjectId], transcript: str) -> frozenset[SubjectId]:
        """As a check: one statement, and the same comparisons whatever they banned."""
        if not transcript:
            return frozenset()
        facts = snapshot.facts.of(subjects, None, "", 0)
        banned = [unpacked(of_one.sought) for of_one in facts.values()]
        found = zip(facts, heard_words(banned, hear(spoken(transcript))), strict=True)
        return frozenset(subject for subject, words in found if words)


@dataclass(frozen=True, slots=True)
class CommitRender:
    """Commits drafts and publications."""

    store: Store
    clock: Clock
    signer: GrantSigner
    permission: CurrentPermission
    transcripts: Transcripts

    def __call__(self, caller: Caller, request: CommitRenderRequest) -> RenderCommitted:
        """Steps: 1 signature and whose grant, 2 the rules and epochs, 3 words, 4 parent, 5 lease and output, 6 record.

        Steps 2 to 6 are one transaction. Committing the same output again changes nothing and answers the same, while
        it is still permitted.

        Raises:
            JobMissingError, RenderGrantUnknownError, OtherIncarnationError, RenderGrantNotYoursError: see `own_claims`.
            NotPermittedError: the rules say no by now, something narrowed since the check, or this output, or another
                with the very same bytes, was taken down.
            LeaseUnknownError, LeaseExpiredError, OutputDiffersError: about the lease.
            NotDraftedError, RenderIsPrivateError, MarkingMissingError: about publishing.
            RemixNotAskedError: a parent, and a use that is no remix.
        """
        now_us, deployment = self.clock.utc_us(), self.store.deployment()
        claims = own_claims(self.signer, deployment, caller, request.grant)
        with self.store.write() as transaction:
            self.permission.require(transaction, claims, now_us, begins=False, vouched=caller.vouched)
            self._require_words(transaction, claims, request.transcript, now_us)
            require_inherited(transaction, claims, request.parent_output)
            rows = leased_rows(transaction, claims)
            self._require_lease(transaction, rows, claims, request, now_us)
            revision = _commit(transaction, rows, request, now_us)
        return RenderCommitted(claims.render_grant_id, token_of(deployment, revision))

    def _require_words(self, transaction: Transaction, claims: RenderGrantClaims, transcript: str, now_us: int) -> None:
        """Step 3."""
        refused = self.transcripts.refused(transaction, [granted.subject for granted in claims.subjects], transcript)
        decisions: Decisions = {subject: Denied(Reason.BANNED_WORD) for subject in sorted(refused)}
        self.permission.require_all(claims, decisions, now_us)

    def _require_lease(
        self,
        transaction: Transaction,
        rows: tuple[RenderRow, ...],
        claims: RenderGrantClaims,
        request: CommitRenderRequest,
        now_us: int,
    ) -> None:
        """Step 5. An owner who had the output taken down reads in the activity that it was sent again."""
        ordered_by = transaction.renders.ordered_down_by(request.output_sha256)
        intent = CommitIntent(request.stage, claims.use, request.output_sha256, request.marking)
        refusal = commit_refusal(lease_of(rows), intent, now_us, is_ordered_down=bool(ordered_by))
        if refusal is CommitRefusal.TAKEN_DOWN:
            told: Decisions = {owner: Denied(Reason.TAKEN_DOWN) for owner in ordered_by if owner is not None}
            self.permission.require_all(claims, told, now_us)
        if refusal:
            kind, message = _REFUSALS[refusal]
            raise kind(message)


def require_inherited(snapshot: Snapshot, claims: RenderGrantClaims, parent_output: bytes | None) -> None:
    """Step 4: the claims name everyone the parent output shows.

    Raises:
        RemixNotAskedError: the claims are for no remix.
        NotPermittedError: the parent is unknown or taken down, or shows a person the claims do not name.
    """
    if parent_output is None:
        return
    require_remix(claims.use)
    people = people_in_output(snapshot, parent_output)
    if people is None or not people <= {granted.subject for granted in claims.subjects}:
        raise NotPermittedError("This render is not permitted.")


def _commit(transaction: Transaction, rows: tuple[RenderRow, ...], request: CommitRenderRequest, now_us: int) -> int:
    """Step 6; returns the revision."""
    committed = [_committed(row, request, now_us) for row in rows]
    if committed == list(rows):
        return transaction.revision()
    kind = ActivityKind.PUBLISHED if request.stage is Stage.PUBLISH else ActivityKind.DRAFTED
    revision = transaction.next_revision()
    for row in committed:
        transaction.renders.put(row)
        transaction.activity.record(
            ActivityRow(
                row.owner, revision, now_us, kind, row.requester, row.provider, "", 1, output_sha256=row.output_sha256
            )
        )
    return revision


def _committed(row: RenderRow, request: CommitRenderRequest, now_us: int) -> RenderRow:
    """The row after this commit; the same row when it was committed so before."""
    if request.stage is Stage.PUBLISH:
        if row.published_us is not None:
            return row
        return replace(row, published_us=now_us, marking=request.marking)
    if row.drafted_us is not None:
        return row
    return replace(row, drafted_us=now_us, output_sha256=request.output_sha256, parent_output=request.parent_output)
