"""Every use case from the ports it stands on."""

from dataclasses import dataclass, field

from cameo_service.clock import Clock
from cameo_service.rpc.access_servicer import AccessUseCases
from cameo_service.rpc.consent_servicer import ConsentUseCases
from cameo_service.rpc.guardian_servicer import GuardianUseCases
from cameo_service.rpc.held_render_servicer import HeldRenderUseCases
from cameo_service.rpc.render_servicer import RenderUseCases
from cameo_service.rpc.restriction_servicer import RestrictionUseCases
from cameo_service.rpc.review_servicer import ReviewUseCases
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.consent.answer_access import AnswerAccess
from cameo_service.usecases.consent.assert_age import AssertAge
from cameo_service.usecases.consent.block_actor import BlockActor
from cameo_service.usecases.consent.claim_handle import ClaimHandle
from cameo_service.usecases.consent.freeze_likeness import FreezeLikeness
from cameo_service.usecases.consent.get_consent import GetConsent
from cameo_service.usecases.consent.get_names import GetNames
from cameo_service.usecases.consent.get_restrictions import GetRestrictions
from cameo_service.usecases.consent.grant_access import GrantAccess
from cameo_service.usecases.consent.list_access_requests import ListAccessRequests
from cameo_service.usecases.consent.request_access import RequestAccess
from cameo_service.usecases.consent.revoke_access import RevokeAccess
from cameo_service.usecases.consent.set_asking import SetAsking
from cameo_service.usecases.consent.set_audience import SetAudience
from cameo_service.usecases.consent.set_names import SetNames
from cameo_service.usecases.consent.set_restrictions import SetRestrictions
from cameo_service.usecases.consent.unblock_actor import UnblockActor
from cameo_service.usecases.consent.unfreeze_likeness import UnfreezeLikeness
from cameo_service.usecases.operator.erasure import ReceiptSigner
from cameo_service.usecases.ports.activity import Refusals
from cameo_service.usecases.ports.enrollment import Vault
from cameo_service.usecases.ports.grant_signer import GrantSigner
from cameo_service.usecases.ports.id_source import IdSource
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.render.answer_held_render import AnswerHeldRender
from cameo_service.usecases.render.answer_review import AnswerReview
from cameo_service.usecases.render.check_prompt import CheckPrompt
from cameo_service.usecases.render.commit_render import CommitRender
from cameo_service.usecases.render.content_labels import NONE_LISTED, Classifiers
from cameo_service.usecases.render.current_permission import CurrentPermission
from cameo_service.usecases.render.fetch_identity_bundle import FetchIdentityBundle
from cameo_service.usecases.render.get_verification_keys import GetVerificationKeys
from cameo_service.usecases.render.likeness_reference import LikenessReferences
from cameo_service.usecases.render.list_held_renders import ListHeldRenders
from cameo_service.usecases.render.list_reviews import ListReviews
from cameo_service.usecases.render.list_usable_likenesses import ListUsableLikenesses
from cameo_service.usecases.render.mention_facts import MentionFacts
from cameo_service.usecases.render.mention_tokens import MentionTokens
from cameo_service.usecases.render.preflight import Preflight
from cameo_service.usecases.render.renew_grant import RenewGrant
from cameo_service.usecases.render.resolve_mentions import ResolveMentions
from cameo_service.usecases.render.transcripts import BannedWordTranscripts
from cameo_service.usecases.stand_ins.become_guardian import BecomeGuardian
from cameo_service.usecases.stand_ins.list_guardianships import ListGuardianships
from consent.review_policy import NO_REVIEWS, ReviewPolicy


@dataclass(frozen=True, slots=True)
class Ports:
    """The edges, as the use cases know them."""

    store: Store
    vault: Vault
    signer: GrantSigner
    receipt_signer: ReceiptSigner
    refusals: Refusals
    ids: IdSource
    clock: Clock
    token_secret: bytes = field(repr=False)
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


def consent_use_cases(ports: Ports) -> ConsentUseCases:
    """What ConsentService calls."""
    writes = Writes(ports.store, ports.clock, ports.ids)
    return ConsentUseCases(
        claim_handle=ClaimHandle(writes),
        assert_age=AssertAge(writes),
        set_audience=SetAudience(writes),
        grant_access=GrantAccess(writes, ports.ids),
        revoke_access=RevokeAccess(writes, ports.ids),
        block_actor=BlockActor(writes),
        unblock_actor=UnblockActor(writes),
        freeze_likeness=FreezeLikeness(writes, ports.ids),
        unfreeze_likeness=UnfreezeLikeness(writes),
        get_consent=GetConsent(ports.store, ports.clock),
    )


def restriction_use_cases(ports: Ports) -> RestrictionUseCases:
    """What RestrictionService calls."""
    return RestrictionUseCases(
        set_restrictions=SetRestrictions(Writes(ports.store, ports.clock, ports.ids)),
        get_restrictions=GetRestrictions(ports.store),
        set_names=SetNames(Writes(ports.store, ports.clock, ports.ids)),
        get_names=GetNames(ports.store),
    )


def access_use_cases(ports: Ports) -> AccessUseCases:
    """What AccessService calls."""
    writes = Writes(ports.store, ports.clock, ports.ids)
    return AccessUseCases(
        request_access=RequestAccess(writes),
        list_access_requests=ListAccessRequests(ports.store),
        answer_access=AnswerAccess(writes, GrantAccess(writes, ports.ids)),
        list_usable_likenesses=ListUsableLikenesses(ports.store, ports.clock),
    )


def held_render_use_cases(ports: Ports) -> HeldRenderUseCases:
    """What HeldRenderService calls."""
    writes = Writes(ports.store, ports.clock, ports.ids)
    return HeldRenderUseCases(
        set_asking=SetAsking(writes),
        list_held_renders=ListHeldRenders(ports.store, ports.clock),
        answer_held_render=AnswerHeldRender(writes),
    )


def render_use_cases(ports: Ports) -> RenderUseCases:
    """What RenderService calls."""
    tokens = MentionTokens(ports.token_secret, ports.ids)
    permission = CurrentPermission(ports.refusals)
    return RenderUseCases(
        resolve_mentions=ResolveMentions(ports.store, ports.clock, tokens),
        check_prompt=CheckPrompt(
            ports.store,
            ports.clock,
            ports.ids,
            ports.signer,
            ports.refusals,
            MentionFacts(tokens),
            ports.classifiers,
            ports.reviews,
        ),
        preflight=Preflight(
            ports.store, ports.clock, ports.refusals, MentionFacts(tokens), ports.classifiers, ports.reviews
        ),
        fetch_identity_bundle=FetchIdentityBundle(
            ports.store, ports.clock, ports.signer, LikenessReferences(ports.vault), permission
        ),
        renew_grant=RenewGrant(ports.store, ports.clock, ports.ids, ports.signer, permission),
        commit_render=CommitRender(ports.store, ports.clock, ports.signer, permission, BannedWordTranscripts()),
        get_verification_keys=GetVerificationKeys(ports.signer),
    )


def review_use_cases(ports: Ports) -> ReviewUseCases:
    """What ReviewService calls."""
    return ReviewUseCases(
        ListReviews(ports.store, ports.clock), AnswerReview(Writes(ports.store, ports.clock, ports.ids))
    )


def guardian_use_cases(ports: Ports, *, is_open: bool) -> GuardianUseCases:
    """What GuardianService calls."""
    return GuardianUseCases(
        become_guardian=BecomeGuardian(Writes(ports.store, ports.clock, ports.ids), is_open),
        list_guardianships=ListGuardianships(ports.store),
    )
