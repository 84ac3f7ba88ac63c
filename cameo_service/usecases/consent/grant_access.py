"""Let one person render the owner: which modalities, for which uses, until when, through which provider."""

from dataclasses import dataclass
from typing import Protocol

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.delegates import widening_owner
from cameo_service.usecases.acting.errors import NothingGrantedError, NotTheOwnerError
from cameo_service.usecases.acting.expiry import require_expiry
from cameo_service.usecases.acting.owner_step_up import require_verified_owner
from cameo_service.usecases.acting.person import Person, find_other
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.outside import IdSource
from consent.delegation import DelegatedAct
from consent.epochs import grant_narrows
from consent.facts import Grant
from consent.identity import GrantId, SubjectId
from consent.owner_act import OwnerAct
from consent.terms import Modality, Use


class Terms(Protocol):
    """What is granted, and until when."""

    @property
    def modalities(self) -> frozenset[Modality]:
        """At least one."""

    @property
    def uses(self) -> frozenset[Use]:
        """At least one."""

    @property
    def expires_us(self) -> int | None:
        """UTC microseconds; None: until revoked."""


@dataclass(frozen=True, slots=True)
class GrantAccessRequest:
    """`expires_us`: UTC microseconds, None until revoked. `provider`: one generation service, None any.

    max_renders, per_day: how many renders at all and in any 24 hours; None: no such limit. asks_each_time: every render
    under it waits for the owner's yes. owner: whom a delegate acts for; None: the acting person.
    """

    request_id: str
    grantee: Person
    modalities: frozenset[Modality]
    uses: frozenset[Use]
    expires_us: int | None
    provider: str | None
    max_renders: int | None = None
    per_day: int | None = None
    asks_each_time: bool = False
    owner: Person | None = None


@dataclass(frozen=True, slots=True)
class AccessGranted:
    """The grant that took the place of any earlier one for the same person and provider."""

    grant_id: GrantId
    token: str


_REPLIES = TypeAdapter(AccessGranted)


@dataclass(frozen=True, slots=True)
class GrantAccess:
    """Grants on behalf of the acting person, or of whoever named them for it."""

    writes: Writes
    ids: IdSource

    def __call__(self, caller: Caller, request: GrantAccessRequest) -> AccessGranted:
        """Stores the grant. Under the audience ONLY_ME or NOBODY it waits, without effect.

        Raises:
            NotTheOwnerError: no assertion, not an app backend, no delegate for this, or a delegate who grants AD.
            NothingGrantedError: no modality or no use.
            ActorIsOwnerError: the owner is the grantee.
            UnknownSubjectError: nobody has the grantee's name.
            ExpiryInThePastError: the expiry is not after now.
            ExpiryTooFarError: the expiry is more than ten years ahead.
            OwnerVerificationNeededError: AD without a fresh proof that the enrolled person is here.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: self.within(change, request))

    def within(self, change: Change, request: GrantAccessRequest) -> AccessGranted:
        """The same inside a write that does more than this."""
        grant = self._requested(change, request)
        transaction = change.transaction
        # Shrinking a grant takes something away from tokens that are out, though the act as a whole grants.
        if grant_narrows(_replaced(change, grant), grant):
            transaction.epochs.bump_pair(grant.owner, grant.grantee, grant.provider)
        transaction.grants.put(grant, change.now_us)
        change.record(grant.owner, ActivityKind.GRANTED, grant.grantee)
        return AccessGranted(grant.grant_id, change.token)

    def _requested(self, change: Change, request: GrantAccessRequest) -> Grant:
        owner = widening_owner(
            change.transaction, change.caller, request.owner, DelegatedAct.GRANT_ACCESS, change.now_us
        )
        if Use.AD in request.uses and owner != change.caller.acting:
            raise NotTheOwnerError("Only the owner, who shows face and voice for it, allows advertising.")
        require_grantable(change, owner, request)
        grantee = find_other(change.transaction, request.grantee, owner)
        return Grant(
            grant_id=GrantId(self.ids.new(change.now_us)),
            owner=owner,
            grantee=grantee,
            modalities=request.modalities,
            uses=request.uses,
            expires_us=request.expires_us,
            provider=request.provider or None,
            max_renders=request.max_renders,
            per_day=request.per_day,
            asks_each_time=request.asks_each_time,
        )


def require_grantable(change: Change, owner: SubjectId, terms: Terms) -> None:
    """Whether these terms may be granted, to one person or to a group.

    Raises:
        NothingGrantedError: no modality or no use.
        ExpiryInThePastError, ExpiryTooFarError: about the expiry.
        OwnerVerificationNeededError: AD without a fresh proof that the enrolled person is here.
    """
    if not terms.modalities or not terms.uses:
        raise NothingGrantedError("Name at least one modality and one use.")
    require_expiry(terms.expires_us, change.now_us)
    if Use.AD in terms.uses:
        require_verified_owner(change.transaction, owner, OwnerAct.GRANT_AD, change.now_us)


def _replaced(change: Change, grant: Grant) -> Grant | None:
    same = (grant.grantee, grant.provider)
    found = [old for old in change.transaction.grants.of(grant.owner) if (old.grantee, old.provider) == same]
    return found[0] if found else None
