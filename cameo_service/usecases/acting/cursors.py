"""Cursors: how far a reader of events or of a list has come. Opaque to callers.

They name the deployment and its incarnation. They are neither secret nor signed: a forged one can only make a read fail
or miss rows.
"""

import struct
from typing import Any

from cameo_service.usecases.acting.errors import ConsentUseError, InvalidArgumentError, StateError
from cameo_service.usecases.acting.reads import opaque_text, packed_of, require_this_incarnation
from cameo_service.usecases.ports.events import Position
from cameo_service.usecases.ports.history import Deployment

_CURSOR = struct.Struct(">16sIHQI")
"""Deployment id, incarnation, number of shards, then revision and sequence number of the shard."""
_SHARDS = 1
"""A cursor has one position for each shard of the database; so far there is one."""


class CursorMalformedError(InvalidArgumentError):
    """A cursor that this service cannot have made."""

    code = "CURSOR_MALFORMED"


class CursorTooOldError(ConsentUseError):
    """Events after the cursor are no longer kept."""

    code = "CURSOR_TOO_OLD"


class CursorFromTheFutureError(StateError):
    """A cursor names a revision this database has not reached."""

    code = "CURSOR_FROM_THE_FUTURE"


def cursor_of(deployment: Deployment, position: Position) -> str:
    """The cursor of a position among the events."""
    return opaque_text(_CURSOR.pack(deployment.deployment_id, deployment.incarnation, _SHARDS, *position))


def position_of(cursor: str, deployment: Deployment, revision: int, forgotten_revision: int) -> Position:
    """The position of a cursor in a database at `revision` that keeps no events up to `forgotten_revision`.

    Raises:
        CursorMalformedError: this service makes no such cursor.
        OtherIncarnationError: the cursor is of another installation, or from before a restore.
        CursorFromTheFutureError: the database has not reached it.
        CursorTooOldError: events after it are no longer kept.
    """
    deployment_id, incarnation, shards, *numbers = cursor_fields(cursor, _CURSOR)
    if shards != _SHARDS:
        raise CursorMalformedError("Pass a cursor back exactly as a reply carried it.")
    require_this_incarnation(deployment, deployment_id, incarnation)
    position = Position(*numbers)
    if position.revision > revision:
        raise CursorFromTheFutureError("Start over without a cursor: this database has not reached this one.")
    if position.revision < forgotten_revision:
        raise CursorTooOldError("Start over without a cursor: events after this one are no longer kept.")
    return position


def cursor_fields(cursor: str, layout: struct.Struct) -> tuple[Any, ...]:
    """The fields of a cursor of this layout.

    Raises:
        CursorMalformedError: this service makes no such cursor.
    """
    try:
        return layout.unpack(packed_of(cursor))
    except (struct.error, ValueError) as error:
        raise CursorMalformedError("Pass a cursor back exactly as a reply carried it.") from error
