"""What happened around a person's likeness, refused attempts and their true reasons included, newest first."""

from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.reads import owners_snapshot, rows_wanted
from cameo_service.usecases.ports.activity import ActivityRow
from cameo_service.usecases.ports.store import Store


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
            NotTheOwnerError, UnknownSubjectError, ConsistencyTokenMalformedError, OtherIncarnationError,
            RevisionFromTheFutureError: see `reads.owners_snapshot`.
        """
        with owners_snapshot(self.store, caller, request) as (snapshot, owner, token):
            return ListActivityReply(snapshot.activity.of(owner, rows_wanted(request.limit)), token)
