"""Take a handle, or change the one held. The earlier handle goes into quarantine; the skeleton stays unique."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import owner_who_widens
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from consent.handles import Handle, parse_handle, skeleton


@dataclass(frozen=True, slots=True)
class ClaimHandleRequest:
    """`handle` as it shall be stored, in lower case."""

    request_id: str
    handle: str


@dataclass(frozen=True, slots=True)
class HandleClaimed:
    """The handle is the person's from this revision on."""

    handle: Handle
    token: str


_REPLIES = TypeAdapter(HandleClaimed)


@dataclass(frozen=True, slots=True)
class ClaimHandle:
    """Gives the acting person a handle."""

    writes: Writes

    def __call__(self, caller: Caller, request: ClaimHandleRequest) -> HandleClaimed:
        """Claims for the person the call's assertion names.

        Raises:
            NotTheOwnerError: no assertion.
            MalformedHandleError: breaks the handle rules.
            ConfusableHandleError: characters that pass for others.
            HandleTakenError: somebody's, too like somebody's, or in quarantine.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: _claim(change, request))


def _claim(change: Change, request: ClaimHandleRequest) -> HandleClaimed:
    subject = owner_who_widens(change.transaction, change.caller)
    handle = parse_handle(request.handle)
    change.transaction.people.claim_handle(subject, handle, skeleton(handle), change.now_us)
    change.record(subject, ActivityKind.HANDLE_CLAIMED)
    return HandleClaimed(handle, change.token)
