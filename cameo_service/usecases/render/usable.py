"""People the acting person may render now, in private: owners who granted it, as the rules decide at this moment.

People who allow everyone or mutuals are not listed, only asked about: a list would let a caller enumerate them.
"""

import struct
from dataclasses import dataclass
from uuid import UUID

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.cursors import cursor_fields
from cameo_service.usecases.acting.errors import AssertionInvalidError, OtherIncarnationError
from cameo_service.usecases.acting.reads import asking_person, opaque_text, snapshot_at_least
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.store import Snapshot, Store
from cameo_service.usecases.render.people import FactsForRender, Viewpoint, facts_for_render
from consent.facts import RenderRequest, RequesterFacts
from consent.identity import SubjectId
from consent.terms import Modality, Use

MOST_ROWS = 200
_LAYOUT = struct.Struct(">16sI16s")
"""Deployment id, incarnation, id of the last owner of the page."""


@dataclass(frozen=True, slots=True)
class ListUsableLikenessesRequest:
    """`cursor` None: from the start. A page covers at most `limit` people, never more than 200."""

    cursor: str | None
    limit: int
    at_least: str | None


@dataclass(frozen=True, slots=True)
class UsableLikeness:
    """An owner, and the modalities that may be rendered."""

    owner: SubjectId
    handle: str | None
    modalities: frozenset[Modality]


@dataclass(frozen=True, slots=True)
class UsableLikenesses:
    """The acting person first, then others in the order of their ids. `cursor` None: this is the last page."""

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
            AssertionInvalidError: the call carries no assertion, or that of a person who is unknown here.
            CursorMalformedError: no cursor of this list.
            OtherIncarnationError: about the cursor or `at_least`.
            ConsistencyTokenMalformedError, RevisionFromTheFutureError: about `at_least`.
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
    facts = facts_for_render(snapshot, owners, Viewpoint(requester.subject, ""), now_us)
    permitted = {owner: _modalities(requester, facts, owner, now_us) for owner in owners}
    return tuple(
        UsableLikeness(owner, snapshot.people.handle_of(owner), what) for owner, what in permitted.items() if what
    )


def _modalities(requester: RequesterFacts, facts: FactsForRender, owner: SubjectId, now_us: int) -> frozenset[Modality]:
    """Each judged by itself, for a prompt that no content class or banned word applies to."""
    return frozenset(modality for modality in Modality if facts.decision(_plan(requester, modality), owner, now_us))


def _plan(requester: RequesterFacts, modality: Modality) -> RenderRequest:
    return RenderRequest(requester, frozenset({modality}), Use.PRIVATE, "", (), frozenset())


def _cursor(deployment: Deployment, last: SubjectId) -> str:
    return opaque_text(_LAYOUT.pack(deployment.deployment_id, deployment.incarnation, last.bytes))


def _last(cursor: str, deployment: Deployment) -> SubjectId:
    deployment_id, incarnation, last = cursor_fields(cursor, _LAYOUT)
    if (deployment_id, incarnation) != (deployment.deployment_id, deployment.incarnation):
        raise OtherIncarnationError("This cursor is of another installation or from before a restore: start over.")
    return SubjectId(UUID(bytes=last))
