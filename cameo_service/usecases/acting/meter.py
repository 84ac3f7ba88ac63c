"""Counts what callers and people use, and refuses what is more than their quotas.

Buckets: what is not used is saved up to a bound, and what is used comes back with time. A person is counted for each
calling service apart, so that no service reads from a refusal what the person does elsewhere.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeAlias

from cameo_service.clock import Clock
from cameo_service.usecases.acting.busy import QuotaExceededError
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.quotas import DAILY, Quota, Rate

BUSY_STREAMS_S = 5.0
"""After which a stream that found no place may be tried again."""
MOST_BUCKETS = 65_536
"""Kept of each kind, some 300 bytes each. One more, and the one that was used longest ago is forgotten, which fills it:
until a caller has acted for so many people, a quota of seconds has filled by itself."""
Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What one quota of a service, or of a person at it, is counted under."""

    key: Key
    rate: Rate


class Buckets:
    """What is left of each account. most: kept at once. Safe for many threads."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._kept: OrderedDict[Key, tuple[float, float]] = OrderedDict()

    def missing_s(self, account: Account, amount: float, now_s: float) -> float:
        """0 if an amount is there; else after how many seconds it will be. Nothing is used."""
        with self._lock:
            return max(amount - self._left(account, now_s), 0.0) / account.rate.per_s

    def take(self, account: Account, amount: float, now_s: float) -> float:
        """As `missing_s`, and uses up what is there."""
        with self._lock:
            left = self._left(account, now_s)
            if left < amount:
                return (amount - left) / account.rate.per_s
            self._keep(account, left - amount, now_s)
            return 0.0

    def owe(self, account: Account, amount: float, now_s: float) -> None:
        """Uses up an amount, also one that is not there: nothing more is, until that has come back."""
        with self._lock:
            self._keep(account, self._left(account, now_s) - amount, now_s)

    def _left(self, account: Account, now_s: float) -> float:
        left, at_s = self._kept.get(account.key, (account.rate.most, now_s))
        return min(account.rate.most, left + max(now_s - at_s, 0.0) * account.rate.per_s)

    def _keep(self, account: Account, left: float, now_s: float) -> None:
        self._kept[account.key] = (left, now_s)
        self._kept.move_to_end(account.key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Meter:
    """One a process. Safe for many threads."""

    clock: Clock
    _services: Buckets = field(default_factory=lambda: Buckets(MOST_BUCKETS))
    _people: Buckets = field(default_factory=lambda: Buckets(MOST_BUCKETS))
    _people_daily: Buckets = field(default_factory=lambda: Buckets(MOST_BUCKETS))
    _streams: Counter[Key] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def take(self, caller: Caller, quota: Quota, amount: float = 1) -> None:
        """Uses up an amount of the service's quota.

        Raises:
            QuotaExceededError: it is not there; nothing is used.
        """
        _refuse_for(self._services.take(_of_service(caller, quota), amount, self.clock.monotonic_s()), quota)

    def take_person(self, caller: Caller, quota: Quota, amount: float = 1) -> None:
        """Uses up an amount of the acting person's quota at this service. Without a person, nothing.

        Raises:
            QuotaExceededError: it is not there; nothing is used.
        """
        if caller.acting is not None:
            account = _of_person(caller, quota)
            _refuse_for(self._of_people(quota).take(account, amount, self.clock.monotonic_s()), quota)

    def admit(self, caller: Caller) -> None:
        """Uses up one new person, before one is stored. An act that takes away is done for new people without end.

        Raises:
            QuotaExceededError: there were too many new people.
        """
        if not caller.takes_away:
            self.take(caller, Quota.NEW_PEOPLE)

    def require(self, caller: Caller, quota: Quota) -> None:
        """Asks for one, and uses up nothing: what has begun is not cut off, so it begins while any is left.

        Raises:
            QuotaExceededError: none is left to the service, or to the acting person.
        """
        for buckets, account in self._accounts(caller, quota):
            _refuse_for(buckets.missing_s(account, 1, self.clock.monotonic_s()), quota)

    def owe(self, caller: Caller, quota: Quota, amount: float = 1) -> None:
        """Uses up an amount of the service and of the acting person, whether it is there or not."""
        for buckets, account in self._accounts(caller, quota):
            buckets.owe(account, amount, self.clock.monotonic_s())

    def open_stream(self, caller: Caller) -> None:
        """Counts one open stream of the service, and of the acting person, until `close_stream`.

        Raises:
            QuotaExceededError: as many are open as may be.
        """
        places = _places(caller)
        with self._lock:
            if any(self._streams[key] >= most for key, most in places.items()):
                raise QuotaExceededError(BUSY_STREAMS_S, Quota.STREAMS)
            self._streams.update(places.keys())

    def close_stream(self, caller: Caller) -> None:
        """One fewer is open."""
        with self._lock:
            for key in _places(caller):
                self._streams[key] -= 1
                if not self._streams[key]:
                    del self._streams[key]

    def _accounts(self, caller: Caller, quota: Quota) -> Iterable[tuple[Buckets, Account]]:
        yield self._services, _of_service(caller, quota)
        if caller.acting is not None:
            yield self._of_people(quota), _of_person(caller, quota)

    def _of_people(self, quota: Quota) -> Buckets:
        """Apart, so that many people who call within seconds do not make a day's use forgotten."""
        return self._people_daily if quota in DAILY else self._people


def _places(caller: Caller) -> dict[Key, int]:
    places: dict[Key, int] = {(caller.service_id,): caller.quotas.streams}
    if caller.acting is not None:
        places[caller.service_id, caller.acting] = caller.quotas.person.streams
    return places


def _of_service(caller: Caller, quota: Quota) -> Account:
    return Account((caller.service_id, quota), caller.quotas.rates[quota])


def _of_person(caller: Caller, quota: Quota) -> Account:
    return Account((caller.service_id, caller.acting, quota), caller.quotas.person.rates[quota])


def _refuse_for(wait_s: float, quota: Quota) -> None:
    if wait_s > 0:
        raise QuotaExceededError(wait_s, quota)
