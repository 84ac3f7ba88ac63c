"""Erases a person from main.db, and keeps that it was done."""

from functools import cache
from uuid import UUID

from cameo_service.storage.enrollments import Enrollments
from cameo_service.storage.history import unlink_leaves
from cameo_service.storage.people import People
from cameo_service.storage.recordings import Recordings
from cameo_service.storage.statements import Statement, given, putting, same
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import delete, rows_in, select
from cameo_service.usecases.ports.erasure import ErasureId, ErasureRow
from consent.identity import SubjectId

_ERASURES = rows_in("erasures")
_BETWEEN = "\n"
"""Between issuers: no URL has one."""
_PUT = putting(_ERASURES, keeping=("erasure_id", "erased_us", "takedowns", "issuers"))
_BY_ID = Statement(select(_ERASURES).where(*same(_ERASURES, "erasure_id")))
_OF = Statement(select(_ERASURES).where(*same(_ERASURES, "owner")))
_PENDING = Statement(
    select(_ERASURES).where(_ERASURES.c.final_us.is_(None)).order_by(_ERASURES.c.erased_us, _ERASURES.c.erasure_id)
)


def _wiping(table: str, column: str) -> Statement:
    rows = rows_in(table)
    return Statement(delete(rows).where(rows.c[column] == given("subject")))


@cache
def wipes() -> list[Statement]:
    """What goes with the person in one statement a column: `tables.base.About` says of every column why or why not."""
    # The tables are loaded by the first erasure, and no revocation waits for them at a start.
    from cameo_service.storage.tables.every import person_columns  # noqa: PLC0415 - see above

    return [_wiping(*named) for named, about in person_columns().items() if not about.kept and not about.apart]


class Erasures:
    """See ports.erasure.ErasureWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def by_id(self, erasure_id: ErasureId) -> ErasureRow | None:
        """An erasure by its id."""
        row = _BY_ID.one(self._unit.connection, erasure_id=erasure_id.bytes)
        return None if row is None else _erasure(*row)

    def of(self, subject: SubjectId) -> ErasureRow | None:
        """The erasure of a person; None where they were not erased."""
        row = _OF.one(self._unit.connection, owner=subject.bytes)
        return None if row is None else _erasure(*row)

    def pending(self) -> tuple[ErasureRow, ...]:
        """Those that are not final, the oldest first."""
        return tuple(_erasure(*row) for row in _PENDING.all(self._unit.connection))

    def put(self, row: ErasureRow) -> None:
        """Writes the erasure over what was there."""
        self._unit.write(
            _PUT,
            owner=row.subject.bytes,
            erasure_id=row.erasure_id.bytes,
            erased_us=row.erased_us,
            takedowns=row.takedowns,
            awaits_version=row.awaits_version,
            final_us=row.final_us,
            issuers=None if row.issuers is None else _BETWEEN.join(sorted(row.issuers)),
        )

    def wipe(self, subject: SubjectId, now_us: int) -> None:
        """Deletes what is theirs. What stays, and why, stands at its column: `tables.base.About`."""
        people = People(self._unit)
        people.blank(subject)
        Enrollments(self._unit).end(subject)
        for wipe in wipes():
            wipe.run(self._unit.connection, subject=subject.bytes)
        Recordings(self._unit).forget(subject)
        people.release_handle(subject, now_us)
        unlink_leaves(self._unit, subject)


def _erasure(  # noqa: PLR0913, PLR0917 - a row
    owner: bytes,
    erasure_id: bytes,
    erased_us: int,
    takedowns: int,
    awaits_version: int | None,
    final_us: int | None,
    issuers: str | None,
) -> ErasureRow:
    return ErasureRow(
        subject=SubjectId(UUID(bytes=owner)),
        erasure_id=ErasureId(UUID(bytes=erasure_id)),
        erased_us=erased_us,
        takedowns=takedowns,
        awaits_version=awaits_version,
        final_us=final_us,
        issuers=None if issuers is None else frozenset(filter(None, issuers.split(_BETWEEN))),
    )
