"""Name somebody who acts for you until a day, and end that. Naming widens and is the owner's alone; ending narrows."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.delegates import owner_or_delegate
from cameo_service.usecases.acting.errors import InvalidArgumentError, StateError
from cameo_service.usecases.acting.expiry import require_expiry
from cameo_service.usecases.acting.person import Person, find_other, owner_who_widens
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from consent.delegation import DelegatedAct, Delegation
from consent.terms import AgeClass

LONGEST_EVIDENCE = 200


class DelegationIncompleteError(InvalidArgumentError):
    """No end, no evidence, or evidence of more than 200 characters."""

    code = "DELEGATION_INCOMPLETE"


class DelegateNotAdultError(StateError):
    """Only somebody who is asserted to be an adult acts for others."""

    code = "DELEGATE_NOT_ADULT"


@dataclass(frozen=True, slots=True)
class NameDelegateRequest:
    """`acts`: what they may widen, besides narrowing everything. `evidence`: where the app keeps the mandate."""

    request_id: str
    delegate: Person
    acts: frozenset[DelegatedAct]
    evidence: str
    expires_us: int | None


@dataclass(frozen=True, slots=True)
class EndDelegationRequest:
    """`owner` None: the acting person. A delegate may end their own."""

    request_id: str
    owner: Person | None
    delegate: Person


@dataclass(frozen=True, slots=True)
class DelegationChanged:
    """In force from this revision on."""

    token: str


_REPLIES = TypeAdapter(DelegationChanged)


@dataclass(frozen=True, slots=True)
class NameDelegate:
    """What a delegate granted stays granted when the delegation ends: revoke it, if it should not."""

    writes: Writes

    def name(self, caller: Caller, request: NameDelegateRequest) -> DelegationChanged:
        """Names a delegate of the acting person; replaces what they were named for before.

        Raises:
            NotTheOwnerError: no assertion, or not an app backend.
            DelegationIncompleteError: no end, or no usable evidence.
            ExpiryInThePastError, ExpiryTooFarError: about the end.
            ActorIsOwnerError, UnknownSubjectError: about the delegate.
            DelegateNotAdultError: nobody asserted that they are an adult.
        """
        if request.expires_us is None or not 0 < len(request.evidence) <= LONGEST_EVIDENCE:
            raise DelegationIncompleteError(f"Send an end, and evidence of 1 to {LONGEST_EVIDENCE} characters.")
        ends_us = request.expires_us
        return self.writes.once(caller, request, _REPLIES, lambda change: _name(change, request, ends_us))

    def end(self, caller: Caller, request: EndDelegationRequest) -> DelegationChanged:
        """Ends it; succeeds when there is none.

        Raises:
            NotTheOwnerError, OwnerNotNamedError: as `owner_or_delegate`.
            ActorIsOwnerError, UnknownSubjectError: about the names.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: _end(change, request))


def _name(change: Change, request: NameDelegateRequest, ends_us: int) -> DelegationChanged:
    owner = owner_who_widens(change.transaction, change.caller)
    delegate = find_other(change.transaction, request.delegate, owner)
    require_expiry(ends_us, change.now_us)
    if change.transaction.people.requester(delegate).age is not AgeClass.ADULT:
        raise DelegateNotAdultError("Name somebody who is asserted to be an adult.")
    change.transaction.delegations.put(Delegation(owner, delegate, request.acts, request.evidence, ends_us))
    change.record(owner, ActivityKind.DELEGATED, delegate)
    return DelegationChanged(change.token)


def _end(change: Change, request: EndDelegationRequest) -> DelegationChanged:
    owner = owner_or_delegate(change.transaction, change.caller, request.owner, change.now_us)
    delegate = find_other(change.transaction, request.delegate, owner)
    if change.transaction.delegations.end(owner, delegate):
        change.record(owner, ActivityKind.DELEGATION_ENDED, delegate)
    return DelegationChanged(change.token)
