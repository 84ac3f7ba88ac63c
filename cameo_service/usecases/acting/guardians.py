"""Whose act a call is when a guardian speaks for a minor, and the end of that.

A link is the guardian's yes to all that stands when it is made. While it is stored the minor alone widens nothing,
so nothing can stand behind the guardian's back when the link counts again.
"""

from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.errors import SubjectSuspendedError
from cameo_service.usecases.acting.person import Person, acting_owner, find, named_owner, owner_who_widens
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.store import Snapshot, Transaction
from consent.guardianship import Guardianship
from consent.identity import SubjectId
from consent.terms import SubjectState


def owner_or_guardian(snapshot: Snapshot, caller: Caller, owner: Person | None, now_us: int) -> SubjectId:
    """The owner of a narrowing act, or of one whose value decides, which a guardian may do for a minor.

    Raises:
        NotTheOwnerError, OwnerNotNamedError, UnknownSubjectError: as `named_owner`.
    """
    if caller.role is Role.APP_BACKEND and caller.acting is not None and owner is not None:
        found = find(snapshot, owner)
        if _guards(snapshot, caller.acting, found, now_us):
            return found
    return named_owner(snapshot, caller, owner)


def _guards(snapshot: Snapshot, acting: SubjectId, minor: SubjectId, now_us: int) -> bool:
    """By the fact that decides renders too."""
    guardian = snapshot.facts.of([minor], None, "", now_us)[minor].guardian
    return guardian is not None and guardian.subject == acting


def voice_that_widens(snapshot: Snapshot, caller: Caller, owner: Person | None, now_us: int) -> SubjectId:
    """The owner of a widening act, by their own assertion or, for a minor, by their guardian's.

    Raises:
        NotTheOwnerError: neither of them.
        GuardianNeededError: a minor who has a guardian, alone.
        SubjectSuspendedError: the operator suspended the owner.
    """
    acting = acting_owner(caller)
    found = owner_or_guardian(snapshot, caller, owner, now_us)
    if found == acting:
        return owner_who_widens(snapshot, caller)
    if snapshot.people.requester(found).state is not SubjectState.ACTIVE:
        raise SubjectSuspendedError("This person is suspended: only narrowing acts are open to them.")
    return found


def unlink(change: Change, link: Guardianship) -> None:
    """Ends a link at once, for running jobs too."""
    change.transaction.guardianships.end(link.minor)
    change.transaction.epochs.bump_owner(link.minor)
    change.record(link.minor, ActivityKind.GUARDIANSHIP_ENDED, link.guardian)


def links_to_wards(transaction: Transaction, guardian: SubjectId) -> list[Guardianship]:
    """The links in which this person is the guardian."""
    return [link for link in transaction.guardianships.of(guardian) if link.guardian == guardian]


def stop_wards(transaction: Transaction, guardian: SubjectId) -> None:
    """What a guardian's word carried stops with them; the links stay, for they may come back."""
    for link in links_to_wards(transaction, guardian):
        transaction.epochs.bump_owner(link.minor)
