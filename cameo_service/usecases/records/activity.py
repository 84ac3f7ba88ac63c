"""The activity feed of an owner: what happened around their likeness, refused attempts and true reasons included."""

from collections.abc import Mapping
from dataclasses import dataclass

from cameo_service.usecases.acting.person import Person, named_owner
from cameo_service.usecases.acting.reads import View, rows_wanted
from cameo_service.usecases.ports.activity import ActivityRow
from consent.identity import SubjectId


@dataclass(frozen=True, slots=True)
class ListActivityRequest:
    """`owner` None: the acting person. `limit`: rows wanted, at most 200. `at_least`: a consistency token, or None."""

    owner: Person | None
    limit: int
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ListActivityReply:
    """Newest first. Refused attempts are one row per actor, reason and hour, with a count; the last second may lack.

    handles: the current handles of the actors who have one.
    """

    rows: tuple[ActivityRow, ...]
    handles: Mapping[SubjectId, str]
    token: str


def list_activity(view: View, request: ListActivityRequest) -> ListActivityReply:
    """The newest rows of one owner's feed: at least 1, at most 200.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        UnknownSubjectError: no person has that name.
    """
    owner = named_owner(view.snapshot, view.caller, request.owner)
    rows = view.snapshot.activity.of(owner, rows_wanted(request.limit))
    return ListActivityReply(
        rows, view.snapshot.people.current_handles({row.actor for row in rows if row.actor}), view.token
    )
