"""Whom may I render now? Only whom the rules allow at this moment, for private use.

People who allow everyone or mutuals cannot be listed, only asked about: nobody may enumerate them.
"""

import struct
from dataclasses import dataclass
from uuid import UUID

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import AssertionInvalidError, OtherIncarnationError
from cameo_service.usecases.acting.event_cursor import cursor_fields, cursor_text
from cameo_service.usecases.acting.reads import asking_person, snapshot_at_least
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.store import Snapshot, Store
from cameo_service.usecases.render.current_permission import usage_of
from consent.allowance import decide_with_room
from consent.facts import RenderRequest, RequesterFacts, SubjectFacts, without_prompt
from consent.identity import SubjectId
from consent.terms import Modality, Use

MOST_ROWS = 200
_LAYOUT = struct.Struct(">16sI16s")
"""Deployment id, incarnation, the last person who was looked at."""


@dataclass(frozen=True, slots=True)
class ListUsableLikenessesRequest:
    """`cursor` None: from the start. At most `limit` people are looked at, never more than 200."""

    cursor: str | None
    limit: int
    at_least: str | None


@dataclass(frozen=True, slots=True)
class UsableLikeness:
    """Somebody, and what of them."""

    owner: SubjectId
    handle: str | None
    modalities: frozenset[Modality]


@dataclass(frozen=True, slots=True)
class UsableLikenesses:
    """The asking person first, then others in the order of their ids. `cursor` None: there is nobody more."""

    usable: tuple[UsableLikeness, ...]
    cursor: str | None
    token: str


@dataclass(frozen=True, slots=True)
class ListUsableLikenesses:
    """Looks through the grants to the acting person."""

    store: Store
    clock: Clock

    def __call__(self, caller: Caller, request: ListUsableLikenessesRequest) -> UsableLikenesses:
        """A page; it may be shorter than asked for, or empty, before the last.

        Raises:
            AssertionInvalidError: the call is made for nobody, or for a person who is not there.
            CursorMalformedError: no cursor of this list.
            ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: about `at_least`; the
                second about the cursor, too.
        """
        if caller.acting is None:
            raise AssertionInvalidError("Send the assertion of the person who asks.")
        now_us, limit, deployment = self.clock.utc_us(), max(1, min(request.limit, MOST_ROWS)), self.store.deployment()
        after = None if request.cursor is None else _last(request.cursor, deployment)
        with snapshot_at_least(self.store, request.at_least) as (snapshot, token):
            requester = asking_person(snapshot, caller)
            owners = snapshot.grants.owners_granting(caller.acting, after, limit)
            asked_about = owners if after else (caller.acting, *owners)
            usable = _usable(snapshot, requester, asked_about, now_us)
        return UsableLikenesses(usable, _cursor(deployment, owners[-1]) if len(owners) == limit else None, token)


def _usable(
    snapshot: Snapshot, requester: RequesterFacts, owners: tuple[SubjectId, ...], now_us: int
) -> tuple[UsableLikeness, ...]:
    facts = snapshot.facts.of(owners, requester.subject, "", now_us)
    permitted = {owner: _modalities(snapshot, requester, facts.get(owner), now_us) for owner in owners}
    return tuple(
        UsableLikeness(owner, snapshot.people.handle_of(owner), what) for owner, what in permitted.items() if what
    )


def _modalities(
    snapshot: Snapshot, requester: RequesterFacts, facts: SubjectFacts | None, now_us: int
) -> frozenset[Modality]:
    """Each on its own, for a prompt about nothing in particular."""
    found, usage = without_prompt(facts), usage_of(snapshot, [facts], now_us)
    return frozenset(
        modality
        for modality in Modality
        if decide_with_room(
            RenderRequest(requester, frozenset({modality}), Use.PRIVATE, "", (), frozenset()), found, usage, now_us
        )
    )


def _cursor(deployment: Deployment, last: SubjectId) -> str:
    return cursor_text(_LAYOUT.pack(deployment.deployment_id, deployment.incarnation, last.bytes))


def _last(cursor: str, deployment: Deployment) -> SubjectId:
    deployment_id, incarnation, last = cursor_fields(cursor, _LAYOUT)
    if (deployment_id, incarnation) != (deployment.deployment_id, deployment.incarnation):
        raise OtherIncarnationError("This cursor is of another installation or from before a restore: start over.")
    return SubjectId(UUID(bytes=last))
