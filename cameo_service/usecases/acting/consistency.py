"""Consistency tokens: every write returns one, every read may ask to be at least that fresh.

Not secret and not signed: a forged token can only make a read fail, never make it staler than no token would.
"""

import base64
import binascii
import struct

from cameo_service.usecases.acting.errors import (
    ConsistencyTokenMalformedError,
    OtherIncarnationError,
    RevisionFromTheFutureError,
)
from cameo_service.usecases.ports.history import Deployment

_LAYOUT = struct.Struct(">16sIQ")
"""Deployment id, incarnation, revision."""


def token_of(deployment: Deployment, revision: int) -> str:
    """The opaque token of a committed revision."""
    packed = _LAYOUT.pack(deployment.deployment_id, deployment.incarnation, revision)
    return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def require_at_least(token: str | None, deployment: Deployment, revision: int) -> None:
    """Judges what a read was asked to have seen against the revision it sees. None asks for nothing.

    Raises:
        ConsistencyTokenMalformedError: no token of this service looks like that.
        OtherIncarnationError: the token is of another installation, or from before a restore.
        RevisionFromTheFutureError: the snapshot has not reached the token's revision.
    """
    if token is not None and revision_of(token, deployment) > revision:
        raise RevisionFromTheFutureError("This database has not reached that revision: use a token it returned.")


def revision_of(token: str, deployment: Deployment) -> int:
    """The revision a token stands for.

    Raises:
        ConsistencyTokenMalformedError: no token of this service looks like that.
        OtherIncarnationError: the token is of another installation, or from before a restore.
    """
    deployment_id, incarnation, revision = _unpacked(token)
    if (deployment_id, incarnation) != (deployment.deployment_id, deployment.incarnation):
        raise OtherIncarnationError("This token is of another installation or from before a restore: drop it.")
    return revision


def _unpacked(token: str) -> tuple[bytes, int, int]:
    try:
        packed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        deployment_id, incarnation, revision = _LAYOUT.unpack(packed)
    except (binascii.Error, struct.error, ValueError) as error:
        raise ConsistencyTokenMalformedError("Pass a token back exactly as a reply carried it.") from error
    return deployment_id, incarnation, revision
