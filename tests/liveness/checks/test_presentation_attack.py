"""One piece of evidence against a living head is enough."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from liveness.challenge.prompts import Challenge
from liveness.checks import presentation_attack
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.observations import Observations
from tests.liveness.checks.heads import Floats, frames_of
from tests.liveness.checks.test_planarity import held_by_hand, nodding
from tests.liveness.handmade import observations


def seen(head: Callable[[float], Floats], flicker: float) -> Observations:
    heads = frames_of(head, 4.0)
    grids = np.random.default_rng(6).normal(120, flicker, (len(heads), 64, 64)).astype(np.float32)
    changes = [0.0, *np.abs(np.diff(grids, axis=0)).mean(axis=(1, 2)).tolist()]
    frames = tuple(replace(at, change=change) for at, change in zip(heads, changes, strict=True))
    return observations(frames=frames, grids=grids)


def answer(measured: Observations) -> CheckResult:
    return presentation_attack.judge(Challenge(), measured)


def test_a_living_head_before_a_quiet_camera_passes() -> None:
    assert answer(seen(nodding, 1.0)) == Passed()


def test_flat_and_flickering_things_fail() -> None:
    assert answer(seen(held_by_hand, 1.0)) == Failed(Reason.FLAT_FACE)
    assert answer(seen(nodding, 20.0)) == Failed(Reason.FLICKERING)


def test_a_part_that_could_not_look_does_not_pass() -> None:
    assert answer(replace(seen(nodding, 1.0), grids=np.zeros((0, 64, 64), np.float32))) == Inconclusive(
        Reason.TOO_SHORT
    )


def test_every_part_gives_its_terms() -> None:
    assert set(presentation_attack.terms(Challenge(), seen(nodding, 1.0))) == {
        "shape_change",
        "movement",
        "carried_along",
        "flicker",
        "return",
        "bands",
        "in_rows",
    }
