"""How a request names a person, and which acts are open to the person of the call's assertion."""

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller
from cameo_service.usecases.acting.errors import (
    ActorIsOwnerError,
    AssertionInvalidError,
    DecisionNeededError,
    GuardianNeededError,
    NotTheOwnerError,
    OwnerNotNamedError,
    SubjectSuspendedError,
)
from cameo_service.usecases.ports.erasure import ErasureRow
from cameo_service.usecases.ports.store import Snapshot
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.handles import Handle, parse_handle
from consent.identity import SubjectId
from consent.terms import SubjectState


@dataclass(frozen=True, slots=True)
class Account:
    """A person as the app's identity provider knows them."""

    issuer: str
    sub: str


Person: TypeAlias = SubjectId | Handle | Account


def find(snapshot: Snapshot, person: Person) -> SubjectId:
    """The id of a named person.

    Raises:
        MalformedHandleError: not a handle.
        ConfusableHandleError: characters that pass for others.
        UnknownSubjectError: no person has that id, handle or account.
    """
    if isinstance(person, UUID):
        known = snapshot.people.requester(person)
        found = None if known.state is SubjectState.ERASED else known.subject
    elif isinstance(person, Account):
        found = snapshot.people.of_account(person.issuer, person.sub)
    else:
        handle = parse_handle(person)
        found = snapshot.people.by_handle([handle]).get(handle)
    if found is None:
        raise UnknownSubjectError("Check the id, handle or account: no person has it here.")
    return found


def find_other(snapshot: Snapshot, person: Person, owner: SubjectId) -> SubjectId:
    """The id of another person, to grant, revoke or block.

    Raises:
        ActorIsOwnerError: the person is the owner.
        UnknownSubjectError: as `find`.
    """
    other = find(snapshot, person)
    if other == owner:
        raise ActorIsOwnerError("Name another person: owners need no grant for themselves and cannot block themselves.")
    return other


def acting_owner(caller: Caller) -> SubjectId:
    """The person of the call's assertion, which only an app backend may send.

    Raises:
        NotTheOwnerError: no assertion, or the caller is not an app backend.
    """
    if not caller.role.acts_for_people or caller.acting is None:
        raise NotTheOwnerError("Send the owner's assertion through an app backend: only the owner may do this.")
    return caller.acting


def owner_who_widens(snapshot: Snapshot, caller: Caller) -> SubjectId:
    """The owner of a widening act.

    Raises:
        NotTheOwnerError, SubjectSuspendedError: as `active_owner`.
        DecisionNeededError: as `require_decision`.
        GuardianNeededError: the owner is a minor with a guardian, even one who does not count now.
    """
    owner = active_owner(snapshot, caller)
    require_decision(caller)
    if snapshot.guardianships.at(owner) is not None:
        raise GuardianNeededError(
            "Send the guardian's assertion, or end the guardianship: a minor with a guardian cannot widen alone."
        )
    return owner


def require_decision(caller: Caller) -> None:
    """What widens, by what is stored now, takes more than an assertion that says who asks.

    Raises:
        DecisionNeededError: the assertion is no decision of the person for this call.
    """
    if caller.is_asking:
        raise DecisionNeededError("Ask the person to decide this very call: it allows more than is allowed now.")


def active_owner(snapshot: Snapshot, caller: Caller) -> SubjectId:
    """The acting person, who is neither suspended nor erased.

    Raises:
        NotTheOwnerError: as `acting_owner`.
        AssertionInvalidError: the person was erased.
        SubjectSuspendedError: the operator suspended the person. The end of a suspension must not find more allowed
            than before it.
    """
    owner = acting_owner(caller)
    if snapshot.people.requester(owner).state is SubjectState.ERASED:
        raise AssertionInvalidError("This account was erased. Retry in 60 s: it then counts as a new person.")
    if snapshot.people.requester(owner).state is not SubjectState.ACTIVE:
        raise SubjectSuspendedError("This person is suspended: only narrowing acts are open to them.")
    return owner


def is_served(snapshot: Snapshot, caller: Caller, person: SubjectId) -> bool:
    """Whether a person is one of the caller's own: an app reads and narrows for those of its own issuers alone."""
    if caller.issuers is EVERY_ISSUER or caller.acting == person:
        return True
    return any(issuer in caller.issuers for issuer, _ in snapshot.people.accounts_of(person))


def served_once(erased: ErasureRow, caller: Caller) -> bool:
    """Whether an erased person, who has no account any more, is known to have been one of the caller's own."""
    if caller.issuers is EVERY_ISSUER:
        return True
    return any(issuer in caller.issuers for issuer in erased.issuers or ())


def is_or_was_served(snapshot: Snapshot, caller: Caller, person: SubjectId) -> bool:
    """As `is_served`, also of a person who was erased: orders about their outputs outlive them."""
    if is_served(snapshot, caller, person):
        return True
    erased = snapshot.erasures.of(person)
    return erased is not None and served_once(erased, caller)


def require_served(snapshot: Snapshot, caller: Caller, person: SubjectId) -> None:
    """Answers about a person of another app as about one who does not exist.

    Raises:
        UnknownSubjectError: the person is not one of the caller's own.
    """
    if not is_served(snapshot, caller, person):
        raise UnknownSubjectError("Check the id, handle or account: no person has it here.")


@dataclass(frozen=True, slots=True)
class OwnerQuestion:
    """What is asked about one owner alone. owner: None is the acting person. at_least: a consistency token, or None."""

    owner: Person | None
    at_least: str | None


def named_owner(snapshot: Snapshot, caller: Caller, owner: Person | None) -> SubjectId:
    """The owner of a narrowing act or a read: named by an app backend; None: the person of the assertion.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        OwnerNotNamedError: the call has neither a name nor an assertion.
        UnknownSubjectError: as `find`.
    """
    if not caller.role.acts_for_people:
        raise NotTheOwnerError("Call as an app backend: no other role acts for an owner.")
    person = owner if owner is not None else caller.acting
    if person is None:
        raise OwnerNotNamedError("Name the owner, or send the owner's assertion.")
    found = find(snapshot, person)
    require_served(snapshot, caller, found)
    if caller.acting not in (None, found):
        raise NotTheOwnerError("This call acts for another person: send the owner's assertion, or none.")
    return found
