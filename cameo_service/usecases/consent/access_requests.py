"""Requests for access: a requester asks, the owner lists what waits and approves or denies it.

The reply to a requester is the same for every owner, so that asking shows neither who exists nor who blocked the
requester. The request of a blocked person does not reach the owner.
"""

from dataclasses import dataclass

from cameo_service.usecases.acting.errors import AssertionInvalidError, NotFoundError, NothingGrantedError
from cameo_service.usecases.acting.person import OwnerQuestion, Person, find_other, named_owner, owner_who_widens
from cameo_service.usecases.acting.reads import View
from cameo_service.usecases.acting.stand_in_voices import owner_or_delegate
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.consent.access import AccessGranted, GrantAccessRequest, grant_access
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.store import Snapshot
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.grants import AccessRequest
from consent.terms import Modality, Use


class AccessRequestUnknownError(NotFoundError):
    """The person has no open request: they never asked, or the owner answered."""

    code = "ACCESS_REQUEST_UNKNOWN"


@dataclass(frozen=True, slots=True)
class RequestAccessRequest:
    """`owner`: the person asked for access. The acting person is the requester."""

    request_id: str
    owner: Person
    modalities: frozenset[Modality]
    uses: frozenset[Use]


@dataclass(frozen=True, slots=True)
class AccessRequested:
    """The request is queued, as far as the requester can tell."""

    token: str


def request_access(change: Change, request: RequestAccessRequest) -> AccessRequested:
    """Queues a request of the acting person. A second request replaces the first; the owner is told once.

    Raises:
        AssertionInvalidError: the call carries no assertion.
        NothingGrantedError: no modality or no use.
        ActorIsOwnerError: the requester is the owner.
        MalformedHandleError, ConfusableHandleError: about the owner's handle as it is written.
    """
    transaction, requester = change.transaction, change.caller.acting
    if requester is None:
        raise AssertionInvalidError("Send the assertion of the person who asks.")
    if not request.modalities or not request.uses:
        raise NothingGrantedError("Name at least one modality and one use.")
    try:
        owner = find_other(transaction, request.owner, requester)
    except UnknownSubjectError:
        return AccessRequested(change.token)
    if not transaction.facts.of([owner], requester, "", change.now_us)[owner].blocked:
        wish = AccessRequest(owner, requester, request.modalities, request.uses, change.now_us)
        if transaction.access_requests.put(wish):
            change.record(owner, ActivityKind.ACCESS_REQUESTED, requester)
    return AccessRequested(change.token)


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """One request, and the requester's handle."""

    wish: AccessRequest
    handle: str | None


@dataclass(frozen=True, slots=True)
class AccessRequests:
    """The oldest first."""

    waiting: tuple[WaitingRequest, ...]
    token: str


def list_access_requests(view: View, request: OwnerQuestion) -> AccessRequests:
    """The open requests to an owner, without those of requesters who were blocked since.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        UnknownSubjectError: no person has that name.
    """
    owner = named_owner(view.snapshot, view.caller, request.owner)
    blocked = {block.actor for block in view.snapshot.blocks.of(owner)}
    wishes = [wish for wish in view.snapshot.access_requests.of(owner) if wish.requester not in blocked]
    return AccessRequests(tuple(waiting_request(view.snapshot, wish) for wish in wishes), view.token)


def waiting_request(snapshot: Snapshot, wish: AccessRequest) -> WaitingRequest:
    """The request with the requester's handle."""
    return WaitingRequest(wish, snapshot.people.handle_of(wish.requester))


@dataclass(frozen=True, slots=True)
class ApproveAccessRequest:
    """Grants what was requested. `expires_us`: UTC microseconds, None until revoked; `provider` None: any.

    asks_each_time: as in `GrantAccessRequest`.
    """

    request_id: str
    requester: Person
    expires_us: int | None
    provider: str | None
    asks_each_time: bool = False


def approve_access(change: Change, request: ApproveAccessRequest) -> AccessGranted:
    """Grants what the requester asked of the acting owner, and ends the request.

    Raises:
        AccessRequestUnknownError: the requester has no open request.
        NotTheOwnerError, ActorIsOwnerError, UnknownSubjectError, DelegateNeverBenefitsError, ExpiryInThePastError,
            ExpiryTooFarError, OwnerVerificationNeededError: as `grant_access`.
    """
    owner = owner_who_widens(change.transaction, change.caller)
    requester = find_other(change.transaction, request.requester, owner)
    wish = change.transaction.access_requests.end(owner, requester)
    if wish is None:
        raise AccessRequestUnknownError("This person has no open request: list the requests again.")
    terms = GrantAccessRequest(
        request.request_id,
        requester,
        wish.modalities,
        wish.uses,
        request.expires_us,
        request.provider,
        asks_each_time=request.asks_each_time,
    )
    return grant_access(change, terms)


@dataclass(frozen=True, slots=True)
class DenyAccessRequest:
    """`owner` None: the acting person."""

    request_id: str
    owner: Person | None
    requester: Person


@dataclass(frozen=True, slots=True)
class AccessDenied:
    """The requester has no open request."""

    token: str


def deny_access(change: Change, request: DenyAccessRequest) -> AccessDenied:
    """Ends a request without a grant; succeeds without a request too.

    Raises:
        NotTheOwnerError, ActorIsOwnerError, UnknownSubjectError: as `revoke_access`.
    """
    owner = owner_or_delegate(change.transaction, change.caller, request.owner, change.now_us)
    requester = find_other(change.transaction, request.requester, owner)
    if change.transaction.access_requests.end(owner, requester):
        change.record(owner, ActivityKind.ACCESS_DENIED, requester)
    return AccessDenied(change.token)
