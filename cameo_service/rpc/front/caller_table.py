"""Who may call what, and what a call does to consent. The whole table; a method that is not here is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from cameo_service.usecases.acting.caller import Role
from cameo_service.usecases.acting.quotas import Quota


class Effect(Enum):
    """What a method does to the set of renders that are allowed."""

    WIDENING = "widening"
    """May add to it: needs the person's own assertion with the call."""
    NARROWING = "narrowing"
    """Only takes away from it: the service identity is enough."""
    BY_VALUE = "by_value"
    """Adds or takes away, as the value asked for compares with the stored one; the use case asks for the assertion."""
    LIFTING = "lifting"
    """Takes back an operator's own narrowing: allows nothing that people did not allow; needs the operator alone."""
    READ = "read"
    """Leaves it as it is."""


@dataclass(frozen=True, slots=True)
class Row:
    """One method.

    is_final: what it does cannot be undone, so that the person's assertion must be bound to this very call.
    is_opened_by_token: without an assertion the use case asks for a capture token, which the person decided.
    """

    roles: frozenset[Role]
    effect: Effect
    is_final: bool = False
    is_opened_by_token: bool = False

    @property
    def needs_decision(self) -> bool:
        """Whether an assertion that comes with the call must be the person's decision for this very call.

        An assertion that says only who asks is carried by generation services, too: it decides nothing.
        """
        return self.is_final or self.effect in {Effect.WIDENING, Effect.BY_VALUE}

    def may_ask(self, role: Role) -> bool:
        """Whether an assertion that says only who asks may come all the same: the use case then gives nothing.

        An app takes away without any assertion, so that one which comes with its call is there to give.
        """
        return self.effect is Effect.BY_VALUE and role is Role.STUDIO


_APP = frozenset({Role.APP_BACKEND})
_PERSON = frozenset({Role.APP_BACKEND, Role.STUDIO})
"""For what a person does alone, with nothing that an app has to check first."""
_GENERATION = frozenset({Role.GENERATION})
_OPERATOR_ALONE = frozenset({Role.OPERATOR})
_ENROLLMENT = "/cameo.v1.EnrollmentService/"
_CONSENT = "/cameo.v1.ConsentService/"
_RESTRICTION = "/cameo.v1.RestrictionService/"
_ACCESS = "/cameo.v1.AccessService/"
_HELD = "/cameo.v1.HeldRenderService/"
_GROUP = "/cameo.v1.GroupService/"
_RENDER = "/cameo.v1.RenderService/"
_APPEARANCE = "/cameo.v1.AppearanceService/"
_HISTORY = "/cameo.v1.HistoryService/"
_REVOCATION = "/cameo.v1.RevocationService/"
_EVENT = "/cameo.v1.EventService/"
_REVIEW = "/cameo.v1.ReviewService/"
_OPERATOR = "/cameo.v1.OperatorService/"
_ERASURE = "/cameo.v1.ErasureService/"
_REMOVAL = "/cameo.v1.RemovalService/"
_DELEGATION = "/cameo.v1.DelegationService/"
_GUARDIAN = "/cameo.v1.GuardianService/"

REFLECTION: Mapping[str, Row] = MappingProxyType(
    {"/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo": Row(frozenset(Role), Effect.READ)}
)
"""Not of our contract: open to every caller that the service knows, where the operator turned it on."""

CALLER_TABLE: Mapping[str, Row] = MappingProxyType(
    {
        _ENROLLMENT + "StartEnrollment": Row(_PERSON, Effect.WIDENING),
        _ENROLLMENT + "ListChallengeLanguages": Row(_PERSON, Effect.READ),
        # Whoever is invited still enrolls with their own assertion.
        _ENROLLMENT + "CreateInvitation": Row(_APP | {Role.OPERATOR}, Effect.READ),
        # Opens the way to a wider audience, so it takes the person themself.
        _ENROLLMENT + "StartOwnerVerification": Row(_PERSON, Effect.WIDENING),
        _ENROLLMENT + "RecordEnrollment": Row(_PERSON, Effect.WIDENING, is_opened_by_token=True),
        # The person decides here what the token then opens.
        _ENROLLMENT + "MintCaptureToken": Row(_PERSON, Effect.WIDENING),
        _ENROLLMENT + "GetEnrollment": Row(_PERSON, Effect.READ),
        # Says by which templates the person is known from now on, so it takes the person themself.
        _ENROLLMENT + "UndoNetMove": Row(_PERSON, Effect.WIDENING),
        _CONSENT + "ClaimHandle": Row(_PERSON, Effect.WIDENING),
        _CONSENT + "AssertAge": Row(_APP, Effect.BY_VALUE),
        _CONSENT + "SetAudience": Row(_PERSON, Effect.BY_VALUE),
        _CONSENT + "GrantAccess": Row(_PERSON, Effect.WIDENING),
        _CONSENT + "RevokeAccess": Row(_PERSON, Effect.NARROWING),
        _CONSENT + "BlockActor": Row(_PERSON, Effect.NARROWING),
        _CONSENT + "UnblockActor": Row(_PERSON, Effect.WIDENING),
        _CONSENT + "FreezeLikeness": Row(_PERSON, Effect.NARROWING),
        _CONSENT + "UnfreezeLikeness": Row(_PERSON, Effect.WIDENING),
        _CONSENT + "GetConsent": Row(_PERSON, Effect.READ),
        _CONSENT + "ListActivity": Row(_PERSON, Effect.READ),
        _APPEARANCE + "ListAppearances": Row(_PERSON, Effect.READ),
        _APPEARANCE + "HideAppearance": Row(_PERSON, Effect.NARROWING),
        _APPEARANCE + "DeleteAppearance": Row(_PERSON, Effect.NARROWING),
        _APPEARANCE + "ListTakedowns": Row(_PERSON, Effect.READ),
        _APPEARANCE + "AcknowledgeTakedown": Row(_APP, Effect.NARROWING),
        _RESTRICTION + "SetRestrictions": Row(_PERSON, Effect.BY_VALUE),
        _RESTRICTION + "GetRestrictions": Row(_PERSON, Effect.READ),
        _RESTRICTION + "SetNames": Row(_PERSON, Effect.BY_VALUE),
        _RESTRICTION + "GetNames": Row(_PERSON, Effect.READ),
        # Asking leaves what is allowed as it is; the use case wants to know who asks.
        _ACCESS + "RequestAccess": Row(_PERSON, Effect.READ),
        _ACCESS + "ListAccessRequests": Row(_PERSON, Effect.READ),
        _ACCESS + "ApproveAccess": Row(_PERSON, Effect.WIDENING),
        _ACCESS + "DenyAccess": Row(_PERSON, Effect.NARROWING),
        _ACCESS + "ListUsableLikenesses": Row(_PERSON, Effect.READ),
        _ACCESS + "PreviewAccess": Row(_PERSON, Effect.READ),
        _HELD + "SetAsking": Row(_PERSON, Effect.BY_VALUE),
        _HELD + "ListHeldRenders": Row(_PERSON, Effect.READ),
        _HELD + "ApproveHeldRender": Row(_PERSON, Effect.WIDENING),
        _HELD + "DenyHeldRender": Row(_PERSON, Effect.NARROWING),
        _GROUP + "PutInGroup": Row(_PERSON, Effect.WIDENING),
        _GROUP + "RemoveFromGroup": Row(_PERSON, Effect.NARROWING),
        _GROUP + "GrantGroup": Row(_PERSON, Effect.WIDENING),
        _GROUP + "RevokeGroup": Row(_PERSON, Effect.NARROWING),
        _GROUP + "ListGroups": Row(_PERSON, Effect.READ),
        _RENDER + "ResolveMentions": Row(_GENERATION | _APP, Effect.READ),
        _RENDER + "Preflight": Row(_GENERATION | _APP, Effect.READ),
        # May put a question to an owner; what is allowed stays as it is.
        _RENDER + "CheckPrompt": Row(_GENERATION, Effect.READ),
        # Spends the render grant, so what is allowed only shrinks.
        _RENDER + "FetchIdentityBundle": Row(_GENERATION, Effect.NARROWING),
        _RENDER + "RenewGrant": Row(_GENERATION, Effect.READ),
        # Nothing is allowed by a commit that was not allowed before it.
        _RENDER + "CommitRender": Row(_GENERATION, Effect.READ),
        _RENDER + "GetVerificationKeys": Row(frozenset(Role), Effect.READ),
        _HISTORY + "GetReceipt": Row(_PERSON, Effect.READ),
        _HISTORY + "GetCheckpoint": Row(_PERSON | {Role.OPERATOR}, Effect.READ),
        _HISTORY + "ExportSubject": Row(_PERSON, Effect.READ),
        _HISTORY + "GetProvenance": Row(_GENERATION, Effect.READ),
        _REVOCATION + "WatchRevocations": Row(_GENERATION, Effect.READ),
        _REVOCATION + "SnapshotRevocations": Row(_GENERATION, Effect.READ),
        _EVENT + "ListEvents": Row(_APP, Effect.READ),
        _REVIEW + "ListReviews": Row(_OPERATOR_ALONE, Effect.READ),
        # No objection takes back the operator's own hold and adds no owner's yes.
        _REVIEW + "AnswerReview": Row(_OPERATOR_ALONE, Effect.LIFTING),
        # The use case asks for the person's assertion, and for their face and voice: it cannot be undone.
        _ERASURE + "EraseSubject": Row(_PERSON | _OPERATOR_ALONE, Effect.NARROWING, is_final=True),
        _ERASURE + "GetErasure": Row(_PERSON | _OPERATOR_ALONE, Effect.READ),
        # Filing leaves what is allowed as it is; it is the answer that narrows.
        _REMOVAL + "FileRemoval": Row(_APP, Effect.READ),
        _REMOVAL + "ListRemovals": Row(_OPERATOR_ALONE, Effect.READ),
        _REMOVAL + "OrderRemoval": Row(_OPERATOR_ALONE, Effect.NARROWING),
        _REMOVAL + "RefuseRemoval": Row(_OPERATOR_ALONE, Effect.READ),
        _DELEGATION + "NameDelegate": Row(_APP, Effect.WIDENING),
        _DELEGATION + "EndDelegation": Row(_PERSON, Effect.NARROWING),
        _DELEGATION + "ListDelegations": Row(_PERSON, Effect.READ),
        _GUARDIAN + "BecomeGuardian": Row(_APP, Effect.WIDENING),
        _GUARDIAN + "EndGuardianship": Row(_PERSON, Effect.NARROWING),
        _GUARDIAN + "ListGuardianships": Row(_PERSON, Effect.READ),
        _OPERATOR + "FreezeEverything": Row(_OPERATOR_ALONE, Effect.NARROWING),
        _OPERATOR + "UnfreezeEverything": Row(_OPERATOR_ALONE, Effect.LIFTING),
        _OPERATOR + "SuspendSubject": Row(_OPERATOR_ALONE, Effect.NARROWING),
        _OPERATOR + "LiftSuspension": Row(_OPERATOR_ALONE, Effect.LIFTING),
        _OPERATOR + "ListNames": Row(_OPERATOR_ALONE, Effect.READ),
        _OPERATOR + "VouchForNames": Row(_OPERATOR_ALONE, Effect.NARROWING),
        # It takes back the operator's own word and nothing that an owner set.
        _OPERATOR + "WithdrawVouch": Row(_OPERATOR_ALONE, Effect.LIFTING),
        # Gives back what the app's word took, or takes away; an adult is made by the person's own assertion alone.
        _OPERATOR + "SettleAge": Row(_OPERATOR_ALONE, Effect.LIFTING),
    }
)

COSTS: Mapping[str, Quota] = MappingProxyType(
    {
        _ENROLLMENT + "StartEnrollment": Quota.SESSIONS,
        _ENROLLMENT + "StartOwnerVerification": Quota.SESSIONS,
        # The invited account may be new; whether it is, no refusal says.
        _ENROLLMENT + "CreateInvitation": Quota.NEW_PEOPLE,
    }
)
"""What else a call uses one of, beside the call itself."""
PROMPTS = frozenset({_RENDER + "ResolveMentions", _RENDER + "Preflight", _RENDER + "CheckPrompt"})
"""Their requests count by their bytes: a prompt is read, word by word."""
STREAMS = frozenset(
    {_ENROLLMENT + "RecordEnrollment", _REVOCATION + "WatchRevocations", _REVOCATION + "SnapshotRevocations"}
)
"""Stay open, so they are counted while they do."""

NARROWING_ACTS = frozenset(
    # A fetch narrows, too, but is part of every render: it would fill the threads that are kept for the others.
    method
    for method, row in CALLER_TABLE.items()
    if row.effect is Effect.NARROWING and Role.GENERATION not in row.roles
)
"""Acts by which people and operators take away what is allowed. They run on threads that no other traffic fills."""
