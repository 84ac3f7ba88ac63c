"""Cost of the provable history: a revocation with its leaf and mark, integration, proofs and the witness."""

import os
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from uuid import UUID

from cameo_service.history.folder import HistoryFolder, TilesTree
from cameo_service.history.sequencer import integrate
from cameo_service.history.witness import look
from cameo_service.storage.history import HistoryReader
from cameo_service.storage.store import SqliteStore, open_store
from cameo_service.usecases.ports.activity import ActivityRow
from consent.identity import SubjectId

ACTS = 1_000
LEAVES = 100_000
"""Size of the tree for proofs and the witness."""
NOW_US = 1_800_000_000_000_000
OWNER, FRIEND = (SubjectId(UUID(int=number)) for number in (1, 2))


class Entries:
    """Made-up leaves without people."""

    def __init__(self) -> None:
        self._entries = [bytes([0]) + number.to_bytes(48, "big") for number in range(LEAVES)]

    def entries(self, start: int, most: int) -> tuple[bytes, ...]:
        """See ports.history.Leaves."""
        return tuple(self._entries[start : start + most])


def rows() -> list[dict[str, Any]]:
    """`name`, `value`, `unit`, `ratio`, `n` of each measurement."""
    with TemporaryDirectory() as directory:
        return [*_narrowing(Path(directory)), *_tree(Path(directory))]


def _narrowing(root: Path) -> list[dict[str, Any]]:
    """Measures revocations as the use case writes them, without the mark and with it, then publishes their leaves."""
    folder = HistoryFolder(root / "history", root / "data", bytes(32))
    store = open_store(root / "data", os.urandom)
    with store.write() as tx:
        tx.people.ensure("issuer", "1", OWNER, NOW_US)
    unmarked = _seconds_each(lambda: _revoke(store), ACTS)
    store.mark_narrowing_with(folder.mark.raise_to)
    marked = _seconds_each(lambda: _revoke(store), ACTS)
    leaves = HistoryReader.of_directory(root / "data", os.urandom)
    integrated = _seconds_each(lambda: integrate(folder, leaves), 1)[0]
    leaves.close()
    store.close()
    return [
        _milliseconds("narrowing_write_p50_ms", _percentile(marked, 50), _percentile(unmarked, 50), ACTS),
        _milliseconds("narrowing_write_p99_ms", _percentile(marked, 99), _percentile(unmarked, 99), ACTS),
        _row("leaves_integrated_per_second", round(2 * ACTS / integrated), "1/s", 2 * ACTS),
    ]


def _revoke(store: SqliteStore) -> None:
    with store.write() as tx:
        revision = tx.next_revision()
        tx.grants.end(OWNER, FRIEND, NOW_US)
        tx.epochs.bump_pair(OWNER, FRIEND)
        tx.activity.record(ActivityRow(OWNER, revision, NOW_US, "revoked", FRIEND, "app", "", 1))


def _tree(root: Path) -> list[dict[str, Any]]:
    folder, entries = HistoryFolder(root / "large", root / "data", bytes(32)), Entries()
    while integrate(folder, entries).size < LEAVES:  # type: ignore[arg-type]  # entries are all that is asked for
        pass
    tree, indexes = TilesTree(folder), count(step=997)
    proofs = _seconds_each(lambda: tree.inclusion(next(indexes) % LEAVES, LEAVES), 100)
    looked = _seconds_each(lambda: look(folder.files, folder.signer.verifier, None), 1)[0]
    return [
        _row("inclusion_proof_100k_p50_ms", round(_percentile(proofs, 50) * 1e3, 2), "ms", 100),
        _row("witness_leaves_per_second", round(LEAVES / looked), "1/s", LEAVES),
    ]


def _seconds_each(step: Callable[[], object], times: int) -> list[float]:
    seconds = []
    for _ in range(times):
        start = perf_counter()
        step()
        seconds.append(perf_counter() - start)
    return seconds


def _percentile(seconds: list[float], percent: int) -> float:
    return quantiles(seconds, n=100)[percent - 1]


def _milliseconds(name: str, ours: float, without: float, times: int) -> dict[str, Any]:
    return {**_row(name, round(ours * 1e3, 3), "ms", times), "ratio": round(ours / without, 2)}


def _row(name: str, value: float, unit: str, times: int) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "n": times}
