"""Say yes or no to somebody who asked for access."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.delegates import owner_or_delegate
from cameo_service.usecases.acting.errors import NotFoundError
from cameo_service.usecases.acting.person import Person, find_other, owner_who_widens
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.consent.grant_access import AccessGranted, GrantAccess, GrantAccessRequest
from cameo_service.usecases.ports.activity import ActivityKind


class AccessRequestUnknownError(NotFoundError):
    """That person asks for nothing: they never did, or were answered."""

    code = "ACCESS_REQUEST_UNKNOWN"


@dataclass(frozen=True, slots=True)
class ApproveAccessRequest:
    """What was asked is granted. `expires_us`: UTC microseconds, None until revoked; `provider` None: any.

    asks_each_time: as in `GrantAccessRequest`.
    """

    request_id: str
    requester: Person
    expires_us: int | None
    provider: str | None
    asks_each_time: bool = False


@dataclass(frozen=True, slots=True)
class DenyAccessRequest:
    """`owner` None: the acting person."""

    request_id: str
    owner: Person | None
    requester: Person


@dataclass(frozen=True, slots=True)
class AccessDenied:
    """Nothing is asked any more."""

    token: str


_GRANTED = TypeAdapter(AccessGranted)
_DENIED = TypeAdapter(AccessDenied)


@dataclass(frozen=True, slots=True)
class AnswerAccess:
    """Answers for the owner."""

    writes: Writes
    grant_access: GrantAccess

    def approve(self, caller: Caller, request: ApproveAccessRequest) -> AccessGranted:
        """Grants on behalf of the acting person.

        Raises:
            AccessRequestUnknownError: nothing is asked.
            NotTheOwnerError, ActorIsOwnerError, UnknownSubjectError, ExpiryInThePastError, ExpiryTooFarError,
                OwnerVerificationNeededError: as `GrantAccess`.
        """
        return self.writes.once(caller, request, _GRANTED, lambda change: self._approve(change, request))

    def deny(self, caller: Caller, request: DenyAccessRequest) -> AccessDenied:
        """Ends the request; succeeds without one.

        Raises:
            NotTheOwnerError, ActorIsOwnerError, UnknownSubjectError: as `RevokeAccess`.
        """
        return self.writes.once(caller, request, _DENIED, lambda change: _deny(change, request))

    def _approve(self, change: Change, request: ApproveAccessRequest) -> AccessGranted:
        transaction, owner = change.transaction, owner_who_widens(change.transaction, change.caller)
        requester = find_other(transaction, request.requester, owner)
        wish = transaction.access_requests.end(owner, requester)
        if wish is None:
            raise AccessRequestUnknownError("This person asks for nothing.")
        terms = GrantAccessRequest(
            request.request_id,
            requester,
            wish.modalities,
            wish.uses,
            request.expires_us,
            request.provider,
            asks_each_time=request.asks_each_time,
        )
        return self.grant_access.within(change, terms)


def _deny(change: Change, request: DenyAccessRequest) -> AccessDenied:
    owner = owner_or_delegate(change.transaction, change.caller, request.owner, change.now_us)
    requester = find_other(change.transaction, request.requester, owner)
    if change.transaction.access_requests.end(owner, requester):
        change.record(owner, ActivityKind.ACCESS_DENIED, requester)
    return AccessDenied(change.token)
