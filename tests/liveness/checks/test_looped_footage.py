"""People come back to a pose, but not along the way they came."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from liveness.challenge.prompts import Challenge
from liveness.checks import looped_footage
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.limits.attacks import LOOP_LIKENESS_MAX, LOOP_STEP_LIKENESS_MAX
from liveness.observations import Observations
from tests.liveness.handmade import FRAMES_PER_SECOND, frames, observations

SECONDS = 6.0
COUNT = round(SECONDS * FRAMES_PER_SECOND)


def footage(count: int = COUNT) -> NDArray[np.float32]:
    """Pictures that wander: smooth in time, never the same twice, with sensor noise."""
    rng = np.random.default_rng(3)
    ground = rng.normal(120, 30, (64, 64))
    ways = rng.normal(0, 1, (12, 64, 64))
    walk = np.cumsum(rng.normal(0, 1, (count, 12)), axis=0)
    return (ground + np.tensordot(walk, ways, 1) + rng.normal(0, 0.3, (count, 64, 64))).astype(np.float32)


def recorded(grids: NDArray[np.float32]) -> Observations:
    noisy = grids + np.random.default_rng(4).normal(0, 0.2, grids.shape).astype(np.float32)
    changes = np.abs(np.diff(noisy, axis=0)).mean(axis=(1, 2))
    times = frames(len(grids) / FRAMES_PER_SECOND)
    seen = tuple(replace(at, change=float(change)) for at, change in zip(times, [0.0, *changes.tolist()], strict=True))
    return observations(frames=seen, grids=noisy, duration_s=len(grids) / FRAMES_PER_SECOND)


def answer(grids: NDArray[np.float32]) -> CheckResult:
    return looped_footage.judge(Challenge(), recorded(grids))


def test_footage_that_goes_on_passes() -> None:
    assert answer(footage()) == Passed()


@pytest.mark.parametrize("period", [15, 24, 31, 44])
def test_a_loop_is_found_whatever_its_length(period: int) -> None:
    assert answer(footage()[np.arange(COUNT) % period]) == Failed(Reason.LOOPED)


@pytest.mark.parametrize("period", [15, 24, 31])
def test_footage_played_backwards_is_found(period: int) -> None:
    turns = np.arange(COUNT) % (2 * period)
    assert answer(footage()[np.minimum(turns, 2 * period - turns)]) == Failed(Reason.LOOPED)


def test_one_second_that_comes_again_is_found() -> None:
    grids = footage()
    grids[70:85] = grids[10:25]
    assert answer(grids) == Failed(Reason.LOOPED)


def test_equal_pictures_do_not_differ_by_what_the_sums_round() -> None:
    copies = footage()[np.arange(COUNT) % 24]
    assert not np.diagonal(looped_footage._differences(copies), 24).any()


def test_who_moves_fast_and_comes_back_to_a_pose_does_not_repeat() -> None:
    """Like the earlier stretch against what a quarter of a second changes, unlike it against the very next frame."""
    at_s = np.arange(COUNT) / FRAMES_PER_SECOND
    ways = np.random.default_rng(6).normal(0, 1, (2, 64, 64))
    swings = np.stack([20 * np.sin(2 * np.pi * at_s / 1.5), 2.2 * at_s], axis=1)
    grids = footage(1) + np.tensordot(swings, ways, 1).astype(np.float32)
    measured = looped_footage.terms(Challenge(), recorded(grids))
    assert measured["likeness"] < LOOP_LIKENESS_MAX.value
    assert measured["step_likeness"] > LOOP_STEP_LIKENESS_MAX.value
    assert answer(grids) == Passed()


def test_a_person_who_sits_still_does_not_repeat() -> None:
    still = np.repeat(footage(1), COUNT, axis=0)
    noise = np.random.default_rng(5).normal(0, 0.4, still.shape).astype(np.float32)
    assert answer(still + noise) == Passed()


def test_pictures_that_are_held_are_stalled() -> None:
    grids = footage()
    held = recorded(grids[np.arange(COUNT) - np.arange(COUNT) % 3])
    bare = tuple(replace(at, change=0.0 if index % 3 else 2.0) for index, at in enumerate(held.frames))
    assert looped_footage.judge(Challenge(), replace(held, frames=bare)) == Failed(Reason.STALLED)


@pytest.mark.parametrize(("per_second", "expected"), [(8, Inconclusive), (9, Inconclusive), (10, Failed), (15, Failed)])
def test_a_slow_camera_that_seems_to_repeat_is_asked_for_more_pictures_and_does_not_pass(
    per_second: int, expected: type[Failed | Inconclusive]
) -> None:
    seen = recorded(footage()[np.arange(COUNT) % 24])
    slow = tuple(replace(at, media_s=index / per_second) for index, at in enumerate(seen.frames))
    reason = Reason.LOOPED if expected is Failed else Reason.PICTURES_MISSING
    assert looped_footage.judge(Challenge(), replace(seen, frames=slow)) == expected(reason)


def test_without_pictures_nothing_can_be_said() -> None:
    nothing = looped_footage.judge(Challenge(), observations())
    assert nothing == Inconclusive(Reason.TOO_SHORT)
    assert looped_footage.terms(Challenge(), replace(recorded(footage()), duration_s=1.0)) == {}
