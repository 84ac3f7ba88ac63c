"""Checks that the light on the face followed the colours that a screen before it showed, and that the room did less.

The colours are drawn when they are revealed, so a picture made before cannot hold their light. A screen is near the
face and far from the wall: light that colours the whole picture alike was put into the picture, or falls on a photo.
What is compared is chroma, the relation of the colours to each other, which neither skin nor exposure changes.

Says nothing of an attacker who colours the face alone while the colours are shown, however late within LAG_MAX_S: the
way to the page and back takes as long. Light of a bright room drowns the screen's; then nothing is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.colours import COLOUR_S, SoftColour
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason, first_against
from liveness.limits import attacks as limit
from liveness.measure.flat_signals import is_flat
from liveness.observations import FrameObservation, Observations

Floats = NDArray[np.float64]

LAGS_S = tuple(float(lag_s) for lag_s in np.arange(0.0, 1.65, 0.1))
"""From the reveal to the light in the picture: the way to the page, its screen, its camera and the way back."""
CHROMA = {SoftColour.RED: (1.0, 0.0), SoftColour.GREEN: (-1.0, -1.0), SoftColour.BLUE: (0.0, 1.0)}
"""What more light of each colour does to the logarithms of red over green and of blue over green."""
CHROMA_SCALE = 1.0
BLACK = 1.0
"""Added to each channel, 0..255: a picture without light has no colour."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer as measured.

    follows: correlation of the cheek that follows less with the asked colours, at the lag where both do best, -1..1.
    best: the same of the sequence that fits best of all that could have been asked.
    shared: what the surroundings' chroma changes with the colours, over what the cheeks' does.
    """

    follows: float
    best: float
    shared: float


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """Every sequence that was asked; the first that is wrong decides. Inconclusive when none was."""
    prompts = challenge.of_kind(PromptKind.COLOURS)
    if not prompts:
        return Inconclusive(Reason.NOT_ASKED)
    return first_against([_judge_one(measured(prompt, observations.frames)) for prompt in prompts])


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """What `Seen` holds of the last prompt."""
    seen = [measured(prompt, observations.frames) for prompt in challenge.of_kind(PromptKind.COLOURS)]
    last = seen[-1] if seen else None
    return {"follows": last.follows, "best": last.best, "shared": last.shared} if last else {}


def measured(prompt: Prompt, frames: Sequence[FrameObservation]) -> Seen | None:
    """What is seen of one answer inside the prompt's window; None where less of it was seen than was shown."""
    from_s = 0.0 if prompt.reveal_s is None else prompt.reveal_s
    until_s = np.inf if prompt.deadline_s is None else prompt.deadline_s
    seen = [(at.media_s, at.tints) for at in frames if at.tints is not None and from_s <= at.media_s <= until_s]
    asked = tuple(SoftColour(name) for name in prompt.text.split())
    if len(seen) < 3 or seen[-1][0] - seen[0][0] < COLOUR_S * len(asked):
        return None
    times_s = np.array([media_s for media_s, _ in seen]) - from_s
    right, left, beside = (
        _chroma(np.array(list(parts), np.float64))
        for parts in zip(*((tints.right_cheek, tints.left_cheek, tints.beside) for _, tints in seen), strict=True)
    )
    found = {colours: _follows(colours, times_s, right, left) for colours in _sequences(len(asked))}
    follows, lag_s = found[asked]
    light = _centred(shown_in(asked, times_s - lag_s, CHROMA))
    by_cheeks = float(np.sum(light * (right + left) / 2))
    shared = float(np.sum(light * beside)) / by_cheeks if by_cheeks > 0 else 1.0
    return Seen(follows, max(value for value, _ in found.values()), shared)


def _judge_one(seen: Seen | None) -> CheckResult:
    if seen is None:
        return Inconclusive(Reason.NO_FACE)
    if seen.best < limit.COLOURS_FOLLOW_MIN.value:
        return Inconclusive(Reason.COLOURS_UNSEEN)
    if seen.follows < seen.best:
        return Failed(Reason.OTHER_COLOURS)
    return Passed() if seen.shared <= limit.COLOURS_SHARED_MAX.value else Failed(Reason.COLOURED_PICTURE)


def _sequences(length: int) -> Sequence[tuple[SoftColour, ...]]:
    return [
        colours
        for colours in product(SoftColour, repeat=length)
        if all(one is not other for one, other in pairwise(colours))
    ]


def _follows(colours: Sequence[SoftColour], times_s: Floats, right: Floats, left: Floats) -> tuple[float, float]:
    """How well the worse cheek follows, and at which lag in seconds."""
    values = [
        min(_correlation(light, right), _correlation(light, left))
        for light in (_centred(shown_in(colours, times_s - lag_s, CHROMA)) for lag_s in LAGS_S)
    ]
    at = int(np.argmax(values))
    return values[at], LAGS_S[at]


def _chroma(tints: Floats) -> Floats:
    """(n, 2) centred logarithms of red and of blue over green, of (n, 3) BGR."""
    logarithms = np.log(tints + BLACK)
    return _centred(logarithms[:, [2, 0]] - logarithms[:, [1]])


def _centred(values: Floats) -> Floats:
    return np.asarray(values - values.mean(axis=0), np.float64)


def _correlation(light: Floats, chroma: Floats) -> float:
    lengths = np.linalg.norm(light), np.linalg.norm(chroma)
    if any(is_flat(length / np.sqrt(len(light)), CHROMA_SCALE) for length in lengths):
        return 0.0
    return float(np.sum(light * chroma) / (lengths[0] * lengths[1]))


def shown_in(
    colours: Sequence[SoftColour],
    times_s: NDArray[np.float64],
    value: Mapping[SoftColour, tuple[float, ...]],
) -> NDArray[np.float64]:
    """(n, k) the value of the colour shown at each of n times since the first was shown; zeros before and after."""
    values = np.array([value[colour] for colour in colours])
    none = np.zeros((1, values.shape[1]))
    steps = np.clip(np.floor(times_s / COLOUR_S).astype(int), -1, len(colours))
    return np.asarray(np.concatenate([none, values, none])[steps + 1], np.float64)
