"""Speak for a minor until a day, and end that. Becoming one takes the adult's own assertion; ending narrows."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.delegates import owner_or_delegate
from cameo_service.usecases.acting.errors import InvalidArgumentError, StateError, SubjectSuspendedError
from cameo_service.usecases.acting.expiry import require_expiry
from cameo_service.usecases.acting.guardians import unlink
from cameo_service.usecases.acting.person import Person, find_other, owner_who_widens
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.stand_ins.name_delegate import LONGEST_EVIDENCE
from consent.grants import ended
from consent.guardianship import Guardianship
from consent.identity import SubjectId
from consent.terms import AgeClass, SubjectState


class GuardiansOffError(StateError):
    """This deployment is for adults only."""

    code = "GUARDIANS_OFF"


class GuardianshipIncompleteError(InvalidArgumentError):
    """No end, no evidence, or evidence of more than 200 characters."""

    code = "GUARDIANSHIP_INCOMPLETE"


class GuardianNotAdultError(StateError):
    """Only somebody who is asserted to be an adult is a guardian."""

    code = "GUARDIAN_NOT_ADULT"


class NotAMinorError(StateError):
    """Only somebody who is asserted to be a minor has a guardian."""

    code = "NOT_A_MINOR"


class HasAGuardianError(StateError):
    """Somebody else is this minor's guardian."""

    code = "HAS_A_GUARDIAN"


@dataclass(frozen=True, slots=True)
class BecomeGuardianRequest:
    """`evidence`: where the app keeps what proves it. expires_us: at most the day the minor comes of age."""

    request_id: str
    minor: Person
    evidence: str
    expires_us: int | None


@dataclass(frozen=True, slots=True)
class EndGuardianshipRequest:
    """`minor` None: the acting person."""

    request_id: str
    minor: Person | None


@dataclass(frozen=True, slots=True)
class GuardianshipChanged:
    """In force from this revision on."""

    token: str


_REPLIES = TypeAdapter(GuardianshipChanged)


@dataclass(frozen=True, slots=True)
class BecomeGuardian:
    """is_open: whether the deployment lets minors have guardians at all."""

    writes: Writes
    is_open: bool

    def become(self, caller: Caller, request: BecomeGuardianRequest) -> GuardianshipChanged:
        """The acting person speaks for the minor: a yes to all that the minor has set. Repeating it moves the end.

        Raises:
            GuardiansOffError: guardians are switched off.
            NotTheOwnerError, SubjectSuspendedError, GuardianNotAdultError: about the acting person.
            GuardianshipIncompleteError: no end, or no usable evidence.
            ExpiryInThePastError, ExpiryTooFarError: about the end.
            ActorIsOwnerError, UnknownSubjectError, SubjectSuspendedError, NotAMinorError, HasAGuardianError: about
                the minor.
        """
        if not self.is_open:
            raise GuardiansOffError("This deployment is for adults only: minors have no guardians here.")
        if request.expires_us is None or not 0 < len(request.evidence) <= LONGEST_EVIDENCE:
            raise GuardianshipIncompleteError(f"Send an end, and evidence of 1 to {LONGEST_EVIDENCE} characters.")
        ends_us = request.expires_us
        return self.writes.once(caller, request, _REPLIES, lambda change: _become(change, request, ends_us))

    def end(self, caller: Caller, request: EndGuardianshipRequest) -> GuardianshipChanged:
        """Ends it; succeeds when there is none.

        Raises:
            NotTheOwnerError, OwnerNotNamedError, UnknownSubjectError: as `owner_or_delegate`.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: _end(change, request))


def _become(change: Change, request: BecomeGuardianRequest, ends_us: int) -> GuardianshipChanged:
    transaction = change.transaction
    guardian = owner_who_widens(transaction, change.caller)
    minor = find_other(transaction, request.minor, guardian)
    require_expiry(ends_us, change.now_us)
    _require_adult_for_minor(change, guardian, minor)
    earlier = transaction.guardianships.of_minor(minor)
    if earlier is not None:
        if earlier.guardian != guardian and not ended(earlier.expires_us, change.now_us):
            raise HasAGuardianError("This minor has a guardian: end that first.")
        # It may end sooner than what was signed under it.
        transaction.epochs.bump_owner(minor)
    transaction.guardianships.put(Guardianship(minor, guardian, request.evidence, ends_us))
    change.record(minor, ActivityKind.GUARDIAN_SET, guardian)
    return GuardianshipChanged(change.token)


def _require_adult_for_minor(change: Change, guardian: SubjectId, minor: SubjectId) -> None:
    if change.transaction.people.requester(guardian).age is not AgeClass.ADULT:
        raise GuardianNotAdultError("A guardian is asserted to be an adult.")
    about = change.transaction.people.requester(minor)
    if about.age is not AgeClass.MINOR:
        raise NotAMinorError("Assert first that this person is a minor: nobody else has a guardian.")
    if about.state is not SubjectState.ACTIVE:
        raise SubjectSuspendedError("This person is suspended: only narrowing acts are open for them.")


def _end(change: Change, request: EndGuardianshipRequest) -> GuardianshipChanged:
    minor = owner_or_delegate(change.transaction, change.caller, request.minor, change.now_us)
    link = change.transaction.guardianships.of_minor(minor)
    if link is not None:
        unlink(change, link)
    return GuardianshipChanged(change.token)
