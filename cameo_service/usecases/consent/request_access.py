"""Ask somebody for access. The answer never says whether anybody is asked.

Nobody is bothered by whom they blocked; nobody learns from asking who is here, or who blocked them.
"""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import AssertionInvalidError, NothingGrantedError
from cameo_service.usecases.acting.person import Person, find_other
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.access_request import AccessRequest
from consent.identity import SubjectId
from consent.terms import Modality, Use


@dataclass(frozen=True, slots=True)
class RequestAccessRequest:
    """`owner`: who is asked, by the acting person."""

    request_id: str
    owner: Person
    modalities: frozenset[Modality]
    uses: frozenset[Use]


@dataclass(frozen=True, slots=True)
class AccessRequested:
    """The request is queued, as far as anybody who asks can tell."""

    token: str


_REPLIES = TypeAdapter(AccessRequested)


@dataclass(frozen=True, slots=True)
class RequestAccess:
    """Queues a request of the acting person."""

    writes: Writes

    def __call__(self, caller: Caller, request: RequestAccessRequest) -> AccessRequested:
        """Asking again replaces what was asked, and is told to the owner once.

        Raises:
            AssertionInvalidError: nobody is said to ask.
            NothingGrantedError: no modality or no use.
            ActorIsOwnerError: the one who asks is asked.
            MalformedHandleError, ConfusableHandleError: about the owner's handle as it is written.
        """
        if caller.acting is None:
            raise AssertionInvalidError("Send the assertion of the person who asks.")
        if not request.modalities or not request.uses:
            raise NothingGrantedError("Name at least one modality and one use.")
        asking = caller.acting
        return self.writes.once(caller, request, _REPLIES, lambda change: _ask(change, request, asking))


def _ask(change: Change, request: RequestAccessRequest, asking: SubjectId) -> AccessRequested:
    transaction = change.transaction
    try:
        owner = find_other(transaction, request.owner, asking)
    except UnknownSubjectError:
        return AccessRequested(change.token)
    if not transaction.facts.of([owner], asking, "", change.now_us)[owner].blocked:
        wish = AccessRequest(owner, asking, request.modalities, request.uses, change.now_us)
        if transaction.access_requests.put(wish):
            change.record(owner, ActivityKind.ACCESS_REQUESTED, asking)
    return AccessRequested(change.token)
