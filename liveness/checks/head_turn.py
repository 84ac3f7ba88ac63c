"""Checks that the head turned to each asked side after the prompt, in one smooth move, and came back.

Does not tell a solid head from a bent photo by parallax; the measured yaw of flat photos stays below 14 degrees
(design section 5), so TURN_MIN keeps most of them out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.checks.sparse import is_sparse
from liveness.limits import checks as limit
from liveness.observations import FrameObservation, Observations


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn as found: media seconds of the last centred frame before it, its farthest point, and centred again."""

    start_s: float
    peak_s: float
    end_s: float


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """Every asked turn in order; the first that is wrong decides. Inconclusive when no turn was asked."""
    prompts = challenge.of_kind(PromptKind.TURN)
    if not prompts:
        return Inconclusive(Reason.NOT_ASKED)
    after_s = 0.0
    for prompt in prompts:
        turn = find_turn(prompt, observations.frames, after_s)
        if not isinstance(turn, Turn):
            return turn
        after_s = turn.end_s
    return Passed()


def find_turn(prompt: Prompt, frames: Sequence[FrameObservation], after_s: float = 0.0) -> Turn | Failed | Inconclusive:
    """Looks for one turn inside the prompt's window.

    Without a window the turn may lie anywhere after `after_s`, and turns to the other side before it do not matter.
    """
    times_s, yaw_deg = _towards_asked_side(prompt, frames, after_s)
    if len(times_s) < 3:
        return Inconclusive(Reason.NO_FACE)
    centred = np.abs(yaw_deg) <= limit.CENTRE_MAX.value
    if prompt.reveal_s is not None and _turned_at(centred, yaw_deg):
        return Failed(Reason.ANSWER_TOO_EARLY)
    reached = np.flatnonzero((yaw_deg >= limit.TURN_MIN.value) & np.logical_or.accumulate(centred))
    opposite = np.flatnonzero((yaw_deg <= -limit.TURN_MIN.value) & np.logical_or.accumulate(centred))
    if len(opposite) and (not len(reached) or (prompt.reveal_s is not None and opposite[0] < reached[0])):
        return Failed(Reason.WRONG_SIDE)
    if not len(reached):
        return Failed(Reason.NO_TURN)
    return _as_far_as_seen(_judge_move(times_s, yaw_deg, centred, int(reached[0])), frames)


def _as_far_as_seen(
    move: Turn | Failed | tuple[float, float], frames: Sequence[FrameObservation]
) -> Turn | Failed | Inconclusive:
    if isinstance(move, tuple):
        return Inconclusive(_reason_unseen(*move, frames))
    if move == Failed(Reason.JERKY_TURN) and is_sparse(frames):
        return Inconclusive(Reason.PICTURES_MISSING)
    return move


def _reason_unseen(from_s: float, until_s: float, frames: Sequence[FrameObservation]) -> Reason:
    """Why no face was measured between two times: there was a picture without one, or no picture at all."""
    has_picture = any(from_s < frame.media_s < until_s for frame in frames)
    return Reason.NO_FACE if has_picture else Reason.PICTURES_MISSING


def _towards_asked_side(
    prompt: Prompt, frames: Sequence[FrameObservation], after_s: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Times, and yaw with the asked side positive, of the measured faces inside the window."""
    from_s = after_s if prompt.reveal_s is None else prompt.reveal_s
    until_s = np.inf if prompt.deadline_s is None else prompt.deadline_s
    sign = 1.0 if prompt.direction is Direction.LEFT else -1.0
    seen = [(frame.media_s, sign * frame.face.yaw_deg) for frame in frames if frame.face is not None]
    inside = np.array([pair for pair in seen if from_s <= pair[0] <= until_s]).reshape(-1, 2)
    return inside[:, 0], inside[:, 1]


def _turned_at(centred: NDArray[np.bool_], yaw_deg: NDArray[np.float64]) -> bool:
    """Whether the head already was on the asked side before it was first centred in the window."""
    first_centred = int(np.argmax(centred)) if centred.any() else len(centred)
    return bool(np.any(yaw_deg[:first_centred] >= limit.TURN_MIN.value))


def _judge_move(
    times_s: NDArray[np.float64], yaw_deg: NDArray[np.float64], centred: NDArray[np.bool_], reached: int
) -> Turn | Failed | tuple[float, float]:
    """The turn, or between which times it was not seen."""
    back = np.flatnonzero(centred[reached:])
    if not len(back):
        return Failed(Reason.NOT_BACK_TO_CENTRE)
    start = int(np.flatnonzero(centred[:reached])[-1])
    end = reached + int(back[0])
    move_s, move_deg = times_s[start : end + 1], yaw_deg[start : end + 1]
    widest = int(np.argmax(np.diff(move_s)))
    if move_s[widest + 1] - move_s[widest] > limit.TURN_GAP_MAX.value:
        return float(move_s[widest]), float(move_s[widest + 1])
    if not _is_smooth(move_s, move_deg):
        return Failed(Reason.JERKY_TURN)
    return Turn(float(move_s[0]), float(move_s[np.argmax(move_deg)]), float(move_s[-1]))


def _is_smooth(times_s: NDArray[np.float64], yaw_deg: NDArray[np.float64]) -> bool:
    """No step faster than a head can turn, and no sliding back on the way out or home."""
    # Multiplied, not divided: a move in no time is too fast, and no move in no time is none.
    too_fast = np.abs(np.diff(yaw_deg)) > limit.TURN_SPEED_MAX.value * np.diff(times_s)
    peak = int(np.argmax(yaw_deg))
    slides = max(_backslide(yaw_deg[: peak + 1]), _backslide(yaw_deg[peak:][::-1]))
    return bool(not too_fast.any() and slides <= limit.TURN_BACKSLIDE_MAX.value)


def _backslide(rising_deg: NDArray[np.float64]) -> float:
    """How far a rise falls back below what it had reached, in degrees."""
    return float(np.max(np.maximum.accumulate(rising_deg) - rising_deg))
