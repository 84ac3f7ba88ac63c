"""End a freeze. Audience, grants and blocks count again as they were; render grants from before stay dead."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.guardians import voice_that_widens
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind


@dataclass(frozen=True, slots=True)
class UnfreezeLikenessRequest:
    """`owner` None: the acting person ends their own freeze; a guardian names the minor."""

    request_id: str
    owner: Person | None = None


@dataclass(frozen=True, slots=True)
class LikenessUnfrozen:
    """The rules count again from this revision on."""

    token: str


_REPLIES = TypeAdapter(LikenessUnfrozen)


@dataclass(frozen=True, slots=True)
class UnfreezeLikeness:
    """Ends the freeze of the acting person, or of a minor whose guardian acts."""

    writes: Writes

    def __call__(self, caller: Caller, request: UnfreezeLikenessRequest) -> LikenessUnfrozen:
        """Succeeds without a freeze too.

        Raises:
            NotTheOwnerError, GuardianNeededError, SubjectSuspendedError: as `voice_that_widens`.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: _unfreeze(change, request))


def _unfreeze(change: Change, request: UnfreezeLikenessRequest) -> LikenessUnfrozen:
    owner = voice_that_widens(change.transaction, change.caller, request.owner, change.now_us)
    change.transaction.people.set_frozen(owner, frozen=False)
    change.record(owner, ActivityKind.UNFROZEN)
    return LikenessUnfrozen(change.token)
