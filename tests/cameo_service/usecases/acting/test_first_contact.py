"""Who somebody is: decided once by the store, then remembered."""

from contextlib import AbstractContextManager

import pytest

from cameo_service.usecases.acting import first_contact
from cameo_service.usecases.acting.busy import QuotaExceededError
from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.ports.store import Snapshot
from tests.cameo_service.usecases.world import CountedIds, ToldClock
from tests.stores import AroundStore, new_store

APP = Caller("app", Role.APP_BACKEND, EVERY_ISSUER, None)


def admitted(caller: Caller) -> None:
    assert caller is APP


def turned_away(caller: Caller) -> None:
    raise QuotaExceededError(1, caller.service_id)


class CountingStore(AroundStore):
    reads = 0

    def read(self) -> AbstractContextManager[Snapshot]:
        self.reads += 1
        return super().read()

    def glance(self) -> AbstractContextManager[Snapshot]:
        self.reads += 1
        return super().glance()


def test_one_account_is_one_person_for_ever_and_two_are_two() -> None:
    known = FirstContact(new_store(), ToldClock(), CountedIds(), admitted)
    assert known("idp", "ada", APP) == known("idp", "ada", APP)
    assert len({known("idp", "ada", APP), known("idp", "Ada", APP), known("other", "ada", APP)}) == 3


def test_somebody_seen_before_needs_no_store() -> None:
    store = CountingStore(new_store())
    known = FirstContact(store, ToldClock(), CountedIds(), admitted)
    known("idp", "ada", APP)
    reads = store.reads
    known("idp", "ada", APP)
    assert store.reads == reads


def test_people_forgotten_by_memory_are_found_in_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_contact, "REMEMBERED", 1)
    known = FirstContact(new_store(), ToldClock(), CountedIds(), admitted)
    ada = known("idp", "ada", APP)
    known("idp", "ben", APP)
    assert known("idp", "ada", APP) == ada


def test_a_new_person_is_admitted_first_and_a_known_one_is_not_asked_again() -> None:
    store = new_store()
    FirstContact(store, ToldClock(), CountedIds(), admitted)("idp", "ada", APP)
    full = FirstContact(store, ToldClock(), CountedIds(), turned_away)
    full("idp", "ada", APP)
    with pytest.raises(QuotaExceededError):
        full("idp", "ben", APP)
    with store.read() as snapshot:
        assert snapshot.people.of_account("idp", "ben") is None
