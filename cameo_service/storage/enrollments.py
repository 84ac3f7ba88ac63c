"""Enrollments and what is sealed for them: ciphertext in main.db, wrapped keys in keys.db."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from uuid import UUID

from cameo_service.storage.engines.errors import KeyRetiredError
from cameo_service.storage.rows import Rows, RowTable
from cameo_service.storage.statements import Statement, adding, given, same
from cameo_service.storage.tables.values import joined, modalities
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import delete, func, rows_in, select, update
from cameo_service.storage.written.layouts import Layout
from cameo_service.usecases.ports.enrollment import (
    RECORDING_FINGERPRINT,
    TEMPLATES_KIND,
    EnrollmentRow,
    SealBrokenError,
    SealedItem,
    SealedTrace,
)
from cameo_service.usecases.ports.net_moves import NetMove
from consent.identity import EnrollmentId, SubjectId
from consent.terms import Assurance, Audience

_ENROLLMENTS, _ITEMS = rows_in("enrollments"), rows_in("sealed_items")
_NAMES = rows_in("names")
_SEEN, _ERASURES = rows_in("seen_recordings"), rows_in("erasures")

_ADD = adding(_ENROLLMENTS)
_OF = Statement(select(_ENROLLMENTS).where(*same(_ENROLLMENTS, "subject_id")))
_END = Statement(delete(_ENROLLMENTS).where(*same(_ENROLLMENTS, "subject_id")).returning(_ENROLLMENTS.c.enrollment_id))
_LIVING = Statement(select(_ENROLLMENTS.c.subject_id, _ENROLLMENTS.c.enrollment_id))
_LIVING_ITEMS = Statement(
    select(_ITEMS.c.subject_id, _ENROLLMENTS.c.enrollment_id, _ITEMS.c.kind, _ITEMS.c.model_id).join(
        _ENROLLMENTS, _ENROLLMENTS.c.subject_id == _ITEMS.c.subject_id
    )
)
_DROP_ITEMS = Statement(delete(_ITEMS).where(*same(_ITEMS, "subject_id", "kind")).returning(_ITEMS.c.model_id))
_BY_OTHERS = Statement(
    select(_ITEMS.c.subject_id)
    .distinct()
    .where(
        _ITEMS.c.subject_id > given("after"),
        _ITEMS.c.kind.startswith(TEMPLATES_KIND),
        _ITEMS.c.model_id != given("pack"),
    )
    .order_by(_ITEMS.c.subject_id)
    .limit(given("limit"))
)
_ADD_ITEM = adding(_ITEMS)
_LET_NAMES_COUNT = Statement(update(_NAMES).values(counts=1).where(*same(_NAMES, "owner")))
_ITEMS_OF = Statement(
    select(_ITEMS.c.kind, _ITEMS.c.model_id, _ITEMS.c.ciphertext)
    .where(*same(_ITEMS, "subject_id"))
    .order_by(_ITEMS.c.kind, _ITEMS.c.model_id)
)
_AWAITED = Statement(select(func.coalesce(func.max(_ERASURES.c.awaits_version), 0)))
_ITEM_TRACES = Statement(
    select(_ITEMS.c.kind, _ITEMS.c.model_id, _ENROLLMENTS.c.created_us)
    .join(_ENROLLMENTS, _ENROLLMENTS.c.subject_id == _ITEMS.c.subject_id)
    .where(*same(_ITEMS, "subject_id"))
    .order_by(_ITEMS.c.kind, _ITEMS.c.model_id)
)
_RECORDING_TRACES = Statement(
    select(_SEEN.c.seen_us).where(*same(_SEEN, "owner")).order_by(_SEEN.c.seen_us, _SEEN.c.recording_id)
)


class Enrollments:
    """See ports.enrollment.EnrollmentWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(self, subject: SubjectId) -> EnrollmentRow | None:
        """The subject's enrollment with its sealed items.

        Raises:
            SealBrokenError: an item's key is gone: the enrollment was replaced or erased since this snapshot began.
        """
        row = _OF.one(self._unit.connection, subject_id=subject.bytes)
        if row is None:
            return None
        _, enrollment_id, version, assurance, ceiling, modality_text, created_us, expires_us, bound_to = row
        return EnrollmentRow(
            enrollment_id=EnrollmentId(UUID(bytes=enrollment_id)),
            subject=subject,
            version=version,
            assurance=Assurance(assurance),
            audience_ceiling=Audience(ceiling),
            modalities=modalities(modality_text),
            created_us=created_us,
            expires_us=expires_us,
            sealed=self._sealed(subject.bytes, enrollment_id),
            bound_to=bound_to,
        )

    def _sealed(self, subject: bytes, enrollment_id: bytes) -> tuple[SealedItem, ...]:
        keys = self._unit.keys.of(subject, enrollment_id)
        rows = _ITEMS_OF.all(self._unit.connection, subject_id=subject)
        if any((kind, model_id) not in keys for kind, model_id, _ in rows):
            raise SealBrokenError("a sealed item has no key: read the enrollment again")
        return tuple(
            SealedItem(kind, model_id, *keys[kind, model_id], ciphertext) for kind, model_id, ciphertext in rows
        )

    def traces_of(self, subject: SubjectId) -> tuple[SealedTrace, ...]:
        """Reads no column that has content."""
        items = _ITEM_TRACES.all(self._unit.connection, subject_id=subject.bytes)
        seen = _RECORDING_TRACES.all(self._unit.connection, owner=subject.bytes)
        recordings = [SealedTrace(RECORDING_FINGERPRINT, "", seen_us) for (seen_us,) in seen]
        return (*(SealedTrace(*row) for row in items), *recordings)

    def sealed_by_others(self, pack: str, after: SubjectId | None, limit: int) -> tuple[SubjectId, ...]:
        """The first people after this one with templates that another pack made."""
        named = {"pack": pack, "after": after.bytes if after else bytes(16), "limit": limit}
        return tuple(SubjectId(UUID(bytes=row[0])) for row in _BY_OTHERS.all(self._unit.connection, **named))

    def put(self, enrollment: EnrollmentRow) -> None:
        """Replaces the subject's enrollment. Its keys are on the disk before it commits.

        Raises:
            KeyRetiredError: it was sealed under a key that an erasure is about to destroy.
        """
        self._require_kept_keys(enrollment.sealed)
        if enrollment.enrollment_id.bytes in self.end(enrollment.subject):
            raise ValueError("an enrollment is sealed once: a new one needs a new id")
        self._insert(enrollment)
        _LET_NAMES_COUNT.run(self._unit.connection, owner=enrollment.subject.bytes)
        self._unit.added.append((enrollment.subject.bytes, enrollment.enrollment_id.bytes))
        self._unit.keys.put(enrollment)

    def end(self, subject: SubjectId) -> list[bytes]:
        """Deletes the subject's enrollment, if there is one; its keys go after the commit. Returns its id."""
        ended = [enrollment for (enrollment,) in _END.all(self._unit.connection, subject_id=subject.bytes)]
        self._unit.replaced.extend((subject.bytes, enrollment) for enrollment in ended)
        return ended

    def seal_too(self, enrollment: EnrollmentRow, item: SealedItem) -> None:
        """Adds a sealed item. Its key is on the disk before it commits.

        Raises:
            KeyRetiredError: it was sealed under a key that an erasure is about to destroy.
        """
        self._require_kept_keys((item,))
        self._insert_items(enrollment.subject.bytes, (item,))
        self._unit.added_items.append(_slot(enrollment, item.kind, item.model_id))
        self._unit.keys.put(replace(enrollment, sealed=(item,)))

    def unseal(self, enrollment: EnrollmentRow, kind: str) -> None:
        """Deletes the sealed items of this kind; their keys go after the commit."""
        dropped = _DROP_ITEMS.all(self._unit.connection, subject_id=enrollment.subject.bytes, kind=kind)
        self._unit.dropped_items.extend(_slot(enrollment, kind, model_id) for (model_id,) in dropped)

    def _require_kept_keys(self, sealed: Sequence[SealedItem]) -> None:
        (awaited,) = _AWAITED.one(self._unit.connection)
        if any(item.key_version < awaited for item in sealed):
            raise KeyRetiredError("sealed under a key that is being destroyed: seal again under the newest")

    def _insert(self, enrollment: EnrollmentRow) -> None:
        subject = enrollment.subject.bytes
        self._unit.write(
            _ADD,
            subject_id=subject,
            enrollment_id=enrollment.enrollment_id.bytes,
            version=enrollment.version,
            assurance=enrollment.assurance.value,
            audience_ceiling=int(enrollment.audience_ceiling),
            modalities=joined(enrollment.modalities),
            created_us=enrollment.created_us,
            expires_us=enrollment.expires_us,
            bound_to=enrollment.bound_to,
        )
        self._insert_items(subject, enrollment.sealed)

    def _insert_items(self, subject: bytes, sealed: Sequence[SealedItem]) -> None:
        _ADD_ITEM.many(
            self._unit.connection,
            [
                {
                    "subject_id": subject,
                    "kind": item.kind,
                    "model_id": item.model_id,
                    "ciphertext": item.ciphertext,
                }
                for item in sealed
            ],
        )

    def living(self) -> set[tuple[bytes, bytes]]:
        """(subject, enrollment) of every enrollment."""
        return set(_LIVING.all(self._unit.connection))

    def rewrap_below(self, version: int, limit: int, rewrapped: Callable[[EnrollmentRow], EnrollmentRow]) -> int:
        """Wrapped keys of items that are gone are destroyed on the way: they cannot be wrapped anew."""
        keys = self._unit.keys
        keys.sweep(set(_LIVING_ITEMS.all(self._unit.connection)))
        subjects = keys.wrapped_below(version, limit)
        for subject in subjects:
            row = self.of(SubjectId(UUID(bytes=subject)))
            if row is not None:
                keys.put(rewrapped(row))
        if subjects:
            keys.truncate_log()
        return len(subjects)


def _slot(enrollment: EnrollmentRow, kind: str, model_id: str) -> tuple[bytes, bytes, str, str]:
    """Where the key of one item stands."""
    return enrollment.subject.bytes, enrollment.enrollment_id.bytes, kind, model_id


_MOVES = rows_in("net_moves")
_MOVE_ROWS = RowTable(
    Layout("net_moves", "", tuple(field.name for field in fields(NetMove)), ("owner",), ("owner",)), NetMove
)
_DUE = Statement(
    select(_MOVES)
    .where(_MOVES.c.due_us <= given("now_us"))
    .order_by(_MOVES.c.due_us, _MOVES.c.owner)
    .limit(given("limit"))
)


class NetMoves(Rows[NetMove]):
    """See ports.net_moves.NetMoveWrites."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(_MOVE_ROWS, unit)

    def due(self, now_us: int, limit: int) -> tuple[NetMove, ...]:
        """Rows whose time has come."""
        return tuple(map(self._table.row_of, _DUE.all(self._unit.connection, now_us=now_us, limit=limit)))
