"""Reads the leaves of a history in their order: what they say is in force in the end, and which leaf said it last."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from consent.history.leaf_record import GrantInForce, LeafRecord

HOUR_US = 3_600_000_000
REFUSED, ISSUED = "refused", "issued"
_STATES = {"suspended": "suspended", "suspension_lifted": "active"}
_ERASED_ACTOR = "erased"
"""The reason of a revocation that the erasure of its actor made: for every provider."""


class Line(NamedTuple):
    """What a line of activity is known by. Refused attempts are counted by the hour: revision and provider are empty,
    and `at` is the hour since the epoch; otherwise UTC microseconds.
    """

    owner: str
    revision: int
    at: int
    kind: str
    actor: str
    provider: str
    reason: str


def counted(line: Line) -> Line:
    """The line as it is counted, from one with revision, time and provider of a leaf or a row of activity."""
    return line._replace(revision=0, at=line.at // HOUR_US, provider="") if line.kind == REFUSED else line


@dataclass(slots=True)
class Said:
    """A value, and the index of the leaf that said it last."""

    value: int | str
    leaf: int

    def raised(self, value: int, leaf: int) -> "Said":
        """The higher of both values: epochs only rise."""
        return Said(value, leaf) if value > int(self.value) else self


@dataclass(slots=True)
class OwnerSaid:
    """About a person. states: of the columns audience, frozen, state, age, asks_each_time, as far as leaves say."""

    epoch: Said
    columns: dict[str, Said] = field(default_factory=dict)


@dataclass(slots=True)
class PairSaid:
    """About an owner and an actor. grants: by provider. revoked: by provider, the leaf of the revocation.

    grants_leaf: the leaf that listed the grants. is_blocked: None while no leaf was about a block.
    """

    epoch: Said
    grants: Mapping[str, GrantInForce]
    grants_leaf: int
    revoked: dict[str, int] = field(default_factory=dict)
    is_blocked: Said | None = None


class Replay:
    """What the leaves said so far.

    Attributes:
        owners, pairs: by id; by (owner, actor).
        lines: how often each line was told, and the newest leaf that told it.
        everything: the newest leaf about everything at once, and its index.
        first_revision: the revision of the oldest leaf; older rows are of before the history.
    """

    def __init__(self) -> None:
        self.owners: dict[str, OwnerSaid] = {}
        self.pairs: dict[tuple[str, str], PairSaid] = {}
        self.lines: dict[Line, tuple[int, int]] = {}
        self.everything: tuple[LeafRecord, int] | None = None
        self.first_revision: int | None = None

    def read(self, leaf: int, record: LeafRecord) -> None:
        """Goes on by one leaf. Leaves come in their order."""
        if self.first_revision is None:
            self.first_revision = record.revision
        if not record.audience:  # about everything: no person has an empty audience
            self.everything = record, leaf
            return
        self._read_owner(leaf, record)
        if record.actor:
            self._read_pair(leaf, record)
        if record.kind != ISSUED:
            line = counted(_line(record))
            count, _ = self.lines.get(line, (0, leaf))
            self.lines[line] = count + record.count, leaf

    def _read_owner(self, leaf: int, record: LeafRecord) -> None:
        epoch = Said(record.owner_epoch, leaf)
        owner = self.owners.setdefault(record.owner, OwnerSaid(epoch))
        owner.epoch = owner.epoch.raised(record.owner_epoch, leaf)
        owner.columns |= {column: Said(value, leaf) for column, value in _columns(record)}

    def _read_pair(self, leaf: int, record: LeafRecord) -> None:
        key, epoch = (record.owner, record.actor), Said(record.pair_epoch, leaf)
        pair = self.pairs.setdefault(key, PairSaid(epoch, {}, leaf))
        pair.epoch = pair.epoch.raised(record.pair_epoch, leaf)
        grants = {grant.provider: grant for grant in record.grants}
        if record.kind == "revoked":
            pair.revoked[_scope(record)] = leaf
        elif record.kind == "granted":
            _clear_revoked(pair, [grants[name] for name in grants if grants[name] != pair.grants.get(name)])
        elif record.kind in ("blocked", "unblocked"):
            pair.is_blocked = Said(int(record.kind == "blocked"), leaf)
        pair.grants, pair.grants_leaf = grants, leaf


def _line(record: LeafRecord) -> Line:
    about = (record.owner, record.revision, record.at_us)
    return Line(*about, record.kind, record.actor, record.provider, record.reason)


def _columns(record: LeafRecord) -> Iterator[tuple[str, int | str]]:
    yield "audience", record.audience
    yield "frozen", int(record.is_frozen)
    if record.kind in _STATES:
        yield "state", _STATES[record.kind]
    if record.kind == "age_asserted":
        yield "age", record.reason
    if record.kind == "asking_set":
        yield "asks_each_time", int(record.reason == "each_time")


def _scope(record: LeafRecord) -> str:
    """The provider that a revocation names; empty: every provider."""
    is_about_all = record.reason == _ERASED_ACTOR or record.reason.startswith(("by_delegate:", "by_guardian:"))
    return "" if is_about_all else record.reason


def _clear_revoked(pair: PairSaid, given: list[GrantInForce]) -> None:
    """A grant clears the revocation for its provider, and one for any provider clears all."""
    for grant in given:
        if not grant.provider:
            pair.revoked.clear()
        pair.revoked.pop(grant.provider, None)
