"""Compares every leaf of a database with the published history, and says which records can be believed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from consent.history.findings import NO_ROW, Finding
from consent.history.leaf import Entry, leaf_salt, opens, owner_tag, parse_entry
from consent.history.leaf_record import LeafRecord, parse_record, spelled_id
from consent.history.replay import Replay

TABLE = "history_leaves"
FIRST_INCARNATION = 1


class Leaf(Protocol):
    """A leaf as the database keeps it."""

    @property
    def index(self) -> int:
        """Its place, from 0."""

    @property
    def owner(self) -> bytes | None:
        """The person it is about; None: nothing links it, or it is about everything."""

    @property
    def entry(self) -> bytes:
        """49 bytes."""

    @property
    def record(self) -> bytes | None:
        """JSON; None: nothing links it."""


@dataclass(slots=True)
class LeafAudit:
    """Reads leaves in their order. A leaf that was altered is told, and not replayed.

    published: every published entry. salts: of every person, by id. deployment_id: whose salt the leaves about
    everything have. incarnation: from 2 on, leaves that a restore took over have no record.
    """

    published: Sequence[bytes]
    salts: Mapping[bytes, bytes]
    deployment_id: bytes
    incarnation: int
    said: Replay = field(default_factory=Replay)
    findings: list[Finding] = field(default_factory=list)
    count: int = 0
    unlinked: int = 0
    _next: int = 0

    def read(self, leaves: Iterable[Leaf]) -> None:
        """Reads all leaves."""
        for leaf in leaves:
            self._tell_missing(leaf.index)
            self._next = leaf.index + 1
            self.count += 1
            self._read(leaf)
        self._tell_missing(max(self._next, len(self.published)))

    def _tell_missing(self, until: int) -> None:
        for index in range(self._next, until):
            self._tell(index, NO_ROW, "a leaf was here")

    def _read(self, leaf: Leaf) -> None:
        index = leaf.index
        if index < len(self.published) and leaf.entry != self.published[index]:
            self._tell(index, "another entry", "the published entry")
            return
        try:
            entry = parse_entry(leaf.entry)
        except ValueError:
            self._tell(index, "no entry", "an entry of 49 bytes")
            return
        if leaf.record is None:
            self._read_unlinked(index, entry)
        else:
            self._read_linked(leaf, leaf.record, entry)

    def _read_linked(self, leaf: Leaf, text: bytes, entry: Entry) -> None:
        owner = self.deployment_id if leaf.owner is None else leaf.owner
        record = self._opened(leaf.index, owner, text, entry)
        if record is not None:
            self.said.read(leaf.index, record)

    def _opened(self, index: int, owner: bytes, text: bytes, entry: Entry) -> LeafRecord | None:
        salt = self.salts.get(owner)
        if salt is None:
            self._tell(index, f"linked to {spelled_id(owner)}", "no salt: the person was erased, or keys.db is older")
        elif entry.tag != owner_tag(salt, index) or not opens(entry, leaf_salt(salt, index), text):
            self._tell(index, f"another record or owner ({spelled_id(owner)})", "what the entry is committed to")
        else:
            return self._parsed(index, text)
        return None

    def _parsed(self, index: int, text: bytes) -> LeafRecord | None:
        try:
            return parse_record(text)
        except ValueError:
            self._tell(index, "a record of another version", "a record that this version reads")
            return None

    def _read_unlinked(self, index: int, entry: Entry) -> None:
        """Of the erased no salt is left. Of the living, a restore alone takes over leaves without their records."""
        self.unlinked += 1
        if self.incarnation == FIRST_INCARNATION:
            for owner, salt in self.salts.items():
                if owner_tag(salt, index) == entry.tag:
                    self._tell(index, "linked to no person", f"about {spelled_id(owner)}")

    def _tell(self, index: int, found: str, said: str) -> None:
        self.findings.append(Finding(TABLE, str(index), found, index, said))
