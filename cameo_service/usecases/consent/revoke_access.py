"""Take all access back from one person. Jobs that hold a render grant can neither fetch with it nor commit any more."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.delegates import owner_or_delegate
from cameo_service.usecases.acting.person import Person, find_other
from cameo_service.usecases.acting.takedown_orders import order_by_effect
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.outside import IdSource
from consent.decision import decide
from consent.facts import RenderRequest, without_prompt
from consent.identity import GrantId, SubjectId
from consent.takedown import StopEffect
from consent.terms import Modality, Use


@dataclass(frozen=True, slots=True)
class RevokeAccessRequest:
    """`owner` None: the acting person. `effect`: what becomes of that person's outputs that show the owner.

    provider: one generation service; None: all of them.
    """

    request_id: str
    owner: Person | None
    grantee: Person
    effect: StopEffect = StopEffect.STOP_NEW
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class StillAllowed:
    """Something the person can do nevertheless."""

    modality: Modality
    use: Use


@dataclass(frozen=True, slots=True)
class AccessRevoked:
    """The grants that ended, none when there was none, and what the rules still let that person do.

    takedowns: how many outputs are ordered hidden or deleted.
    """

    ended: tuple[GrantId, ...]
    still_allowed: tuple[StillAllowed, ...]
    token: str
    takedowns: int = 0


_REPLIES = TypeAdapter(AccessRevoked)


@dataclass(frozen=True, slots=True)
class RevokeAccess:
    """Ends every grant and membership of a person, or the grants for one provider.

    The person stays denied there until granted again. For one provider, a grant for any of them still holds there: the
    reply says what it still allows.
    """

    writes: Writes
    ids: IdSource

    def __call__(self, caller: Caller, request: RevokeAccessRequest) -> AccessRevoked:
        """Succeeds without a grant too, and bumps the pair's epoch every time.

        Raises:
            NotTheOwnerError: the call acts for somebody else, or does not come from an app backend.
            ActorIsOwnerError: the owner is the grantee.
            UnknownSubjectError: nobody has one of the names.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: self._revoke(change, request))

    def _revoke(self, change: Change, request: RevokeAccessRequest) -> AccessRevoked:
        transaction = change.transaction
        owner = owner_or_delegate(transaction, change.caller, request.owner, change.now_us)
        grantee = find_other(transaction, request.grantee, owner)
        provider = request.provider
        ended = transaction.grants.end(owner, grantee, change.now_us, provider)
        if provider is None:
            # A membership is access too, and it would come back unasked with the next grant of any kind.
            transaction.groups.end_memberships(owner, grantee)
        transaction.epochs.bump_pair(owner, grantee, provider)
        change.record(owner, ActivityKind.REVOKED, grantee, reason=provider or "")
        # In the same transaction: an output that was committed before is ordered down by the act that ends it.
        appearances = [
            render
            for render in transaction.renders.appearances_by(owner, grantee)
            if provider is None or render.provider == provider
        ]
        takedowns = order_by_effect(change, self.ids, appearances, request.effect)
        still = _still_allowed(change, owner, grantee, provider or "")
        return AccessRevoked(ended, still, change.token, takedowns)


def _still_allowed(change: Change, owner: SubjectId, grantee: SubjectId, provider: str) -> tuple[StillAllowed, ...]:
    """Asked of the same rules a render is asked of, on the facts this transaction leaves behind."""
    requester = change.transaction.people.requester(grantee)
    facts = change.transaction.facts.of([owner], grantee, provider, change.now_us).get(owner)
    heard = without_prompt(facts)
    return tuple(
        StillAllowed(modality, use)
        for modality in Modality
        for use in Use
        if decide(RenderRequest(requester, frozenset({modality}), use, provider, (), frozenset()), heard, change.now_us)
    )
