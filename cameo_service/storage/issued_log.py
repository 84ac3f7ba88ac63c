"""Issued render grants on their way to the history: a leaf for each person of a grant, none in the activity feed.

A crash loses what was issued in the last second; a grant that is used leaves a fetch behind, in its own transaction.
"""

from collections.abc import Iterable

from cameo_service.storage.batch_log import BatchLog
from cameo_service.storage.store import SqliteStore
from cameo_service.usecases.ports.activity import ActivityRow
from cameo_service.usecases.ports.activity_kind import ActivityKind
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.render_grant import RenderGrantClaims

MOST_PENDING = 20_000
"""About 20 MB: several seconds of all that one process can check."""


class IssuedLog(BatchLog[RenderGrantClaims]):
    """See grant_signer.IssuedGrants. Takes notes from its making until `close`."""

    def __init__(self, store: SqliteStore, most_pending: int = MOST_PENDING) -> None:
        self._store = store
        super().__init__("issued grants", most_pending, lambda claims: claims.render_grant_id, self._record)

    def _record(self, issued: Iterable[tuple[RenderGrantClaims, int]]) -> None:
        with self._store.write() as transaction:
            revision = transaction.revision()
            for row in (row for claims, _ in issued for row in _rows(claims, revision)):
                try:
                    transaction.record_leaf(row)
                except UnknownSubjectError:
                    continue  # erased since: nobody is left to tell


def _rows(claims: RenderGrantClaims, revision: int) -> list[ActivityRow]:
    """`reason` is the id of the render grant."""
    reason = str(claims.render_grant_id)
    return [
        ActivityRow(
            granted.subject,
            revision,
            claims.issued_us,
            ActivityKind.ISSUED,
            claims.requester,
            claims.audience,
            reason,
            1,
        )
        for granted in claims.subjects
    ]
