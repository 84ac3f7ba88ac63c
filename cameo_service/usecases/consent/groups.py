"""The groups of an owner: members come and go, and what is granted to a group holds for all of its members."""

from collections.abc import Mapping
from dataclasses import dataclass

from cameo_service.usecases.acting.errors import GroupUnknownError, TooManyGroupsError
from cameo_service.usecases.acting.person import OwnerQuestion, Person, find_other, named_owner, owner_who_widens
from cameo_service.usecases.acting.reads import View
from cameo_service.usecases.acting.stand_in_voices import require_no_delegate
from cameo_service.usecases.acting.step_up import require_verified_owner
from cameo_service.usecases.acting.takedown_orders import order_by_effect
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.consent.access import AccessGranted, require_grantable
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.store import Snapshot
from consent.epochs import grant_narrows
from consent.group import MOST_GROUPS_OWNED, Group, GroupGrant, parse_group_name
from consent.identity import GrantId, GroupId, SubjectId
from consent.owner_act import OwnerAct
from consent.takedown import StopEffect
from consent.terms import Modality, Use


@dataclass(frozen=True, slots=True)
class PutInGroupRequest:
    """`group`: its name, unique among the owner's groups."""

    request_id: str
    group: str
    member: Person


@dataclass(frozen=True, slots=True)
class PutInGroupReply:
    """The group; it is new if the owner had none of that name."""

    group: GroupId
    token: str


def put_in_group(change: Change, request: PutInGroupRequest) -> PutInGroupReply:
    """Adds a member to a group of the acting owner; creates the group if needed.

    Raises no epoch, because more is allowed than before. If the member's own access was revoked, that mark still
    holds for everything that no grant covers.

    Raises:
        NotTheOwnerError: no assertion, or the caller is not an app backend.
        GroupNameError: not a name for a group.
        TooManyGroupsError: the owner has as many groups as an owner may have.
        ActorIsOwnerError: the owner is the member.
        UnknownSubjectError: no person has the member's name.
        DelegateNeverBenefitsError: the member is a delegate of the owner.
        OwnerVerificationNeededError: AD is granted to the group, and the owner gave no fresh proof of presence.
    """
    transaction = change.transaction
    owner = owner_who_widens(transaction, change.caller)
    name = parse_group_name(request.group)
    member = find_other(transaction, request.member, owner)
    require_no_delegate(transaction, owner, member, change.now_us)
    group = transaction.groups.named(owner, name) or _new_group(change, owner, name)
    if any(Use.AD in grant.uses for grant in transaction.groups.grants_of(owner, group)):
        require_verified_owner(transaction, owner, OwnerAct.GRANT_AD, change.now_us)
    transaction.groups.put_member(owner, group, member)
    change.record(owner, ActivityKind.PUT_IN_GROUP, member, reason=name)
    return PutInGroupReply(group, change.token)


def _new_group(change: Change, owner: SubjectId, name: str) -> GroupId:
    if len(change.transaction.groups.of(owner)) >= MOST_GROUPS_OWNED:
        raise TooManyGroupsError(f"An owner has at most {MOST_GROUPS_OWNED} groups: use a group that exists.")
    group = GroupId(change.new_id())
    change.transaction.groups.put(owner, group, name)
    return group


@dataclass(frozen=True, slots=True)
class RemoveFromGroupRequest:
    """`owner` None: the acting person. `group`: its name."""

    request_id: str
    owner: Person | None
    group: str
    member: Person


@dataclass(frozen=True, slots=True)
class RemovedFromGroup:
    """The person is not a member. Grants to that person and to other groups are unchanged."""

    token: str


def remove_from_group(change: Change, request: RemoveFromGroupRequest) -> RemovedFromGroup:
    """Ends one membership. Running jobs of the member can no longer fetch or commit with earlier grants.

    Succeeds for a person who is not a member too, and raises the pair's epoch every time.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        GroupNameError, GroupUnknownError: about the group's name.
        ActorIsOwnerError: the owner is the member.
        UnknownSubjectError: no person has one of the names.
    """
    transaction = change.transaction
    owner = named_owner(transaction, change.caller, request.owner)
    group = find_group(transaction, owner, request.group)
    member = find_other(transaction, request.member, owner)
    transaction.groups.end_memberships(owner, member, group)
    transaction.epochs.bump_pair(owner, member)
    change.record(owner, ActivityKind.REMOVED_FROM_GROUP, member, reason=request.group)
    return RemovedFromGroup(change.token)


@dataclass(frozen=True, slots=True)
class GrantGroupRequest:
    """As `GrantAccessRequest`, for the group of that name. The limits count all members together."""

    request_id: str
    group: str
    modalities: frozenset[Modality]
    uses: frozenset[Use]
    expires_us: int | None
    provider: str | None
    max_renders: int | None = None
    per_day: int | None = None


def grant_group(change: Change, request: GrantGroupRequest) -> AccessGranted:
    """Lets every member render the acting owner, future members too. Replaces a grant for the same group and provider.

    Raises:
        NotTheOwnerError: no assertion, or the caller is not an app backend.
        GroupNameError, GroupUnknownError: about the group's name.
        NothingGrantedError, ExpiryInThePastError, ExpiryTooFarError, OwnerVerificationNeededError: about the terms.
    """
    transaction = change.transaction
    owner = owner_who_widens(transaction, change.caller)
    group = find_group(transaction, owner, request.group)
    require_grantable(change, owner, request)
    grant = GroupGrant(
        grant_id=GrantId(change.new_id()),
        owner=owner,
        group=group,
        modalities=request.modalities,
        uses=request.uses,
        expires_us=request.expires_us,
        provider=request.provider or None,
        max_renders=request.max_renders,
        per_day=request.per_day,
    )
    _end_larger(change, grant)
    transaction.groups.put_grant(grant)
    change.record(owner, ActivityKind.GROUP_GRANTED, reason=request.group)
    return AccessGranted(grant.grant_id, change.token)


def _end_larger(change: Change, grant: GroupGrant) -> None:
    """Jobs that rest on a larger grant must not go on under a smaller one; the reverse is harmless."""
    to_anyone = grant.to_member(grant.owner)
    for replaced in change.transaction.groups.grants_of(grant.owner, grant.group):
        if replaced.provider == grant.provider and grant_narrows(replaced.to_member(grant.owner), to_anyone):
            change.transaction.groups.end_grant(replaced)


@dataclass(frozen=True, slots=True)
class RevokeGroupRequest:
    """`owner` None: the acting person. `provider`: one generation service; None: all of them.

    effect: what happens to outputs that were made under the grants that end.
    """

    request_id: str
    owner: Person | None
    group: str
    effect: StopEffect = StopEffect.STOP_NEW
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class GroupRevoked:
    """The grants that ended, possibly none. takedowns: how many outputs were ordered hidden or deleted."""

    ended: tuple[GrantId, ...]
    token: str
    takedowns: int = 0


def revoke_group(change: Change, request: RevokeGroupRequest) -> GroupRevoked:
    """Ends every grant of a group, or those for one provider; the members stay in it. One event per grant.

    Grants to single members and what the audience allows are unchanged.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        GroupNameError, GroupUnknownError: about the group's name.
        UnknownSubjectError: no person has the owner's name.
    """
    transaction = change.transaction
    owner = named_owner(transaction, change.caller, request.owner)
    group = find_group(transaction, owner, request.group)
    ended = [
        grant for grant in transaction.groups.grants_of(owner, group) if request.provider in (None, grant.provider)
    ]
    for grant in ended:
        transaction.groups.end_grant(grant)
    ids = tuple(grant.grant_id for grant in ended)
    change.record(owner, ActivityKind.GROUP_REVOKED, reason=request.group)
    made = [render for render in transaction.renders.all_appearances(owner) if render.grant_id in ids]
    return GroupRevoked(ids, change.token, order_by_effect(change, made, request.effect))


@dataclass(frozen=True, slots=True)
class ListedGroups:
    """Groups in the order of their names. handles: the current handles of the members who have one."""

    groups: tuple[Group, ...]
    handles: Mapping[SubjectId, str]
    token: str


def list_groups(view: View, request: OwnerQuestion) -> ListedGroups:
    """Every group of an owner with its members and grants.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        UnknownSubjectError: no person has that name.
    """
    owner = named_owner(view.snapshot, view.caller, request.owner)
    groups = view.snapshot.groups.of(owner)
    handles = view.snapshot.people.current_handles({member for group in groups for member in group.members})
    return ListedGroups(groups, handles, view.token)


def find_group(snapshot: Snapshot, owner: SubjectId, name: str) -> GroupId:
    """The id of a group by its name.

    Raises:
        GroupNameError: not a name for a group.
        GroupUnknownError: the owner has no group of that name.
    """
    found = snapshot.groups.named(owner, parse_group_name(name))
    if found is None:
        raise GroupUnknownError("No group has that name: put a member in it first.")
    return found
