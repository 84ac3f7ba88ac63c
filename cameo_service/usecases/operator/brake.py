"""The operator's brake: freeze all renders, or suspend one person. It takes away and gives back, and grants nothing."""

from dataclasses import dataclass

from cameo_service.usecases.acting.operator import require_operator, require_reason
from cameo_service.usecases.acting.person import Person, find
from cameo_service.usecases.acting.stand_in_voices import stop_wards
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from consent.identity import SubjectId
from consent.terms import SubjectState


@dataclass(frozen=True, slots=True)
class FreezeEverythingRequest:
    """`reason` goes into the history: 1 to 200 characters without personal data."""

    request_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnfreezeEverythingRequest:
    """As FreezeEverythingRequest."""

    request_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class EverythingFrozen:
    """Whether all renders are frozen from this revision on."""

    is_frozen: bool
    token: str


def freeze_everything(change: Change, request: FreezeEverythingRequest) -> EverythingFrozen:
    """Stops all renders: every fence reads the flag in the snapshot it decides on. Consent stays as it is.

    A second freeze succeeds and raises the global epoch again.

    Raises:
        NotTheOperatorError: the caller is not an operator.
        ReasonMissingError: no usable reason.
    """
    _require_accountable(change, request.reason)
    change.transaction.everything.set_frozen(frozen=True)
    change.transaction.everything.bump_epoch()
    return _recorded(change, ActivityKind.EVERYTHING_FROZEN, request.reason)


def unfreeze_everything(change: Change, request: UnfreezeEverythingRequest) -> EverythingFrozen:
    """Lets renders run again as owners allow them. Render grants from before the freeze stay dead.

    Raises:
        NotTheOperatorError, ReasonMissingError: as `freeze_everything`.
    """
    _require_accountable(change, request.reason)
    change.transaction.everything.set_frozen(frozen=False)
    return _recorded(change, ActivityKind.EVERYTHING_UNFROZEN, request.reason)


def _recorded(change: Change, kind: ActivityKind, reason: str) -> EverythingFrozen:
    change.transaction.everything.record(kind, change.caller.service_id, reason, change.now_us)
    return EverythingFrozen(kind is ActivityKind.EVERYTHING_FROZEN, change.token)


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
    """The person, and whether they are suspended from this revision on."""

    subject: SubjectId
    is_suspended: bool
    token: str


def suspend_subject(change: Change, request: SuspendSubjectRequest) -> SuspensionChanged:
    """Suspends a person: not rendered, renders no other person, and can only narrow what they allow.

    A second suspension succeeds and raises the owner's epoch again.

    Raises:
        NotTheOperatorError: the caller is not an operator.
        ReasonMissingError: no usable reason.
        UnknownSubjectError: no person has that name.
    """
    _require_accountable(change, request.reason)
    subject = find(change.transaction, request.subject)
    change.transaction.people.set_state(subject, SubjectState.SUSPENDED)
    change.transaction.epochs.bump_owner(subject)
    stop_wards(change.transaction, subject)
    change.record(subject, ActivityKind.SUSPENDED, reason=request.reason)
    return SuspensionChanged(subject, is_suspended=True, token=change.token)


def lift_suspension(change: Change, request: LiftSuspensionRequest) -> SuspensionChanged:
    """Makes the person active again: what they allowed before holds, and nothing more.

    Raises:
        NotTheOperatorError, ReasonMissingError, UnknownSubjectError: as `suspend_subject`.
    """
    _require_accountable(change, request.reason)
    subject = find(change.transaction, request.subject)
    change.transaction.people.set_state(subject, SubjectState.ACTIVE)
    change.record(subject, ActivityKind.SUSPENSION_LIFTED, reason=request.reason)
    return SuspensionChanged(subject, is_suspended=False, token=change.token)


def _require_accountable(change: Change, reason: str) -> None:
    require_reason(reason)
    require_operator(change.caller)
