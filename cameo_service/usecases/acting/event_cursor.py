"""Cursors: where a reader of events stands. Opaque to readers; not signed, for a forged one can only miss events.

They name the deployment and its incarnation, and one position for each shard of the database. There is one shard yet.
"""

import base64
import binascii
import struct
from typing import Any

from cameo_service.usecases.acting.errors import (
    ConsentUseError,
    InvalidArgumentError,
    OtherIncarnationError,
    StateError,
)
from cameo_service.usecases.ports.events import Position
from cameo_service.usecases.ports.history import Deployment

_LAYOUT = struct.Struct(">16sIHQI")
"""Deployment id, incarnation, number of shards, then revision and sequence number of the shard."""
_SHARDS = 1


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
    """The opaque cursor of a position."""
    return cursor_text(_LAYOUT.pack(deployment.deployment_id, deployment.incarnation, _SHARDS, *position))


def cursor_text(packed: bytes) -> str:
    """The bytes as every cursor of this service is spelled."""
    return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def cursor_fields(cursor: str, layout: struct.Struct) -> tuple[Any, ...]:
    """The reverse, for a cursor of this layout.

    Raises:
        CursorMalformedError: no cursor of this service looks like that.
    """
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return layout.unpack(packed)
    except (binascii.Error, struct.error, ValueError) as error:
        raise CursorMalformedError("Pass a cursor back exactly as an answer carried it.") from error


def position_of(cursor: str, deployment: Deployment, revision: int, forgotten_revision: int) -> Position:
    """Where a cursor stands in a database at `revision` that forgot events up to `forgotten_revision`.

    Raises:
        CursorMalformedError: no cursor of this service looks like that.
        OtherIncarnationError: of another installation, or from before a restore.
        CursorFromTheFutureError: the database has not reached it.
        CursorTooOldError: events after it are gone.
    """
    deployment_id, incarnation, position = _unpacked(cursor)
    if (deployment_id, incarnation) != (deployment.deployment_id, deployment.incarnation):
        raise OtherIncarnationError("This cursor is of another installation or from before a restore: start over.")
    if position.revision > revision:
        raise CursorFromTheFutureError("This database has not reached that cursor: start over.")
    if position.revision < forgotten_revision:
        raise CursorTooOldError("Events after this cursor are no longer kept: start over.")
    return position


def _unpacked(cursor: str) -> tuple[bytes, int, Position]:
    deployment_id, incarnation, shards, revision, seq = cursor_fields(cursor, _LAYOUT)
    if shards != _SHARDS:
        raise CursorMalformedError("Pass a cursor back exactly as an answer carried it.")
    return deployment_id, incarnation, Position(revision, seq)
