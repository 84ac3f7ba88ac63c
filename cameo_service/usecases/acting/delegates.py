"""Whose act a call is when somebody may act for the owner. Everything else asks `person`, which knows owners alone."""

from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.errors import NotTheOwnerError
from cameo_service.usecases.acting.guardians import owner_or_guardian
from cameo_service.usecases.acting.person import Person, find, owner_who_widens
from cameo_service.usecases.ports.store import Snapshot
from consent.delegation import DelegatedAct, may_narrow, may_widen
from consent.identity import SubjectId
from consent.terms import SubjectState


def owner_or_delegate(snapshot: Snapshot, caller: Caller, owner: Person | None, now_us: int) -> SubjectId:
    """The owner of a purely narrowing act, or of a read, which a delegate or guardian may do. Never for what may widen.

    Raises:
        NotTheOwnerError: the call acts for somebody who is neither the owner nor their delegate or guardian now.
        OwnerNotNamedError, UnknownSubjectError: as `named_owner`.
    """
    if caller.role is Role.APP_BACKEND and caller.acting is not None and owner is not None:
        found = find(snapshot, owner)
        if may_narrow(snapshot.delegations.between(found, caller.acting), now_us):
            return found
    return owner_or_guardian(snapshot, caller, owner, now_us)


def widening_owner(
    snapshot: Snapshot, caller: Caller, owner: Person | None, act: DelegatedAct, now_us: int
) -> SubjectId:
    """The owner of a widening act that can be delegated; None: the person of the assertion.

    Raises:
        NotTheOwnerError: the acting person is neither the owner nor named by them for this act.
        SubjectSuspendedError: the owner or the acting person is suspended.
        UnknownSubjectError: as `find`.
    """
    acting = owner_who_widens(snapshot, caller)
    found = acting if owner is None else find(snapshot, owner)
    if found == acting:
        return found
    is_free = (
        snapshot.people.requester(found).state is SubjectState.ACTIVE and snapshot.guardianships.of_minor(found) is None
    )
    if not (is_free and may_widen(snapshot.delegations.between(found, acting), act, now_us)):
        raise NotTheOwnerError("Only the owner may do this, or whom they named for it.")
    return found
