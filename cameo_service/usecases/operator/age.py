"""The operator settles an age that the app disputes, or corrects one. It opens nothing that people did not open."""

from dataclasses import dataclass

from cameo_service.usecases.acting.ages import known_age, store_age
from cameo_service.usecases.acting.errors import StateError
from cameo_service.usecases.acting.operator import require_operator, require_reason
from cameo_service.usecases.acting.person import Person, find
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from consent.identity import SubjectId
from consent.terms import AgeClass


class AgeNeedsThePersonError(StateError):
    """The person was not an adult here, so only their own assertion makes them one."""

    code = "AGE_NEEDS_THE_PERSON"


@dataclass(frozen=True, slots=True)
class SettleAgeRequest:
    """`reason`: 1 to 200 characters without personal data; the person reads it."""

    request_id: str
    subject: Person
    age: AgeClass
    reason: str


@dataclass(frozen=True, slots=True)
class AgeSettled:
    """The person, whose age is no longer disputed."""

    subject: SubjectId
    token: str


def settle_age(change: Change, request: SettleAgeRequest) -> AgeSettled:
    """Settles an age. The age from before the dispute gives back what the dispute froze; grants stay ended.

    Another age ends what the person granted and freezes the likeness until the person, or a minor's guardian, unfreezes
    it. MINOR lets the person have a guardian.

    Raises:
        NotTheOperatorError: the caller is not an operator.
        ReasonMissingError: no usable reason.
        UnknownSubjectError: no person has that name.
        AgeNeedsThePersonError: ADULT for a person whose last settled age is another.
    """
    require_reason(request.reason)
    require_operator(change.caller)
    people = change.transaction.people
    subject = find(change.transaction, request.subject)
    is_change = request.age is not known_age(change.transaction, subject).settled
    if is_change and request.age is AgeClass.ADULT:
        raise AgeNeedsThePersonError("Ask the person to call AssertAge with ADULT and their own assertion.")
    if is_change:
        people.set_frozen(subject, frozen=True)
    store_age(change, subject, request.age, None, is_change=is_change)
    if request.age is AgeClass.MINOR:
        people.set_was_adult(subject, was_adult=False)
    change.record(subject, ActivityKind.AGE_SETTLED, reason=request.reason)
    return AgeSettled(subject, change.token)
