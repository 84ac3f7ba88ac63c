"""What the use cases refuse. Every class has a stable `code`, and every message says what to do.

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


class ServiceStoppingError(StateError):
    """The service was told to stop: it begins nothing that takes long, and ends what would take too long."""

    code = "SERVICE_STOPPING"

    def __init__(self) -> None:
        super().__init__("The service is stopping and nothing was lost: try again in some seconds.")


class ChangedMeanwhileError(StateError):
    """What a request was made of is no longer there: it has to be read, and the request made anew."""


class NotFoundError(ConsentUseError):
    """The request names something that does not exist."""


class RequestIdMissingError(InvalidArgumentError):
    """A write came without a request id, or with one of more than 128 characters."""

    code = "REQUEST_ID_MISSING"


class RequestIdReusedError(InvalidArgumentError):
    """A request id was used again within 24 h with another body."""

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
    """An owner named themself as grantee or actor."""

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
    """An operator's act has no reason, or one of more than 200 characters."""

    code = "REASON_MISSING"


class OwnerNotNamedError(InvalidArgumentError):
    """The request names no owner, and the call carries no assertion."""

    code = "OWNER_NOT_NAMED"


class NotTheOwnerError(NotAllowedError):
    """Only the owner may do this, through an app backend."""

    code = "NOT_THE_OWNER"


class DecisionNeededError(NotAllowedError):
    """The act allows more than is allowed now, and the person's assertion says only who asks."""

    code = "DECISION_NEEDED"


class GuardianNeededError(NotAllowedError):
    """The owner is a minor with a guardian: widening acts need the guardian's assertion."""

    code = "GUARDIAN_NEEDED"


class SubjectSuspendedError(NotAllowedError):
    """The operator suspended the person, who may only narrow what they allow."""

    code = "SUBJECT_SUSPENDED"


class NotTheOperatorError(NotAllowedError):
    """Only an operator may do this."""

    code = "NOT_THE_OPERATOR"


class AssertionInvalidError(NotAllowedError):
    """The assertion names a person who is not known here."""

    code = "ASSERTION_INVALID"


class NotPermittedError(NotAllowedError):
    """The one answer to every refused render, whatever the reason."""

    code = "NOT_PERMITTED"


class RenderGrantUnknownError(NotAllowedError):
    """The envelope was not signed by a key of this service."""

    code = "RENDER_GRANT_UNKNOWN"


class RenderGrantNotYoursError(NotAllowedError):
    """The render grant belongs to another service, job or prompt."""

    code = "RENDER_GRANT_NOT_YOURS"


class RenderGrantExpiredError(StateError):
    """The render grant has expired."""

    code = "RENDER_GRANT_EXPIRED"


class RenderGrantSpentError(StateError):
    """The likeness reference was already fetched with this render grant."""

    code = "RENDER_GRANT_SPENT"


class LeaseUnknownError(StateError):
    """Nothing was fetched under this render grant, so nothing can be committed."""

    code = "LEASE_UNKNOWN"


class LeaseExpiredError(StateError):
    """The render's lease has expired."""

    code = "LEASE_EXPIRED"


class OutputDiffersError(StateError):
    """Another output was committed under this render grant, which is good for one output."""

    code = "OUTPUT_DIFFERS"


class NotDraftedError(StateError):
    """The output to publish was not committed as a draft."""

    code = "NOT_DRAFTED"


class RenderIsPrivateError(StateError):
    """The prompt was checked for PRIVATE use: its output cannot be published."""

    code = "RENDER_IS_PRIVATE"


class MarkingMissingError(InvalidArgumentError):
    """The output to publish comes without evidence that it is marked as generated."""

    code = "MARKING_MISSING"


class RemixNotAskedError(InvalidArgumentError):
    """A render with a parent output needs the use REMIX or AD."""

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
    """The owner has as many groups as an owner may have."""

    code = "TOO_MANY_GROUPS"


class InvitationRequiredError(NotAllowedError):
    """This deployment enrolls by invitation only, and the request has none."""

    code = "INVITATION_REQUIRED"


class InvitationNotYoursError(NotAllowedError):
    """The invitation is bound to another account."""

    code = "INVITATION_NOT_YOURS"


class InvitationUnknownError(NotFoundError):
    """There is no invitation of that id."""

    code = "INVITATION_UNKNOWN"


class InvitationUsedError(StateError):
    """The invitation was already used."""

    code = "INVITATION_USED"


class InvitationExpiredError(StateError):
    """The invitation has expired."""

    code = "INVITATION_EXPIRED"


class NotEnrolledError(StateError):
    """A wider audience needs an enrollment, and the owner has none."""

    code = "NOT_ENROLLED"


class AudienceAboveCeilingError(StateError):
    """The audience is wider than the enrollment's assurance permits."""

    code = "AUDIENCE_ABOVE_CEILING"
