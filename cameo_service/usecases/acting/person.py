"""How a request names a person, and who may act for one."""

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.errors import (
    ActorIsOwnerError,
    AssertionInvalidError,
    GuardianNeededError,
    NotTheOwnerError,
    OwnerNotNamedError,
    SubjectSuspendedError,
)
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
        UnknownSubjectError: nobody has that id, handle or account.
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
        raise UnknownSubjectError("Nobody here has that id, handle or account.")
    return found


def find_other(snapshot: Snapshot, person: Person, owner: SubjectId) -> SubjectId:
    """The id of the person an owner grants, revokes or blocks.

    Raises:
        ActorIsOwnerError: that is the owner.
        UnknownSubjectError: as `find`.
    """
    other = find(snapshot, person)
    if other == owner:
        raise ActorIsOwnerError("Owners need no grant for themselves and cannot block themselves.")
    return other


def acting_owner(caller: Caller) -> SubjectId:
    """The person the call's assertion names, through an app backend and nobody else.

    Raises:
        NotTheOwnerError: no assertion, or not an app backend.
    """
    if caller.role is not Role.APP_BACKEND or caller.acting is None:
        raise NotTheOwnerError("Send the owner's assertion: nobody else may do this.")
    return caller.acting


def owner_who_widens(snapshot: Snapshot, caller: Caller) -> SubjectId:
    """The owner of a widening act.

    Raises:
        NotTheOwnerError, SubjectSuspendedError: as `active_owner`.
        GuardianNeededError: a minor who has a guardian, whether or not the guardian counts now.
    """
    owner = active_owner(snapshot, caller)
    if snapshot.guardianships.of_minor(owner) is not None:
        raise GuardianNeededError(
            "Send the guardian's assertion, or end the guardianship: a minor alone opens nothing."
        )
    return owner


def active_owner(snapshot: Snapshot, caller: Caller) -> SubjectId:
    """The acting person, whom nobody suspended.

    Raises:
        NotTheOwnerError: as `acting_owner`.
        SubjectSuspendedError: the operator suspended them: lifting that must not allow more than there was before.
    """
    owner = acting_owner(caller)
    if snapshot.people.requester(owner).state is SubjectState.ERASED:
        raise AssertionInvalidError("This account was erased: it is somebody new in a minute.")
    if snapshot.people.requester(owner).state is not SubjectState.ACTIVE:
        raise SubjectSuspendedError("This person is suspended: only narrowing acts are open to them.")
    return owner


def named_owner(snapshot: Snapshot, caller: Caller, owner: Person | None) -> SubjectId:
    """The owner of a narrowing act or a read: named by an app backend; None means the person it acts for.

    Raises:
        NotTheOwnerError: the call acts for somebody else, or does not come from an app backend.
        OwnerNotNamedError: neither a name nor an assertion.
        UnknownSubjectError: as `find`.
    """
    if caller.role is not Role.APP_BACKEND:
        raise NotTheOwnerError("Only an app backend speaks for an owner.")
    person = owner if owner is not None else caller.acting
    if person is None:
        raise OwnerNotNamedError("Name the owner, or send the owner's assertion.")
    found = find(snapshot, person)
    if caller.acting not in (None, found):
        raise NotTheOwnerError("This call acts for somebody else.")
    return found
