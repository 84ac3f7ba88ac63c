"""Compares durable consent writes, and reading the facts of a prompt, with bare SQLite, in the same run and disk."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from uuid import UUID

from cameo_service.storage.engines.sqlite import connect
from cameo_service.storage.store import SqliteStore, open_store
from consent.facts import Grant
from consent.identity import GrantId, SubjectId
from consent.terms import Modality, Use

PEOPLE = 1_000
MENTIONS = 5
ROUNDS = 10
"""The best of ten rounds counts, because other load on the machine slows the rest."""

NOW_US = 1_800_000_000_000_000
FRIEND = SubjectId(UUID(int=PEOPLE + 1))


def rows() -> list[dict[str, Any]]:
    """`name`, `value`, `unit`, `ratio`, `n` of each measurement."""
    with TemporaryDirectory() as directory:
        store = open_store(Path(directory) / "data", os.urandom)
        people = _people(store)
        bare = connect(Path(directory) / "bare.db")
        bare.execute("CREATE TABLE numbers (number INTEGER PRIMARY KEY, name BLOB) STRICT")
        measured = [_writes(store, people, bare), _facts(store, people, bare)]
        bare.close()
        store.close()
    return measured


def _people(store: SqliteStore) -> list[SubjectId]:
    people = [SubjectId(UUID(int=number + 1)) for number in range(PEOPLE)]
    with store.write() as tx:
        for number, person in enumerate((*people, FRIEND)):
            tx.people.ensure("issuer", str(number), person, NOW_US)
    return people


def _writes(store: SqliteStore, people: list[SubjectId], bare: sqlite3.Connection) -> dict[str, Any]:
    """A grant with all its writes: grant, epoch, activity, outbox row, stored reply."""
    numbers = iter(range(1_000_000))

    def grant() -> None:
        number = next(numbers)
        owner = people[number % PEOPLE]
        everything = frozenset(Modality), frozenset({Use.PRIVATE})
        with store.write() as tx:
            tx.grants.put(Grant(GrantId(UUID(int=number)), owner, FRIEND, *everything, None, None), NOW_US)
            tx.epochs.bump_pair(owner, FRIEND)
            tx.events.emit(owner, "granted", b"{}", NOW_US)
            tx.remember("app", str(number), bytes(32), bytes(64), NOW_US)

    ours = _per_second(grant, 100)
    theirs = _per_second(lambda: bare.execute("INSERT INTO numbers (name) VALUES (?)", (bytes(16),)), 100)
    return _row("durable_consent_writes_per_second", ours, theirs, 100)


def _facts(store: SqliteStore, people: list[SubjectId], bare: sqlite3.Connection) -> dict[str, Any]:
    """Reads the facts of a prompt with five mentions, each with a valid grant."""
    starts = iter(range(1_000_000))

    def check() -> None:
        start = next(starts) * MENTIONS % (PEOPLE - MENTIONS)
        with store.read() as snapshot:
            snapshot.facts.of(people[start : start + MENTIONS], FRIEND, "gen", NOW_US)

    def point_reads() -> None:
        for number in range(MENTIONS):
            bare.execute("SELECT name FROM numbers WHERE number = ?", (number,)).fetchone()

    return _row("subject_facts_5_per_second", _per_second(check, 1_000), _per_second(point_reads, 1_000), 1_000)


def _per_second(step: Callable[[], object], times: int) -> float:
    return max(times / _seconds(step, times) for _ in range(ROUNDS))


def _seconds(step: Callable[[], object], times: int) -> float:
    start = perf_counter()
    for _ in range(times):
        step()
    return perf_counter() - start


def _row(name: str, ours: float, theirs: float, times: int) -> dict[str, Any]:
    return {"name": name, "value": round(ours), "unit": "1/s", "ratio": round(ours / theirs, 3), "n": times * ROUNDS}
