"""Guardians: an adult speaks for a minor until a day. Becoming a guardian widens; ending the link narrows."""

from collections.abc import Mapping
from dataclasses import dataclass

from cameo_service.usecases.acting.errors import InvalidArgumentError, StateError, SubjectSuspendedError
from cameo_service.usecases.acting.expiry import require_expiry
from cameo_service.usecases.acting.person import OwnerQuestion, Person, find_other, named_owner, owner_who_widens
from cameo_service.usecases.acting.reads import View
from cameo_service.usecases.acting.stand_in_voices import owner_or_delegate, unlink
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.stand_ins.delegation import LONGEST_EVIDENCE
from consent.facts import ended
from consent.identity import SubjectId
from consent.stand_ins import Guardianship
from consent.terms import AgeClass, SubjectState


class GuardiansOffError(StateError):
    """This deployment is for adults only."""

    code = "GUARDIANS_OFF"


class GuardianshipIncompleteError(InvalidArgumentError):
    """No end, no evidence, or evidence of more than 200 characters."""

    code = "GUARDIANSHIP_INCOMPLETE"


class GuardianNotAdultError(StateError):
    """Only a person who is asserted to be an adult becomes a guardian."""

    code = "GUARDIAN_NOT_ADULT"


class NotAMinorError(StateError):
    """Only a person who is asserted to be a minor has a guardian."""

    code = "NOT_A_MINOR"


class MinorNotConfirmedError(StateError):
    """The person was an adult here, or is of disputed age, and only the app says that they are a minor."""

    code = "MINOR_NOT_CONFIRMED"


class HasAGuardianError(StateError):
    """The minor has another guardian."""

    code = "HAS_A_GUARDIAN"


@dataclass(frozen=True, slots=True)
class BecomeGuardianRequest:
    """`evidence`: where the app keeps the proof. expires_us: at most the day the minor comes of age."""

    request_id: str
    minor: Person
    evidence: str
    expires_us: int | None


@dataclass(frozen=True, slots=True)
class GuardianshipChanged:
    """In force from this revision on."""

    token: str


@dataclass(frozen=True, slots=True)
class BecomeGuardian:
    """is_open: whether the deployment lets minors have guardians at all."""

    is_open: bool

    def __call__(self, change: Change, request: BecomeGuardianRequest) -> GuardianshipChanged:
        """Makes the acting person the guardian: a yes to all that the minor has set. Repeating it moves the end.

        Raises:
            GuardiansOffError: guardians are switched off.
            NotTheOwnerError, SubjectSuspendedError, GuardianNotAdultError: about the acting person.
            GuardianshipIncompleteError: no end, or no usable evidence.
            ExpiryInThePastError, ExpiryTooFarError: about the end.
            ActorIsOwnerError, UnknownSubjectError, SubjectSuspendedError, NotAMinorError, MinorNotConfirmedError,
                HasAGuardianError: about the minor.
        """
        if not self.is_open:
            raise GuardiansOffError("This deployment is for adults only: minors have no guardians here.")
        if request.expires_us is None or not 0 < len(request.evidence) <= LONGEST_EVIDENCE:
            raise GuardianshipIncompleteError(f"Send an end, and evidence of 1 to {LONGEST_EVIDENCE} characters.")
        transaction = change.transaction
        guardian = owner_who_widens(transaction, change.caller)
        minor = find_other(transaction, request.minor, guardian)
        require_expiry(request.expires_us, change.now_us)
        _require_adult_for_minor(change, guardian, minor)
        _end_earlier(change, guardian, minor)
        transaction.guardianships.put(Guardianship(minor, guardian, request.evidence, request.expires_us))
        change.record(minor, ActivityKind.GUARDIAN_SET, guardian)
        return GuardianshipChanged(change.token)


def _end_earlier(change: Change, guardian: SubjectId, minor: SubjectId) -> None:
    earlier = change.transaction.guardianships.at(minor)
    if earlier is None:
        return
    if earlier.guardian != guardian and not ended(earlier.expires_us, change.now_us):
        raise HasAGuardianError("This minor has a guardian: end that first.")
    # The new link may end sooner than what was signed under the earlier one.
    change.transaction.epochs.bump_owner(minor)


def _require_adult_for_minor(change: Change, guardian: SubjectId, minor: SubjectId) -> None:
    if change.transaction.people.requester(guardian).age is not AgeClass.ADULT:
        raise GuardianNotAdultError("A guardian is asserted to be an adult.")
    about = change.transaction.people.requester(minor)
    if about.age is not AgeClass.MINOR:
        raise NotAMinorError("Assert first that this person is a minor: only a minor has a guardian.")
    people = change.transaction.people
    if people.was_adult(minor) or people.disputed_from(minor) is not None:
        raise MinorNotConfirmedError(
            "Call AssertAge with MINOR and this person's own assertion first, or ask the operator to settle the age."
        )
    if about.state is not SubjectState.ACTIVE:
        raise SubjectSuspendedError("This person is suspended: only narrowing acts are open for them.")


@dataclass(frozen=True, slots=True)
class EndGuardianshipRequest:
    """`minor` None: the acting person."""

    request_id: str
    minor: Person | None


def end_guardianship(change: Change, request: EndGuardianshipRequest) -> GuardianshipChanged:
    """Ends the link; succeeds if there is none.

    Raises:
        NotTheOwnerError, OwnerNotNamedError, UnknownSubjectError: as `owner_or_delegate`.
    """
    minor = owner_or_delegate(change.transaction, change.caller, request.minor, change.now_us)
    link = change.transaction.guardianships.at(minor)
    if link is not None:
        unlink(change, link)
    return GuardianshipChanged(change.token)


@dataclass(frozen=True, slots=True)
class ListGuardianshipsReply:
    """Links that were not ended, expired ones included. handles: the current handles of both sides."""

    links: tuple[Guardianship, ...]
    handles: Mapping[SubjectId, str]
    token: str


def list_guardianships(view: View, request: OwnerQuestion) -> ListGuardianshipsReply:
    """All links in which one person is the guardian or the minor.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        UnknownSubjectError: no person has that name.
    """
    links = view.snapshot.guardianships.naming(named_owner(view.snapshot, view.caller, request.owner))
    people = {subject for link in links for subject in (link.minor, link.guardian)}
    return ListGuardianshipsReply(links, view.snapshot.people.current_handles(people), view.token)
