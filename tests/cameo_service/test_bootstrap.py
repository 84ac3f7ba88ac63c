"""How the parts of a service are put together."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cameo_service import bootstrap
from cameo_service.clock import SystemClock
from cameo_service.storage.store import open_store
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile, RingEncryptionKeys


class NotedSweeps:
    """Runs none of them."""

    def __init__(self, *sweeps: Callable[[], int]) -> None:
        self.sweeps = sweeps


def test_the_logs_of_the_database_are_emptied_every_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "EventSweeper", NotedSweeps)
    store, clock = open_store(tmp_path / "data", os.urandom), SystemClock()
    ring = new_key_ring(os.urandom, clock.utc_us())
    vault = EnvelopeVault(lambda: ring, store.deployment(), os.urandom)
    keys = RingEncryptionKeys(KeyRingFile(tmp_path / "keys.json", tmp_path / "data"), os.urandom, clock)
    sweeper = bootstrap._sweeper(store, clock, keys, vault)
    assert isinstance(sweeper, NotedSweeps)
    assert store.empty_logs in sweeper.sweeps
    store.close()
