"""The age that the app asserts for a person. Only asserted adults, and minors with a guardian, are rendered."""

from dataclasses import dataclass

from cameo_service.usecases.acting.person import Person, active_owner, named_owner
from cameo_service.usecases.acting.stand_in_voices import end_delegations_to, stop_wards, unlink
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from consent.epochs import age_narrows, age_widens
from consent.identity import SubjectId
from consent.terms import AgeClass


@dataclass(frozen=True, slots=True)
class AssertAgeRequest:
    """`subject` None: the acting person."""

    request_id: str
    subject: Person | None
    age: AgeClass


@dataclass(frozen=True, slots=True)
class AgeAsserted:
    """What holds now. `asserted_us`: the service's own time, UTC microseconds."""

    age: AgeClass
    asserted_us: int
    token: str


def assert_age(change: Change, request: AssertAgeRequest) -> AgeAsserted:
    """Stores a dated age. ADULT widens and needs the person's assertion; the others need the app backend only.

    MINOR without the person's assertion makes no guardianship possible for a person who was an adult here.

    Raises:
        NotTheOwnerError: ADULT without the person's assertion, or a call that acts for another person.
        SubjectSuspendedError: ADULT for a suspended person.
        UnknownSubjectError: no person has that name.
    """
    transaction = change.transaction
    subject = named_owner(transaction, change.caller, request.subject)
    current = transaction.people.requester(subject).age
    if age_widens(current, request.age):
        active_owner(transaction, change.caller)
    transaction.people.set_age(subject, request.age.value, change.now_us)
    _remember_adult(change, subject, request.age)
    if age_narrows(current, request.age):
        transaction.epochs.bump_owner(subject)
        stop_wards(transaction, subject)
        end_delegations_to(change, subject)
    link = transaction.guardianships.of_minor(subject)
    # A kept link would count again as soon as the app asserts MINOR again, without a guardian's new assertion.
    if link is not None and request.age is not AgeClass.MINOR:
        unlink(change, link)
    change.record(subject, ActivityKind.AGE_ASSERTED, reason=request.age.value)
    return AgeAsserted(request.age, change.now_us, change.token)


def _remember_adult(change: Change, subject: SubjectId, age: AgeClass) -> None:
    """An adult stays one for guardianship until their own assertion says minor: the app's word alone is not enough."""
    if age is AgeClass.ADULT:
        change.transaction.people.set_was_adult(subject, was_adult=True)
    elif age is AgeClass.MINOR and change.caller.acting == subject:
        change.transaction.people.set_was_adult(subject, was_adult=False)
