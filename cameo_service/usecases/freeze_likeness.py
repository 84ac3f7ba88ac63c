"""Stop every render of a person with one call, without losing what they had set."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.activity_kind import ActivityKind
from cameo_service.usecases.caller import Caller
from cameo_service.usecases.person import Person, named_owner
from cameo_service.usecases.writes import Change, Writes


@dataclass(frozen=True, slots=True)
class FreezeLikenessRequest:
    """`owner` None: the acting person."""

    request_id: str
    owner: Person | None


@dataclass(frozen=True, slots=True)
class LikenessFrozen:
    """Everyone is denied from this revision on, the owner too."""

    token: str


_REPLIES = TypeAdapter(LikenessFrozen)


@dataclass(frozen=True, slots=True)
class FreezeLikeness:
    """Freezes; a second freeze succeeds and bumps the epoch again."""

    writes: Writes

    def __call__(self, caller: Caller, request: FreezeLikenessRequest) -> LikenessFrozen:
        """Freezes the named owner.

        Raises:
            NotTheOwnerError: the call acts for somebody else, or does not come from an app backend.
            UnknownSubjectError: nobody has that name.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: _freeze(change, request))


def _freeze(change: Change, request: FreezeLikenessRequest) -> LikenessFrozen:
    owner = named_owner(change.transaction, change.caller, request.owner)
    change.transaction.set_frozen(owner, frozen=True)
    change.transaction.bump_owner_epoch(owner)
    change.record(owner, ActivityKind.FROZEN)
    return LikenessFrozen(change.token)
