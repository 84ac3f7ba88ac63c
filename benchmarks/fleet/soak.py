"""What a service holds after a time of load that it did not hold at first: memory and descriptors of all its processes.

`python -m benchmarks soak --minutes 60`; no part of `make bench`. Load comes in bursts of BURST_S: checks and
revocations at a steady rate, renderers that begin to watch and go, calls that never send their message, and people who
send a recording, of which the last is broken off. What is held is counted between bursts, when all of that is over.
"""

from collections.abc import Callable, Sequence
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
Sample = tuple[float, float, float]
"""Seconds since the start, MB that no other process shares, and descriptors."""


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


def grown(held: Sequence[Sample], calls: Counted) -> list[dict[str, Any]]:
    """The two rows of what was held.

    Raises:
        ValueError: fewer than five samples count.
    """
    counted = [sample for sample in held if sample[0] >= WARM_SHARE * held[-1][0]]
    if len(counted) < 5:
        raise ValueError("too short a time: give at least 3 --minutes")
    minutes, fifth = round(held[-1][0] / 60, 1), max(len(counted) // 5, 1)
    found = []
    for place, name, unit in ((1, "soak_memory_mb_an_hour", "MB/h"), (2, "soak_descriptors_an_hour", "descriptors/h")):
        values = [sample[place] for sample in counted]
        slope = theilslopes(values, [sample[0] / 3600 for sample in counted]).slope
        first, last = median(values[:fifth]), median(values[-fifth:])
        row = {
            "name": name,
            "value": round(float(slope), 1),
            "unit": unit,
            "ratio": round(last / first, 3),
            "n": minutes,
        }
        found.append(
            {
                **row,
                "at_first": round(first, 1),
                "at_last": round(last, 1),
                "calls": calls.answered,
                "refused": calls.refused,
            }
        )
    return found


def _loaded(service: psutil.Process, targets: list[str], data: bytes, seconds: float) -> tuple[list[Sample], Counted]:
    """What was held after each burst, and the calls."""
    began_s, held, counted = monotonic(), list[Sample](), Counted()
    while monotonic() - began_s < seconds:
        _burst(targets, data, counted)
        sleep(PAUSE_S)
        held.append((monotonic() - began_s, *_held(service)))
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


def _held(service: psutil.Process) -> tuple[float, float]:
    parts = [service, *service.children(recursive=True)]
    return sum(part.memory_full_info().uss for part in parts) / 1e6, float(sum(part.num_fds() for part in parts))
