"""What a service holds after a time of load that it did not hold at first: memory and descriptors of all its processes.

`python -m benchmarks soak --minutes 60`; no part of `make bench`. Load comes in bursts of BURST_S: checks and
revocations at a steady rate, renderers that begin to watch and go, calls that never send their message, and people who
send a recording, of which the last is broken off. What is held is counted between bursts, when all of that is over.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

import psutil
from scipy.stats import theilslopes

from benchmarks.crowd import METHOD, SMALL, Calls, recordings, running, watched, whole_service
from benchmarks.enrollment import ASKED
from cameo_client.connection import open_channel
from cameo_client.errors import RefusedError
from evaluation.subject.media_files import Container
from evaluation.subject.rendered_subject import Subject, record

BURST_S, RECORDED_S, PAUSE_S = 20.0, 6.0, 2.0
CHECKS_A_REVOKE, APART_S = 10, 0.025
"""A check every APART_S, and a revocation after so many checks."""
WATCHERS, HALF_OPEN, RECORDINGS = 100, 20, 1
WARM_SHARE = 0.2
"""Of the time: what a service loads at its first calls, and the pages that its databases keep, are no growth."""
PARTS = {"watch_process": "watch", "analysis.worker": "workers"}
"""By what stands in its command; the rest is the service."""


@dataclass(frozen=True)
class Held:
    """at_s: since the start. mb: by part, what no other process shares. descriptors: of all processes."""

    at_s: float
    mb: Mapping[str, float]
    descriptors: int


def rows(minutes: float) -> list[dict[str, Any]]:
    """`value`: growth in an hour (Theil-Sen slope over all bursts but the first); n: minutes of load, as they were run.

    at_first, at_last: medians of the first and of the last fifth of what counts. calls: checks and revocations that
    were answered. refused: those that were not, as where a machine is too busy for its client to send in time.
    """
    data = record(Subject(1), ASKED, Container.MP4, SMALL)
    with TemporaryDirectory() as folder, whole_service(Path(folder)) as (service, targets):
        held, calls = _loaded(psutil.Process(service), targets, data, minutes * 60)
    return grown(held, calls)


@dataclass
class Counted:
    """Calls that were made."""

    answered: int = 0
    refused: int = 0

    def make(self, call: Callable[[], None]) -> None:
        """Raises RuntimeError where a check is answered, and not allowed."""
        try:
            call()
        except RefusedError:
            self.refused += 1
        else:
            self.answered += 1


def grown(held: Sequence[Held], calls: Counted) -> list[dict[str, Any]]:
    """The two rows of what was held. by_part: growth of each part, in MB an hour.

    Raises:
        ValueError: fewer than five samples count.
    """
    counted = [sample for sample in held if sample.at_s >= WARM_SHARE * held[-1].at_s]
    if len(counted) < 5:
        raise ValueError("too short a time: give at least 3 --minutes")
    told = {"n": round(held[-1].at_s / 60, 1), "calls": calls.answered, "refused": calls.refused}
    hours = [sample.at_s / 3600 for sample in counted]
    by_part = [f"{part} {_slope([sample.mb[part] for sample in counted], hours)}" for part in counted[0].mb]
    memory = _grown([sum(sample.mb.values()) for sample in counted], hours)
    descriptors = _grown([sample.descriptors for sample in counted], hours)
    return [
        {"name": "soak_memory_mb_an_hour", "unit": "MB/h", **memory, **told, "by_part": ", ".join(by_part)},
        {"name": "soak_descriptors_an_hour", "unit": "descriptors/h", **descriptors, **told},
    ]


def _grown(values: Sequence[float], hours: Sequence[float]) -> dict[str, float]:
    fifth = max(len(values) // 5, 1)
    first, last = median(values[:fifth]), median(values[-fifth:])
    return {
        "value": _slope(values, hours),
        "ratio": round(last / first, 3),
        "at_first": round(first, 1),
        "at_last": round(last, 1),
    }


def _slope(values: Sequence[float], hours: Sequence[float]) -> float:
    return round(float(theilslopes(values, hours).slope), 1)


def _loaded(service: psutil.Process, targets: list[str], data: bytes, seconds: float) -> tuple[list[Held], Counted]:
    """What was held after each burst, and the calls."""
    began_s, held, counted = monotonic(), list[Held](), Counted()
    while monotonic() - began_s < seconds:
        _burst(targets, data, counted)
        sleep(PAUSE_S)
        held.append(_held(service, monotonic() - began_s))
    return held, counted


def _burst(targets: list[str], data: bytes, counted: Counted) -> None:
    checks, streams, watches = targets
    ends_s, numbers = monotonic() + BURST_S, count(1)
    with ExitStack() as crowd:
        calls = Calls(crowd.enter_context(open_channel(checks)))
        crowd.enter_context(running("benchmarks.half_open", checks.split(":")[1], METHOD, str(HALF_OPEN)))
        crowd.enter_context(watched(watches, WATCHERS))
        sending = crowd.enter_context(ExitStack())
        sending.enter_context(recordings(streams, data, RECORDINGS))
        while (now_s := monotonic()) < ends_s:
            counted.make(calls.check)
            if next(numbers) % CHECKS_A_REVOKE == 0:
                counted.make(calls.revoke)
            if now_s > ends_s - BURST_S + RECORDED_S:
                sending.close()
            sleep(APART_S)


def _held(service: psutil.Process, at_s: float) -> Held:
    processes = [service, *service.children(recursive=True)]
    mb = dict.fromkeys(("service", *PARTS.values()), 0.0)
    for process in processes:
        command = " ".join(process.cmdline())
        part = next((part for words, part in PARTS.items() if words in command), "service")
        mb[part] += process.memory_full_info().uss / 1e6
    return Held(at_s, mb, sum(process.num_fds() for process in processes))
