"""Erase a person: nobody may render them from here on, and what was sealed of them cannot be opened again.

The rows go now. What an old backup still holds is out of reach once the key-encryption keys of its time are destroyed
(`usecases/operator/finish_erasures.py`); until then the receipt says pending.
"""

from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.errors import OwnerNotNamedError
from cameo_service.usecases.acting.guardians import links_to_wards, unlink
from cameo_service.usecases.acting.operator_acts import require_reason
from cameo_service.usecases.acting.owner_step_up import require_verified_owner
from cameo_service.usecases.acting.person import Person, acting_owner, find
from cameo_service.usecases.acting.takedown_orders import order_by_effect
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.erasure import ErasureId, ErasureRow
from cameo_service.usecases.ports.outside import IdSource
from consent.identity import SubjectId
from consent.owner_act import OwnerAct
from consent.takedown import StopEffect


@dataclass(frozen=True, slots=True)
class EraseSubjectRequest:
    """`subject`, `reason`: an operator's, who names whom and why; a person erases nobody but themself.

    effect: what becomes of the outputs that show the person.
    """

    request_id: str
    effect: StopEffect
    subject: Person | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SubjectErased:
    """erasure_id: what GetErasure is asked with. takedowns: outputs ordered hidden or deleted."""

    erasure_id: UUID
    erased_us: int
    takedowns: int
    token: str


_REPLIES = TypeAdapter(SubjectErased)


@dataclass(frozen=True, slots=True)
class EraseSubject:
    """One transaction; the same account is somebody new afterwards."""

    writes: Writes
    ids: IdSource

    def __call__(self, caller: Caller, request: EraseSubjectRequest) -> SubjectErased:
        """Erases the person of the assertion, or for an operator the person that is named.

        Steps: 1 whose act, 2 outputs, 3 epochs, grants and wards, 4 the person, 5 the record of it.

        Raises:
            NotTheOwnerError: neither the person's own assertion nor an operator.
            OwnerVerificationNeededError: an enrolled person did not show face and voice for this.
            OwnerNotNamedError, ReasonMissingError: an operator named nobody, or no reason.
            UnknownSubjectError: nobody has that name.
        """
        if caller.role is Role.OPERATOR:
            require_reason(request.reason)
        return self.writes.once(caller, request, _REPLIES, lambda change: self._erase(change, request))

    def _erase(self, change: Change, request: EraseSubjectRequest) -> SubjectErased:
        transaction = change.transaction
        subject = _erased_person(change, request)
        takedowns = order_by_effect(change, self.ids, transaction.renders.all_appearances(subject), request.effect)
        transaction.epochs.bump_owner(subject)
        for grantor in transaction.grants.grantors_of(subject):
            transaction.grants.end(grantor, subject, change.now_us)
            transaction.epochs.bump_pair(grantor, subject)
            change.record(grantor, ActivityKind.REVOKED, subject, ActivityKind.ERASED)
        for link in links_to_wards(transaction, subject):
            unlink(change, link)
        transaction.erasures.wipe(subject, change.now_us)
        row = ErasureRow(subject, ErasureId(self.ids.new(change.now_us)), change.now_us, takedowns)
        transaction.erasures.put(row)
        change.record(subject, ActivityKind.ERASED)
        transaction.everything.record(ActivityKind.ERASED, change.caller.service_id, str(row.erasure_id), change.now_us)
        return SubjectErased(row.erasure_id, row.erased_us, takedowns, change.token)


def _erased_person(change: Change, request: EraseSubjectRequest) -> SubjectId:
    """Step 1."""
    if change.caller.role is Role.OPERATOR:
        if request.subject is None:
            raise OwnerNotNamedError("Name whom to erase.")
        return find(change.transaction, request.subject)
    owner = find(change.transaction, acting_owner(change.caller))
    facts = change.transaction.facts.of([owner], owner, "", change.now_us)[owner]
    # Without an enrollment there is no face to compare with, and nothing sealed that a thief could destroy.
    if facts.enrollment is not None:
        require_verified_owner(change.transaction, owner, OwnerAct.ERASE, change.now_us)
    return owner
