"""Head turn: to the asked side, after it was asked, in one smooth move, and back."""

from collections.abc import Callable

import numpy as np
import pytest

from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.checks.head_turn import judge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from tests.liveness.handmade import frame, frames, observations, turning

LEFT = Challenge((Prompt("1", PromptKind.TURN, direction=Direction.LEFT, reveal_s=2.0, deadline_s=6.0),))
LEFT_ANY_TIME = Challenge((Prompt("1", PromptKind.TURN, direction=Direction.LEFT),))
BOTH_ANY_TIME = Challenge(
    (
        Prompt("1", PromptKind.TURN, direction=Direction.LEFT),
        Prompt("2", PromptKind.TURN, direction=Direction.RIGHT),
    )
)


def turn(from_s: float, to_deg: float, lasting_s: float = 2.0) -> Callable[[float], float]:
    """Out and back as half a sine."""

    def yaw(media_s: float) -> float:
        inside = from_s <= media_s <= from_s + lasting_s
        return to_deg * float(np.sin(np.pi * (media_s - from_s) / lasting_s)) if inside else 0.0

    return yaw


def judged(yaw_at: Callable[[float], float], challenge: Challenge = LEFT) -> CheckResult:
    return judge(challenge, observations(frames=turning(8.0, yaw_at)))


def test_a_turn_to_the_asked_side_and_back_passes() -> None:
    assert judged(turn(3.0, 40.0)) == Passed()


def test_right_is_the_subjects_own_right() -> None:
    right = Challenge((Prompt("1", PromptKind.TURN, direction=Direction.RIGHT, reveal_s=2.0, deadline_s=6.0),))
    assert judged(turn(3.0, -40.0), right) == Passed()


def test_the_other_side_fails() -> None:
    assert judged(turn(3.0, -40.0)) == Failed(Reason.WRONG_SIDE)


def test_trying_the_other_side_first_fails_inside_a_window() -> None:
    def both(at: float) -> float:
        return turn(2.2, -40.0, 1.5)(at) + turn(4.0, 40.0, 1.5)(at)

    assert judged(both) == Failed(Reason.WRONG_SIDE)
    assert judged(both, LEFT_ANY_TIME) == Passed()


@pytest.mark.parametrize("degrees", [0.0, 14.0, 19.0])
def test_too_small_a_turn_fails(degrees: float) -> None:
    assert judged(turn(3.0, degrees)) == Failed(Reason.NO_TURN)


def test_a_turn_before_the_prompt_does_not_count() -> None:
    assert judged(turn(0.0, 40.0, 1.8)) == Failed(Reason.NO_TURN)


def test_a_turn_that_began_before_the_prompt_is_too_early() -> None:
    assert judged(turn(1.2, 40.0)) == Failed(Reason.ANSWER_TOO_EARLY)
    assert judged(lambda _at: 40.0) == Failed(Reason.ANSWER_TOO_EARLY)


def test_a_turn_after_the_window_does_not_count() -> None:
    assert judged(turn(6.1, 40.0, 1.5)) == Failed(Reason.NO_TURN)


def test_staying_turned_fails() -> None:
    assert judged(lambda at: min(max(at - 3.0, 0.0) * 40.0, 40.0)) == Failed(Reason.NOT_BACK_TO_CENTRE)


def test_a_jump_is_no_turn() -> None:
    assert judged(lambda at: 45.0 if 3 < at < 5 else 0.0) == Failed(Reason.JERKY_TURN)


def test_a_turn_that_wavers_is_no_single_move() -> None:
    def wavering(at: float) -> float:
        return turn(2.5, 60.0, 3.0)(at) - turn(3.5, 20.0, 0.5)(at)

    assert judged(wavering) == Failed(Reason.JERKY_TURN)


def test_holding_the_turn_with_a_tremble_passes() -> None:
    def held(at: float) -> float:
        return float(np.interp(at, [3.0, 3.5, 4.5, 5.0], [0.0, 35.0, 36.0, 0.0])) + float(np.sin(at * 20.0))

    assert judged(held) == Passed()


def test_a_face_lost_within_the_turn_leaves_it_open() -> None:
    lost = tuple(
        frame(seen.media_s, face=None) if 3.5 < seen.media_s < 4.4 else seen for seen in turning(8.0, turn(3.0, 40.0))
    )
    assert judge(LEFT, observations(frames=lost)) == Inconclusive(Reason.NO_FACE)


def test_pictures_missing_within_the_turn_leave_it_open_and_are_told_as_such() -> None:
    whole = turning(8.0, turn(3.0, 40.0))
    sparse = tuple(seen for seen in whole if not 3.5 < seen.media_s < 4.4)
    assert judge(LEFT, observations(frames=sparse)) == Inconclusive(Reason.PICTURES_MISSING)


def test_no_face_leaves_it_open() -> None:
    nobody = frames(8.0, lambda at: frame(at, face=None))
    assert judge(LEFT, observations(frames=nobody)) == Inconclusive(Reason.NO_FACE)


def test_nothing_asked_leaves_it_open() -> None:
    assert judged(turn(3.0, 40.0), Challenge()) == Inconclusive(Reason.NOT_ASKED)


def test_turns_without_windows_count_in_their_order_only() -> None:
    def left_then_right(at: float) -> float:
        return turn(1.0, 40.0)(at) - turn(4.0, 40.0)(at)

    assert judged(left_then_right, BOTH_ANY_TIME) == Passed()
    assert judged(lambda at: -left_then_right(at), BOTH_ANY_TIME) != Passed()
