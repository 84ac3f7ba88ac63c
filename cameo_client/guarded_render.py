"""One render that a guard admitted: the claims of its render grant, and whether it may continue."""

from collections.abc import Callable

from cameo_client.errors import StopReason
from cameo_client.render_grant_claims import RenderGrantClaims
from cameo_client.revocation_replica import RevocationReplica
from cameo_client.revocation_scope import (
    consent_grant_scope,
    everything_scope,
    owner_scope,
    pair_scope,
    signing_key_scope,
)


class GuardedRender:
    """A running render, made by `RenderGuard.admit`. Ask `may_go_on` between frames, and before output leaves.

    Attributes:
        claims: of the render grant.
        scopes: (scope, claimed epoch) of every consent and key that the grant relies on.
        stopped: why the guard stopped it; None while it runs.
    """

    def __init__(
        self,
        claims: RenderGrantClaims,
        kid: str,
        replica: RevocationReplica,
        cancel: Callable[[StopReason], None],
    ) -> None:
        self.claims = claims
        self.scopes = scopes_of(claims, kid)
        self.stopped: StopReason | None = None
        self.cancel = cancel
        self._replica = replica

    def may_go_on(self) -> bool:
        """False once the guard stopped it, and while revocations are not fresh. Reads memory only: no call, no lock."""
        return self.stopped is None and self._replica.is_fresh()

    def held_back_by(self) -> StopReason | None:
        """Checks every scope of the grant against the replica. Returns why the render may not run, or None."""
        replica, claims = self._replica, self.claims
        if not replica.is_fresh():
            return StopReason.STALE
        if not replica.follows(claims.deployment, claims.incarnation):
            return StopReason.OTHER_INCARNATION
        if all(replica.holds(scope, epoch) for scope, epoch in self.scopes):
            return None
        return StopReason.REVOKED if replica.is_fresh() else StopReason.STALE


def scopes_of(claims: RenderGrantClaims, kid: str) -> tuple[tuple[bytes, int], ...]:
    """(scope, claimed epoch) of every consent and key that a render grant relies on."""
    scopes = [(everything_scope(), claims.global_epoch), (signing_key_scope(kid), 0)]
    for subject in claims.subjects:
        scopes.append((owner_scope(subject.subject_id.bytes), subject.owner_epoch))
        if claims.requester is not None:
            scopes.append((pair_scope(subject.subject_id.bytes, claims.requester.bytes), subject.pair_epoch))
        if subject.grant_id is not None:
            scopes.append((consent_grant_scope(subject.grant_id.bytes), 0))
    return tuple(scopes)
