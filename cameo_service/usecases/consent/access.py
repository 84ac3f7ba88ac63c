"""Access of one person to an owner's likeness: granted with its terms, and taken back."""

from dataclasses import dataclass
from typing import Protocol

from cameo_service.usecases.acting.errors import NothingGrantedError, NotTheOwnerError
from cameo_service.usecases.acting.expiry import require_expiry
from cameo_service.usecases.acting.person import Person, find_other
from cameo_service.usecases.acting.stand_in_voices import require_no_delegate, voice_that_removes, widening_owner
from cameo_service.usecases.acting.step_up import require_verified_owner
from cameo_service.usecases.acting.takedown_orders import order_by_effect
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from consent.decision import decide
from consent.epochs import grant_narrows
from consent.facts import Grant, RenderRequest, without_prompt
from consent.identity import GrantId, SubjectId
from consent.owner_act import OwnerAct
from consent.stand_ins import DelegatedAct
from consent.takedown import StopEffect, furthest_removal
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

    max_renders, per_day: the most renders in total and in any 24 hours; None: no such limit. asks_each_time: every
    render under the grant waits for the owner's yes. owner: the person a delegate acts for; None: the acting person.
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
    """The grant. It replaced any earlier grant for the same person and provider."""

    grant_id: GrantId
    token: str


def grant_access(change: Change, request: GrantAccessRequest) -> AccessGranted:
    """Grants for the acting owner, or for an owner who named the acting person as a delegate for it.

    Under the audience ONLY_ME or NOBODY the grant is stored and has no effect yet.

    Raises:
        NotTheOwnerError: no assertion, the caller is not an app backend, the acting person is no delegate for this
            act, or a delegate grants AD.
        NothingGrantedError: no modality or no use.
        ActorIsOwnerError: the owner is the grantee.
        UnknownSubjectError: no person has the grantee's name.
        DelegateNeverBenefitsError: the grantee is a delegate of the owner.
        ExpiryInThePastError: the expiry is not after now.
        ExpiryTooFarError: the expiry is more than ten years ahead.
        OwnerVerificationNeededError: AD without a fresh proof of the enrolled person's presence.
    """
    grant = _requested(change, request)
    transaction = change.transaction
    # A smaller grant narrows: jobs that rest on the larger one must not go on.
    if grant_narrows(_replaced(change, grant), grant):
        transaction.epochs.bump_pair(grant.owner, grant.grantee, grant.provider)
    transaction.grants.put(grant, change.now_us)
    change.record(grant.owner, ActivityKind.GRANTED, grant.grantee)
    return AccessGranted(grant.grant_id, change.token)


def _requested(change: Change, request: GrantAccessRequest) -> Grant:
    owner = widening_owner(change.transaction, change.caller, request.owner, DelegatedAct.GRANT_ACCESS, change.now_us)
    if Use.AD in request.uses and owner != change.caller.acting:
        raise NotTheOwnerError("Only the owner grants AD, with a fresh proof of face and voice: send their assertion.")
    require_grantable(change, owner, request)
    grantee = find_other(change.transaction, request.grantee, owner)
    require_no_delegate(change.transaction, owner, grantee, change.now_us)
    return Grant(
        grant_id=GrantId(change.new_id()),
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
    """Refuses terms that may not be granted, to a person or to a group.

    Raises:
        NothingGrantedError: no modality or no use.
        ExpiryInThePastError, ExpiryTooFarError: about the expiry.
        OwnerVerificationNeededError: AD without a fresh proof of the enrolled person's presence.
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


@dataclass(frozen=True, slots=True)
class RevokeAccessRequest:
    """`owner` None: the acting person. `effect`: what happens to the grantee's outputs that show the owner.

    provider: one generation service; None: all of them.
    """

    request_id: str
    owner: Person | None
    grantee: Person
    effect: StopEffect = StopEffect.STOP_NEW
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class StillAllowed:
    """A modality and a use that the grantee may still render."""

    modality: Modality
    use: Use


@dataclass(frozen=True, slots=True)
class AccessRevoked:
    """The grants that ended, possibly none, and what the rules still allow the grantee.

    takedowns: how many outputs were ordered hidden or deleted.
    """

    ended: tuple[GrantId, ...]
    still_allowed: tuple[StillAllowed, ...]
    token: str
    takedowns: int = 0


def revoke_access(change: Change, request: RevokeAccessRequest) -> AccessRevoked:
    """Ends every grant and membership of a person, or the grants for one provider.

    The grantee stays denied there until granted again. Jobs that hold a render grant can neither fetch nor commit with
    it. With one provider named, a grant for any provider still holds there; the reply says what it allows. Succeeds
    without a grant too, and raises the pair's epoch every time.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend, or a delegate deletes.
        ActorIsOwnerError: the owner is the grantee.
        UnknownSubjectError: no person has one of the names.
    """
    transaction, provider = change.transaction, request.provider
    reach = furthest_removal(request.effect)
    owner = voice_that_removes(transaction, change.caller, request.owner, reach, change.now_us)
    grantee = find_other(transaction, request.grantee, owner)
    ended = transaction.grants.end(owner, grantee, change.now_us, provider)
    if provider is None:
        # A membership is access too. Kept, it would allow again as soon as the person is granted anything.
        transaction.groups.end_memberships(owner, grantee)
    transaction.epochs.bump_pair(owner, grantee, provider)
    change.record(owner, ActivityKind.REVOKED, grantee, reason=provider or "")
    takedowns = _order_takedowns(change, owner, grantee, request)
    still = _still_allowed(change, owner, grantee, provider or "")
    return AccessRevoked(ended, still, change.token, takedowns)


def _order_takedowns(change: Change, owner: SubjectId, grantee: SubjectId, request: RevokeAccessRequest) -> int:
    """In the same transaction: the act that ends access orders down the outputs that were committed before it."""
    made = change.transaction.renders.appearances_by(owner, grantee)
    meant = [render for render in made if request.provider in (None, render.provider)]
    return order_by_effect(change, meant, request.effect)


def _still_allowed(change: Change, owner: SubjectId, grantee: SubjectId, provider: str) -> tuple[StillAllowed, ...]:
    """Decides with the rules that decide renders, on the facts that this transaction leaves behind."""
    requester = change.transaction.people.requester(grantee)
    facts = change.transaction.facts.of([owner], grantee, provider, change.now_us).get(owner)
    heard = without_prompt(facts)
    return tuple(
        StillAllowed(modality, use)
        for modality in Modality
        for use in Use
        if decide(RenderRequest(requester, frozenset({modality}), use, provider, (), frozenset()), heard, change.now_us)
    )
