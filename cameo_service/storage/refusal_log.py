"""Refused attempts on their way to the activity feed, where each hour has one line for an actor and a reason."""

from collections.abc import Hashable, Iterable

from cameo_service.storage.batch_log import BatchLog
from cameo_service.usecases.ports.activity import REFUSED, ActivityRow, Refusal
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.ports.subjects import UnknownSubjectError

MOST_PENDING = 10_000
"""About 5 MB. More different ones within half a second are an attack."""

HOUR_US = 3_600_000_000


class RefusalLog(BatchLog[Refusal]):
    """See activity_ports.Refusals. Counts from its making until `close`."""

    def __init__(self, store: Store, most_pending: int = MOST_PENDING) -> None:
        self._store = store
        super().__init__("refused attempts", most_pending, _line_of, self._record)

    def _record(self, counted: Iterable[tuple[Refusal, int]]) -> None:
        with self._store.write() as transaction:
            revision = transaction.revision()
            for refusal, count in counted:
                try:
                    transaction.record_activity(_row(refusal, revision, count))
                except UnknownSubjectError:
                    continue  # erased since: nobody is left to read it


def _line_of(refusal: Refusal) -> Hashable:
    """The key of the activity row."""
    return refusal.owner, refusal.actor, refusal.reason, refusal.at_us // HOUR_US


def _row(refusal: Refusal, revision: int, count: int) -> ActivityRow:
    return ActivityRow(
        owner=refusal.owner,
        revision=revision,
        at_us=refusal.at_us,
        kind=REFUSED,
        actor=refusal.actor,
        provider=refusal.provider,
        reason=refusal.reason,
        count=count,
    )
