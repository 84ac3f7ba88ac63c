"""Release the likeness reference for a live render grant, once. The second of the three fences.

Nothing in the grant is believed before its signature, and nothing it says about people is believed at all: the rules
are asked again on the facts of now. Any doubt denies. Unlike other writes a repeated request is not answered again,
since a stored reply would be a second copy of the reference: a job that lost the reply checks its prompt again.
"""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.consistency import token_of
from cameo_service.usecases.acting.errors import RenderGrantExpiredError, RenderGrantSpentError
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.outside import GrantSigner
from cameo_service.usecases.ports.renders import RenderRow
from cameo_service.usecases.ports.store import Store, Transaction
from cameo_service.usecases.render.current_permission import CurrentPermission, Permission
from cameo_service.usecases.render.likeness_reference import IdentityBundle, LikenessReferences
from cameo_service.usecases.render.own_grant import PresentedGrant, own_claims
from consent.held_render import spent
from consent.render_grant import RenderGrantClaims
from consent.render_lease import lease_end


@dataclass(frozen=True, slots=True)
class FetchIdentityBundleReply:
    """One bundle for each subject and modality of the grant. lease_expires_us: commit before, or renew."""

    bundles: tuple[IdentityBundle, ...]
    lease_expires_us: int
    token: str


@dataclass(frozen=True, slots=True)
class FetchIdentityBundle:
    """Spends a render grant, with every yes it stands on, and opens the lease of its render."""

    store: Store
    clock: Clock
    signer: GrantSigner
    references: LikenessReferences
    permission: CurrentPermission

    def __call__(self, caller: Caller, request: PresentedGrant) -> FetchIdentityBundleReply:
        """Steps: 1 signature and whose grant, 2 until when, 3 the rules, room and epochs, 4 spend, 5 lease, 6 open.

        Steps 3 to 6 are one transaction: a reference that does not open leaves the grant unspent.

        Raises:
            RenderGrantUnknownError, OtherIncarnationError, RenderGrantNotYoursError: see `own_claims`.
            RenderGrantExpiredError: over: renew it, or check the prompt again.
            NotPermittedError: the rules say no by now, or something narrowed since the check.
            RenderGrantSpentError: fetched with or renewed before.
        """
        now_us, deployment = self.clock.utc_us(), self.store.deployment()
        claims = own_claims(self.signer, deployment, caller, request)
        if not claims.issued_us <= now_us < claims.expires_us:
            raise RenderGrantExpiredError("This grant is over: renew it, or check the prompt again.")
        with self.store.write() as transaction:
            permission = self.permission.require(transaction, claims, now_us, begins=True, vouched=caller.vouched)
            if not transaction.renders.spend(claims.render_grant_id, now_us):
                raise RenderGrantSpentError("This grant was used: check the prompt again.")
            open_lease(transaction, claims, permission, now_us)
            for yes in permission.yeses:
                transaction.held.put(spent(yes, claims.render_grant_id))
            bundles = self.references.open(transaction, claims)
            revision = _record(transaction, claims, now_us)
        return FetchIdentityBundleReply(bundles, lease_end(now_us), token_of(deployment, revision))


def open_lease(transaction: Transaction, claims: RenderGrantClaims, permission: Permission, now_us: int) -> None:
    """Writes the render of everybody it shows, under the grant that allows each of them now."""
    for allowed in permission.allowed:
        row = RenderRow(
            owner=allowed.facts.subject,
            render_grant_id=claims.render_grant_id,
            grant_id=allowed.decision.grant_id,
            requester=claims.requester,
            provider=claims.holder,
            opened_us=now_us,
            expires_us=lease_end(now_us),
        )
        transaction.renders.put(row)


def _record(transaction: Transaction, claims: RenderGrantClaims, now_us: int) -> int:
    """Shows the fetch to everybody it concerns; answers the revision."""
    revision = transaction.next_revision()
    for granted in claims.subjects:
        transaction.activity.record(
            ActivityRow(granted.subject, revision, now_us, ActivityKind.FETCHED, claims.requester, claims.holder, "", 1)
        )
    return revision
