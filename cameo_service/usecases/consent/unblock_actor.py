"""Lift a block. What the audience and the grants say counts again."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person, find_other, owner_who_widens
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind


@dataclass(frozen=True, slots=True)
class UnblockActorRequest:
    """Whom the acting person lets in again."""

    request_id: str
    actor: Person


@dataclass(frozen=True, slots=True)
class ActorUnblocked:
    """Nothing blocks the actor from this revision on."""

    token: str


_REPLIES = TypeAdapter(ActorUnblocked)


@dataclass(frozen=True, slots=True)
class UnblockActor:
    """Lifts a block for the acting person."""

    writes: Writes

    def __call__(self, caller: Caller, request: UnblockActorRequest) -> ActorUnblocked:
        """Succeeds without a block too.

        Raises:
            NotTheOwnerError: no assertion, or not an app backend.
            ActorIsOwnerError: the owner is the actor.
            UnknownSubjectError: nobody has the actor's name.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: _unblock(change, request))


def _unblock(change: Change, request: UnblockActorRequest) -> ActorUnblocked:
    owner = owner_who_widens(change.transaction, change.caller)
    actor = find_other(change.transaction, request.actor, owner)
    change.transaction.blocks.end(owner, actor)
    change.record(owner, ActivityKind.UNBLOCKED, actor)
    return ActorUnblocked(change.token)
