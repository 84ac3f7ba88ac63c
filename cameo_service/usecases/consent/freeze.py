"""A freeze stops every render of an owner with one call and keeps what the owner had set."""

from dataclasses import dataclass

from cameo_service.usecases.acting.ages import require_settled_age
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.stand_in_voices import voice_that_removes, voice_that_widens
from cameo_service.usecases.acting.takedown_orders import order_by_effect
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from consent.takedown import StopEffect, furthest_removal


@dataclass(frozen=True, slots=True)
class FreezeLikenessRequest:
    """`owner` None: the acting person. `effect`: what happens to all outputs that show the owner."""

    request_id: str
    owner: Person | None
    effect: StopEffect = StopEffect.STOP_NEW


@dataclass(frozen=True, slots=True)
class LikenessFrozen:
    """Every requester is denied from this revision on, the owner too. takedowns: outputs ordered hidden or deleted."""

    token: str
    takedowns: int = 0


def freeze_likeness(change: Change, request: FreezeLikenessRequest) -> LikenessFrozen:
    """Freezes an owner. A second freeze succeeds and raises the owner's epoch again.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend, or a delegate deletes.
        UnknownSubjectError: no person has that name.
    """
    transaction = change.transaction
    reach = furthest_removal(request.effect)
    owner = voice_that_removes(transaction, change.caller, request.owner, reach, change.now_us)
    transaction.people.set_frozen(owner, frozen=True)
    transaction.epochs.bump_owner(owner)
    change.record(owner, ActivityKind.FROZEN)
    appearances = transaction.renders.all_appearances(owner)
    return LikenessFrozen(change.token, order_by_effect(change, appearances, request.effect))


@dataclass(frozen=True, slots=True)
class UnfreezeLikenessRequest:
    """`owner` None: the acting person ends their own freeze; a guardian names the minor."""

    request_id: str
    owner: Person | None = None


@dataclass(frozen=True, slots=True)
class LikenessUnfrozen:
    """The rules count again from this revision on."""

    token: str


def unfreeze_likeness(change: Change, request: UnfreezeLikenessRequest) -> LikenessUnfrozen:
    """Ends the freeze of the acting owner, or of a minor whose guardian acts. Succeeds without a freeze too.

    Audience, grants and blocks count again as they were; render grants from before stay invalid.

    Raises:
        NotTheOwnerError, GuardianNeededError, SubjectSuspendedError: as `voice_that_widens`.
        AgeNotSettledError: only the app says that the owner's age changed.
    """
    owner = voice_that_widens(change.transaction, change.caller, request.owner, change.now_us)
    require_settled_age(change.transaction, owner)
    change.transaction.people.set_frozen(owner, frozen=False)
    change.record(owner, ActivityKind.UNFROZEN)
    return LikenessUnfrozen(change.token)
