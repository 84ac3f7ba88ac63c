"""Committed outputs that show an owner: the owner lists them, and hides or deletes any of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from cameo_service.usecases.acting.errors import AppearanceUnknownError
from cameo_service.usecases.acting.person import Person, named_owner
from cameo_service.usecases.acting.reads import View, rows_wanted
from cameo_service.usecases.acting.stand_in_voices import voice_that_removes
from cameo_service.usecases.acting.takedown_orders import order_takedown
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.renders import RenderRow
from consent.identity import RenderGrantId, SubjectId
from consent.render_lease import Removal


@dataclass(frozen=True, slots=True)
class ListAppearancesRequest:
    """`owner` None: the acting person. `limit`: rows wanted, at most 200. `at_least`: a consistency token, or None."""

    owner: Person | None
    limit: int
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ListAppearancesReply:
    """Newest first, hidden and deleted outputs too. handles: the current handles of the requesters who have one."""

    rows: tuple[RenderRow, ...]
    handles: Mapping[SubjectId, str]
    token: str


def list_appearances(view: View, request: ListAppearancesRequest) -> ListAppearancesReply:
    """The newest committed outputs that show the owner, drafts of other people included.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        UnknownSubjectError: no person has that name.
    """
    owner = named_owner(view.snapshot, view.caller, request.owner)
    rows = view.snapshot.renders.appearances(owner, rows_wanted(request.limit))
    handles = view.snapshot.people.current_handles({row.requester for row in rows if row.requester})
    return ListAppearancesReply(rows, handles, view.token)


@dataclass(frozen=True, slots=True)
class RemoveAppearanceRequest:
    """`owner` None: the acting person. `removal`: HIDDEN or DELETED."""

    request_id: str
    owner: Person | None
    appearance: RenderGrantId
    removal: Removal


@dataclass(frozen=True, slots=True)
class AppearanceRemoved:
    """The takedown is ordered, now or earlier: the output cannot be published or remixed any more."""

    token: str


def remove_appearance(change: Change, request: RemoveAppearanceRequest) -> AppearanceRemoved:
    """Orders one output hidden or deleted, whichever requester made it. A deleted output stays deleted.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend, or a delegate deletes.
        UnknownSubjectError: no person has that name.
        AppearanceUnknownError: no committed output of that id shows the owner.
    """
    owner = voice_that_removes(change.transaction, change.caller, request.owner, request.removal, change.now_us)
    rows = change.transaction.renders.under(request.appearance, [owner])
    if not rows or rows[0].drafted_us is None:
        raise AppearanceUnknownError("List the owner's appearances and choose one of them.")
    order_takedown(change, rows[0], request.removal)
    return AppearanceRemoved(change.token)
