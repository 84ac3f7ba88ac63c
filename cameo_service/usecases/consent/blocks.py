"""Blocks: an owner refuses one person whatever the audience and the grants say, and ends that refusal."""

from dataclasses import dataclass

from cameo_service.usecases.acting.expiry import require_expiry
from cameo_service.usecases.acting.person import Person, find_other, owner_who_widens
from cameo_service.usecases.acting.stand_in_voices import end_delegation_to, owner_or_delegate
from cameo_service.usecases.acting.writes import Change
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
    """`expires_us`: when the block ends; later than requested if a longer block was stored."""

    expires_us: int | None
    token: str


def block_actor(change: Change, request: BlockActorRequest) -> ActorBlocked:
    """Blocks an actor. Grants stay stored, and the block wins over them. Never shortens a stored block.

    A delegation to the actor ends for good: the end of the block does not bring it back.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        ActorIsOwnerError: the owner is the actor.
        UnknownSubjectError: no person has one of the names.
        ExpiryInThePastError: the expiry is not after now.
        ExpiryTooFarError: the expiry is more than ten years ahead.
    """
    transaction = change.transaction
    owner = owner_or_delegate(transaction, change.caller, request.owner, change.now_us)
    actor = find_other(transaction, request.actor, owner)
    require_expiry(request.expires_us, change.now_us)
    expires_us = block_end(_stored(change, owner, actor), request.expires_us)
    transaction.blocks.put(owner, actor, expires_us, change.now_us)
    transaction.epochs.bump_pair(owner, actor)
    end_delegation_to(change, owner, actor)
    change.record(owner, ActivityKind.BLOCKED, actor)
    return ActorBlocked(expires_us, change.token)


def _stored(change: Change, owner: SubjectId, actor: SubjectId) -> Block | None:
    blocks = [block for block in change.transaction.blocks.of(owner) if block.actor == actor]
    return blocks[0] if blocks else None


@dataclass(frozen=True, slots=True)
class UnblockActorRequest:
    """`actor`: the person to unblock. The acting person is the owner."""

    request_id: str
    actor: Person


@dataclass(frozen=True, slots=True)
class ActorUnblocked:
    """No block of this owner holds for the actor from this revision on."""

    token: str


def unblock_actor(change: Change, request: UnblockActorRequest) -> ActorUnblocked:
    """Ends a block of the acting owner: the audience and the grants count again. Succeeds without a block too.

    Raises:
        NotTheOwnerError: no assertion, or the caller is not an app backend.
        ActorIsOwnerError: the owner is the actor.
        UnknownSubjectError: no person has the actor's name.
    """
    owner = owner_who_widens(change.transaction, change.caller)
    actor = find_other(change.transaction, request.actor, owner)
    change.transaction.blocks.end(owner, actor)
    change.record(owner, ActivityKind.UNBLOCKED, actor)
    return ActorUnblocked(change.token)
