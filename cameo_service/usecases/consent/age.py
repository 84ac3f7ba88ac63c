"""The age that the app asserts for a person. Only asserted adults, and minors with a guardian, are rendered."""

from dataclasses import dataclass

from cameo_service.usecases.acting.ages import known_age, store_age
from cameo_service.usecases.acting.person import Person, active_owner, named_owner
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from consent.ages import changes_age, disputed_after
from consent.epochs import age_widens
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

    A change of age ends what the person granted. Without the person's assertion it is disputed: the likeness is frozen
    until the person asserts an age or the operator settles it, and no guardianship is possible.

    Raises:
        NotTheOwnerError: ADULT without the person's assertion, or a call that acts for another person.
        SubjectSuspendedError: ADULT for a suspended person.
        UnknownSubjectError: no person has that name.
    """
    transaction = change.transaction
    subject = named_owner(transaction, change.caller, request.subject)
    known = known_age(transaction, subject)
    if age_widens(known.age, request.age):
        active_owner(transaction, change.caller)
    disputed_from = disputed_after(known, request.age, is_own=change.caller.acting == subject)
    store_age(change, subject, request.age, disputed_from, is_change=changes_age(known, request.age))
    _remember_adult(change, subject, request.age)
    change.record(subject, ActivityKind.AGE_ASSERTED, reason=request.age.value)
    return AgeAsserted(request.age, change.now_us, change.token)


def _remember_adult(change: Change, subject: SubjectId, age: AgeClass) -> None:
    """An adult stays one for guardianship until their own assertion says minor: the app's word alone is not enough."""
    if age is AgeClass.ADULT:
        change.transaction.people.set_was_adult(subject, was_adult=True)
    elif age is AgeClass.MINOR and change.caller.acting == subject:
        change.transaction.people.set_was_adult(subject, was_adult=False)
