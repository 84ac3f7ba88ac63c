"""Choose who may render at most. Lowering it takes effect at once, for running jobs too."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import AudienceAboveCeilingError, NotEnrolledError
from cameo_service.usecases.acting.guardians import owner_or_guardian, voice_that_widens
from cameo_service.usecases.acting.owner_step_up import require_verified_owner
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from consent.epochs import audience_narrows, audience_widens
from consent.facts import Enrollment, SubjectFacts
from consent.owner_act import OwnerAct
from consent.terms import Audience


@dataclass(frozen=True, slots=True)
class SetAudienceRequest:
    """`owner` None: the acting person."""

    request_id: str
    owner: Person | None
    audience: Audience


@dataclass(frozen=True, slots=True)
class AudienceSet:
    """What the owner chose; grants stay stored whatever it is."""

    audience: Audience
    token: str


_REPLIES = TypeAdapter(AudienceSet)


@dataclass(frozen=True, slots=True)
class SetAudience:
    """Sets the ceiling over an owner's grants."""

    writes: Writes

    def __call__(self, caller: Caller, request: SetAudienceRequest) -> AudienceSet:
        """A wider audience needs the owner's assertion and an enrollment that permits it; a narrower one neither.

        Raises:
            NotTheOwnerError: a wider audience without the owner's assertion, or a call that acts for somebody else.
            GuardianNeededError: a wider audience for a minor without their guardian's assertion.
            NotEnrolledError: a wider audience before any enrollment.
            AudienceAboveCeilingError: wider than the enrollment's assurance permits, or than a minor may have.
            OwnerVerificationNeededError: EVERYONE without a fresh proof that the enrolled person is here.
            UnknownSubjectError: nobody has that name.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: _set(change, request))


def _set(change: Change, request: SetAudienceRequest) -> AudienceSet:
    transaction = change.transaction
    owner = owner_or_guardian(transaction, change.caller, request.owner, change.now_us)
    facts = transaction.facts.of([owner], owner, "", change.now_us)[owner]
    if audience_widens(facts.audience, request.audience):
        voice_that_widens(transaction, change.caller, request.owner, change.now_us)
        _require_between_the_two(facts, request.audience)
        _require_ceiling(facts.enrollment, request.audience)
        if request.audience is Audience.EVERYONE:
            require_verified_owner(transaction, owner, OwnerAct.WIDEN_TO_EVERYONE, change.now_us)
    transaction.people.set_audience(owner, request.audience)
    if audience_narrows(facts.audience, request.audience):
        transaction.epochs.bump_owner(owner)
    change.record(owner, ActivityKind.AUDIENCE_SET, reason=request.audience.name)
    return AudienceSet(request.audience, change.token)


def _require_between_the_two(facts: SubjectFacts, audience: Audience) -> None:
    if facts.guardian is not None and audience > Audience.ONLY_ME:
        raise AudienceAboveCeilingError("A minor is rendered by themself and their guardian, under ONLY_ME.")


def _require_ceiling(enrollment: Enrollment | None, audience: Audience) -> None:
    if enrollment is None:
        raise NotEnrolledError("Enroll first: there is nothing to open to others yet.")
    if audience > enrollment.audience_ceiling:
        raise AudienceAboveCeilingError(f"This enrollment permits {enrollment.audience_ceiling.name} at most.")
