"""The unit of work: what the nouns of one snapshot or transaction share."""

from collections.abc import Iterable, Mapping
from typing import Any

from cameo_service.storage.keys import SubjectSalts, WrappedKeys
from cameo_service.storage.statements import Connection, Cursor, Insert, Statement, building, given, given_row
from cameo_service.storage.written.expressions import func, rows_in, select, update
from cameo_service.usecases.ports.store import SecondStatementError
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.facts import SAFE_CEILINGS, Ceilings
from consent.identity import SubjectId

_DEPLOYMENT, _OUTBOX = rows_in("deployment"), rows_in("outbox")
_REVISION = Statement(select(_DEPLOYMENT.c.revision))
_NEXT = Statement(update(_DEPLOYMENT).values(revision=_DEPLOYMENT.c.revision + 1).returning(_DEPLOYMENT.c.revision))
_NEXT_SEQ = (
    select(func.coalesce(func.max(_OUTBOX.c.seq), 0) + 1)
    .where(_OUTBOX.c.revision == given("revision"))
    .scalar_subquery()
)


def _emit(insert: Insert) -> Any:
    return insert(_OUTBOX).values(given_row(_OUTBOX) | {"seq": _NEXT_SEQ}).inline()


_EMIT = building(_emit)

UNTIMED_US = 0
"""Epoch events have no time of their own: the act that raised the epoch is recorded at its time, same revision."""

_UNKNOWN = "no such subject: ensure it first"


class OneStatement:
    """A connection without a transaction, good for one statement: a second one could see another moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self.dialect = connection, connection.dialect
        self._is_used = False

    def is_missing_owner(self, error: Exception) -> bool:
        """See Connection."""
        return self._connection.is_missing_owner(error)

    def deletable(self, text: str) -> str:
        """See Connection."""
        return self._connection.deletable(text)

    def execute(self, text: str, values: Any, /) -> Cursor:
        """Runs the statement.

        Raises:
            SecondStatementError: one was run already.
        """
        if self._is_used:
            raise SecondStatementError
        self._is_used = True
        return self._connection.execute(text, values)

    def executemany(self, text: str, values: Iterable[Any], /) -> Cursor:
        """A glance changes nothing.

        Raises:
            SecondStatementError: always.
        """
        del text, values
        raise SecondStatementError


class Unit:
    """One snapshot, or one transaction with what it owes once it is over.

    connection: has begun its transaction. keys, salts: of keys.db. counts_guardians: whether minors may have any.
    ceilings: the widest audiences of live captures, as the operator chose.
    is_narrowing: whether an epoch was raised or a grant ended, which every narrowing act does.
    has_overwritten: whether something was deleted or written over that must stay in no log.
    replaced, added: (subject, enrollment) whose wrapped keys have to go once this committed, or once it did not.
    added_items, dropped_items: the same of single sealed items, as (subject, enrollment, kind, model id).
    unlinked: subjects whose salts have to go once this committed.
    """

    def __init__(
        self,
        connection: Connection,
        keys: WrappedKeys,
        salts: SubjectSalts,
        *,
        counts_guardians: bool = False,
        ceilings: Ceilings = SAFE_CEILINGS,
    ) -> None:
        self.connection = connection
        self.keys = keys
        self.salts = salts
        self.counts_guardians = counts_guardians
        self.ceilings = ceilings
        self.is_narrowing = False
        self.has_overwritten = False
        self.replaced: list[tuple[bytes, bytes]] = []
        self.added: list[tuple[bytes, bytes]] = []
        self.added_items: list[tuple[bytes, bytes, str, str]] = []
        self.dropped_items: list[tuple[bytes, bytes, str, str]] = []
        self.unlinked: list[bytes] = []
        self._next_revision: int | None = None

    @property
    def has_destroyed(self) -> bool:
        """Whether something of this unit must stay in no log once it committed."""
        return bool(self.replaced or self.dropped_items or self.unlinked or self.has_overwritten)

    def revision(self) -> int:
        """The newest revision that this unit sees."""
        (revision,) = _REVISION.one(self.connection)
        return int(revision)

    def next_revision(self) -> int:
        """The revision that this transaction commits as, drawn once."""
        if self._next_revision is None:
            (revision,) = _NEXT.one(self.connection)
            self._next_revision = int(revision)
        return self._next_revision

    def emit(self, owner: SubjectId, kind: str, body: bytes, now_us: int) -> None:
        """Appends an event under this transaction's revision."""
        revision = self.next_revision()
        self.write(_EMIT, owner=owner.bytes, revision=revision, kind=kind, body=body, created_us=now_us)

    def write(self, statement: Statement, **values: Any) -> Any:
        """Runs a write into a table whose rows belong to a subject; returns the row that it returns, or None.

        Raises:
            UnknownSubjectError: the subject does not exist.
        """
        try:
            return statement.one(self.connection, **values)
        except Exception as error:
            if self.connection.is_missing_owner(error):
                raise UnknownSubjectError(_UNKNOWN) from error
            raise

    def change(self, statement: Statement, owner: SubjectId, values: Mapping[str, Any]) -> int:
        """Runs an update of one subject, which returns their epoch.

        Raises:
            UnknownSubjectError: the subject does not exist.
        """
        row = statement.one(self.connection, subject=owner.bytes, **values)
        if row is None:
            raise UnknownSubjectError(_UNKNOWN)
        return int(row[0])
