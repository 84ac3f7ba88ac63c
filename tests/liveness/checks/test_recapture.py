"""A filmed screen flickers strongly and to and fro; noise is weak, and movement goes on."""

from dataclasses import replace

import numpy as np
import pytest

from liveness.challenge.prompts import Challenge
from liveness.checks import presentation_attack
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from tests.liveness.handmade import frames, observations


def answer(noise: float, movement: float, bands: float = 0.0) -> CheckResult:
    """bands: luma of the waves of light that run up the picture, at the beat of backlight and shutter."""
    rng = np.random.default_rng(2)
    way = rng.normal(0, 1, (64, 64))
    grids = np.array([120 + movement * index * way + rng.normal(0, noise, (64, 64)) for index in range(45)])
    rows, step = np.indices((64, 45))
    grids += bands * np.sin(0.15 * rows + step).T[:, :, None]
    changes = [0.0, *np.abs(np.diff(grids, axis=0)).mean(axis=(1, 2)).tolist()]
    seen = tuple(replace(at, change=change) for at, change in zip(frames(3.0), changes, strict=True))
    return presentation_attack.judge_flicker(Challenge(), observations(frames=seen, grids=grids.astype(np.float32)))


@pytest.mark.parametrize(
    ("noise", "movement", "expected"),
    [
        (0.5, 0.0, Passed()),
        (3.0, 0.0, Passed()),
        (3.0, 15.0, Passed()),
        (12.0, 0.0, Failed(Reason.FLICKERING)),
        (12.0, 3.0, Failed(Reason.FLICKERING)),
    ],
)
def test_only_strong_flicker_is_a_screen(noise: float, movement: float, expected: CheckResult) -> None:
    assert answer(noise, movement) == expected


@pytest.mark.parametrize(
    ("bands", "noise", "expected"),
    [(6.0, 2.0, Failed(Reason.FLICKERING)), (1.0, 0.3, Passed()), (3.0, 12.0, Failed(Reason.FLICKERING))],
    ids=["a backlight", "the mains, faintly", "noise, which flickers anyway"],
)
def test_bands_that_run_over_the_picture_are_a_screen(bands: float, noise: float, expected: CheckResult) -> None:
    assert answer(noise, 0.0, bands) == expected


def test_lively_movement_is_not_taken_for_bands() -> None:
    assert answer(2.0, 6.0) == Passed()


def test_without_pictures_nothing_can_be_said() -> None:
    assert presentation_attack.judge_flicker(Challenge(), observations()) == Inconclusive(Reason.TOO_SHORT)


def test_a_picture_of_nobody_is_not_accused() -> None:
    nobody = tuple(replace(seen, face=None) for seen in frames(2.0))
    assert presentation_attack.judge_flicker(Challenge(), observations(frames=nobody)) == Inconclusive(Reason.NO_FACE)
