"""The app says that an output is gone. Until it does, the order stays open and is told again."""

from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import TakedownUnknownError
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.renders import TakedownId, TakedownRow


@dataclass(frozen=True, slots=True)
class AcknowledgeTakedownRequest:
    """Which order was carried out."""

    request_id: str
    takedown: TakedownId


@dataclass(frozen=True, slots=True)
class TakedownAcknowledged:
    """acknowledged_us: when the first acknowledgement came, UTC microseconds."""

    acknowledged_us: int
    token: str


_REPLIES = TypeAdapter(TakedownAcknowledged)


@dataclass(frozen=True, slots=True)
class AcknowledgeTakedown:
    """Closes an order; closing a closed one is fine."""

    writes: Writes

    def __call__(self, caller: Caller, request: AcknowledgeTakedownRequest) -> TakedownAcknowledged:
        """Closes the order and tells its owner.

        Raises:
            TakedownUnknownError: there is no such order.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: _acknowledge(change, request))


def _acknowledge(change: Change, request: AcknowledgeTakedownRequest) -> TakedownAcknowledged:
    order = change.transaction.takedowns.by_id(request.takedown)
    if order is None:
        raise TakedownUnknownError("Acknowledge an order that ListTakedowns lists.")
    if order.acknowledged_us is not None:
        return TakedownAcknowledged(order.acknowledged_us, change.token)
    change.transaction.takedowns.put(replace(order, acknowledged_us=change.now_us))
    change.transaction.activity.record(_done(change, order))
    return TakedownAcknowledged(change.now_us, change.token)


def _done(change: Change, order: TakedownRow) -> ActivityRow:
    return ActivityRow(
        owner=order.owner,
        revision=change.revision,
        at_us=change.now_us,
        kind=ActivityKind.TAKEDOWN_DONE,
        actor=None,
        provider=change.caller.service_id,
        reason=order.removal,
        count=1,
        takedown_id=order.takedown_id,
    )
