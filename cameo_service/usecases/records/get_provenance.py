"""What a renderer writes into its file about the consent it rendered under: hashes only, for the holder."""

from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.consistency import revision_of
from cameo_service.usecases.acting.errors import RenderGrantNotYoursError
from cameo_service.usecases.ports.history import Leaves, PublishedTree, UnknownReceiptError
from cameo_service.usecases.ports.outside import GrantSigner
from cameo_service.usecases.ports.store import Store
from consent.history.provenance import Provenance, RenderedUnder, provenance_of
from consent.identity import SubjectId


@dataclass(frozen=True, slots=True)
class GetProvenanceRequest:
    """`token`: what the reply to the fetch or commit with this grant carried."""

    render_grant: bytes
    token: str


@dataclass(frozen=True, slots=True)
class GetProvenance:
    """Finds the leaves of a fetch or commit, one for each person of the grant."""

    store: Store
    signer: GrantSigner
    leaves: Leaves
    tree: PublishedTree

    def __call__(self, caller: Caller, request: GetProvenanceRequest) -> Provenance:
        """The provenance. A grant that is over or spent serves too: it says what was rendered, not what may be.

        Raises:
            RenderGrantUnknownError: not signed by one of this service's keys.
            RenderGrantNotYoursError: issued to another service.
            ConsistencyTokenMalformedError, OtherIncarnationError: about the token.
            UnknownReceiptError: nothing was written about somebody of the grant then.
        """
        claims = self.signer.verify(request.render_grant)
        if claims.holder != caller.service_id:
            raise RenderGrantNotYoursError("Ask about grants of this very service.")
        revision, checkpoint = revision_of(request.token, self.store.deployment()), self.tree.checkpoint()
        return provenance_of(
            RenderedUnder(request.render_grant, claims.job, claims.prompt_sha256, claims.modalities, claims.use),
            self.tree.origin(),
            checkpoint.size if checkpoint else 0,
            [self._entry(granted.subject, revision) for granted in claims.subjects],
        )

    def _entry(self, subject: SubjectId, revision: int) -> bytes:
        found = self.leaves.written_at(subject, revision)
        if not found:
            raise UnknownReceiptError("Nothing was written about this render then: use the fetch's or commit's reply.")
        return found[0].entry
