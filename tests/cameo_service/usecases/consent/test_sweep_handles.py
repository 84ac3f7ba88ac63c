"""Handles that were given up are forgotten with the end of their quarantine."""

import pytest

from cameo_service.storage.store import SqliteStore
from cameo_service.usecases.consent.handles import SweepHandles
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.ports.subjects import HandleTakenError
from consent.handles import QUARANTINE_US
from tests.cameo_service.usecases.world import ToldClock
from tests.contracts.store_rows import ADA, BOB, NOW_US, with_people

HANDLE = "adathefirst"


@pytest.fixture(autouse=True)
def erased(store: Store) -> None:
    """Ada had a handle and was erased; Bob still has his."""
    with_people(store)
    with store.write() as transaction:
        transaction.people.claim_handle(ADA, HANDLE, HANDLE, NOW_US)
        transaction.people.claim_handle(BOB, "bob", "bob", NOW_US)
        transaction.erasures.wipe(ADA, NOW_US)


def swept(store: Store, at_us: int) -> int:
    return SweepHandles(store, ToldClock(at_us))()


def test_the_handle_of_the_erased_rests_for_90_days_and_is_forgotten_then(store: Store) -> None:
    assert swept(store, NOW_US + QUARANTINE_US - 1) == 0
    with pytest.raises(HandleTakenError), store.write() as transaction:
        transaction.people.claim_handle(BOB, HANDLE, HANDLE, NOW_US + QUARANTINE_US - 1)
    assert swept(store, NOW_US + QUARANTINE_US) == 1
    assert swept(store, NOW_US + QUARANTINE_US) == 0


def test_a_handle_in_use_is_never_forgotten(store: Store) -> None:
    swept(store, NOW_US + 100 * QUARANTINE_US)
    with store.read() as snapshot:
        assert snapshot.people.handle_of(BOB) == "bob"


def test_its_text_is_in_no_file_afterwards(store: SqliteStore) -> None:
    def is_found() -> bool:
        return any(HANDLE.encode() in path.read_bytes() for path in store._path.parent.rglob("*.db*"))

    assert is_found()
    swept(store, NOW_US + QUARANTINE_US)
    assert not is_found()
