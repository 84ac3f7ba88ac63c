"""The activity feed of an owner: what happened around their likeness, refused attempts and true reasons included."""

from dataclasses import dataclass

from cameo_service.usecases.acting.person import Person, named_owner
from cameo_service.usecases.acting.reads import View, rows_wanted
from cameo_service.usecases.ports.activity import ActivityRow


@dataclass(frozen=True, slots=True)
class ListActivityRequest:
    """`owner` None: the acting person. `limit`: rows wanted, at most 200. `at_least`: a consistency token, or None."""

    owner: Person | None
    limit: int
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ListActivityReply:
    """Newest first. Refused attempts are one row per actor, reason and hour, with a count; the last second may lack."""

    rows: tuple[ActivityRow, ...]
    token: str


def list_activity(view: View, request: ListActivityRequest) -> ListActivityReply:
    """The newest rows of one owner's feed: at least 1, at most 200.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        UnknownSubjectError: no person has that name.
    """
    owner = named_owner(view.snapshot, view.caller, request.owner)
    return ListActivityReply(view.snapshot.activity(owner, rows_wanted(request.limit)), view.token)
