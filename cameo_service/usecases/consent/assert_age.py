"""The app states whether a person is an adult. Only asserted adults are rendered or render."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.guardians import stop_wards, unlink
from cameo_service.usecases.acting.person import Person, active_owner, named_owner
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from consent.epochs import age_narrows, age_widens
from consent.terms import AgeClass


@dataclass(frozen=True, slots=True)
class AssertAgeRequest:
    """`subject` None: the acting person."""

    request_id: str
    subject: Person | None
    age: AgeClass


@dataclass(frozen=True, slots=True)
class AgeAsserted:
    """What holds now, dated with the service's own time."""

    age: AgeClass
    asserted_us: int
    token: str


_REPLIES = TypeAdapter(AgeAsserted)


@dataclass(frozen=True, slots=True)
class AssertAge:
    """Stores a dated age assertion."""

    writes: Writes

    def __call__(self, caller: Caller, request: AssertAgeRequest) -> AgeAsserted:
        """ADULT widens and needs the person's assertion with the call; the others need the app backend only.

        Raises:
            NotTheOwnerError: ADULT without the person's assertion, or a call that acts for somebody else.
            UnknownSubjectError: nobody has that name.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: _assert(change, request))


def _assert(change: Change, request: AssertAgeRequest) -> AgeAsserted:
    transaction = change.transaction
    subject = named_owner(transaction, change.caller, request.subject)
    current = transaction.people.requester(subject).age
    if age_widens(current, request.age):
        active_owner(transaction, change.caller)
    transaction.people.set_age(subject, request.age.value, change.now_us)
    if age_narrows(current, request.age):
        transaction.epochs.bump_owner(subject)
        stop_wards(transaction, subject)
    link = transaction.guardianships.of_minor(subject)
    # Kept, it would count again by the app's word alone once the person is said to be a minor again.
    if link is not None and request.age is not AgeClass.MINOR:
        unlink(change, link)
    change.record(subject, ActivityKind.AGE_ASSERTED, reason=request.age.value)
    return AgeAsserted(request.age, change.now_us, change.token)
