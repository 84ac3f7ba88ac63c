"""Let everybody in a group render the owner, those who come into it later too."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import owner_who_widens
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.consent.grant_access import AccessGranted, require_grantable
from cameo_service.usecases.consent.named_group import find_group
from cameo_service.usecases.ports.activity_kind import ActivityKind
from cameo_service.usecases.ports.id_source import IdSource
from consent.epochs import grant_narrows
from consent.group import GroupGrant
from consent.identity import GrantId
from consent.terms import Modality, Use


@dataclass(frozen=True, slots=True)
class GrantGroupRequest:
    """As `GrantAccessRequest`, for the group of that name. The limits count all its members together."""

    request_id: str
    group: str
    modalities: frozenset[Modality]
    uses: frozenset[Use]
    expires_us: int | None
    provider: str | None
    max_renders: int | None = None
    per_day: int | None = None


_REPLIES = TypeAdapter(AccessGranted)


@dataclass(frozen=True, slots=True)
class GrantGroup:
    """Grants on behalf of the acting person and nobody else."""

    writes: Writes
    ids: IdSource

    def __call__(self, caller: Caller, request: GrantGroupRequest) -> AccessGranted:
        """Takes the place of any earlier grant for the same group and provider.

        Raises:
            NotTheOwnerError: no assertion, or not an app backend.
            GroupNameError, GroupUnknownError: about the group's name.
            NothingGrantedError, ExpiryInThePastError, ExpiryTooFarError, OwnerVerificationNeededError: about the terms.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: self._grant(change, request))

    def _grant(self, change: Change, request: GrantGroupRequest) -> AccessGranted:
        transaction = change.transaction
        owner = owner_who_widens(transaction, change.caller)
        group = find_group(transaction, owner, request.group)
        require_grantable(change, owner, request)
        grant = GroupGrant(
            grant_id=GrantId(self.ids.new(change.now_us)),
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
        transaction.put_group_grant(grant)
        change.record(owner, ActivityKind.GROUP_GRANTED, reason=request.group)
        return AccessGranted(grant.grant_id, change.token)


def _end_larger(change: Change, grant: GroupGrant) -> None:
    """What rests on a larger grant must not go on under a smaller one; what rests on a smaller one may."""
    to_anyone = grant.to_member(grant.owner)
    for replaced in change.transaction.group_grants(grant.owner, grant.group):
        if replaced.provider == grant.provider and grant_narrows(replaced.to_member(grant.owner), to_anyone):
            change.transaction.end_group_grant(replaced)
