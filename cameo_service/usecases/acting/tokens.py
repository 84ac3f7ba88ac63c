"""Consistency tokens and cursors: how callers hand back what they have seen. Both are opaque to callers.

Every write returns a token, and a read may ask for a snapshot that is at least as fresh as a token. A cursor marks how
far a reader of events or of a list has come. Both name the deployment and its incarnation. Neither is secret or signed:
a forged one can only make a read fail or miss rows, and never makes it staler than a read without one.
"""

import base64
import struct
from typing import Any

from cameo_service.usecases.acting.errors import (
    ConsentUseError,
    ConsistencyTokenMalformedError,
    InvalidArgumentError,
    OtherIncarnationError,
    RevisionFromTheFutureError,
    StateError,
)
from cameo_service.usecases.ports.events import Position
from cameo_service.usecases.ports.history import Deployment

_TOKEN = struct.Struct(">16sIQ")
"""Deployment id, incarnation, revision."""
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


def token_of(deployment: Deployment, revision: int) -> str:
    """The consistency token of a committed revision."""
    return opaque_text(_TOKEN.pack(deployment.deployment_id, deployment.incarnation, revision))


def require_at_least(token: str | None, deployment: Deployment, revision: int) -> None:
    """Refuses a snapshot at `revision` that is older than the token. None asks for nothing.

    Raises:
        ConsistencyTokenMalformedError, OtherIncarnationError: as `revision_of`.
        RevisionFromTheFutureError: the snapshot has not reached the token's revision.
    """
    if token is not None and revision_of(token, deployment) > revision:
        raise RevisionFromTheFutureError("Use a token that this database returned: it has not reached this revision.")


def revision_of(token: str, deployment: Deployment) -> int:
    """The revision of a token.

    Raises:
        ConsistencyTokenMalformedError: this service makes no such token.
        OtherIncarnationError: the token is of another installation, or from before a restore.
    """
    try:
        deployment_id, incarnation, revision = _TOKEN.unpack(_packed(token))
    except (struct.error, ValueError) as error:
        raise ConsistencyTokenMalformedError("Pass a token back exactly as a reply carried it.") from error
    _require_this_incarnation(deployment, deployment_id, incarnation)
    return int(revision)


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
    _require_this_incarnation(deployment, deployment_id, incarnation)
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
        return layout.unpack(_packed(cursor))
    except (struct.error, ValueError) as error:
        raise CursorMalformedError("Pass a cursor back exactly as a reply carried it.") from error


def _require_this_incarnation(deployment: Deployment, deployment_id: bytes, incarnation: int) -> None:
    if (deployment_id, incarnation) != (deployment.deployment_id, deployment.incarnation):
        raise OtherIncarnationError("Start over without it: it is of another installation or from before a restore.")


def opaque_text(packed: bytes) -> str:
    """The spelling of every token and cursor of this service: URL-safe Base64 without padding."""
    return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def _packed(text: str) -> bytes:
    """Raises ValueError (of which binascii.Error is one) for a text in another spelling."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
