"""Stop every render of a person with one call, without losing what they had set."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.delegates import owner_or_delegate
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.takedown_orders import order_by_effect
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.outside import IdSource
from consent.takedown import StopEffect


@dataclass(frozen=True, slots=True)
class FreezeLikenessRequest:
    """`owner` None: the acting person. `effect`: what becomes of everybody's outputs that show the owner."""

    request_id: str
    owner: Person | None
    effect: StopEffect = StopEffect.STOP_NEW


@dataclass(frozen=True, slots=True)
class LikenessFrozen:
    """Everyone is denied from this revision on, the owner too. takedowns: outputs ordered hidden or deleted."""

    token: str
    takedowns: int = 0


_REPLIES = TypeAdapter(LikenessFrozen)


@dataclass(frozen=True, slots=True)
class FreezeLikeness:
    """Freezes; a second freeze succeeds and bumps the epoch again."""

    writes: Writes
    ids: IdSource

    def __call__(self, caller: Caller, request: FreezeLikenessRequest) -> LikenessFrozen:
        """Freezes the named owner.

        Raises:
            NotTheOwnerError: the call acts for somebody else, or does not come from an app backend.
            UnknownSubjectError: nobody has that name.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: self._freeze(change, request))

    def _freeze(self, change: Change, request: FreezeLikenessRequest) -> LikenessFrozen:
        owner = owner_or_delegate(change.transaction, change.caller, request.owner, change.now_us)
        change.transaction.people.set_frozen(owner, frozen=True)
        change.transaction.epochs.bump_owner(owner)
        change.record(owner, ActivityKind.FROZEN)
        appearances = change.transaction.renders.all_appearances(owner)
        return LikenessFrozen(change.token, order_by_effect(change, self.ids, appearances, request.effect))
