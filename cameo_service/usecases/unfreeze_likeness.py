"""End a freeze. Audience, grants and blocks count again as they were; render grants from before stay dead."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.activity_kind import ActivityKind
from cameo_service.usecases.caller import Caller
from cameo_service.usecases.person import owner_who_widens
from cameo_service.usecases.writes import Change, Writes


@dataclass(frozen=True, slots=True)
class UnfreezeLikenessRequest:
    """The acting person ends their own freeze."""

    request_id: str


@dataclass(frozen=True, slots=True)
class LikenessUnfrozen:
    """The rules count again from this revision on."""

    token: str


_REPLIES = TypeAdapter(LikenessUnfrozen)


@dataclass(frozen=True, slots=True)
class UnfreezeLikeness:
    """Ends the freeze of the acting person."""

    writes: Writes

    def __call__(self, caller: Caller, request: UnfreezeLikenessRequest) -> LikenessUnfrozen:
        """Succeeds without a freeze too.

        Raises:
            NotTheOwnerError: no assertion, or not an app backend.
        """
        return self.writes.once(caller, request, _REPLIES, _unfreeze)


def _unfreeze(change: Change) -> LikenessUnfrozen:
    owner = owner_who_widens(change.transaction, change.caller)
    change.transaction.set_frozen(owner, frozen=False)
    change.record(owner, ActivityKind.UNFROZEN)
    return LikenessUnfrozen(change.token)
