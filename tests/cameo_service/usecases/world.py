"""A service without its edges: every consent use case over a store of its own, with a clock that is told the time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from typing import TypeVar
from uuid import UUID

from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from cameo_service.usecases.acting.errors import RenderGrantUnknownError
from cameo_service.usecases.acting.person import OwnerQuestion
from cameo_service.usecases.acting.reads import Question, ReadRequest, Reads
from cameo_service.usecases.acting.writes import Command, WriteRequest, Writes
from cameo_service.usecases.consent.access import (
    AccessGranted,
    AccessRevoked,
    GrantAccessRequest,
    RevokeAccessRequest,
    grant_access,
    revoke_access,
)
from cameo_service.usecases.consent.age import AssertAgeRequest, assert_age
from cameo_service.usecases.consent.audience import (
    AudienceSet,
    SetAskingRequest,
    SetAudienceRequest,
    set_asking,
    set_audience,
)
from cameo_service.usecases.consent.groups import (
    GrantGroupRequest,
    GroupRevoked,
    PutInGroupRequest,
    RemoveFromGroupRequest,
    RevokeGroupRequest,
    grant_group,
    put_in_group,
    remove_from_group,
    revoke_group,
)
from cameo_service.usecases.consent.handles import ClaimHandleRequest, claim_handle
from cameo_service.usecases.consent.names import SetNames, SetNamesRequest
from cameo_service.usecases.consent.restrictions import SetRestrictionsRequest, set_restrictions
from cameo_service.usecases.enrollment.comparable import NetsInUse
from cameo_service.usecases.operator.brake import (
    FreezeEverythingRequest,
    LiftSuspensionRequest,
    SuspendSubjectRequest,
    UnfreezeEverythingRequest,
    freeze_everything,
    lift_suspension,
    suspend_subject,
    unfreeze_everything,
)
from cameo_service.usecases.operator.erasure import EraseSubject, EraseSubjectRequest, SubjectErased
from cameo_service.usecases.operator.names import VouchForNamesRequest, vouch_for_names
from cameo_service.usecases.ports.activity import Refusal
from cameo_service.usecases.ports.enrollment import (
    TEMPLATES_KIND,
    EnrollmentRow,
    SealBrokenError,
    SealedItem,
    likeness_kind,
)
from cameo_service.usecases.ports.outside import VerificationKey
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.render.check import CheckPrompt, CheckPromptReply, CheckPromptRequest
from cameo_service.usecases.render.claims import PresentedGrant, prompt_sha256
from cameo_service.usecases.render.commit import (
    BannedWordTranscripts,
    CommitRender,
    CommitRenderRequest,
    RenderCommitted,
)
from cameo_service.usecases.render.fetch import FetchIdentityBundle, FetchIdentityBundleReply
from cameo_service.usecases.render.held import (
    ApproveHeldRenderRequest,
    AskedRender,
    DenyHeldRenderRequest,
    HeldRenderApproved,
    SweepHeldRenders,
    approve_held_render,
    deny_held_render,
    list_held_renders,
)
from cameo_service.usecases.render.mentions import MentionTokens, ResolveMentions
from cameo_service.usecases.render.permission import CurrentPermission
from cameo_service.usecases.render.preflight import Preflight
from cameo_service.usecases.render.renew import GrantRenewed, RenewGrant
from cameo_service.usecases.render.reviews import (
    AnswerReviewRequest,
    ListReviewsRequest,
    Reviews,
    ReviewVerdict,
    answer_review,
    list_reviews,
)
from cameo_service.usecases.render.usable import ListUsableLikenesses
from cameo_service.usecases.stand_ins.guardianship import BecomeGuardian
from consent.commit import Stage
from consent.content_classes import NO_REVIEWS, Classifiers, ContentLabels, ReviewPolicy
from consent.identity import EnrollmentId, SubjectId
from consent.owner_act import OwnerAct
from consent.render_grant import RenderGrantClaims
from consent.restrictions import Restrictions
from consent.takedown import StopEffect
from consent.terms import AgeClass, Assurance, Audience, Modality, Use
from consent.verdict import Reason
from liveness.measure.reference_frames import Pose, ReferenceFrame, pack
from tests.stores import new_store

Act = TypeVar("Act", bound=WriteRequest)
Look = TypeVar("Look", bound=ReadRequest)
Reply = TypeVar("Reply")

NOW_US = 1_800_000_000_000_000
SECOND_US = 1_000_000
FACE = frozenset({Modality.FACE})
BOTH = frozenset(Modality)
STUDIO = "studio"
CLASSIFIER = "classifier"
HARMLESS = ContentLabels(CLASSIFIER, frozenset())


@dataclass
class ToldClock:
    now_us: int = NOW_US

    def utc_us(self) -> int:
        return self.now_us

    def monotonic_s(self) -> float:
        return self.now_us / SECOND_US


@dataclass
class CountedIds:
    """Threads may share it: taking the next number is one step."""

    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new(self, now_us: int) -> UUID:
        return UUID(int=(now_us << 64) + next(self.numbers))


@dataclass
class RememberingSigner:
    """Its envelopes are numbers of what it signed."""

    signed: list[RenderGrantClaims] = field(default_factory=list)

    def sign(self, claims: RenderGrantClaims) -> bytes:
        self.signed.append(claims)
        return b"grant %d" % len(self.signed)

    def verify(self, envelope: bytes) -> RenderGrantClaims:
        for number, claims in enumerate(self.signed, start=1):
            if envelope == b"grant %d" % number:
                return claims
        raise RenderGrantUnknownError("Pass the grant on exactly as it came.")

    def keys(self) -> tuple[VerificationKey, ...]:
        return (VerificationKey("one", bytes(32), 0, None, None),)


@dataclass
class OpenVault:
    """Seals nothing; `is_broken` makes everything refuse to open."""

    is_broken: bool = False

    def seal(
        self, subject: SubjectId, enrollment: EnrollmentId, version: int, kind: str, model_id: str, plaintext: bytes
    ) -> SealedItem:
        return SealedItem(kind, model_id, 1, b"key", plaintext)

    def open(self, subject: SubjectId, enrollment: EnrollmentId, version: int, item: SealedItem) -> bytes:
        if self.is_broken:
            raise SealBrokenError("altered")
        return item.ciphertext


@dataclass
class NotedRefusals:
    """Keeps what a log writes: of an attempt at an unknown person nothing is kept. calls: those that were told, too."""

    noted: list[Refusal] = field(default_factory=list)
    calls: int = 0

    def note(self, refusal: Refusal) -> None:
        self.calls += 1
        if refusal.reason != Reason.UNKNOWN_SUBJECT:
            self.noted.append(refusal)


@dataclass(frozen=True)
class ListedWords:
    """Ordinary are the phrases that are listed here."""

    listed: frozenset[tuple[str, ...]] = frozenset({("in", "the"), ("at", "night")})

    def are_ordinary(self, words: tuple[str, ...]) -> bool:
        return words in self.listed


NETS = frozenset({"the net of this world"})
"""Ids of the nets that make templates."""


def reference_of(handle: str, kind: str) -> bytes:
    """What is sealed of somebody: one frame that names them, or bytes that do; templates say what net made them."""
    named = f"{handle} {kind}".encode()
    if kind == TEMPLATES_KIND:
        (net,) = NETS
        return json.dumps({"face": {"model_id": net, "of": handle}, "voice": None}).encode()
    return pack((ReferenceFrame(Pose.FRONT, named),)) if kind == likeness_kind(Modality.FACE) else named


class World:
    """People are called by their handles; whoever is made is an adult without enrollment."""

    def __init__(self, store: Store | None = None, reviews: ReviewPolicy = NO_REVIEWS) -> None:
        self.store: Store = store if store is not None else new_store()
        self.clock, self.ids, self.signer = ToldClock(), CountedIds(), RememberingSigner()
        self.vault, self.refusals = OpenVault(), NotedRefusals()
        self.people: dict[str, SubjectId] = {}
        self.requests = 0
        self.writes = Writes(self.store, self.clock, self.ids)
        self.reads = Reads(self.store, self.clock)
        tokens = MentionTokens(bytes(32), self.ids)
        self.erase_subject = EraseSubject(NetsInUse(self.vault, NETS))
        self.become_guardian = BecomeGuardian(is_open=True)
        self.resolve_mentions = ResolveMentions(tokens)
        self.set_names = SetNames(ListedWords())
        self.check_prompt = CheckPrompt(
            self.store,
            self.clock,
            self.ids,
            self.signer,
            self.refusals,
            tokens,
            Classifiers(frozenset({CLASSIFIER})),
            reviews,
        )
        self.preflight = Preflight(self.refusals, tokens, Classifiers(frozenset({CLASSIFIER})), reviews)
        self.list_usable_likenesses = ListUsableLikenesses(self.store, self.clock)
        self.sweep_held_renders = SweepHeldRenders(self.store, self.clock)
        permission = CurrentPermission(self.refusals)
        self.fetch = FetchIdentityBundle(self.store, self.clock, self.signer, self.vault, permission)
        self.renew = RenewGrant(self.store, self.clock, self.ids, self.signer, permission)
        self.commit = CommitRender(self.store, self.clock, self.signer, permission, BannedWordTranscripts())

    def run(self, command: Command[Act, Reply], caller: Caller, request: Act) -> Reply:
        return self.writes.run(command, caller, request)

    def ask(self, question: Question[Look, Reply], caller: Caller, request: Look) -> Reply:
        return self.reads.ask(question, caller, request)

    def request_id(self) -> str:
        self.requests += 1
        return f"request {self.requests}"

    def app(self, acting: str | None = None) -> Caller:
        return Caller("app", Role.APP_BACKEND, EVERY_ISSUER, self.people[acting] if acting else None)

    def studio(self, acting: str | None = None, service_id: str = STUDIO) -> Caller:
        return Caller(service_id, Role.GENERATION, EVERY_ISSUER, self.people[acting] if acting else None)

    def operator(self) -> Caller:
        return Caller("operator", Role.OPERATOR, EVERY_ISSUER, None)

    def all_frozen(self, *, frozen: bool = True) -> None:
        if frozen:
            self.run(freeze_everything, self.operator(), FreezeEverythingRequest(self.request_id(), "an incident"))
        else:
            self.run(unfreeze_everything, self.operator(), UnfreezeEverythingRequest(self.request_id(), "it is over"))

    def suspended(self, handle: str, *, suspended: bool = True) -> None:
        subject = self.people[handle]
        if suspended:
            request = SuspendSubjectRequest(self.request_id(), subject, "stolen account")
            self.run(suspend_subject, self.operator(), request)
        else:
            self.run(lift_suspension, self.operator(), LiftSuspensionRequest(self.request_id(), subject, "is theirs"))

    def erased(self, handle: str, effect: StopEffect = StopEffect.DELETE_ALL) -> SubjectErased:
        self.verified(handle, OwnerAct.ERASE)
        return self.run(self.erase_subject, self.app(handle), EraseSubjectRequest(self.request_id(), effect))

    def person(self, handle: str, age: AgeClass = AgeClass.ADULT, issuer: str = "issuer") -> SubjectId:
        with self.store.write() as transaction:
            new_id = SubjectId(self.ids.new(self.clock.now_us))
            self.people[handle] = transaction.people.ensure(issuer, handle, new_id, self.clock.now_us)
        self.run(claim_handle, self.app(handle), ClaimHandleRequest(self.request_id(), handle))
        self.run(assert_age, self.app(handle), AssertAgeRequest(self.request_id(), None, age))
        return self.people[handle]

    def enroll(
        self,
        handle: str,
        *,
        ceiling: Audience = Audience.EVERYONE,
        modalities: frozenset[Modality] = BOTH,
        expires_us: int | None = None,
        has_reference: bool = True,
    ) -> None:
        subject, enrollment_id = self.people[handle], EnrollmentId(self.ids.new(self.clock.now_us))
        kinds = [likeness_kind(modality) for modality in modalities] if has_reference else []
        sealed = tuple(
            self.vault.seal(subject, enrollment_id, 1, kind, "model", reference_of(handle, kind))
            for kind in [TEMPLATES_KIND, *kinds]
        )
        row = EnrollmentRow(
            enrollment_id=enrollment_id,
            subject=subject,
            version=1,
            assurance=Assurance.LIVE_ATTESTED,
            audience_ceiling=ceiling,
            modalities=modalities,
            created_us=self.clock.now_us,
            expires_us=expires_us,
            sealed=sealed,
            bound_to="photo",
        )
        with self.store.write() as transaction:
            transaction.next_revision()
            transaction.enrollments.put(row)
            transaction.epochs.bump_owner(subject)

    def verified(self, owner: str, act: OwnerAct) -> None:
        """The owner showed face and voice a moment ago."""
        with self.store.write() as transaction:
            transaction.owner_proofs.put(self.people[owner], act, self.clock.now_us)

    def audience(self, owner: str, audience: Audience, *, acting: bool = True) -> AudienceSet:
        caller = self.app(owner if acting else None)
        if audience is Audience.EVERYONE:
            self.verified(owner, OwnerAct.WIDEN_TO_EVERYONE)
        return self.run(set_audience, caller, SetAudienceRequest(self.request_id(), self.people[owner], audience))

    def grant(
        self,
        owner: str,
        grantee: str,
        *,
        modalities: frozenset[Modality] = BOTH,
        uses: frozenset[Use] = frozenset({Use.PRIVATE, Use.PUBLISH}),
        expires_us: int | None = None,
        provider: str | None = None,
        asks_each_time: bool = False,
    ) -> AccessGranted:
        if Use.AD in uses:
            self.verified(owner, OwnerAct.GRANT_AD)
        request = GrantAccessRequest(
            self.request_id(),
            self.people[grantee],
            modalities,
            uses,
            expires_us,
            provider,
            asks_each_time=asks_each_time,
        )
        return self.run(grant_access, self.app(owner), request)

    def grouped(self, owner: str, group: str, *members: str) -> None:
        for member in members:
            if self._may_advertise(owner, group):
                self.verified(owner, OwnerAct.GRANT_AD)
            request = PutInGroupRequest(self.request_id(), group, self.people[member])
            self.run(put_in_group, self.app(owner), request)

    def _may_advertise(self, owner: str, group: str) -> bool:
        with self.store.read() as snapshot:
            groups = snapshot.groups.of(self.people[owner])
        return any(Use.AD in grant.uses for found in groups if found.name == group for grant in found.grants)

    def ungrouped(self, owner: str, group: str, member: str) -> None:
        request = RemoveFromGroupRequest(self.request_id(), self.people[owner], group, self.people[member])
        self.run(remove_from_group, self.app(), request)

    def granted_to_group(
        self,
        owner: str,
        group: str,
        *,
        modalities: frozenset[Modality] = BOTH,
        uses: frozenset[Use] = frozenset({Use.PRIVATE, Use.PUBLISH}),
        expires_us: int | None = None,
        provider: str | None = None,
    ) -> AccessGranted:
        if Use.AD in uses:
            self.verified(owner, OwnerAct.GRANT_AD)
        request = GrantGroupRequest(self.request_id(), group, modalities, uses, expires_us, provider)
        return self.run(grant_group, self.app(owner), request)

    def revoked_group(
        self, owner: str, group: str, effect: StopEffect = StopEffect.STOP_NEW, *, provider: str | None = None
    ) -> GroupRevoked:
        request = RevokeGroupRequest(self.request_id(), self.people[owner], group, effect, provider)
        return self.run(revoke_group, self.app(), request)

    def named(self, owner: str, *names: str, acting: bool = True) -> None:
        request = SetNamesRequest(self.request_id(), self.people[owner], frozenset(names))
        self.run(self.set_names, self.app(owner if acting else None), request)

    def vouched(self, owner: str) -> None:
        request = VouchForNamesRequest(self.request_id(), self.people[owner], "a known person without an account")
        assert self.run(vouch_for_names, self.operator(), request).is_vouched

    def restrict(self, owner: str, restrictions: Restrictions, *, acting: bool = True) -> None:
        request = SetRestrictionsRequest(self.request_id(), self.people[owner], restrictions)
        self.run(set_restrictions, self.app(owner if acting else None), request)

    def reviews(self) -> Reviews:
        return self.ask(list_reviews, self.operator(), ListReviewsRequest(100, None))

    def reviewed(self, ask: bytes, verdict: ReviewVerdict = ReviewVerdict.NO_OBJECTION) -> None:
        self.run(answer_review, self.operator(), AnswerReviewRequest(self.request_id(), ask, verdict))

    def asking(self, owner: str, *, each_time: bool = True, acting: bool = False) -> None:
        request = SetAskingRequest(self.request_id(), self.people[owner], each_time)
        self.run(set_asking, self.app(owner if acting else None), request)

    def asked_of(self, owner: str) -> list[AskedRender]:
        request = OwnerQuestion(self.people[owner], None)
        return list(self.ask(list_held_renders, self.app(), request).asked)

    def approved(self, owner: str, ask: bytes) -> HeldRenderApproved:
        return self.run(approve_held_render, self.app(owner), ApproveHeldRenderRequest(self.request_id(), ask))

    def declined(self, owner: str, ask: bytes) -> None:
        request = DenyHeldRenderRequest(self.request_id(), self.people[owner], ask)
        self.run(deny_held_render, self.app(), request)

    def check(
        self,
        asker: str | None,
        prompt: str,
        *,
        modalities: frozenset[Modality] = FACE,
        use: Use = Use.PRIVATE,
        at_least: str | None = None,
        service_id: str = STUDIO,
        labels: ContentLabels | None = HARMLESS,
        job: str = "job",
    ) -> CheckPromptReply:
        request = CheckPromptRequest(job, prompt, modalities, use, (), (), at_least, labels)
        return self.check_prompt(self.studio(asker, service_id), request)

    def fetched(
        self, render_grant: bytes | None, prompt: str, *, job: str = "job", service_id: str = STUDIO
    ) -> FetchIdentityBundleReply:
        digest = prompt_sha256(prompt.encode())
        return self.fetch(self.studio(None, service_id), PresentedGrant(render_grant or b"", job, digest))

    def renewed(self, render_grant: bytes, prompt: str) -> GrantRenewed:
        return self.renew(self.studio(), PresentedGrant(render_grant, "job", prompt_sha256(prompt.encode())))

    def committed(
        self,
        render_grant: bytes,
        prompt: str,
        stage: Stage = Stage.DRAFT,
        *,
        output: bytes = b"output",
        marking: bytes = b"marked",
        parent: bytes | None = None,
        transcript: str = "",
        service_id: str = STUDIO,
        job: str = "job",
    ) -> RenderCommitted:
        presented = PresentedGrant(render_grant, job, prompt_sha256(prompt.encode()))
        parent_output = None if parent is None else sha256(parent).digest()
        digest = sha256(output).digest()
        request = CommitRenderRequest(presented, stage, digest, marking, parent_output, transcript)
        return self.commit(self.studio(service_id=service_id), request)

    def revoked(
        self, owner: str, grantee: str, effect: StopEffect = StopEffect.STOP_NEW, *, provider: str | None = None
    ) -> AccessRevoked:
        request = RevokeAccessRequest(self.request_id(), self.people[owner], self.people[grantee], effect, provider)
        return self.run(revoke_access, self.app(), request)
