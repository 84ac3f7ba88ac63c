"""Take somebody out of a group. Jobs of theirs can neither fetch nor commit with what they were given before."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person, find_other, named_owner
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.consent.named_group import find_group
from cameo_service.usecases.ports.activity_kind import ActivityKind


@dataclass(frozen=True, slots=True)
class RemoveFromGroupRequest:
    """`owner` None: the acting person. `group`: its name."""

    request_id: str
    owner: Person | None
    group: str
    member: Person


@dataclass(frozen=True, slots=True)
class RemovedFromGroup:
    """They are not in the group. What was granted to them themselves, and to other groups, goes on."""

    token: str


_REPLIES = TypeAdapter(RemovedFromGroup)


@dataclass(frozen=True, slots=True)
class RemoveFromGroup:
    """Ends one membership."""

    writes: Writes

    def __call__(self, caller: Caller, request: RemoveFromGroupRequest) -> RemovedFromGroup:
        """Succeeds for somebody who is not in it too, and bumps the pair's epoch every time.

        Raises:
            NotTheOwnerError: the call acts for somebody else, or does not come from an app backend.
            GroupNameError, GroupUnknownError: about the group's name.
            ActorIsOwnerError: the owner is the member.
            UnknownSubjectError: nobody has one of the names.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: _remove(change, request))


def _remove(change: Change, request: RemoveFromGroupRequest) -> RemovedFromGroup:
    transaction = change.transaction
    owner = named_owner(transaction, change.caller, request.owner)
    group = find_group(transaction, owner, request.group)
    member = find_other(transaction, request.member, owner)
    transaction.end_memberships(owner, member, group)
    transaction.bump_pair_epoch(owner, member)
    change.record(owner, ActivityKind.REMOVED_FROM_GROUP, member, reason=request.group)
    return RemovedFromGroup(change.token)
