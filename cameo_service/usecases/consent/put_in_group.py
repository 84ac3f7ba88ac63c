"""Put somebody in a group of the owner, who makes it by that. Whatever is granted to the group holds for them too."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import TooManyGroupsError
from cameo_service.usecases.acting.owner_step_up import require_verified_owner
from cameo_service.usecases.acting.person import Person, find_other, owner_who_widens
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity_kind import ActivityKind
from cameo_service.usecases.ports.id_source import IdSource
from consent.group import MOST_GROUPS, parse_group_name
from consent.identity import GroupId, SubjectId
from consent.owner_act import OwnerAct
from consent.terms import Use


@dataclass(frozen=True, slots=True)
class PutInGroupRequest:
    """`group`: its name, unique among the owner's."""

    request_id: str
    group: str
    member: Person


@dataclass(frozen=True, slots=True)
class PutInGroupReply:
    """The group, which is new when the owner had none of that name."""

    group: GroupId
    token: str


_REPLIES = TypeAdapter(PutInGroupReply)


@dataclass(frozen=True, slots=True)
class PutInGroup:
    """Adds on behalf of the acting person and nobody else."""

    writes: Writes
    ids: IdSource

    def __call__(self, caller: Caller, request: PutInGroupRequest) -> PutInGroupReply:
        """Bumps nothing: somebody more may render. A mark that the person was revoked stays for what no grant covers.

        Raises:
            NotTheOwnerError: no assertion, or not an app backend.
            GroupNameError: not a name for a group.
            TooManyGroupsError: one more group than an owner may have.
            ActorIsOwnerError: the owner is the member.
            UnknownSubjectError: nobody has the member's name.
            OwnerVerificationNeededError: a group that AD is granted to, without a fresh proof that the enrolled person
                is here.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: self._put(change, request))

    def _put(self, change: Change, request: PutInGroupRequest) -> PutInGroupReply:
        transaction = change.transaction
        owner = owner_who_widens(transaction, change.caller)
        name = parse_group_name(request.group)
        member = find_other(transaction, request.member, owner)
        group = transaction.group_named(owner, name) or self._made(change, owner, name)
        if any(Use.AD in grant.uses for grant in transaction.group_grants(owner, group)):
            require_verified_owner(transaction, owner, OwnerAct.GRANT_AD, change.now_us)
        transaction.put_member(owner, group, member)
        change.record(owner, ActivityKind.PUT_IN_GROUP, member, reason=name)
        return PutInGroupReply(group, change.token)

    def _made(self, change: Change, owner: SubjectId, name: str) -> GroupId:
        if len(change.transaction.groups_of(owner)) >= MOST_GROUPS:
            raise TooManyGroupsError(f"An owner has {MOST_GROUPS} groups at most: use one that you have.")
        group = GroupId(self.ids.new(change.now_us))
        change.transaction.put_group(owner, group, name)
        return group
