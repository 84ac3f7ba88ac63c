"""A live recording keeps the pace of the clock, however the network holds it up."""

from collections.abc import Callable

import numpy as np
import pytest

from liveness.challenge.prompts import Challenge
from liveness.checks import injection
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.observations import Delivery
from tests.liveness.handmade import observations

Times = list[tuple[float, float]]


def streamed(seconds: float = 24.0, *, chunk_s: float = 0.25, pace: float = 1.0, late_s: float = 0.1) -> Times:
    """(server, media) of every chunk: media runs at `pace`, each chunk comes `late_s` after it was made."""
    return [(media_s / pace + late_s, media_s) for media_s in np.arange(chunk_s, seconds, chunk_s).tolist()]


def delayed(arrivals: Times, delay_s: Callable[[float], float]) -> Times:
    """Chunks come in order, so one that is held up holds up those behind it."""
    held = np.maximum.accumulate([server_s + delay_s(server_s) for server_s, _ in arrivals])
    return [(float(server_s), media_s) for server_s, (_, media_s) in zip(held, arrivals, strict=True)]


def answer(arrivals: Times) -> CheckResult:
    return injection.judge_clock(Challenge(), observations(delivery=Delivery(tuple(arrivals))))


@pytest.mark.parametrize("chunk_s", [0.1, 0.25, 1.0])
@pytest.mark.parametrize("seconds", [8.0, 24.0, 60.0])
def test_what_keeps_the_pace_passes(chunk_s: float, seconds: float) -> None:
    assert answer(streamed(seconds, chunk_s=chunk_s)) == Passed()


@pytest.mark.parametrize("seed", range(5))
def test_a_network_that_holds_chunks_up_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert answer(delayed(streamed(), lambda _: float(rng.exponential(0.3)))) == Passed()
    stall_s = float(rng.uniform(5, 15))
    assert answer(delayed(streamed(), lambda at_s: max(stall_s + 3 - at_s, 0) if at_s > stall_s else 0.0)) == Passed()


def test_a_recorder_that_began_early_keeps_the_pace_all_the_same() -> None:
    assert answer([(server_s, media_s + 0.8) for server_s, media_s in streamed()]) == Passed()


@pytest.mark.parametrize("pace", [1.1, 1.2, 2.0])
def test_media_that_runs_faster_than_time_was_no_camera(pace: float) -> None:
    assert answer(streamed(pace=pace)) == Failed(Reason.AHEAD_OF_TIME)


def test_a_whole_file_at_once_was_no_camera() -> None:
    assert answer([(0.002 * at, 0.1 * at) for at in range(200)]) == Failed(Reason.AHEAD_OF_TIME)


@pytest.mark.parametrize("pace", [0.5, 0.8, 0.9])
def test_media_that_comes_later_and_later_may_be_a_slow_line_and_is_asked_again(pace: float) -> None:
    assert answer(streamed(pace=pace)) == Failed(Reason.STREAM_TOO_SLOW)


@pytest.mark.parametrize("arrivals", [[], [(20.0, 20.0)], streamed(0.6, chunk_s=0.1)])
def test_a_live_recording_whose_arrivals_say_nothing_does_not_pass(arrivals: Times) -> None:
    assert answer(arrivals) == Inconclusive(Reason.NOT_MEASURED)


def test_a_file_has_no_clock() -> None:
    assert injection.judge_clock(Challenge(), observations(delivery=None)) == Passed()
    assert injection.clock_terms(Challenge(), observations(delivery=None)) == {}
