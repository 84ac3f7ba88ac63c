"""A render made from another one shows everybody that one shows: their consent is asked again with the new people's."""

from cameo_service.usecases.acting.errors import NotPermittedError, RemixNotAskedError
from cameo_service.usecases.ports.store import Snapshot
from consent.identity import SubjectId
from consent.render_grant import RenderGrantClaims
from consent.render_lease import Removal
from consent.terms import Use

REMIXING = frozenset({Use.REMIX, Use.AD})
"""Uses under which another render may be built on: both need a grant that names them."""


def require_remix(use: Use) -> None:
    """Raises RemixNotAskedError for a use that nobody's grant covers remixes with."""
    if use not in REMIXING:
        raise RemixNotAskedError("Ask for the use REMIX to build on another render.")


def inherited_people(snapshot: Snapshot, parent_output: bytes) -> frozenset[SubjectId] | None:
    """Everybody the parent shows; None when it was never committed, or was taken down."""
    rows = snapshot.renders.with_output(parent_output)
    if not rows or any(row.removal is not Removal.NONE for row in rows):
        return None
    return frozenset(row.owner for row in rows)


def require_inherited(snapshot: Snapshot, claims: RenderGrantClaims, parent_output: bytes | None) -> None:
    """Whether a render under these claims may be made from that output.

    Raises:
        RemixNotAskedError: the claims are for no remix.
        NotPermittedError: the parent is unknown or taken down, or shows somebody the claims do not name.
    """
    if parent_output is None:
        return
    require_remix(claims.use)
    people = inherited_people(snapshot, parent_output)
    if people is None or not people <= {granted.subject for granted in claims.subjects}:
        raise NotPermittedError("This render is not permitted.")
