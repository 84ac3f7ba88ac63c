"""Who acts when a delegate or a guardian may act for an owner, and how a guardianship ends.

`person` knows owners alone; every use case that a stand-in may call asks here. A guardianship is the guardian's consent
to all that the minor had allowed when it was made. While it is stored the minor alone widens nothing, so the guardian
has seen everything that holds when the guardianship counts again.
"""

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import NotTheOwnerError, StateError, SubjectSuspendedError
from cameo_service.usecases.acting.person import (
    Person,
    acting_owner,
    find,
    named_owner,
    owner_who_widens,
    require_decision,
    require_served,
)
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.store import Snapshot, Transaction
from consent.identity import SubjectId
from consent.render_lease import Removal
from consent.stand_ins import DelegatedAct, Delegation, Guardianship, has_standing, may_narrow, may_widen
from consent.terms import SubjectState


class DelegateNeverBenefitsError(StateError):
    """The person who would get access is a delegate of the owner."""

    code = "DELEGATE_NEVER_BENEFITS"


def owner_or_delegate(snapshot: Snapshot, caller: Caller, owner: Person | None, now_us: int) -> SubjectId:
    """The owner of a narrowing act or a read, which a delegate or guardian may do too. Not for acts that may widen.

    Raises:
        NotTheOwnerError: the call acts for a person who is neither the owner nor their delegate or guardian now.
        OwnerNotNamedError, UnknownSubjectError: as `named_owner`.
    """
    if caller.role.acts_for_people and caller.acting is not None and owner is not None:
        found = find(snapshot, owner)
        if may_narrow(_mandate(snapshot, found, caller.acting, now_us), now_us):
            return found
    return owner_or_guardian(snapshot, caller, owner, now_us)


def _mandate(snapshot: Snapshot, owner: SubjectId, acting: SubjectId, now_us: int) -> Delegation | None:
    """What a delegate in good standing was named for, expired or not."""
    mandate = snapshot.delegations.at(owner, acting)
    if mandate is None:
        return None
    is_blocked = snapshot.facts.of([owner], acting, "", now_us)[owner].blocked
    return mandate if has_standing(snapshot.people.requester(acting), is_blocked=is_blocked) else None


def voice_that_removes(
    snapshot: Snapshot, caller: Caller, owner: Person | None, removal: Removal, now_us: int
) -> SubjectId:
    """The owner of an act that takes outputs down. A delegate hides them; the owner or a guardian alone deletes them.

    Raises:
        NotTheOwnerError: as `owner_or_delegate`, and for a delegate who deletes.
        OwnerNotNamedError, UnknownSubjectError: as `named_owner`.
    """
    finds = owner_or_guardian if removal is Removal.DELETED else owner_or_delegate
    return finds(snapshot, caller, owner, now_us)


def widening_owner(
    snapshot: Snapshot, caller: Caller, owner: Person | None, act: DelegatedAct, now_us: int
) -> SubjectId:
    """The owner of a widening act that can be delegated; `owner` None: the person of the assertion.

    Raises:
        NotTheOwnerError: the acting person is neither the owner nor the owner's delegate for this act.
        GuardianNeededError, SubjectSuspendedError: as `owner_who_widens`, about the acting person.
        UnknownSubjectError: as `find`, and for a person of another app who named no such delegate.
    """
    acting = owner_who_widens(snapshot, caller)
    found = acting if owner is None else find(snapshot, owner)
    if found == acting:
        return found
    is_free = snapshot.people.requester(found).state is SubjectState.ACTIVE and snapshot.guardianships.at(found) is None
    if not (is_free and may_widen(_mandate(snapshot, found, acting, now_us), act, now_us)):
        require_served(snapshot, caller, found)
        raise NotTheOwnerError("Send the assertion of the owner, or of a delegate named for this act.")
    return found


def require_no_delegate(transaction: Transaction, owner: SubjectId, person: SubjectId, now_us: int) -> None:
    """Refuses access for a delegate of the owner, whether or not the delegate is in good standing.

    Raises:
        DelegateNeverBenefitsError: the person's delegation has not ended.
    """
    if may_narrow(transaction.delegations.at(owner, person), now_us):
        raise DelegateNeverBenefitsError("End the delegation first: a delegate has no access to the owner's likeness.")


def end_access(transaction: Transaction, owner: SubjectId, person: SubjectId, now_us: int) -> None:
    """Ends all access of a person, for running jobs too; the person stays denied until the owner grants again."""
    transaction.grants.end(owner, person, now_us)
    transaction.groups.end_memberships(owner, person)
    transaction.epochs.bump_pair(owner, person)


def end_delegations_to(change: Change, delegate: SubjectId) -> None:
    """Ends every delegation to this person: their standing is gone, and their own word must not bring it back."""
    for delegation in change.transaction.delegations.naming(delegate):
        end_delegation_to(change, delegation.owner, delegate)


def end_delegation_to(change: Change, owner: SubjectId, delegate: SubjectId) -> None:
    """Ends the delegation of one owner to this person, if there is one, and tells the owner."""
    if change.transaction.delegations.end(owner, delegate):
        change.record(owner, ActivityKind.DELEGATION_ENDED, delegate)


def owner_or_guardian(snapshot: Snapshot, caller: Caller, owner: Person | None, now_us: int) -> SubjectId:
    """The owner of a narrowing act, or of an act that widens for some values, which a minor's guardian may do too.

    Raises:
        NotTheOwnerError, OwnerNotNamedError, UnknownSubjectError: as `named_owner`.
    """
    if caller.role.acts_for_people and caller.acting is not None and owner is not None:
        found = find(snapshot, owner)
        if _guards(snapshot, caller.acting, found, now_us):
            return found
    return named_owner(snapshot, caller, owner)


def _guards(snapshot: Snapshot, acting: SubjectId, minor: SubjectId, now_us: int) -> bool:
    """Reads the same fact that decides renders."""
    guardian = snapshot.facts.of([minor], None, "", now_us)[minor].guardian
    return guardian is not None and guardian.subject == acting


def voice_that_widens(snapshot: Snapshot, caller: Caller, owner: Person | None, now_us: int) -> SubjectId:
    """The owner of a widening act, by the owner's own assertion or, for a minor, by the guardian's.

    Raises:
        NotTheOwnerError: the acting person is neither of them.
        GuardianNeededError: a minor with a guardian acts alone.
        SubjectSuspendedError: the operator suspended the owner.
        DecisionNeededError: as `require_decision`.
    """
    acting = acting_owner(caller)
    found = owner_or_guardian(snapshot, caller, owner, now_us)
    if found == acting:
        return owner_who_widens(snapshot, caller)
    require_decision(caller)
    if snapshot.people.requester(found).state is not SubjectState.ACTIVE:
        raise SubjectSuspendedError("This person is suspended: only narrowing acts are open to them.")
    return found


def unlink(change: Change, link: Guardianship) -> None:
    """Ends a guardianship at once, for running jobs too."""
    change.transaction.guardianships.end(link.minor)
    change.transaction.epochs.bump_owner(link.minor)
    change.record(link.minor, ActivityKind.GUARDIANSHIP_ENDED, link.guardian)


def links_to_wards(transaction: Transaction, guardian: SubjectId) -> list[Guardianship]:
    """The guardianships in which this person is the guardian."""
    return [link for link in transaction.guardianships.naming(guardian) if link.guardian == guardian]


def stop_wards(transaction: Transaction, guardian: SubjectId) -> None:
    """Stops what this guardian had consented to. The guardianships stay: the guardian may count again later."""
    for link in links_to_wards(transaction, guardian):
        transaction.epochs.bump_owner(link.minor)
