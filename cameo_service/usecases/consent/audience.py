"""What an owner has set for every render: the audience, and whether to be asked first. What holds is read here too."""

from collections.abc import Mapping
from dataclasses import dataclass

from cameo_service.usecases.acting.errors import AudienceAboveCeilingError, NotEnrolledError
from cameo_service.usecases.acting.person import OwnerQuestion, Person, named_owner, owner_who_widens
from cameo_service.usecases.acting.reads import View
from cameo_service.usecases.acting.stand_in_voices import owner_or_guardian, voice_that_widens
from cameo_service.usecases.acting.step_up import require_verified_owner
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.store import Snapshot
from consent.decision import effective_audience
from consent.epochs import audience_narrows, audience_widens
from consent.facts import Block, Enrollment, Grant, SubjectFacts
from consent.identity import SubjectId
from consent.owner_act import OwnerAct
from consent.terms import AgeClass, Audience, SubjectState


@dataclass(frozen=True, slots=True)
class SetAudienceRequest:
    """`owner` None: the acting person."""

    request_id: str
    owner: Person | None
    audience: Audience


@dataclass(frozen=True, slots=True)
class AudienceSet:
    """The audience the owner chose. Grants stay stored under every audience."""

    audience: Audience
    token: str


def set_audience(change: Change, request: SetAudienceRequest) -> AudienceSet:
    """Sets the ceiling over an owner's grants. A lower audience takes effect at once, for running jobs too.

    A wider audience needs the owner's assertion and an enrollment that permits it; a narrower one needs neither.

    Raises:
        NotTheOwnerError: a wider audience without the owner's assertion, or a call that acts for another person.
        GuardianNeededError: a wider audience for a minor without the guardian's assertion.
        NotEnrolledError: a wider audience before any enrollment.
        AudienceAboveCeilingError: wider than the enrollment's assurance permits, or than a minor may have.
        OwnerVerificationNeededError: EVERYONE without a fresh proof of the enrolled person's presence.
        UnknownSubjectError: no person has that name.
    """
    transaction = change.transaction
    owner = owner_or_guardian(transaction, change.caller, request.owner, change.now_us)
    facts = transaction.facts.of([owner], owner, "", change.now_us)[owner]
    if audience_widens(facts.audience, request.audience):
        voice_that_widens(transaction, change.caller, request.owner, change.now_us)
        _require_minors_ceiling(facts, request.audience)
        _require_enrollments_ceiling(facts.enrollment, request.audience)
        if request.audience is Audience.EVERYONE:
            require_verified_owner(transaction, owner, OwnerAct.WIDEN_TO_EVERYONE, change.now_us)
    transaction.people.set_audience(owner, request.audience)
    if audience_narrows(facts.audience, request.audience):
        transaction.epochs.bump_owner(owner)
    change.record(owner, ActivityKind.AUDIENCE_SET, reason=request.audience.name)
    return AudienceSet(request.audience, change.token)


def _require_minors_ceiling(facts: SubjectFacts, audience: Audience) -> None:
    if facts.guardian is not None and audience > Audience.ONLY_ME:
        raise AudienceAboveCeilingError("Choose ONLY_ME at most: only a minor and their guardian may render the minor.")


def _require_enrollments_ceiling(enrollment: Enrollment | None, audience: Audience) -> None:
    if enrollment is None:
        raise NotEnrolledError("Enroll first: there is no enrollment to open to others yet.")
    if audience > enrollment.audience_ceiling:
        raise AudienceAboveCeilingError(f"Choose {enrollment.audience_ceiling.name} at most for this enrollment.")


@dataclass(frozen=True, slots=True)
class SetAskingRequest:
    """`owner` None: the acting person. `each_time`: whether the owner is asked before each render by another person."""

    request_id: str
    owner: Person | None
    each_time: bool


@dataclass(frozen=True, slots=True)
class AskingSet:
    """What the owner chose."""

    each_time: bool
    token: str


def set_asking(change: Change, request: SetAskingRequest) -> AskingSet:
    """Holds an owner's renders until the owner answers, or no longer.

    Asking stops running jobs and needs no assertion. The end of asking needs the owner's assertion.

    Raises:
        NotTheOwnerError: the end of asking without the owner's assertion, or the call acts for another person.
        UnknownSubjectError: no person has that name.
    """
    transaction = change.transaction
    owner = named_owner(transaction, change.caller, request.owner)
    is_asking = transaction.facts.of([owner], owner, "", change.now_us)[owner].asks_each_time
    if is_asking and not request.each_time:
        owner_who_widens(transaction, change.caller)
    transaction.people.set_asking(owner, each_time=request.each_time)
    if request.each_time and not is_asking:
        transaction.epochs.bump_owner(owner)
    change.record(owner, ActivityKind.ASKING_SET, reason="each_time" if request.each_time else "never")
    return AskingSet(request.each_time, change.token)


@dataclass(frozen=True, slots=True)
class ConsentState:
    """effective_audience: `audience`, lowered to what the enrollment permits; NOBODY before any enrollment.

    audience_ceiling: what the enrollment permits now; NOBODY before any enrollment.

    grants: every grant that was not revoked, expired ones too. blocks: every block that was not lifted.
    handles: the current handles of grantees and blocked people who have one.
    """

    owner: SubjectId
    handle: str | None
    state: SubjectState
    age: AgeClass
    frozen: bool
    asks_each_time: bool
    audience: Audience
    effective_audience: Audience
    audience_ceiling: Audience
    enrollment: Enrollment | None
    grants: tuple[Grant, ...]
    blocks: tuple[Block, ...]
    handles: Mapping[SubjectId, str]
    token: str


def get_consent(view: View, request: OwnerQuestion) -> ConsentState:
    """What an owner has set and what holds.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        UnknownSubjectError: no person has that name.
    """
    owner = named_owner(view.snapshot, view.caller, request.owner)
    return consent_state(view.snapshot, owner, view.token, view.now_us)


def consent_state(snapshot: Snapshot, owner: SubjectId, token: str, now_us: int) -> ConsentState:
    """The state of a known owner. token: of this snapshot. now_us: UTC microseconds."""
    facts = snapshot.facts.of([owner], owner, "", now_us)[owner]
    grants, blocks = snapshot.grants.of(facts.subject), snapshot.blocks.of(facts.subject)
    return ConsentState(
        owner=facts.subject,
        handle=snapshot.people.handle_of(facts.subject),
        state=facts.state,
        age=facts.age,
        frozen=facts.frozen,
        asks_each_time=facts.asks_each_time,
        audience=facts.audience,
        effective_audience=effective_audience(facts.audience, facts.enrollment),
        audience_ceiling=effective_audience(Audience.EVERYONE, facts.enrollment),
        enrollment=facts.enrollment,
        grants=grants,
        blocks=blocks,
        handles=snapshot.people.current_handles(
            {*(grant.grantee for grant in grants), *(block.actor for block in blocks)}
        ),
        token=token,
    )
