"""How much a calling service, and each person that it acts for, may ask for.

The caller file sets it, and what it does not set has a default. The defaults are for two cores;
`benchmarks/results.json` says what those can do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

BURST_S = 5
"""What may be used a second may be used for so many seconds at once: an app that starts asks many things."""
DAY_S = 86_400


class Quota(StrEnum):
    """What is counted. The value names it to the operator, as the caller file does; no caller reads it."""

    CALLS = "calls_per_s"
    NARROWING = "calls_per_s, of acts that narrow"
    """Counted apart: what else a caller does refuses none of them."""
    PROMPT_BYTES = "prompt_bytes_per_s"
    NEW_PEOPLE = "new_people_per_day"
    STREAMS = "streams"
    SESSIONS = "sessions_per_day"
    RECORDING_BYTES = "recording_bytes_per_day"
    ANALYSES = "analyses_per_day"


DAILY = frozenset({Quota.NEW_PEOPLE, Quota.SESSIONS, Quota.RECORDING_BYTES, Quota.ANALYSES})


@dataclass(frozen=True, slots=True)
class Rate:
    """How a bucket fills. most: what can be used at once. per_s: what comes back."""

    most: float
    per_s: float


@dataclass(frozen=True, slots=True)
class PersonQuotas:
    """Of each person at one calling service.

    Enrollment sessions are counted in the database (`liveness.live.session`), ten a day: no quota of a process could
    hold a person to that.

    Attributes:
        calls_per_s: calls made for the person; acts that narrow are counted apart, up to the same number.
        prompt_bytes_per_s: of requests that hold a prompt.
        streams: open at once.
        recording_bytes_per_day: received in recordings. The largest recording has 100 MiB.
        analyses_per_day: recordings that came whole. Ten enrollments and ten verifications a day, three attempts each.
    """

    calls_per_s: int = 20
    prompt_bytes_per_s: int = 256 * 1024
    streams: int = 4
    recording_bytes_per_day: int = 1024**3
    analyses_per_day: int = 60
    rates: Mapping[Quota, Rate] = field(init=False, repr=False, compare=False)
    """How the bucket of each of these quotas fills."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rates", _rates(self))


@dataclass(frozen=True, slots=True)
class Quotas:
    """Of one calling service.

    Attributes:
        calls_per_s: of all calls; a quarter of the checks that two cores answer. Acts that narrow are counted apart, up
            to the same number.
        prompt_bytes_per_s: of requests that hold a prompt.
        new_people_per_day: accounts that are seen, or invited, for the first time.
        streams: recordings, watches and snapshots open at once on one port.
        sessions_per_day: enrollments and verifications begun.
        recording_bytes_per_day: received in recordings.
        analyses_per_day: recordings that came whole. Two cores judge one in a few seconds.
        person: of each person.
    """

    calls_per_s: int = 200
    prompt_bytes_per_s: int = 1024**2
    new_people_per_day: int = 10_000
    streams: int = 1_000
    sessions_per_day: int = 10_000
    recording_bytes_per_day: int = 100 * 1024**3
    analyses_per_day: int = 20_000
    person: PersonQuotas = field(default_factory=PersonQuotas)
    rates: Mapping[Quota, Rate] = field(init=False, repr=False, compare=False)
    """How the bucket of each of these quotas fills."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rates", _rates(self))


def _rates(quotas: Quotas | PersonQuotas) -> dict[Quota, Rate]:
    """Of every quota that has a number here: counted for each call, so they are made once."""
    amounts: dict[Quota, int] = {quota: getattr(quotas, quota) for quota in Quota if hasattr(quotas, quota)}
    amounts[Quota.NARROWING] = quotas.calls_per_s
    return {
        quota: Rate(amount, amount / DAY_S) if quota in DAILY else Rate(amount * BURST_S, amount)
        for quota, amount in amounts.items()
    }


DEFAULT_QUOTAS = Quotas()
DEV_PERSON_QUOTAS = PersonQuotas(100_000, 1024**3, 1_000, 1024**4, 1_000_000)
DEV_QUOTAS = Quotas(100_000, 1024**3, 1_000_000, 10_000, 1_000_000, 1024**4, 1_000_000, DEV_PERSON_QUOTAS)
"""For callers that name themselves, in development alone: the same rules, out of the way of tests and benchmarks."""
