"""Answer a removal request: order every known copy deleted, or refuse with a reason."""

from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import NotFoundError, StateError
from cameo_service.usecases.acting.operator_acts import require_operator, require_reason
from cameo_service.usecases.acting.takedown_orders import order_takedown
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.outside import IdSource
from cameo_service.usecases.ports.removals import RemovalAnswer, RemovalId, RemovalRow
from consent.render_lease import Removal


class RemovalUnknownError(NotFoundError):
    """There is no removal request of that id."""

    code = "REMOVAL_UNKNOWN"


class RemovalAnsweredError(StateError):
    """The request was answered before."""

    code = "REMOVAL_ANSWERED"


@dataclass(frozen=True, slots=True)
class OrderRemovalRequest:
    """outputs: SHA-256 of files that the operator found by the description, besides those that were named."""

    request_id: str
    removal_id: RemovalId
    outputs: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class RefuseRemovalRequest:
    """reason: 1 to 200 characters without personal data; tell it to whoever asked."""

    request_id: str
    removal_id: RemovalId
    reason: str


@dataclass(frozen=True, slots=True)
class RemovalAnswered:
    """takedowns: orders written. unknown: files that were named and never committed here, as SHA-256 in
    hexadecimal: look elsewhere for them.
    """

    takedowns: int
    unknown: tuple[str, ...]
    token: str


_REPLIES = TypeAdapter(RemovalAnswered)


@dataclass(frozen=True, slots=True)
class AnswerRemoval:
    """Closes a request. Contact and description are deleted in the same transaction: answer them before."""

    writes: Writes
    ids: IdSource

    def order(self, caller: Caller, request: OrderRemovalRequest) -> RemovalAnswered:
        """Orders every render whose output is one of the files deleted, due when the request is.

        None of the files is committed from here on, those that are unknown by now neither.

        Raises:
            NotTheOperatorError: the caller is no operator.
            RemovalUnknownError, RemovalAnsweredError: about the request.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: self._order(change, request))

    def refuse(self, caller: Caller, request: RefuseRemovalRequest) -> RemovalAnswered:
        """Closes the request without an order.

        Raises:
            ReasonMissingError: no usable reason.
            NotTheOperatorError, RemovalUnknownError, RemovalAnsweredError: as `order`.
        """
        require_reason(request.reason)
        return self.writes.once(caller, request, _REPLIES, lambda change: _refuse(change, request))

    def _order(self, change: Change, request: OrderRemovalRequest) -> RemovalAnswered:
        row = _open(change, request.removal_id)
        named = tuple(dict.fromkeys((*row.outputs, *request.outputs)))
        found = {output: change.transaction.renders.with_output(output) for output in named}
        takedowns = sum(
            order_takedown(change, self.ids, render, Removal.DELETED, due_us=row.due_us)
            for renders in found.values()
            for render in renders
        )
        _close(change, replace(row, answer=RemovalAnswer.ORDERED, outputs=named), ActivityKind.REMOVAL_ORDERED)
        unknown = tuple(output.hex() for output, renders in found.items() if not renders)
        return RemovalAnswered(takedowns, unknown, change.token)


def _refuse(change: Change, request: RefuseRemovalRequest) -> RemovalAnswered:
    row = replace(_open(change, request.removal_id), answer=RemovalAnswer.REFUSED, reason=request.reason)
    _close(change, row, ActivityKind.REMOVAL_REFUSED)
    return RemovalAnswered(0, (), change.token)


def _open(change: Change, removal_id: RemovalId) -> RemovalRow:
    require_operator(change.caller)
    row = change.transaction.removals.by_id(removal_id)
    if row is None:
        raise RemovalUnknownError("Answer a request that ListRemovals lists.")
    if row.answer is not RemovalAnswer.OPEN:
        raise RemovalAnsweredError("This request was answered before.")
    return row


def _close(change: Change, row: RemovalRow, kind: ActivityKind) -> None:
    change.transaction.removals.put(replace(row, contact="", what="", answered_us=change.now_us))
    said = f"{row.removal_id} {row.reason}".strip()
    change.transaction.everything.record(kind, change.caller.service_id, said, change.now_us)
