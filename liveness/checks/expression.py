"""Checks that each asked expression was made and let go; where none was asked, that the eyes blinked.

Does not judge what a face expresses beyond the few moves in `EXPRESSIONS`.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.checks.sparse import is_sparse
from liveness.limits import checks as limit
from liveness.measure.flat_signals import in_units, is_flat
from liveness.observations import FaceMeasurement, FrameObservation, Observations

_MOUTH_CORNERS = (61, 291)
_OUTER_EYE_CORNERS = (33, 263)
"""Indices into the 468 points of the face mesh."""


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """The asked expressions; where none was asked, blinking, which needs BLINK_WATCH_MIN seconds of measured eyes."""
    asked = challenge.of_kind(PromptKind.EXPRESSION)
    if asked:
        made = (_judge_expression(prompt, observations.frames) for prompt in asked)
        return next((answer for answer in made if not answer), Passed())
    faces = [(frame.media_s, frame.face) for frame in observations.frames if frame.face is not None]
    if not faces or faces[-1][0] - faces[0][0] < limit.BLINK_WATCH_MIN.value:
        return Inconclusive(Reason.TOO_SHORT)
    if count_blinks(faces):
        return Passed()
    return Inconclusive(Reason.PICTURES_MISSING) if is_sparse(observations.frames) else Failed(Reason.NO_BLINK)


def count_blinks(faces: Sequence[tuple[float, FaceMeasurement]]) -> int:
    """How often the eye opening dipped below BLINK_DEPTH of its usual value and rose again within BLINK_MAX seconds."""
    times_s = np.array([media_s for media_s, _ in faces])
    opening = np.array([face.eye_opening for _, face in faces])
    shut = opening < limit.BLINK_DEPTH.value * _usual(times_s, opening)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], shut.astype(np.int8), [0]))))
    inside = [(start, end) for start, end in edges.reshape(-1, 2) if start > 0 and end < len(times_s)]
    return sum(bool(times_s[end] - times_s[start] <= limit.BLINK_MAX.value) for start, end in inside)


def _usual(times_s: NDArray[np.float64], opening: NDArray[np.float64]) -> NDArray[np.float64]:
    """The median opening within BLINK_NEIGHBOURHOOD seconds of each time."""
    near = np.abs(times_s[:, np.newaxis] - times_s) <= limit.BLINK_NEIGHBOURHOOD.value
    return np.array([np.median(opening[row]) for row in near])


def _mouth_opening(face: FaceMeasurement) -> float:
    return face.mouth_opening


def _mouth_width(face: FaceMeasurement) -> float:
    """Distance of the mouth corners over the distance of the outer eye corners; does not change with scale."""
    eyes_px = _distance(face, _OUTER_EYE_CORNERS)
    no_face = is_flat(eyes_px, float(np.abs(face.landmarks_px).max()))
    return float(in_units(_distance(face, _MOUTH_CORNERS), eyes_px, no_face))


def _distance(face: FaceMeasurement, points: tuple[int, int]) -> float:
    return float(np.linalg.norm(face.landmarks_px[points[0]] - face.landmarks_px[points[1]]))


EXPRESSIONS: Mapping[str, tuple[Callable[[FaceMeasurement], float], limit.Threshold]] = MappingProxyType(
    {
        "smile": (_mouth_width, limit.SMILE_RISE),
        "open your mouth": (_mouth_opening, limit.OPEN_MOUTH_RISE),
    }
)
"""Asked text -> measurement, and its least rise above the value at the prompt."""


def _judge_expression(prompt: Prompt, frames: Sequence[FrameObservation]) -> CheckResult:
    measure, rise = EXPRESSIONS.get(prompt.text, (None, None))
    if measure is None or rise is None:
        return Inconclusive(Reason.NOT_MEASURED)
    from_s, until_s = prompt.reveal_s or 0.0, np.inf if prompt.deadline_s is None else prompt.deadline_s
    values = [measure(frame.face) for frame in frames if frame.face and from_s <= frame.media_s <= until_s]
    if len(values) < 3:
        return Inconclusive(Reason.NO_FACE)
    made = int(np.argmax(values))
    risen = values[made] - min(values[: made + 1])
    let_go = values[made] - min(values[made:])
    return Passed() if min(risen, let_go) >= rise.value else Failed(Reason.NO_EXPRESSION)
