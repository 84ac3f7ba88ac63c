"""What happened around a person's likeness, refused attempts and their true reasons included, newest first."""

from dataclasses import dataclass

from cameo_service.usecases.activity_ports import ActivityRow
from cameo_service.usecases.caller import Caller
from cameo_service.usecases.person import Person, named_owner
from cameo_service.usecases.ports import Store
from cameo_service.usecases.reads import snapshot_at_least

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class ListActivityRequest:
    """`owner` None: the acting person. `limit`: rows wanted, 200 at most. `at_least`: a token, or None."""

    owner: Person | None
    limit: int
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ListActivityReply:
    """Refused attempts are one row per actor, reason and hour, with their count; the last second may be missing."""

    rows: tuple[ActivityRow, ...]
    token: str


@dataclass(frozen=True, slots=True)
class ListActivity:
    """Reads the feed of one owner."""

    store: Store

    def __call__(self, caller: Caller, request: ListActivityRequest) -> ListActivityReply:
        """The newest rows, at least one is asked for and 200 at most given.

        Raises:
            NotTheOwnerError: the call acts for somebody else, or does not come from an app backend.
            UnknownSubjectError: nobody has that name.
            ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: about `at_least`.
        """
        limit = max(1, min(request.limit, MOST_ROWS))
        with snapshot_at_least(self.store, request.at_least) as (snapshot, token):
            owner = named_owner(snapshot, caller, request.owner)
            return ListActivityReply(snapshot.activity(owner, limit), token)
