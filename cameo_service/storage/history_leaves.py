"""Appends the leaves of the history, inside the transaction of the act that they are about."""

import sqlite3
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cameo_service.storage.subject_salts import SubjectSalts
from cameo_service.usecases.ports.activity import ActivityRow
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.history.leaf import entry_for
from consent.history.leaf_record import GrantInForce, LeafRecord
from consent.terms import Audience, SubjectState

NEXT_INDEX = "SELECT COALESCE(MAX(leaf_index) + 1, 0) FROM history_leaves"
"""Also the size of the tree. Writers stand in line, so index order is the order of commits."""

_OWNER = (
    "SELECT s.audience, s.frozen, s.owner_epoch, COALESCE(MAX(p.epoch), 0), s.state FROM subjects s"
    " LEFT JOIN pair_marks p ON p.owner = s.subject_id AND p.actor = ? WHERE s.subject_id = ? GROUP BY s.subject_id"
)
_GRANTS = (
    "SELECT grant_id, modalities, uses, expires_us, provider, asks_each_time FROM grants"
    " WHERE owner = ? AND grantee = ? ORDER BY provider"
)


def append_leaf(connection: sqlite3.Connection, salts: SubjectSalts, row: ActivityRow, *, is_narrowing: bool) -> None:
    """Writes the leaf about `row`, with what is in force between owner and actor now. Call it last in an act.

    Nothing is written about an erased person: no new leaf may be theirs.

    Raises:
        UnknownSubjectError: the owner does not exist.
    """
    owner = row.owner.bytes
    record = _record(connection, row)
    if record is not None:
        _append(connection, salts.ensure(owner), owner, record, is_narrowing=is_narrowing)


@dataclass(frozen=True, slots=True)
class EverythingRow:
    """An operator's act about everybody at once; `service_id` says whose."""

    revision: int
    at_us: int
    kind: str
    service_id: str
    reason: str


def append_leaf_of_everything(
    connection: sqlite3.Connection, salts: SubjectSalts, row: EverythingRow, *, is_narrowing: bool
) -> None:
    """Writes a leaf about everybody. It has no owner: its salt is the deployment's."""
    statement = "SELECT deployment_id, frozen, global_epoch FROM deployment"
    deployment, frozen, epoch = connection.execute(statement).fetchone()
    record = LeafRecord(
        revision=row.revision,
        at_us=row.at_us,
        kind=row.kind,
        owner=str(UUID(bytes=deployment)),
        actor="",
        provider=row.service_id,
        reason=row.reason,
        count=1,
        audience="",
        is_frozen=bool(frozen),
        owner_epoch=epoch,
        pair_epoch=0,
        grants=(),
    )
    _append(connection, salts.ensure(deployment), None, record, is_narrowing=is_narrowing)


def unlink_leaves(connection: sqlite3.Connection, owner: bytes) -> None:
    """Takes the owner and what is known about them from their leaves. The entries stay: the tree is what it was."""
    connection.execute("UPDATE history_leaves SET owner = NULL, record = NULL WHERE owner = ?", (owner,))


def _append(
    connection: sqlite3.Connection, salt: bytes, owner: bytes | None, record: LeafRecord, *, is_narrowing: bool
) -> None:
    (index,) = connection.execute(NEXT_INDEX).fetchone()
    text = record.to_bytes()
    entry = entry_for(salt, index, text, is_narrowing=is_narrowing)
    connection.execute(
        "INSERT INTO history_leaves (leaf_index, owner, revision, entry, record) VALUES (?, ?, ?, ?, ?)",
        (index, owner, record.revision, entry.packed(), text),
    )


def _record(connection: sqlite3.Connection, row: ActivityRow) -> LeafRecord | None:
    owner, actor = row.owner.bytes, row.actor.bytes if row.actor else b""
    in_force = connection.execute(_OWNER, (actor, owner)).fetchone()
    if in_force is None:
        raise UnknownSubjectError("no such subject: ensure it first")
    audience, frozen, owner_epoch, pair_epoch, state = in_force
    if state == SubjectState.ERASED.value:
        return None
    grants = connection.execute(_GRANTS, (owner, actor)).fetchall() if actor else []
    return LeafRecord(
        revision=row.revision,
        at_us=row.at_us,
        kind=row.kind,
        owner=str(row.owner),
        actor=str(row.actor or ""),
        provider=row.provider,
        reason=row.reason,
        count=row.count,
        audience=Audience(audience).name,
        is_frozen=bool(frozen),
        owner_epoch=owner_epoch,
        pair_epoch=pair_epoch,
        grants=tuple(_grant(grant) for grant in grants),
    )


def _grant(row: tuple[Any, ...]) -> GrantInForce:
    grant_id, modalities, uses, expires_us, provider, asks = row
    names = (tuple(modalities.split(",")), tuple(uses.split(",")))  # both are stored sorted
    return GrantInForce(str(UUID(bytes=grant_id)), *names, expires_us, provider, bool(asks))
