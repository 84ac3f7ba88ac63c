"""The activity feed of an owner: what happened around their likeness, refused attempts and true reasons included.

What requesters cause can be without end, and what the owner did must stay in sight behind it. So a page is filled from
two lists, each read to its end on its own: acts of others, with like refusals folded into one line, and all else.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from cameo_service.usecases.acting.cursors import CursorMalformedError, cursor_fields
from cameo_service.usecases.acting.errors import OtherIncarnationError
from cameo_service.usecases.acting.person import Person, named_owner
from cameo_service.usecases.acting.reads import View, opaque_text, rows_wanted
from cameo_service.usecases.ports.activity import EVERY_KIND, FEED_END, KINDS_BY_OTHERS, REFUSED, ActivityRow
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.store import Snapshot
from consent.identity import SubjectId

_PAGE = struct.Struct(">16sI16sQQQ")
"""Deployment id, incarnation, owner, then the three places of a `_Page`."""
_OWN_KINDS = EVERY_KIND - KINDS_BY_OTHERS
_OTHERS_KINDS = KINDS_BY_OTHERS - {REFUSED}


@dataclass(frozen=True, slots=True)
class ListActivityRequest:
    """`owner` None: the acting person. `limit`: rows wanted, at most 200. `at_least`: a consistency token, or None.

    page: the `next_page` of the reply before; None: the newest rows.
    """

    owner: Person | None
    limit: int
    at_least: str | None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class ListActivityReply:
    """Newest first. Refused attempts are one row per requester and reason, with a count; the last second may lack.

    handles: the current handles of the actors who have one. next_page: None after the last page.
    """

    rows: tuple[ActivityRow, ...]
    handles: Mapping[SubjectId, str]
    token: str
    next_page: str | None


@dataclass(frozen=True, slots=True)
class _Page:
    """A page shows lines at places before these, of each list. until: no line that came after the first page."""

    until: int = FEED_END
    own_before: int = FEED_END
    others_before: int = FEED_END


def list_activity(view: View, request: ListActivityRequest) -> ListActivityReply:
    """A page of one owner's feed: at least 1 row, at most 200. What others did fills at most half of it, rounded up,
    while rows of the owner's own acts wait.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        UnknownSubjectError: no person has that name.
        CursorMalformedError: the page token is none of this owner's feed.
        OtherIncarnationError: the page token is of another installation, or from before a restore.
    """
    owner = named_owner(view.snapshot, view.caller, request.owner)
    page = _Page() if request.page is None else _page_of(request.page, view.deployment, owner)
    rows, after = _filled(view.snapshot, owner, page, rows_wanted(request.limit))
    return ListActivityReply(
        rows,
        view.snapshot.people.current_handles({row.actor for row in rows if row.actor}),
        view.token,
        None if after is None else _token_of(view.deployment, owner, after),
    )


def _filled(
    snapshot: Snapshot, owner: SubjectId, page: _Page, size: int
) -> tuple[tuple[ActivityRow, ...], _Page | None]:
    """The rows of a page, and where the next one starts; None: there is none. One row more is read of each list."""
    own = snapshot.activity.of(owner, size + 1, page.own_before, _OWN_KINDS)
    others = _newest_first(
        [
            *snapshot.activity.of(owner, size + 1, page.others_before, _OTHERS_KINDS),
            *snapshot.activity.refusals_of(owner, size + 1, page.others_before, page.until),
        ]
    )
    most_of_others = max(size - len(own), (size + 1) // 2)
    shown = _newest_first([*own, *others[:most_of_others]])[:size]
    is_last = len(shown) == len(own) + len(others)
    return _by_time(shown), None if is_last else _after(page, shown, [*own, *others])


def _after(page: _Page, shown: list[ActivityRow], read: list[ActivityRow]) -> _Page:
    until = min(page.until, max(row.place for row in read))
    own = [row.place for row in shown if row.kind in _OWN_KINDS]
    others = [row.place for row in shown if row.kind not in _OWN_KINDS]
    return _Page(
        until,
        min([*own, page.own_before, until + 1]),
        min([*others, page.others_before, until + 1]),
    )


def _newest_first(rows: list[ActivityRow]) -> list[ActivityRow]:
    return sorted(rows, key=lambda row: row.place, reverse=True)


def _by_time(rows: list[ActivityRow]) -> tuple[ActivityRow, ...]:
    """A line of counted attempts stands where its hour began, and is shown under its last time."""
    return tuple(sorted(rows, key=lambda row: (row.at_us, row.place), reverse=True))


def _token_of(deployment: Deployment, owner: SubjectId, page: _Page) -> str:
    places = (page.until, page.own_before, page.others_before)
    return opaque_text(_PAGE.pack(deployment.deployment_id, deployment.incarnation, owner.bytes, *places))


def _page_of(token: str, deployment: Deployment, owner: SubjectId) -> _Page:
    deployment_id, incarnation, of_owner, *places = cursor_fields(token, _PAGE)
    if (deployment_id, incarnation) != (deployment.deployment_id, deployment.incarnation):
        raise OtherIncarnationError("This page is of another installation or from before a restore: start over.")
    if of_owner != owner.bytes or max(places) > FEED_END:
        raise CursorMalformedError("Pass a page token back exactly as this owner's feed carried it.")
    return _Page(*places)
