"""Take back what was granted to a group, from all of its members at once. They stay in it."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person, named_owner
from cameo_service.usecases.acting.takedown_orders import order_by_effect
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.consent.named_group import find_group
from cameo_service.usecases.ports.activity_kind import ActivityKind
from cameo_service.usecases.ports.id_source import IdSource
from consent.identity import GrantId
from consent.takedown import StopEffect


@dataclass(frozen=True, slots=True)
class RevokeGroupRequest:
    """`owner` None: the acting person. `provider`: one generation service, None all of them.

    effect: what becomes of the outputs that were made under the grants that end.
    """

    request_id: str
    owner: Person | None
    group: str
    effect: StopEffect = StopEffect.STOP_NEW
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class GroupRevoked:
    """The grants that ended, none when there was none. takedowns: how many outputs are ordered hidden or deleted."""

    ended: tuple[GrantId, ...]
    token: str
    takedowns: int = 0


_REPLIES = TypeAdapter(GroupRevoked)


@dataclass(frozen=True, slots=True)
class RevokeGroup:
    """Ends every grant of a group, or those for one provider: one event for each, however many are in the group."""

    writes: Writes
    ids: IdSource

    def __call__(self, caller: Caller, request: RevokeGroupRequest) -> GroupRevoked:
        """What was granted to members themselves, and what the audience allows, goes on.

        Raises:
            NotTheOwnerError: the call acts for somebody else, or does not come from an app backend.
            GroupNameError, GroupUnknownError: about the group's name.
            UnknownSubjectError: nobody has the owner's name.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: self._revoke(change, request))

    def _revoke(self, change: Change, request: RevokeGroupRequest) -> GroupRevoked:
        transaction = change.transaction
        owner = named_owner(transaction, change.caller, request.owner)
        group = find_group(transaction, owner, request.group)
        ended = [
            grant for grant in transaction.group_grants(owner, group) if request.provider in (None, grant.provider)
        ]
        for grant in ended:
            transaction.end_group_grant(grant)
        ids = tuple(grant.grant_id for grant in ended)
        change.record(owner, ActivityKind.GROUP_REVOKED, reason=request.group)
        made = [render for render in transaction.all_appearances(owner) if render.grant_id in ids]
        return GroupRevoked(ids, change.token, order_by_effect(change, self.ids, made, request.effect))
