"""Release the likeness reference for a live render grant, once. The second of the three fences.

Nothing in the grant is believed before its signature, and nothing it says about people is believed at all: the rules
are asked again on the facts of now. Any doubt denies. Unlike other writes a repeated request is not answered again,
since a stored reply would be a second copy of the reference: a job that lost the reply checks its prompt again.
"""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.activity_kind import ActivityKind
from cameo_service.usecases.caller import Caller
from cameo_service.usecases.consistency import token_of
from cameo_service.usecases.errors import (
    NotPermittedError,
    OtherIncarnationError,
    RenderGrantExpiredError,
    RenderGrantNotYoursError,
    RenderGrantSpentError,
)
from cameo_service.usecases.likeness_reference import IdentityBundle, LikenessReferences
from cameo_service.usecases.ports import ActivityRow, GrantSigner, Refusal, Refusals, Store, Transaction
from consent.decision import decide
from consent.facts import RenderRequest, SubjectFacts
from consent.render_grant import GrantedSubject, RenderGrantClaims, unchanged
from consent.verdict import Allowed, Denied, Reason


@dataclass(frozen=True, slots=True)
class FetchIdentityBundleRequest:
    """`prompt_sha256`: 32 bytes, recomputed by the caller over the bytes it is about to feed to the model."""

    render_grant: bytes
    job: str
    prompt_sha256: bytes


@dataclass(frozen=True, slots=True)
class FetchIdentityBundleReply:
    """One bundle for each subject and modality of the grant."""

    bundles: tuple[IdentityBundle, ...]
    token: str


@dataclass(frozen=True, slots=True)
class FetchIdentityBundle:
    """Spends a render grant."""

    store: Store
    clock: Clock
    signer: GrantSigner
    references: LikenessReferences
    refusals: Refusals

    def __call__(self, caller: Caller, request: FetchIdentityBundleRequest) -> FetchIdentityBundleReply:
        """Steps: 1 signature, 2 whose grant and until when, 3 the rules again, 4 epochs, 5 spend, 6 open.

        Steps 3 to 6 are one transaction: a reference that does not open leaves the grant unspent.

        Raises:
            RenderGrantUnknownError: not signed by one of this service's keys.
            OtherIncarnationError: signed for another installation, or before a restore.
            RenderGrantNotYoursError: issued to another service, for another job or prompt.
            RenderGrantExpiredError: over.
            NotPermittedError: the rules say no by now, or something narrowed since the check.
            RenderGrantSpentError: fetched with before.
        """
        now_us = self.clock.utc_us()
        claims = self.signer.verify(request.render_grant)
        self._require_live(claims, caller, request, now_us)
        with self.store.write() as transaction:
            self._require_permitted(transaction, claims, now_us)
            if not transaction.spend(claims.render_grant_id, now_us):
                raise RenderGrantSpentError("This grant was used: check the prompt again.")
            bundles = self.references.open(transaction, claims)
            revision = _record(transaction, claims, now_us)
        return FetchIdentityBundleReply(bundles, token_of(self.store.deployment(), revision))

    def _require_live(
        self, claims: RenderGrantClaims, caller: Caller, request: FetchIdentityBundleRequest, now_us: int
    ) -> None:
        """Step 2."""
        deployment = self.store.deployment()
        if (claims.deployment_id, claims.incarnation) != (deployment.deployment_id, deployment.incarnation):
            raise OtherIncarnationError("This grant is of another installation or from before a restore: check again.")
        bound = (claims.audience, claims.holder, claims.job, claims.prompt_sha256)
        if bound != (caller.service_id, caller.service_id, request.job, request.prompt_sha256):
            raise RenderGrantNotYoursError("Fetch with the grant of this very service, job and prompt.")
        if not claims.issued_us <= now_us < claims.expires_us:
            raise RenderGrantExpiredError("This grant is over: check the prompt again.")

    def _require_permitted(self, transaction: Transaction, claims: RenderGrantClaims, now_us: int) -> None:
        """Steps 3 and 4; everybody who refuses is shown the attempt."""
        requester = transaction.requester(claims.requester)
        asked = RenderRequest(requester, claims.modalities, claims.use, claims.holder, ())
        ids = [granted.subject for granted in claims.subjects]
        facts = transaction.subject_facts(ids, claims.requester, claims.holder, now_us)
        decisions = [_decide_again(asked, granted, facts.get(granted.subject), now_us) for granted in claims.subjects]
        for subject, decision in zip(ids, decisions, strict=True):
            if isinstance(decision, Denied):
                refusal = Refusal(subject, claims.requester, claims.holder, decision.reason, now_us)
                self.refusals.note(refusal)
        # A requester who vanished must not be taken for anonymous, nor an empty list for everybody's yes.
        if requester.subject != claims.requester or not decisions or not all(decisions):
            raise NotPermittedError("This render is not permitted.")


def _decide_again(
    asked: RenderRequest, granted: GrantedSubject, facts: SubjectFacts | None, now_us: int
) -> Allowed | Denied:
    decision = decide(asked, facts, now_us)
    if decision and not unchanged(granted, facts):
        return Denied(Reason.NARROWED_SINCE_CHECK)
    return decision


def _record(transaction: Transaction, claims: RenderGrantClaims, now_us: int) -> int:
    """Shows the fetch to everybody it concerns; answers the revision."""
    revision = transaction.next_revision()
    for granted in claims.subjects:
        transaction.record_activity(
            ActivityRow(granted.subject, revision, now_us, ActivityKind.FETCHED, claims.requester, claims.holder, "", 1)
        )
    return revision
