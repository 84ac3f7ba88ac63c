"""What an audit reads: every leaf, and the rows that leaves speak about, in one snapshot of a database that may run."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.engines.sqlite import connect_reader, damage_named
from cameo_service.storage.history import StoredEntries, grant_in_force
from cameo_service.storage.keys import SubjectSalts
from cameo_service.storage.statements import Statement, Transactional
from cameo_service.storage.store import MAIN_DATABASE
from cameo_service.storage.tables.values import NOBODY
from cameo_service.storage.written.expressions import rows_in, select
from consent.history.findings import KeptMark, KeptRows
from consent.history.leaf_record import GrantInForce, spelled_id
from consent.history.replay import Line, counted
from consent.terms import Audience

_LEAVES, _PEOPLE, _LINES = rows_in("history_leaves"), rows_in("subjects"), rows_in("activity")
_MARKS, _GRANTS, _BLOCKS = rows_in("pair_marks"), rows_in("grants"), rows_in("blocks")
_DEPLOYMENT = rows_in("deployment")

_EVERY_LEAF = Statement(
    select(_LEAVES.c.leaf_index, _LEAVES.c.owner, _LEAVES.c.entry, _LEAVES.c.record).order_by(_LEAVES.c.leaf_index)
)
_COMPARED = ("audience", "frozen", "state", "age", "asks_each_time", "owner_epoch")
_EVERY_PERSON = Statement(select(_PEOPLE.c.subject_id, *[_PEOPLE.c[name] for name in _COMPARED]))
_EVERY_MARK = Statement(select(_MARKS))
_TERMS = ("grant_id", "modalities", "uses", "expires_us", "provider", "asks_each_time")
_EVERY_GRANT = Statement(select(_GRANTS.c.owner, _GRANTS.c.grantee, *[_GRANTS.c[name] for name in _TERMS]))
_EVERY_BLOCK = Statement(select(_BLOCKS.c.owner, _BLOCKS.c.actor))
_PARTS = ("owner", "revision", "at_us", "kind", "actor", "provider", "reason", "count")
_EVERY_LINE = Statement(select(*[_LINES.c[name] for name in _PARTS]))
_STANDING = Statement(
    select(_DEPLOYMENT.c.deployment_id, _DEPLOYMENT.c.incarnation, _DEPLOYMENT.c.frozen, _DEPLOYMENT.c.global_epoch)
)
_LEAVES_AT_ONCE = 1000
_AUDIENCES = {audience.value: audience.name for audience in Audience}


class NothingToAuditError(StoreError):
    """There is no database of this version in the data directory: name the right one, or start its service once."""


@dataclass(frozen=True, slots=True)
class StoredLeaf:
    """A row of history_leaves. owner, record: None when nothing links the leaf to a person any more."""

    index: int
    owner: bytes | None
    entry: bytes
    record: bytes | None


class AuditSnapshot:
    """One snapshot. Nothing is changed through it.

    Attributes:
        salts: by subject id, read after the snapshot began; the deployment's own too.
        entries: see ports.history.Entries.
        deployment_id, incarnation: as the snapshot has them.
    """

    def __init__(self, main: Transactional, salts: dict[bytes, bytes]) -> None:
        self._main = main
        self.salts = salts
        self.entries = StoredEntries(main)
        self.deployment_id, self.incarnation, self._is_frozen, self._global_epoch = _STANDING.one(main)

    def leaves(self) -> Iterator[StoredLeaf]:
        """Every leaf in order, a thousand at a time."""
        cursor = _EVERY_LEAF.each(self._main)
        while rows := cursor.fetchmany(_LEAVES_AT_ONCE):
            yield from (StoredLeaf(*row) for row in rows)

    def kept(self) -> KeptRows:
        """The rows that leaves speak about."""
        marks: dict[tuple[str, str], dict[str, KeptMark]] = defaultdict(dict)
        for owner, actor, provider, epoch, revoked_us in _EVERY_MARK.all(self._main):
            marks[_id(owner), _id(actor)][provider] = KeptMark(epoch, revoked_us is not None)
        return KeptRows(
            people={_id(subject): _person(columns) for subject, *columns in _EVERY_PERSON.all(self._main)},
            marks=marks,
            grants=self._grants(),
            blocks={(_id(owner), _id(actor)) for owner, actor in _EVERY_BLOCK.all(self._main)},
            lines=self._lines(),
            is_frozen=bool(self._is_frozen),
            global_epoch=self._global_epoch,
        )

    def _grants(self) -> dict[tuple[str, str], dict[str, GrantInForce]]:
        grants: dict[tuple[str, str], dict[str, GrantInForce]] = defaultdict(dict)
        for owner, grantee, *terms in _EVERY_GRANT.all(self._main):
            grant = grant_in_force(*terms)
            grants[_id(owner), _id(grantee)][grant.provider] = grant
        return grants

    def _lines(self) -> dict[Line, int]:
        lines: dict[Line, int] = defaultdict(int)
        for owner, revision, at_us, kind, actor, provider, reason, count in _EVERY_LINE.all(self._main):
            lines[counted(Line(_id(owner), revision, at_us, kind, _id(actor), provider, reason))] += count
        return lines


@contextmanager
def audit_snapshot(directory: Path) -> Iterator[AuditSnapshot]:
    """A snapshot of the data directory, whose services may run.

    Raises:
        NothingToAuditError: no database there, or one of another version.
        DatabaseDamagedError: one that cannot be read.
    """
    with damage_named(), _snapshot(directory) as snapshot:
        yield snapshot


@contextmanager
def _snapshot(directory: Path) -> Iterator[AuditSnapshot]:
    paths = [directory / MAIN_DATABASE, directory / "keys.db"]
    if not all(path.exists() for path in paths):
        raise NothingToAuditError(str(NothingToAuditError.__doc__))
    with closing(connect_reader(paths[0])) as main, closing(SubjectSalts(connect_reader(paths[1]), bytes)) as salts:
        main.begin_read()
        try:
            snapshot = AuditSnapshot(main, salts.all())
        except (sqlite3.OperationalError, TypeError) as error:  # no such table or column, or no deployment yet
            raise NothingToAuditError(str(NothingToAuditError.__doc__)) from error
        yield snapshot


def _id(subject: bytes) -> str:
    return "" if subject == NOBODY else spelled_id(subject)


def _person(columns: list[Any]) -> dict[str, int | str]:
    named = dict(zip(_COMPARED, columns, strict=True))
    return named | {"audience": _AUDIENCES.get(named["audience"], f"audience {named['audience']}")}
