"""What a worker does with the parts of recordings that arrive at the same time."""

import pickle
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from cameo_service.analysis.recording_tasks import AHEAD_CPU_S, Desk, Dropped, Job, Models, Part, analyse
from cameo_service.analysis.spool import MemorySpool
from liveness.challenge.language_file import shipped
from liveness.challenge.prompts import Asked, Challenge
from liveness.engines.choice import EngineChoice
from liveness.limits.in_force import LimitsInForce
from liveness.limits.recordings import RecordingLimits
from liveness.verdict.analysis import Analyser, Analysis
from liveness.verdict.policy import Check, Policy
from tests.liveness.clips import Clip, encode, every
from tests.liveness.fakes import fake_engines

QUALITY_ONLY = Policy("quality", (Check.QUALITY,))
ASKED = Asked(Challenge())
LIVE = Clip(times_s=every(15, 2.0), is_live=True)
OTHER = Clip(times_s=every(15, 2.0), is_live=True, bgr=(9, 120, 200))


def desk(part_s: float = 0.0) -> Desk:
    """part_s: CPU seconds of each part."""
    ticks = count()
    return Desk(Analyser(fake_engines(), RecordingLimits(), lambda: 0.0), lambda: next(ticks) * part_s)


@contextmanager
def file_of(data: bytes) -> Iterator[int]:
    with MemorySpool() as spool:
        spool.write(data)
        yield spool.seal()


def give(desk: Desk, number: int, data: bytes) -> bool:
    with file_of(data) as descriptor:
        return bool(analyse(desk, Part(number, ASKED), descriptor))


def judged(desk: Desk, data: bytes, number: int | None = None) -> Analysis:
    with file_of(data) as descriptor:
        analysis = analyse(desk, Job(Challenge(), QUALITY_ONLY, None, None, number), descriptor)
    assert isinstance(analysis, Analysis)
    return analysis


def test_recordings_that_arrive_together_are_kept_apart() -> None:
    busy, one, other = desk(), encode(LIVE), encode(OTHER)
    for start in range(0, max(len(one), len(other)), 3000):
        assert give(busy, 1, one[start : start + 3000])
        assert give(busy, 2, other[start : start + 3000])
    for number, data in ((2, other), (1, one)):
        assert judged(busy, data, number).fingerprint.sha256 == judged(desk(), data).fingerprint.sha256
        assert judged(desk(), data).verdict.outcome is judged(busy, data).verdict.outcome


def test_a_recording_that_takes_too_much_of_the_processor_is_wanted_no_more() -> None:
    slow, data = desk(AHEAD_CPU_S * 0.6), encode(LIVE)
    assert give(slow, 1, data[:2000])
    assert not give(slow, 1, data[2000:])
    assert judged(slow, data, 1).verdict


def test_a_recording_that_was_dropped_is_judged_from_its_first_byte() -> None:
    worker, data = desk(), encode(LIVE)
    give(worker, 1, data[:2000])
    assert analyse(worker, Dropped(1)) is False
    assert analyse(worker, Dropped(1)) is False
    assert judged(worker, data, 1).fingerprint.sha256 == judged(desk(), data).fingerprint.sha256


@pytest.mark.parametrize("number", [1, 7])
def test_a_verdict_or_a_drop_leaves_no_thread_behind(number: int) -> None:
    before = set(threading.enumerate())
    worker, data = desk(), encode(LIVE)
    give(worker, 1, data[:2000])
    judged(worker, data, number)
    analyse(worker, Dropped(1))
    assert set(threading.enumerate()) <= before


def test_a_node_judges_by_the_limits_and_in_the_languages_of_the_service() -> None:
    calibrated = LimitsInForce("a" * 64, {"a net": 0.9})
    here = Models(Path("models"), EngineChoice(), calibrated, (shipped("it"),))
    there = pickle.loads(pickle.dumps(here.from_anywhere()))  # noqa: S301 - our own
    assert there == replace(here, folder=Path("models").resolve())
