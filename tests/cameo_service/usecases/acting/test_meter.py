"""What callers and people use is counted, and what is more is refused until it has come back."""

from dataclasses import replace

import pytest

from cameo_service.usecases.acting import meter as module
from cameo_service.usecases.acting.busy import QuotaExceededError
from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from cameo_service.usecases.acting.meter import Meter
from cameo_service.usecases.acting.quotas import BURST_S, DEFAULT_QUOTAS, PersonQuotas, Quota, Quotas
from tests.cameo_service.usecases.world import SECOND_US, ToldClock
from tests.contracts.store_rows import subject_id

FEW_FOR_A_PERSON = PersonQuotas(1, 10, 1, 10, 1)
FEW = Quotas(2, 20, 2, 2, 2, 20, 2, FEW_FOR_A_PERSON)
APP = Caller("app", Role.APP_BACKEND, EVERY_ISSUER, None, quotas=FEW)
OTHER = replace(APP, service_id="other")
ADA, BEN = (replace(APP, acting=subject_id(number)) for number in (1, 2))


class Counted:
    """A meter under a clock that is told."""

    def __init__(self) -> None:
        self.clock = ToldClock()
        self.meter = Meter(self.clock)

    def wait(self, seconds: float) -> None:
        self.clock.now_us += round(seconds * SECOND_US)

    def taken(self, caller: Caller, quota: Quota, most: int = 99) -> int:
        """How many in a row are taken."""
        for number in range(most):
            try:
                self.meter.take(caller, quota)
            except QuotaExceededError:
                return number
        return most

    def taken_by_person(self, caller: Caller, quota: Quota, most: int = 99) -> int:
        for number in range(most):
            try:
                self.meter.take_person(caller, quota)
            except QuotaExceededError:
                return number
        return most


@pytest.fixture
def counted() -> Counted:
    return Counted()


def test_so_much_a_second_may_be_used_for_five_seconds_at_once_and_comes_back_with_time(counted: Counted) -> None:
    assert counted.taken(APP, Quota.CALLS) == 2 * BURST_S
    counted.wait(1)
    assert counted.taken(APP, Quota.CALLS) == 2
    counted.wait(3600)
    assert counted.taken(APP, Quota.CALLS) == 2 * BURST_S


def test_a_quota_of_a_day_comes_back_over_the_day(counted: Counted) -> None:
    assert counted.taken(APP, Quota.SESSIONS) == 2
    counted.wait(43_199)
    assert counted.taken(APP, Quota.SESSIONS) == 0
    counted.wait(1)
    assert counted.taken(APP, Quota.SESSIONS) == 1


def test_a_clock_that_goes_back_gives_nothing(counted: Counted) -> None:
    counted.taken(APP, Quota.CALLS)
    counted.wait(-60)
    assert counted.taken(APP, Quota.CALLS) == 0


@pytest.mark.parametrize("quota", sorted({*Quota} - {Quota.STREAMS}))
def test_what_one_caller_uses_up_refuses_no_other_and_no_other_quota(counted: Counted, quota: Quota) -> None:
    counted.taken(APP, quota)
    for other in {*Quota} - {Quota.STREAMS, quota}:
        counted.meter.take(APP, other)
    counted.meter.take(OTHER, quota)


def test_what_one_person_uses_up_refuses_neither_another_nor_the_same_at_another_caller(counted: Counted) -> None:
    assert counted.taken_by_person(ADA, Quota.CALLS) == BURST_S
    counted.meter.take_person(BEN, Quota.CALLS)
    counted.meter.take_person(replace(ADA, service_id="other"), Quota.CALLS)


def test_a_call_for_no_person_uses_up_no_persons_quota(counted: Counted) -> None:
    assert counted.taken_by_person(APP, Quota.CALLS) == 99


def test_a_refusal_says_when_and_nothing_of_which_quota_or_person(counted: Counted) -> None:
    said = set()
    for quota in {*Quota} - {Quota.STREAMS}:
        counted.taken(APP, quota, 1000)
        with pytest.raises(QuotaExceededError) as refused:
            counted.meter.take(APP, quota)
        said.add((refused.value.code, str(refused.value)))
        assert refused.value.detail == quota
        assert refused.value.retry_s >= 1
    counted.taken_by_person(ADA, Quota.CALLS)
    with pytest.raises(QuotaExceededError) as refused:
        counted.meter.take_person(ADA, Quota.CALLS)
    said.add((refused.value.code, str(refused.value)))
    assert len(said) == 1
    assert refused.value.retry_s == 1


def test_new_people_are_counted_and_an_act_that_takes_away_is_done_for_more(counted: Counted) -> None:
    for _ in range(2):
        counted.meter.admit(APP)
    with pytest.raises(QuotaExceededError):
        counted.meter.admit(APP)
    counted.meter.admit(replace(APP, takes_away=True))


def test_what_has_begun_makes_a_debt_and_nothing_more_begins_until_it_is_paid(counted: Counted) -> None:
    counted.meter.require(ADA, Quota.RECORDING_BYTES)
    counted.meter.owe(ADA, Quota.RECORDING_BYTES, 30)
    with pytest.raises(QuotaExceededError):
        counted.meter.require(ADA, Quota.RECORDING_BYTES)
    with pytest.raises(QuotaExceededError) as refused:
        counted.meter.require(BEN, Quota.RECORDING_BYTES)
    assert refused.value.retry_s == 11 * 86_400 / 20
    counted.wait(refused.value.retry_s)
    counted.meter.require(BEN, Quota.RECORDING_BYTES)


def test_so_many_streams_are_open_and_one_more_when_one_closed(counted: Counted) -> None:
    counted.meter.open_stream(ADA)
    with pytest.raises(QuotaExceededError):
        counted.meter.open_stream(ADA)
    counted.meter.open_stream(BEN)
    with pytest.raises(QuotaExceededError):
        counted.meter.open_stream(APP)
    counted.meter.open_stream(OTHER)
    counted.meter.close_stream(ADA)
    counted.meter.open_stream(ADA)
    for caller in (ADA, BEN, OTHER):
        counted.meter.close_stream(caller)
    assert not counted.meter._streams


def test_memory_is_bounded_and_who_was_counted_longest_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BUCKETS", 3)
    counted = Counted()
    people = [replace(APP, acting=subject_id(number)) for number in range(10)]
    for person in people:
        counted.taken_by_person(person, Quota.CALLS)
    assert len(counted.meter._people._kept) == 3
    assert [counted.taken_by_person(person, Quota.CALLS) for person in (people[9], people[8], people[0])] == [0, 0, 5]


def test_many_people_within_seconds_make_no_days_use_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BUCKETS", 3)
    counted = Counted()
    counted.meter.owe(ADA, Quota.ANALYSES, 1)
    for number in range(10):
        counted.meter.take_person(replace(APP, acting=subject_id(number)), Quota.CALLS)
    with pytest.raises(QuotaExceededError):
        counted.meter.require(ADA, Quota.ANALYSES)


def test_the_quotas_are_on_where_no_caller_file_sets_them() -> None:
    assert Caller("app", Role.APP_BACKEND, EVERY_ISSUER, None).quotas is DEFAULT_QUOTAS
    for quota in {*Quota} - {Quota.STREAMS}:
        assert DEFAULT_QUOTAS.rates[quota].most < 2**40
