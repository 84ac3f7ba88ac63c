"""Who somebody is: decided once by the store, then remembered."""

from contextlib import _GeneratorContextManager

import pytest

from cameo_service.usecases.acting import first_contact
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.ports.history import Deployment
from tests.cameo_service.usecases.memory_store import MemorySnapshot, MemoryStore
from tests.cameo_service.usecases.world import CountedIds, ToldClock

DEPLOYMENT = Deployment(b"d" * 16, 1)


class CountingStore(MemoryStore):
    reads = 0

    def read(self) -> _GeneratorContextManager[MemorySnapshot, None, None]:
        self.reads += 1
        return super().read()


def test_one_account_is_one_person_for_ever_and_two_are_two() -> None:
    known = FirstContact(MemoryStore(DEPLOYMENT), ToldClock(), CountedIds())
    assert known("idp", "ada") == known("idp", "ada")
    assert len({known("idp", "ada"), known("idp", "Ada"), known("other", "ada")}) == 3


def test_somebody_seen_before_needs_no_store() -> None:
    store = CountingStore(DEPLOYMENT)
    known = FirstContact(store, ToldClock(), CountedIds())
    known("idp", "ada")
    reads = store.reads
    known("idp", "ada")
    assert store.reads == reads


def test_people_forgotten_by_memory_are_found_in_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_contact, "REMEMBERED", 1)
    known = FirstContact(MemoryStore(DEPLOYMENT), ToldClock(), CountedIds())
    ada = known("idp", "ada")
    known("idp", "ben")
    assert known("idp", "ada") == ada
