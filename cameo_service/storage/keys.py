"""keys.db: wrapped data keys and subject salts. It stays out of the main backup, so erased stays erased.

A key is written before the enrollment that needs it commits and destroyed after the enrollment that used it is gone;
what a crash leaves in between is a key without enrollment, swept at the next start. The callers hold the write lock
of main.db around every write here, which also keeps one process's sweep off another's unfinished write.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock
from typing import Any, NamedTuple

from cameo_service.storage.statements import Insert, Statement, Transactional, building, given, putting, same
from cameo_service.storage.written.expressions import delete, key_rows_in, select
from cameo_service.usecases.ports.enrollment import EnrollmentRow
from consent.history.leaf import SALT_BYTES

_KEYS, _SALTS = key_rows_in("wrapped_keys"), key_rows_in("subject_salts")

_PUT = putting(_KEYS)
_OF = Statement(
    select(_KEYS.c.kind, _KEYS.c.model_id, _KEYS.c.key_version, _KEYS.c.wrapped_key).where(
        *same(_KEYS, "subject_id", "enrollment_id")
    )
)
_DESTROY = Statement(delete(_KEYS).where(*same(_KEYS, "subject_id", "enrollment_id")))
_DESTROY_ITEM = Statement(delete(_KEYS).where(*same(_KEYS, "subject_id", "enrollment_id", "kind", "model_id")))
_BELOW = Statement(
    select(_KEYS.c.subject_id)
    .distinct()
    .where(_KEYS.c.key_version < given("version"))
    .order_by(_KEYS.c.subject_id)
    .limit(given("limit"))
)
_VERSIONS = Statement(select(_KEYS.c.key_version).distinct())
_ITEMS = Statement(select(_KEYS.c.subject_id, _KEYS.c.enrollment_id, _KEYS.c.kind, _KEYS.c.model_id))

_SALT = Statement(select(_SALTS.c.salt).where(*same(_SALTS, "subject_id")))
_EVERY_SALT = Statement(select(_SALTS.c.subject_id, _SALTS.c.salt))
_DESTROY_SALT = Statement(delete(_SALTS).where(*same(_SALTS, "subject_id")))


def _ensure_salt(insert: Insert) -> Any:
    """Whichever of two writers comes first made the salt; both are given the one that is there."""
    adds = insert(_SALTS).values(subject_id=given("subject_id"), salt=given("salt"))
    kept = adds.on_conflict_do_update(index_elements=[_SALTS.c.subject_id], set_={"salt": _SALTS.c.salt})
    return kept.returning(_SALTS.c.salt)


_ENSURE_SALT = building(_ensure_salt)


class WrappedKey(NamedTuple):
    """A data key and the version of the key-encryption key that wraps it."""

    key_version: int
    wrapped_key: bytes


class WrappedKeys:
    """Wrapped data keys over one connection, for any thread."""

    def __init__(self, connection: Transactional) -> None:
        self._connection = connection
        self._lock = Lock()

    def put(self, *enrollments: EnrollmentRow) -> None:
        """Writes the keys of all sealed items of these enrollments; on the disk when it returns."""
        rows = [
            {
                "subject_id": enrollment.subject.bytes,
                "enrollment_id": enrollment.enrollment_id.bytes,
                "kind": item.kind,
                "model_id": item.model_id,
                "key_version": item.key_version,
                "wrapped_key": item.wrapped_key,
            }
            for enrollment in enrollments
            for item in enrollment.sealed
        ]
        self._write(_PUT, rows)

    def of(self, subject: bytes, enrollment: bytes) -> dict[tuple[str, str], WrappedKey]:
        """The enrollment's keys by (kind, model id)."""
        with self._lock:
            rows = _OF.all(self._connection, subject_id=subject, enrollment_id=enrollment)
        return {(kind, model_id): WrappedKey(version, key) for kind, model_id, version, key in rows}

    def destroy(self, subject: bytes, enrollment: bytes) -> None:
        """Deletes the enrollment's keys and what the write-ahead log still holds of them."""
        self._write(_DESTROY, [{"subject_id": subject, "enrollment_id": enrollment}])
        self.truncate_log()

    def destroy_items(self, items: Iterable[tuple[bytes, bytes, str, str]]) -> None:
        """The same for single items, as (subject, enrollment, kind, model id)."""
        names = ("subject_id", "enrollment_id", "kind", "model_id")
        self._write(_DESTROY_ITEM, [dict(zip(names, item, strict=True)) for item in items])
        self.truncate_log()

    def wrapped_below(self, version: int, limit: int) -> tuple[bytes, ...]:
        """At most `limit` subjects with a key under an older version of the key-encryption key."""
        with self._lock:
            return tuple(subject for (subject,) in _BELOW.all(self._connection, version=version, limit=limit))

    def versions(self) -> frozenset[int]:
        """Versions of the key-encryption keys that something is wrapped with."""
        return frozenset(version for (version,) in _VERSIONS.all(self._connection))

    def truncate_log(self, patience_ms: int = 0) -> bool:
        """Leaves no overwritten key in the write-ahead log; False if a read still needs it after `patience_ms`."""
        with self._lock:
            return self._connection.empty_log(patience_ms)

    def rewrite(self, most_bytes: int) -> bool:
        """Writes the database anew, if it is no larger than that; see `Transactional.rewrite`."""
        with self._lock:
            return self._connection.rewrite(most_bytes)

    def sweep(self, living: set[tuple[bytes, bytes, str, str]]) -> int:
        """Destroys the key of every (subject, enrollment, kind, model id) not named; returns how many those were."""
        with self._lock:
            orphans = set(_ITEMS.all(self._connection)) - living
        if orphans:
            self.destroy_items(sorted(orphans))
        return len(orphans)

    def close(self) -> None:
        """Closes the connection."""
        with self._lock:
            self._connection.close()

    def _write(self, statement: Statement, rows: Sequence[Mapping[str, Any]]) -> None:
        with self._lock:
            self._connection.begin_write()
            try:
                statement.many(self._connection, rows)
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                raise


class SubjectSalts:
    """Salts by subject id, over a connection of their own, for any thread. They outlive no erasure.

    random_bytes: gives that many unpredictable bytes.
    """

    def __init__(self, connection: Transactional, random_bytes: Callable[[int], bytes]) -> None:
        self._connection = connection
        self._random_bytes = random_bytes
        self._lock = Lock()

    def of(self, subject: bytes) -> bytes | None:
        """The subject's salt; None when no leaf was ever about them, or they were erased."""
        with self._lock:
            found = _SALT.one(self._connection, subject_id=subject)
        return None if found is None else bytes(found[0])

    def ensure(self, subject: bytes) -> bytes:
        """The subject's salt, made at first; on the disk when it returns, so that no leaf outlives it in a crash."""
        return self.of(subject) or self._make(subject)

    def all(self) -> dict[bytes, bytes]:
        """Every subject's salt: for a restore, which has to tell whom a leaf is about."""
        with self._lock:
            return dict(_EVERY_SALT.all(self._connection))

    def destroy(self, subject: bytes) -> None:
        """Unlinks every leaf about the subject for good, the write-ahead log's copy of the salt included."""
        with self._lock:
            _DESTROY_SALT.run(self._connection, subject_id=subject)
            self._connection.empty_log()

    def close(self) -> None:
        """Closes the connection."""
        with self._lock:
            self._connection.close()

    def _make(self, subject: bytes) -> bytes:
        with self._lock:
            self._connection.begin_write()
            try:
                (salt,) = _ENSURE_SALT.one(self._connection, subject_id=subject, salt=self._random_bytes(SALT_BYTES))
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                raise
        return bytes(salt)
