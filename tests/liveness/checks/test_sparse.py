"""What a slow camera misses is no evidence of an attack, and passes nothing: checks of movement ask for another try."""

from collections.abc import Callable

import numpy as np
import pytest

from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.checks import expression, head_turn, lip_sync, mouth_and_speech
from liveness.checks.result import CheckResult, Failed, Inconclusive, Reason
from liveness.checks.sparse import is_sparse
from liveness.observations import FrameObservation
from tests.liveness.checks.test_lip_sync import syllables, talking, voice
from tests.liveness.handmade import face, frame, frames, observations, sound

Watched = tuple[FrameObservation, ...]
SLOW, FAST = 7, 12
"""Pictures a second."""


def at_pace(shown: Watched, per_second: int) -> Watched:
    """What a camera of that pace sees of it."""
    times_s = np.array([at.media_s for at in shown])
    wanted_s = np.arange(0.0, times_s[-1], 1 / per_second)
    return tuple(shown[index] for index in np.unique(np.abs(wanted_s[:, np.newaxis] - times_s).argmin(axis=1)))


def unblinking(per_second: int) -> CheckResult:
    return expression.judge(Challenge(), observations(frames=frames(20.0, per_second=per_second)))


def shut_mouth(per_second: int) -> CheckResult:
    return mouth_and_speech.judge(Challenge(), observations(frames=frames(8.0, per_second=per_second), sound=sound()))


def jerking(per_second: int) -> CheckResult:
    turned = frames(8.0, lambda at: frame(at, face=face(yaw_deg=90.0 if 3 < at < 5 else 0.0)), per_second)
    turn = Challenge((Prompt("1", PromptKind.TURN, direction=Direction.LEFT),))
    return head_turn.judge(turn, observations(frames=turned))


def dubbed(per_second: int) -> CheckResult:
    shown = at_pace(talking(syllables(1)), per_second)
    return lip_sync.judge(Challenge(), observations(frames=shown, sound=voice(syllables(2))))


CHECKS = [
    (unblinking, Reason.NO_BLINK),
    (shut_mouth, Reason.MOUTH_STILL),
    (jerking, Reason.JERKY_TURN),
    (dubbed, Reason.LIPS_OUT_OF_SYNC),
]


@pytest.mark.parametrize(("judged", "reason"), CHECKS, ids=[str(reason) for _, reason in CHECKS])
def test_a_slow_camera_asks_for_another_try_where_a_fast_one_shows_an_attack(
    judged: Callable[[int], CheckResult], reason: Reason
) -> None:
    assert judged(FAST) == Failed(reason)
    assert judged(SLOW) == Inconclusive(Reason.PICTURES_MISSING)


def test_few_frames_of_a_fast_camera_are_not_sparse() -> None:
    assert not is_sparse(())
    assert not is_sparse(frames(8.0)[:1])
    assert not is_sparse((*frames(4.0), frame(9.0)))
    assert is_sparse(frames(8.0, per_second=SLOW))
