"""Compares the rows that a database keeps with what the leaves of its history say: which row lies."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from consent.history.leaf_record import GrantInForce
from consent.history.replay import Line, PairSaid, Replay, Said

ERASED = "erased"
NO_ROW, NO_LEAF = "no such row", "no leaf tells of it"
_NO_GRANTS: Mapping[str, GrantInForce] = {}


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that does not say what the history says. leaf: the index of the leaf that says it; None: no leaf.

    row: the key of the row, ids as text. found, said: what the row and the leaf say.
    """

    table: str
    row: str
    found: str
    leaf: int | None
    said: str


@dataclass(frozen=True, slots=True)
class KeptMark:
    """A row of pair_marks."""

    epoch: int
    is_revoked: bool


_NO_MARKS: Mapping[str, KeptMark] = {}


@dataclass(frozen=True, slots=True)
class KeptRows:
    """What a database says, in one snapshot. Ids are UUIDs as text; provider "": every provider.

    people: columns by name, for each person. marks, grants: by (owner, actor), then provider. blocks: (owner, actor).
    lines: counts of the lines of activity.
    """

    people: Mapping[str, Mapping[str, int | str]]
    marks: Mapping[tuple[str, str], Mapping[str, KeptMark]]
    grants: Mapping[tuple[str, str], Mapping[str, GrantInForce]]
    blocks: AbstractSet[tuple[str, str]]
    lines: Mapping[Line, int]
    is_frozen: bool
    global_epoch: int

    def is_erased(self, person: str) -> bool:
        """Whether the person was erased: about them no leaf can be read any more."""
        return self.people.get(person, {}).get("state") == ERASED


def findings(said: Replay, kept: KeptRows) -> Iterator[Finding]:
    """Every row that the leaves contradict. Of an epoch a row may say more: not every act that raised one was about
    this pair. What leaves do not say (limits of a grant, the end of a block, words and names) is not compared.
    """
    yield from _about_everything(said, kept)
    for owner in said.owners:
        if kept.is_erased(owner):
            yield _erased_and_linked(owner, said)
        else:
            yield from _about_person(owner, said, kept)
    pairs = [pair for pair in said.pairs if not kept.is_erased(pair[0])]
    for pair in pairs:
        yield from _about_marks(pair, said.pairs[pair], kept)
        yield from _about_block(pair, said.pairs[pair], kept)
    for pair in {*pairs, *kept.grants}:
        yield from _about_grants(pair, said.pairs.get(pair), kept)
    yield from _about_lines(said, kept)


def _about_everything(said: Replay, kept: KeptRows) -> Iterator[Finding]:
    if said.everything is None:
        return
    record, leaf = said.everything
    if record.is_frozen and not kept.is_frozen:
        yield Finding("deployment", "frozen", "0", leaf, "1")
    if record.owner_epoch > kept.global_epoch:
        yield Finding("deployment", "global_epoch", str(kept.global_epoch), leaf, f"at least {record.owner_epoch}")


def _about_person(owner: str, said: Replay, kept: KeptRows) -> Iterator[Finding]:
    told, row = said.owners[owner], kept.people.get(owner)
    if row is None:
        yield Finding("subjects", owner, NO_ROW, told.epoch.leaf, "the person is known")
        return
    if int(row["owner_epoch"]) < int(told.epoch.value):
        yield _lowered("subjects", f"{owner} owner_epoch", int(row["owner_epoch"]), told.epoch)
    for column, value in told.columns.items():
        if row[column] != value.value:
            yield Finding("subjects", f"{owner} {column}", str(row[column]), value.leaf, str(value.value))


def _erased_and_linked(owner: str, said: Replay) -> Finding:
    """An erasure leaves no leaf that can be read: who only says that a person is erased hides all rows about them."""
    return Finding("subjects", f"{owner} state", ERASED, said.owners[owner].epoch.leaf, "not erased: leaves are linked")


def _about_marks(pair: tuple[str, str], told: PairSaid, kept: KeptRows) -> Iterator[Finding]:
    marks = kept.marks.get(pair, _NO_MARKS)
    epoch = max((mark.epoch for mark in marks.values()), default=None)
    if (epoch or 0) < int(told.epoch.value):
        yield _lowered("pair_marks", f"{_row(*pair)} epoch", epoch, told.epoch)
    for provider, leaf in told.revoked.items():
        mark = marks.get(provider)
        if mark is None or not mark.is_revoked:
            yield Finding("pair_marks", _row(*pair, provider), "not revoked" if mark else NO_ROW, leaf, "revoked")


def _lowered(table: str, row: str, found: int | None, told: Said) -> Finding:
    return Finding(table, row, NO_ROW if found is None else str(found), told.leaf, f"at least {told.value}")


def _about_block(pair: tuple[str, str], told: PairSaid, kept: KeptRows) -> Iterator[Finding]:
    if told.is_blocked is None or kept.is_erased(pair[1]):
        return
    is_kept = pair in kept.blocks
    if is_kept != bool(told.is_blocked.value):
        words = {True: "blocked", False: "not blocked"}
        yield Finding("blocks", _row(*pair), words[is_kept], told.is_blocked.leaf, words[not is_kept])


def _about_grants(pair: tuple[str, str], told: PairSaid | None, kept: KeptRows) -> Iterator[Finding]:
    stored = kept.grants.get(pair, _NO_GRANTS)
    listed, leaf = (told.grants, told.grants_leaf) if told else (_NO_GRANTS, None)
    for provider in sorted({*stored, *listed}):
        row, grant = stored.get(provider), listed.get(provider)
        if row != grant:
            said = "no grant" if told and grant is None else NO_LEAF if grant is None else _terms(grant)
            yield Finding("grants", _row(*pair, provider), _terms(row) if row else NO_ROW, leaf, said)


def _about_lines(said: Replay, kept: KeptRows) -> Iterator[Finding]:
    for line, (count, leaf) in said.lines.items():
        found = kept.lines.get(line, 0)
        if found != count and not kept.is_erased(line.owner):
            yield Finding("activity", _named(line), f"{found} times" if found else NO_ROW, leaf, f"{count} times")
    first = said.first_revision or 0
    for line, count in kept.lines.items():
        if line not in said.lines and (line.revision >= first or not line.revision):
            yield Finding("activity", _named(line), f"{count} times", None, NO_LEAF)


def _row(owner: str, actor: str, provider: str = "") -> str:
    return f"owner {owner} actor {actor}" + (f" provider {provider}" if provider else "")


def _named(line: Line) -> str:
    """Without the reason: the true one is for the owner alone."""
    when = f"hour {line.at}" if not line.revision else f"revision {line.revision}"
    return f"{_row(line.owner, line.actor or 'none')} {line.kind} {when}"


def _terms(grant: GrantInForce) -> str:
    ends = "until revoked" if grant.expires_us is None else f"until {grant.expires_us}"
    asks = ", asks each time" if grant.asks_each_time else ""
    return f"{grant.grant_id}: {'+'.join(grant.modalities)} for {'+'.join(grant.uses)} {ends}{asks}"
