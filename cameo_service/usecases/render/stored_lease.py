"""The lease of a render as it is stored: one row for each person it shows."""

from collections.abc import Iterable

from cameo_service.usecases.ports.renders import RenderRow
from cameo_service.usecases.ports.store import Snapshot
from consent.render_grant import RenderGrantClaims
from consent.render_lease import Removal, RenderLease


def leased_rows(snapshot: Snapshot, claims: RenderGrantClaims) -> tuple[RenderRow, ...]:
    """The rows of the claims' render; none unless there is one for everybody the claims name."""
    owners = [granted.subject for granted in claims.subjects]
    rows = snapshot.renders.under(claims.render_grant_id, owners)
    return rows if len(rows) == len(owners) else ()


def lease_of(rows: Iterable[RenderRow]) -> RenderLease | None:
    """Where the render stands; None when it was never leased."""
    found = list(rows)
    if not found:
        return None
    first = found[0]
    return RenderLease(
        expires_us=min(row.expires_us for row in found),
        output_sha256=first.output_sha256,
        is_drafted=first.drafted_us is not None,
        is_removed=any(row.removal is not Removal.NONE for row in found),
    )
