"""Refuse one person whatever the audience and the grants say, for a while or until unblocked."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.delegates import owner_or_delegate
from cameo_service.usecases.acting.expiry import require_expiry
from cameo_service.usecases.acting.person import Person, find_other
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from consent.epochs import block_end
from consent.facts import Block
from consent.identity import SubjectId


@dataclass(frozen=True, slots=True)
class BlockActorRequest:
    """`owner` None: the acting person. `expires_us`: UTC microseconds, None until unblocked."""

    request_id: str
    owner: Person | None
    actor: Person
    expires_us: int | None


@dataclass(frozen=True, slots=True)
class ActorBlocked:
    """`expires_us`: when the block ends; later than asked where a longer block was there already."""

    expires_us: int | None
    token: str


_REPLIES = TypeAdapter(ActorBlocked)


@dataclass(frozen=True, slots=True)
class BlockActor:
    """Blocks an actor. Grants stay stored; the block wins over them."""

    writes: Writes

    def __call__(self, caller: Caller, request: BlockActorRequest) -> ActorBlocked:
        """Never shortens a block that is there.

        Raises:
            NotTheOwnerError: the call acts for somebody else, or does not come from an app backend.
            ActorIsOwnerError: the owner is the actor.
            UnknownSubjectError: nobody has one of the names.
            ExpiryInThePastError: the expiry is not after now.
            ExpiryTooFarError: the expiry is more than ten years ahead.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: _block(change, request))


def _block(change: Change, request: BlockActorRequest) -> ActorBlocked:
    transaction = change.transaction
    owner = owner_or_delegate(transaction, change.caller, request.owner, change.now_us)
    actor = find_other(transaction, request.actor, owner)
    require_expiry(request.expires_us, change.now_us)
    expires_us = block_end(_existing(change, owner, actor), request.expires_us)
    transaction.blocks.put(owner, actor, expires_us, change.now_us)
    transaction.epochs.bump_pair(owner, actor)
    change.record(owner, ActivityKind.BLOCKED, actor)
    return ActorBlocked(expires_us, change.token)


def _existing(change: Change, owner: SubjectId, actor: SubjectId) -> Block | None:
    blocks = [block for block in change.transaction.blocks.of(owner) if block.actor == actor]
    return blocks[0] if blocks else None
