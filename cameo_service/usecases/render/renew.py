"""Let a job that waited go on: a new grant before the fetch, a longer lease after it. Every rule is asked again.

Renewing never revives: after an act that narrowed, the prompt needs a new check.
"""

from dataclasses import dataclass, replace

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import LeaseExpiredError, RenderGrantExpiredError, RenderGrantSpentError
from cameo_service.usecases.acting.reads import token_of
from cameo_service.usecases.ports.outside import GrantSigner, IdSource
from cameo_service.usecases.ports.renders import RenderRow
from cameo_service.usecases.ports.store import Store, Transaction
from cameo_service.usecases.render.claims import PresentedGrant, RenderIntent, claims_of, own_claims
from cameo_service.usecases.render.fetch import lease_of, leased_rows
from cameo_service.usecases.render.permission import CurrentPermission
from consent.identity import RenderGrantId
from consent.render_grant import RenderGrantClaims
from consent.render_lease import RENEWABLE_US, is_renewable, lease_end


@dataclass(frozen=True, slots=True)
class GrantRenewed:
    """Exactly one of the two: a new grant to fetch with, or the later end of the lease."""

    render_grant: bytes | None
    lease_expires_us: int | None
    token: str


@dataclass(frozen=True, slots=True)
class RenewGrant:
    """Renews what the job holds."""

    store: Store
    clock: Clock
    ids: IdSource
    signer: GrantSigner
    permission: CurrentPermission

    def __call__(self, caller: Caller, request: PresentedGrant) -> GrantRenewed:
        """Steps: 1 signature and whose grant, 2 the rules and epochs, 3 a fetched render's lease, or 4 a new grant.

        Steps 2 to 4 are one transaction; the grant that is replaced is spent in it, so that one check makes one
        render.

        Raises:
            JobMissingError, RenderGrantUnknownError, OtherIncarnationError, RenderGrantNotYoursError: see `own_claims`.
            NotPermittedError: the rules say no by now, or something narrowed since the check.
            LeaseExpiredError: the lease ended without a commit.
            RenderGrantSpentError: renewed before.
            RenderGrantExpiredError: issued more than a day ago.
        """
        now_us, deployment = self.clock.utc_us(), self.store.deployment()
        claims = own_claims(self.signer, deployment, caller, request)
        with self.store.write() as transaction:
            token = token_of(deployment, transaction.revision())
            rows = leased_rows(transaction, claims)
            if rows:
                self.permission.require(transaction, claims, now_us, begins=False, vouched=caller.vouched)
                return GrantRenewed(None, _extended(transaction, rows, now_us), token)
            return GrantRenewed(self._reissued(transaction, caller, claims, now_us), None, token)

    def _reissued(self, transaction: Transaction, caller: Caller, claims: RenderGrantClaims, now_us: int) -> bytes:
        """Step 4."""
        permission = self.permission.require(transaction, claims, now_us, begins=True, vouched=caller.vouched)
        if now_us >= claims.issued_us + RENEWABLE_US:
            raise RenderGrantExpiredError("This grant is too old to be renewed: check the prompt again.")
        if not transaction.renders.spend(claims.render_grant_id, now_us):
            raise RenderGrantSpentError("This grant was renewed before: use the newer one, or check the prompt again.")
        render_grant_id = RenderGrantId(self.ids.new(now_us))
        intent = RenderIntent(render_grant_id, claims.job, claims.prompt_sha256, permission.asked)
        renewed = claims_of(self.store.deployment(), intent, permission.allowed, now_us)
        return self.signer.sign(renewed)


def _extended(transaction: Transaction, rows: tuple[RenderRow, ...], now_us: int) -> int:
    """Step 3."""
    lease = lease_of(rows)
    if lease is None or not is_renewable(lease, now_us):
        raise LeaseExpiredError("This lease is over and its place was given back: check the prompt again.")
    for row in rows:
        transaction.renders.put(replace(row, expires_us=lease_end(now_us)))
    return lease_end(now_us)
