"""Handles: a person takes one or changes it, and the text of a released handle goes after its quarantine."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.person import owner_who_widens
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.store import Store
from consent.handles import Handle, parse_handle, skeleton


@dataclass(frozen=True, slots=True)
class ClaimHandleRequest:
    """`handle` as it is stored, in lower case."""

    request_id: str
    handle: str


@dataclass(frozen=True, slots=True)
class HandleClaimed:
    """The handle belongs to the person from this revision on."""

    handle: Handle
    token: str


def claim_handle(change: Change, request: ClaimHandleRequest) -> HandleClaimed:
    """Gives the acting person a handle. Their earlier handle goes into quarantine; skeletons stay unique.

    Raises:
        NotTheOwnerError: no assertion, or the caller is not an app backend.
        MalformedHandleError: breaks the handle rules.
        ConfusableHandleError: characters that pass for others.
        HandleTakenError: another person has it or one that looks like it, or it is in quarantine.
    """
    subject = owner_who_widens(change.transaction, change.caller)
    handle = parse_handle(request.handle)
    change.transaction.people.claim_handle(subject, handle, skeleton(handle), change.now_us)
    change.record(subject, ActivityKind.HANDLE_CLAIMED)
    return HandleClaimed(handle, change.token)


@dataclass(frozen=True, slots=True)
class SweepHandles:
    """Deletes the text of handles whose quarantine is over. Run it every second; several processes may."""

    store: Store
    clock: Clock

    def __call__(self) -> int:
        """How many handles were deleted: of erased people, and of people who took another handle.

        Writes only when there is something to delete.
        """
        now_us = self.clock.utc_us()
        with self.store.read() as snapshot:
            if not snapshot.people.has_handles_to_forget(now_us):
                return 0
        with self.store.write() as transaction:
            return transaction.people.forget_handles(now_us)
