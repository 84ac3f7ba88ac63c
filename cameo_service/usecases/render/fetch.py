"""Release the likeness reference for a live render grant, once, and open the lease of its render. The second fence.

The grant is believed only after its signature, and what it says about people never: the rules are asked again on
current facts. Any doubt denies. Unlike other writes, a repeated request is not answered again, because a stored reply
would be a second copy of the reference: a job that lost the reply checks its prompt again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import NotPermittedError, RenderGrantExpiredError, RenderGrantSpentError
from cameo_service.usecases.acting.reads import token_of
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SealBrokenError, SealedItem, Vault, likeness_kind
from cameo_service.usecases.ports.outside import GrantSigner
from cameo_service.usecases.ports.renders import RenderRow
from cameo_service.usecases.ports.store import Snapshot, Store, Transaction
from cameo_service.usecases.render.claims import PresentedGrant, own_claims
from cameo_service.usecases.render.permission import CurrentPermission, Permission
from consent.held_render import spent
from consent.identity import SubjectId
from consent.render_grant import CLOCK_SKEW_US, RenderGrantClaims
from consent.render_lease import Removal, RenderLease, lease_end
from consent.terms import Assurance, Modality
from liveness.measure.reference_frames import ReferenceFrame, unpack


@dataclass(frozen=True, slots=True)
class IdentityBundle:
    """The likeness reference of one person: what the render grant allows of it, and nothing of another modality.

    frames: upright JPEGs, empty without FACE. voice_wav: 16 kHz mono, empty without VOICE. assurance: how the person
    was verified.
    """

    subject: SubjectId
    enrollment_version: int
    frames: tuple[ReferenceFrame, ...] = field(repr=False)
    voice_wav: bytes = field(repr=False)
    assurance: Assurance


@dataclass(frozen=True, slots=True)
class FetchIdentityBundleReply:
    """One bundle for each subject of the grant. lease_expires_us: commit before, or renew."""

    bundles: tuple[IdentityBundle, ...]
    lease_expires_us: int
    token: str


@dataclass(frozen=True, slots=True)
class FetchIdentityBundle:
    """Spends a render grant, with every yes it rests on, and opens the lease of its render."""

    store: Store
    clock: Clock
    signer: GrantSigner
    vault: Vault
    permission: CurrentPermission

    def __call__(self, caller: Caller, request: PresentedGrant) -> FetchIdentityBundleReply:
        """Steps: 1 signature and whose grant, 2 until when, 3 the rules, room and epochs, 4 spend, 5 lease, 6 open.

        Steps 3 to 6 are one transaction: a reference that does not open leaves the grant unspent.

        Raises:
            JobMissingError, RenderGrantUnknownError, OtherIncarnationError, RenderGrantNotYoursError: see `own_claims`.
            RenderGrantExpiredError: over: renew it, or check the prompt again.
            NotPermittedError: the rules say no by now, something narrowed since the check, or a reference is missing or
                does not open.
            RenderGrantSpentError: fetched with or renewed before.
        """
        now_us, deployment = self.clock.utc_us(), self.store.deployment()
        claims = own_claims(self.signer, deployment, caller, request)
        if not claims.issued_us - CLOCK_SKEW_US <= now_us < claims.expires_us:
            raise RenderGrantExpiredError("This grant is over: renew it, or check the prompt again.")
        with self.store.write() as transaction:
            permission = self.permission.require(transaction, claims, now_us, begins=True, vouched=caller.vouched)
            if not transaction.renders.spend(claims.render_grant_id, now_us):
                raise RenderGrantSpentError("This grant was used: check the prompt again.")
            open_lease(transaction, claims, permission, now_us)
            for yes in permission.yeses:
                transaction.held.put(spent(yes, claims.render_grant_id))
            bundles = self._references(transaction, claims)
            revision = _record(transaction, claims, now_us)
        return FetchIdentityBundleReply(bundles, lease_end(now_us), token_of(deployment, revision))

    def _references(self, transaction: Transaction, claims: RenderGrantClaims) -> tuple[IdentityBundle, ...]:
        """One for each person the claims name, with the modalities they name, and no more."""
        try:
            return tuple(
                self._opened(transaction.enrollments.of(granted.subject), claims.modalities)
                for granted in claims.subjects
            )
        except SealBrokenError as error:
            raise NotPermittedError("This render is not permitted.") from error

    def _opened(self, enrollment: EnrollmentRow | None, modalities: frozenset[Modality]) -> IdentityBundle:
        if enrollment is None:
            raise NotPermittedError("This render is not permitted.")
        contents = {modality: self._content(enrollment, modality) for modality in modalities}
        frames = unpack(contents.get(Modality.FACE, b""))
        voice = contents.get(Modality.VOICE, b"")
        return IdentityBundle(enrollment.subject, enrollment.version, frames, voice, enrollment.assurance)

    def _content(self, enrollment: EnrollmentRow, modality: Modality) -> bytes:
        item = _reference(enrollment, modality)
        if item is None:
            raise NotPermittedError("This render is not permitted.")
        return self.vault.open(enrollment.subject, enrollment.enrollment_id, enrollment.version, item)


def _reference(enrollment: EnrollmentRow, modality: Modality) -> SealedItem | None:
    return next((item for item in enrollment.sealed if item.kind == likeness_kind(modality)), None)


def open_lease(transaction: Transaction, claims: RenderGrantClaims, permission: Permission, now_us: int) -> None:
    """Writes one row of the render for each person it shows, under the grant that allows that person now."""
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
    """Writes the fetch into the activity of each person it shows; returns the revision."""
    revision = transaction.next_revision()
    for granted in claims.subjects:
        transaction.activity.record(
            ActivityRow(granted.subject, revision, now_us, ActivityKind.FETCHED, claims.requester, claims.holder, "", 1)
        )
    return revision


def leased_rows(snapshot: Snapshot, claims: RenderGrantClaims) -> tuple[RenderRow, ...]:
    """The rows of the claims' render, one for each person the claims name; none if one is missing."""
    owners = [granted.subject for granted in claims.subjects]
    rows = snapshot.renders.under(claims.render_grant_id, owners)
    return rows if len(rows) == len(owners) else ()


def lease_of(rows: Sequence[RenderRow]) -> RenderLease | None:
    """The lease these rows stand for; None if the render was never leased."""
    if not rows:
        return None
    return RenderLease(
        expires_us=min(row.expires_us for row in rows),
        output_sha256=rows[0].output_sha256,
        is_drafted=rows[0].drafted_us is not None,
        is_removed=any(row.removal is not Removal.NONE for row in rows),
    )
