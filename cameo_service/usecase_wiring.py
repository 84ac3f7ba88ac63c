"""Every use case from the ports it stands on."""

from dataclasses import dataclass, field

from cameo_service.clock import Clock
from cameo_service.rpc.render import RenderUseCases
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.operator.erasure import ReceiptSigner
from cameo_service.usecases.ports.activity import Refusals
from cameo_service.usecases.ports.enrollment import Vault
from cameo_service.usecases.ports.outside import GrantSigner, IdSource
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.render.check import CheckPrompt
from cameo_service.usecases.render.commit import BannedWordTranscripts, CommitRender
from cameo_service.usecases.render.fetch import FetchIdentityBundle
from cameo_service.usecases.render.mentions import MentionTokens, ResolveMentions
from cameo_service.usecases.render.permission import CurrentPermission
from cameo_service.usecases.render.preflight import Preflight
from cameo_service.usecases.render.renew import RenewGrant
from consent.content_classes import NO_REVIEWS, NONE_LISTED, Classifiers, ReviewPolicy


@dataclass(frozen=True, slots=True)
class Ports:
    """The edges, as the use cases know them. nets: ids of every net that makes templates here."""

    store: Store
    vault: Vault
    signer: GrantSigner
    receipt_signer: ReceiptSigner
    refusals: Refusals
    ids: IdSource
    clock: Clock
    token_secret: bytes = field(repr=False)
    nets: frozenset[str]
    classifiers: Classifiers = NONE_LISTED
    reviews: ReviewPolicy = NO_REVIEWS

    @property
    def writes(self) -> Writes:
        """Runs commands."""
        return Writes(self.store, self.clock, self.ids)

    @property
    def reads(self) -> Reads:
        """Asks questions."""
        return Reads(self.store, self.clock)


def render_use_cases(ports: Ports) -> RenderUseCases:
    """What RenderService calls."""
    tokens = MentionTokens(ports.token_secret, ports.ids)
    permission = CurrentPermission(ports.refusals)
    return RenderUseCases(
        resolve_mentions=ResolveMentions(tokens),
        check_prompt=CheckPrompt(
            ports.store,
            ports.clock,
            ports.ids,
            ports.signer,
            ports.refusals,
            tokens,
            ports.classifiers,
            ports.reviews,
        ),
        preflight=Preflight(ports.refusals, tokens, ports.classifiers, ports.reviews),
        fetch_identity_bundle=FetchIdentityBundle(ports.store, ports.clock, ports.signer, ports.vault, permission),
        renew_grant=RenewGrant(ports.store, ports.clock, ports.ids, ports.signer, permission),
        commit_render=CommitRender(ports.store, ports.clock, ports.signer, permission, BannedWordTranscripts()),
        signer=ports.signer,
    )
