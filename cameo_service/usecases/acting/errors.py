"""What the use cases refuse. Every class has a stable `code` and a message that says what to do.

The tree: PublicError (consent.errors) over ConsentUseError over the classes here; the edge maps classes to statuses.
"""

from consent.errors import PublicError


class ConsentUseError(PublicError):
    """A consent command or question that cannot be carried out."""


class InvalidArgumentError(ConsentUseError):
    """The request can never succeed as it is written."""


class NotAllowedError(ConsentUseError):
    """The caller may not do this."""


class StateError(ConsentUseError):
    """The request is fine, and the stored state forbids it now."""


class NotFoundError(ConsentUseError):
    """What the request names is not there."""


class RequestIdMissingError(InvalidArgumentError):
    """A write came without a request id, or with one of more than 128 characters."""

    code = "REQUEST_ID_MISSING"


class RequestIdReusedError(InvalidArgumentError):
    """A request id came again within 24 h with another body."""

    code = "REQUEST_ID_REUSED"


class PromptTooLongError(InvalidArgumentError):
    """A prompt is longer than 32 KiB of UTF-8."""

    code = "PROMPT_TOO_LONG"


class JobMissingError(InvalidArgumentError):
    """The id of the job is missing, or longer than 128 bytes of UTF-8."""

    code = "JOB_MISSING"


class NothingGrantedError(InvalidArgumentError):
    """A grant names no modality or no use."""

    code = "NOTHING_GRANTED"


class ActorIsOwnerError(InvalidArgumentError):
    """An owner granted, revoked or blocked themself."""

    code = "ACTOR_IS_OWNER"


class ExpiryInThePastError(InvalidArgumentError):
    """An expiry is not after now."""

    code = "EXPIRY_IN_THE_PAST"


class ExpiryTooFarError(InvalidArgumentError):
    """An expiry is more than ten years ahead."""

    code = "EXPIRY_TOO_FAR"


class ConsistencyTokenMalformedError(InvalidArgumentError):
    """A consistency token that this service cannot have made."""

    code = "CONSISTENCY_TOKEN_MALFORMED"


class ReasonMissingError(InvalidArgumentError):
    """An operator's act came without a reason, or with one of more than 200 characters."""

    code = "REASON_MISSING"


class OwnerNotNamedError(InvalidArgumentError):
    """Neither the request names an owner nor the call a person it is made for."""

    code = "OWNER_NOT_NAMED"


class NotTheOwnerError(NotAllowedError):
    """Only the owner, acting through an app backend, may do this."""

    code = "NOT_THE_OWNER"


class GuardianNeededError(NotAllowedError):
    """The person is a minor with a guardian, who alone speaks for them where something widens."""

    code = "GUARDIAN_NEEDED"


class SubjectSuspendedError(NotAllowedError):
    """The operator suspended the person, who may narrow what they allow and nothing else."""

    code = "SUBJECT_SUSPENDED"


class NotTheOperatorError(NotAllowedError):
    """Only an operator may do this."""

    code = "NOT_THE_OPERATOR"


class AssertionInvalidError(NotAllowedError):
    """The call is made for a person whom this service does not know."""

    code = "ASSERTION_INVALID"


class NotPermittedError(NotAllowedError):
    """The one answer to a render that may not be, whatever the reason."""

    code = "NOT_PERMITTED"


class RenderGrantUnknownError(NotAllowedError):
    """Not an envelope that one of this service's keys signed."""

    code = "RENDER_GRANT_UNKNOWN"


class RenderGrantNotYoursError(NotAllowedError):
    """The render grant belongs to another service, job or prompt."""

    code = "RENDER_GRANT_NOT_YOURS"


class RenderGrantExpiredError(StateError):
    """The render grant is over."""

    code = "RENDER_GRANT_EXPIRED"


class RenderGrantSpentError(StateError):
    """The likeness reference was fetched with this render grant before."""

    code = "RENDER_GRANT_SPENT"


class LeaseUnknownError(StateError):
    """Nothing was fetched under this render grant, so nothing can be committed."""

    code = "LEASE_UNKNOWN"


class LeaseExpiredError(StateError):
    """The render's lease is over."""

    code = "LEASE_EXPIRED"


class OutputDiffersError(StateError):
    """Another output was committed under this render grant; it is good for one."""

    code = "OUTPUT_DIFFERS"


class NotDraftedError(StateError):
    """An output is published that was not committed as a draft."""

    code = "NOT_DRAFTED"


class RenderIsPrivateError(StateError):
    """The prompt was checked for PRIVATE use, which nobody else may see."""

    code = "RENDER_IS_PRIVATE"


class MarkingMissingError(InvalidArgumentError):
    """An output is published without evidence that it is marked as generated."""

    code = "MARKING_MISSING"


class RemixNotAskedError(InvalidArgumentError):
    """A render builds on another one without asking for the use REMIX or AD."""

    code = "REMIX_NOT_ASKED"


class RewriteDiffersError(InvalidArgumentError):
    """A rewritten prompt asks for another use, for more of a person, or for another requester than its parent."""

    code = "REWRITE_DIFFERS"


class AppearanceUnknownError(NotFoundError):
    """The owner has no appearance of that id."""

    code = "APPEARANCE_UNKNOWN"


class GroupUnknownError(NotFoundError):
    """The owner has no group of that name."""

    code = "GROUP_UNKNOWN"


class TakedownUnknownError(NotFoundError):
    """There is no takedown order of that id."""

    code = "TAKEDOWN_UNKNOWN"


class OtherIncarnationError(StateError):
    """A token or grant of another installation, or from before a restore."""

    code = "OTHER_INCARNATION"


class RevisionFromTheFutureError(StateError):
    """A consistency token names a revision this database has not reached."""

    code = "REVISION_FROM_THE_FUTURE"


class TooManyGroupsError(StateError):
    """The owner has as many groups as one may have."""

    code = "TOO_MANY_GROUPS"


class InvitationRequiredError(NotAllowedError):
    """This deployment enrolls nobody without an invitation, and none came."""

    code = "INVITATION_REQUIRED"


class InvitationNotYoursError(NotAllowedError):
    """The invitation is bound to another account."""

    code = "INVITATION_NOT_YOURS"


class InvitationUnknownError(NotFoundError):
    """There is no invitation of that id."""

    code = "INVITATION_UNKNOWN"


class InvitationUsedError(StateError):
    """The invitation was used before."""

    code = "INVITATION_USED"


class InvitationExpiredError(StateError):
    """The invitation is over."""

    code = "INVITATION_EXPIRED"


class NotEnrolledError(StateError):
    """There is no enrollment to widen the audience of."""

    code = "NOT_ENROLLED"


class AudienceAboveCeilingError(StateError):
    """The audience is wider than the enrollment's assurance permits."""

    code = "AUDIENCE_ABOVE_CEILING"
