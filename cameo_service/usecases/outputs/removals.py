"""Removal requests of the public: filed without an account, answered by the operator within 48 hours.

TAKE IT DOWN Act, section 3: a way to ask that is open to all people, and removal within 48 hours, known identical
copies included.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from cameo_service.usecases.acting.caller import Role
from cameo_service.usecases.acting.errors import InvalidArgumentError, NotAllowedError, NotFoundError, StateError
from cameo_service.usecases.acting.operator import require_operator, require_reason
from cameo_service.usecases.acting.reads import View, rows_wanted
from cameo_service.usecases.acting.takedown_orders import order_takedown
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.removals import RemovalAnswer, RemovalId, RemovalRow
from consent.render_lease import Removal
from consent.takedown import TAKEDOWN_DUE_US

LONGEST_CONTACT = 320
"""Characters of the longest e-mail address (RFC 3696, erratum 1690)."""
LONGEST_WHAT = 2_000
"""Characters of a description."""
MOST_OUTPUTS = 50
"""Files named in one request."""


class RemovalIncompleteError(InvalidArgumentError):
    """Contact, description or statement are missing or too long, or there are too many outputs."""

    code = "REMOVAL_INCOMPLETE"


class NotAnAppError(NotAllowedError):
    """Only an app backend passes on requests of the public."""

    code = "NOT_AN_APP"


class RemovalUnknownError(NotFoundError):
    """No removal request has that id."""

    code = "REMOVAL_UNKNOWN"


class RemovalAnsweredError(StateError):
    """The request was answered earlier."""

    code = "REMOVAL_ANSWERED"


@dataclass(frozen=True, slots=True)
class FileRemovalRequest:
    """contact: how to reach the person who asks. what: what is shown and where. outputs: SHA-256 of files, if known.

    is_stated: the person states in good faith that it was made or published without their consent.
    """

    request_id: str
    contact: str
    what: str
    outputs: tuple[bytes, ...]
    is_stated: bool


@dataclass(frozen=True, slots=True)
class RemovalFiled:
    """due_us: deadline for the answer and its execution, UTC microseconds."""

    removal_id: UUID
    due_us: int
    token: str


def file_removal(change: Change, request: FileRemovalRequest) -> RemovalFiled:
    """Starts the clock of 48 hours. Reveals nothing: neither that an output is known here, nor who it shows.

    Raises:
        NotAnAppError: the caller is not an app backend.
        RemovalIncompleteError: something is missing or too long.
    """
    if change.caller.role is not Role.APP_BACKEND:
        raise NotAnAppError("Only an app backend passes on requests of the public.")
    _require_complete(request)
    row = RemovalRow(
        removal_id=RemovalId(change.new_id()),
        filed_us=change.now_us,
        due_us=change.now_us + TAKEDOWN_DUE_US,
        service_id=change.caller.service_id,
        contact=request.contact,
        what=request.what,
        outputs=tuple(dict.fromkeys(request.outputs)),
    )
    change.transaction.removals.put(row)
    return RemovalFiled(row.removal_id, row.due_us, change.token)


def _require_complete(request: FileRemovalRequest) -> None:
    if not 0 < len(request.contact) <= LONGEST_CONTACT or not 0 < len(request.what) <= LONGEST_WHAT:
        raise RemovalIncompleteError(
            f"Send a contact of at most {LONGEST_CONTACT} characters and a description of at most {LONGEST_WHAT}."
        )
    if not request.is_stated:
        raise RemovalIncompleteError("Ask the person to state in good faith that they did not consent.")
    if len(request.outputs) > MOST_OUTPUTS:
        raise RemovalIncompleteError(f"Name at most {MOST_OUTPUTS} files in one request.")


@dataclass(frozen=True, slots=True)
class ListRemovalsRequest:
    """`limit`: rows wanted, at most 200. `at_least`: a consistency token, or None."""

    limit: int
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ListRemovalsReply:
    """waiting: number of open requests; overdue: those of them past their deadline."""

    rows: tuple[RemovalRow, ...]
    waiting: int
    overdue: int
    token: str


def list_removals(view: View, request: ListRemovalsRequest) -> ListRemovalsReply:
    """The open requests that are due first, with their contacts. No other call shows contacts.

    Raises:
        NotTheOperatorError: the caller is not an operator.
    """
    require_operator(view.caller)
    snapshot = view.snapshot
    waiting, overdue = snapshot.removals.count_open(None), snapshot.removals.count_open(view.now_us)
    return ListRemovalsReply(snapshot.removals.open(rows_wanted(request.limit)), waiting, overdue, view.token)


@dataclass(frozen=True, slots=True)
class OrderRemovalRequest:
    """outputs: SHA-256 of files that the operator found by the description, besides those the request names."""

    request_id: str
    removal_id: RemovalId
    outputs: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class RefuseRemovalRequest:
    """reason: 1 to 200 characters without personal data; it is told to the person who asked."""

    request_id: str
    removal_id: RemovalId
    reason: str


@dataclass(frozen=True, slots=True)
class RemovalAnswered:
    """takedowns: orders written. unknown: named files that were never committed here, as SHA-256 in hexadecimal."""

    takedowns: int
    unknown: tuple[str, ...]
    token: str


def order_removal(change: Change, request: OrderRemovalRequest) -> RemovalAnswered:
    """Closes a request and orders every known copy deleted, due when the request is.

    None of the files can be committed afterwards, including files that are unknown today. Contact and description
    are deleted in the same transaction, so answer the person first.

    Raises:
        NotTheOperatorError: the caller is not an operator.
        RemovalUnknownError, RemovalAnsweredError: about the request.
    """
    row = _open(change, request.removal_id)
    named = tuple(dict.fromkeys((*row.outputs, *request.outputs)))
    found = {output: change.transaction.renders.with_output(output) for output in named}
    takedowns = sum(
        order_takedown(change, render, Removal.DELETED, due_us=row.due_us)
        for renders in found.values()
        for render in renders
    )
    _close(change, replace(row, answer=RemovalAnswer.ORDERED, outputs=named), ActivityKind.REMOVAL_ORDERED)
    unknown = tuple(output.hex() for output, renders in found.items() if not renders)
    return RemovalAnswered(takedowns, unknown, change.token)


def refuse_removal(change: Change, request: RefuseRemovalRequest) -> RemovalAnswered:
    """Closes a request without an order. Contact and description are deleted as by `order_removal`.

    Raises:
        NotTheOperatorError: the caller is not an operator.
        ReasonMissingError: no usable reason.
        RemovalUnknownError, RemovalAnsweredError: about the request.
    """
    require_reason(request.reason)
    row = replace(_open(change, request.removal_id), answer=RemovalAnswer.REFUSED, reason=request.reason)
    _close(change, row, ActivityKind.REMOVAL_REFUSED)
    return RemovalAnswered(0, (), change.token)


def _open(change: Change, removal_id: RemovalId) -> RemovalRow:
    require_operator(change.caller)
    row = change.transaction.removals.by_id(removal_id)
    if row is None:
        raise RemovalUnknownError("Answer a request that ListRemovals lists.")
    if row.answer is not RemovalAnswer.OPEN:
        raise RemovalAnsweredError("This request was answered earlier.")
    return row


def _close(change: Change, row: RemovalRow, kind: ActivityKind) -> None:
    change.transaction.removals.put(replace(row, contact="", what="", answered_us=change.now_us))
    said = f"{row.removal_id} {row.reason}".strip()
    change.transaction.everything.record(kind, change.caller.service_id, said, change.now_us)
