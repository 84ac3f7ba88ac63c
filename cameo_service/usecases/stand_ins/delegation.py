"""Delegates: an owner names a person who acts for them until a day. Naming widens; ending narrows."""

from collections.abc import Mapping
from dataclasses import dataclass

from cameo_service.usecases.acting.errors import InvalidArgumentError, StateError
from cameo_service.usecases.acting.expiry import require_expiry
from cameo_service.usecases.acting.person import OwnerQuestion, Person, find_other, owner_who_widens
from cameo_service.usecases.acting.reads import View
from cameo_service.usecases.acting.stand_in_voices import end_access, end_delegation_to, owner_or_delegate
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from consent.identity import SubjectId
from consent.stand_ins import DelegatedAct, Delegation, has_standing
from consent.terms import AgeClass

LONGEST_EVIDENCE = 200
"""Characters that say where the app keeps the proof of a mandate."""


class DelegationIncompleteError(InvalidArgumentError):
    """No end, no evidence, or evidence of more than 200 characters."""

    code = "DELEGATION_INCOMPLETE"


class DelegateNotAdultError(StateError):
    """Only a person who is asserted to be an adult acts for an owner."""

    code = "DELEGATE_NOT_ADULT"


class DelegateWithoutStandingError(StateError):
    """The delegate is suspended, or the owner blocks them."""

    code = "DELEGATE_WITHOUT_STANDING"


@dataclass(frozen=True, slots=True)
class NameDelegateRequest:
    """`acts`: what the delegate may widen, besides all narrowing acts. `evidence`: where the app keeps the mandate."""

    request_id: str
    delegate: Person
    acts: frozenset[DelegatedAct]
    evidence: str
    expires_us: int | None


@dataclass(frozen=True, slots=True)
class EndDelegationRequest:
    """`owner` None: the acting person. A delegate may end their own mandate."""

    request_id: str
    owner: Person | None
    delegate: Person


@dataclass(frozen=True, slots=True)
class DelegationChanged:
    """In force from this revision on."""

    token: str


def name_delegate(change: Change, request: NameDelegateRequest) -> DelegationChanged:
    """Names a delegate of the acting owner; replaces an earlier mandate of the same delegate.

    All access of the delegate to the owner's likeness ends, and none is given while the mandate lasts; after it the
    owner has to grant anew. What a delegate granted stays granted when the mandate ends: revoke it if it should not.

    Raises:
        NotTheOwnerError: no assertion, or the caller is not an app backend.
        DelegationIncompleteError: no end, or no usable evidence.
        ExpiryInThePastError, ExpiryTooFarError: about the end.
        ActorIsOwnerError, UnknownSubjectError: about the delegate.
        DelegateNotAdultError: the delegate is not asserted to be an adult.
        DelegateWithoutStandingError: the delegate is suspended, or the owner blocks them.
    """
    if request.expires_us is None or not 0 < len(request.evidence) <= LONGEST_EVIDENCE:
        raise DelegationIncompleteError(f"Send an end, and evidence of 1 to {LONGEST_EVIDENCE} characters.")
    owner = owner_who_widens(change.transaction, change.caller)
    delegate = find_other(change.transaction, request.delegate, owner)
    require_expiry(request.expires_us, change.now_us)
    _require_standing(change, owner, delegate)
    end_access(change.transaction, owner, delegate, change.now_us)
    delegation = Delegation(owner, delegate, request.acts, request.evidence, request.expires_us)
    change.transaction.delegations.put(delegation)
    change.record(owner, ActivityKind.DELEGATED, delegate)
    return DelegationChanged(change.token)


def _require_standing(change: Change, owner: SubjectId, delegate: SubjectId) -> None:
    about = change.transaction.people.requester(delegate)
    if about.age is not AgeClass.ADULT:
        raise DelegateNotAdultError("Name a person who is asserted to be an adult.")
    is_blocked = change.transaction.facts.of([owner], delegate, "", change.now_us)[owner].blocked
    if not has_standing(about, is_blocked=is_blocked):
        raise DelegateWithoutStandingError("Unblock this person first, or name another person: a delegate is active.")


def end_delegation(change: Change, request: EndDelegationRequest) -> DelegationChanged:
    """Ends a mandate; succeeds if there is none.

    Raises:
        NotTheOwnerError, OwnerNotNamedError: as `owner_or_delegate`.
        ActorIsOwnerError, UnknownSubjectError: about the names.
    """
    owner = owner_or_delegate(change.transaction, change.caller, request.owner, change.now_us)
    delegate = find_other(change.transaction, request.delegate, owner)
    end_delegation_to(change, owner, delegate)
    return DelegationChanged(change.token)


@dataclass(frozen=True, slots=True)
class ListDelegationsReply:
    """Mandates that were not ended, expired ones included.

    handles: the current handles of the delegates who have one; empty when a delegate reads the list.
    """

    delegations: tuple[Delegation, ...]
    handles: Mapping[SubjectId, str]
    token: str


def list_delegations(view: View, request: OwnerQuestion) -> ListDelegationsReply:
    """All mandates of one owner.

    Raises:
        NotTheOwnerError, OwnerNotNamedError, UnknownSubjectError: as `owner_or_delegate`.
    """
    owner = owner_or_delegate(view.snapshot, view.caller, request.owner, view.now_us)
    delegations = view.snapshot.delegations.of(owner)
    is_for_owner = view.caller.acting in {owner, None}
    shown = {delegation.delegate for delegation in delegations} if is_for_owner else set()
    return ListDelegationsReply(delegations, view.snapshot.people.current_handles(shown), view.token)
