"""Choose to be asked before every render by somebody else, or no longer."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person, named_owner, owner_who_widens
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind


@dataclass(frozen=True, slots=True)
class SetAskingRequest:
    """`owner` None: the acting person."""

    request_id: str
    owner: Person | None
    each_time: bool


@dataclass(frozen=True, slots=True)
class AskingSet:
    """What the owner chose."""

    each_time: bool
    token: str


_REPLIES = TypeAdapter(AskingSet)


@dataclass(frozen=True, slots=True)
class SetAsking:
    """Holds an owner's renders, or lets them go again."""

    writes: Writes

    def __call__(self, caller: Caller, request: SetAskingRequest) -> AskingSet:
        """To be asked no longer needs the owner's assertion; to be asked does not, and stops running jobs.

        Raises:
            NotTheOwnerError: no longer, without the owner's assertion; or the call acts for somebody else.
            UnknownSubjectError: nobody has that name.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: _set(change, request))


def _set(change: Change, request: SetAskingRequest) -> AskingSet:
    transaction = change.transaction
    owner = named_owner(transaction, change.caller, request.owner)
    is_asking = transaction.facts.of([owner], owner, "", change.now_us)[owner].asks_each_time
    if is_asking and not request.each_time:
        owner_who_widens(transaction, change.caller)
    transaction.people.set_asking(owner, each_time=request.each_time)
    if request.each_time and not is_asking:
        transaction.epochs.bump_owner(owner)
    change.record(owner, ActivityKind.ASKING_SET, reason="each_time" if request.each_time else "never")
    return AskingSet(request.each_time, change.token)
