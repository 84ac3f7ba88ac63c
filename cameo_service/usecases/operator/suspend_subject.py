"""Suspend a person who broke the rules or is in danger, and lift that. The operator's; never grants for anybody."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.guardians import stop_wards
from cameo_service.usecases.acting.operator_acts import require_operator, require_reason
from cameo_service.usecases.acting.person import Person, find
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from consent.identity import SubjectId
from consent.terms import SubjectState


@dataclass(frozen=True, slots=True)
class SuspendSubjectRequest:
    """`reason`: 1 to 200 characters; the person reads it."""

    request_id: str
    subject: Person
    reason: str


@dataclass(frozen=True, slots=True)
class LiftSuspensionRequest:
    """As SuspendSubjectRequest."""

    request_id: str
    subject: Person
    reason: str


@dataclass(frozen=True, slots=True)
class SuspensionChanged:
    """Whom it was about, and whether they are suspended from this revision on."""

    subject: SubjectId
    is_suspended: bool
    token: str


_REPLIES = TypeAdapter(SuspensionChanged)


@dataclass(frozen=True, slots=True)
class SuspendSubject:
    """A suspended person is not rendered, renders nobody, and can only narrow what they allow."""

    writes: Writes

    def suspend(self, caller: Caller, request: SuspendSubjectRequest) -> SuspensionChanged:
        """Suspends; a second suspension succeeds and bumps the epoch again.

        Raises:
            NotTheOperatorError: the caller is no operator.
            ReasonMissingError: no usable reason.
            UnknownSubjectError: nobody has that name.
        """
        require_reason(request.reason)
        return self.writes.once(caller, request, _REPLIES, lambda change: _suspend(change, request))

    def lift(self, caller: Caller, request: LiftSuspensionRequest) -> SuspensionChanged:
        """Makes the person active again: what they allowed before holds, and nothing more.

        Raises:
            NotTheOperatorError, ReasonMissingError, UnknownSubjectError: as `suspend`.
        """
        require_reason(request.reason)
        return self.writes.once(caller, request, _REPLIES, lambda change: _lift(change, request))


def _suspend(change: Change, request: SuspendSubjectRequest) -> SuspensionChanged:
    require_operator(change.caller)
    subject = find(change.transaction, request.subject)
    change.transaction.people.set_state(subject, SubjectState.SUSPENDED)
    change.transaction.epochs.bump_owner(subject)
    stop_wards(change.transaction, subject)
    change.record(subject, ActivityKind.SUSPENDED, reason=request.reason)
    return SuspensionChanged(subject, is_suspended=True, token=change.token)


def _lift(change: Change, request: LiftSuspensionRequest) -> SuspensionChanged:
    require_operator(change.caller)
    subject = find(change.transaction, request.subject)
    change.transaction.people.set_state(subject, SubjectState.ACTIVE)
    change.record(subject, ActivityKind.SUSPENSION_LIFTED, reason=request.reason)
    return SuspensionChanged(subject, is_suspended=False, token=change.token)
