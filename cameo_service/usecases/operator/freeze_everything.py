"""Stop every render of everybody with one call, and let them go on again. The operator's; nobody's consent changes."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.operator_acts import require_operator, require_reason
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind


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
    """Whether everything is frozen from this revision on."""

    is_frozen: bool
    token: str


_REPLIES = TypeAdapter(EverythingFrozen)


@dataclass(frozen=True, slots=True)
class FreezeEverything:
    """Every fence reads the flag in the snapshot that it decides on."""

    writes: Writes

    def freeze(self, caller: Caller, request: FreezeEverythingRequest) -> EverythingFrozen:
        """Freezes; a second freeze succeeds and bumps the global epoch again.

        Raises:
            NotTheOperatorError: the caller is no operator.
            ReasonMissingError: no usable reason.
        """
        require_reason(request.reason)
        return self.writes.once(caller, request, _REPLIES, lambda change: _freeze(change, request))

    def unfreeze(self, caller: Caller, request: UnfreezeEverythingRequest) -> EverythingFrozen:
        """Allows again what people allow. Render grants from before the freeze stay dead.

        Raises:
            NotTheOperatorError, ReasonMissingError: as `freeze`.
        """
        require_reason(request.reason)
        return self.writes.once(caller, request, _REPLIES, lambda change: _unfreeze(change, request))


def _freeze(change: Change, request: FreezeEverythingRequest) -> EverythingFrozen:
    require_operator(change.caller)
    change.transaction.everything.set_frozen(frozen=True)
    change.transaction.everything.bump_epoch()
    return _recorded(change, ActivityKind.EVERYTHING_FROZEN, request.reason)


def _unfreeze(change: Change, request: UnfreezeEverythingRequest) -> EverythingFrozen:
    require_operator(change.caller)
    change.transaction.everything.set_frozen(frozen=False)
    return _recorded(change, ActivityKind.EVERYTHING_UNFROZEN, request.reason)


def _recorded(change: Change, kind: ActivityKind, reason: str) -> EverythingFrozen:
    change.transaction.everything.record(kind, change.caller.service_id, reason, change.now_us)
    return EverythingFrozen(kind is ActivityKind.EVERYTHING_FROZEN, change.token)
