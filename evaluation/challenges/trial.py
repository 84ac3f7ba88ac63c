"""One challenge answered by one species, through the encoder, the mesh net and the check: what the answer is when it
comes later.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from evaluation.attacks.clip import Clip, encoded
from evaluation.challenges.attackers import Species
from liveness.challenge.plan import window_s
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks import colours, perspective
from liveness.checks.result import CheckResult
from liveness.limits.recordings import RecordingLimits
from liveness.measure.frame_picks import FramePicks
from liveness.measure.watching import ANALYSED_PER_SECOND, Watching
from liveness.media.recording import open_recording
from liveness.observations import FrameObservation, Observations
from liveness.ports import FaceEngine
from liveness.verdict.check_table import JUDGES
from liveness.verdict.policy import STANDARD

DELAYS_S = (0.0, 0.15, 0.3, 0.6)
TERMS = MappingProxyType({PromptKind.CLOSER: perspective.terms, PromptKind.COLOURS: colours.terms})


@dataclass(frozen=True, slots=True)
class Answered:
    """What one subject's answer was judged as. number: the subject. terms: what was measured of it."""

    prompt: Prompt
    species: Species
    number: int
    delay_s: float
    result: CheckResult
    terms: Mapping[str, float]


def trials(prompt: Prompt, species: Species, numbers: Sequence[int], engine: FaceEngine) -> Iterator[Answered]:
    """Each subject's answer once, judged at each delay; nothing for a subject whom the species cannot be made of."""
    for number in numbers:
        pictures = list(species.answers(number, engine))
        if not pictures:
            continue
        clip = Clip("", "", tuple(at for at, _ in pictures), [image for _, image in pictures], np.zeros(0, np.float32))
        frames = seen(encoded(clip), engine)
        for delay_s in DELAYS_S:
            yield Answered(prompt, species, number, delay_s, *judged(prompt, frames, delay_s))


def seen(media: bytes, engine: FaceEngine) -> tuple[FrameObservation, ...]:
    """Every frame of a recording that is analysed, as the service measures it."""
    recording = open_recording(media, RecordingLimits())
    watching = Watching(engine, FramePicks(recording.duration_s))
    for frame in recording.frames(ANALYSED_PER_SECOND):
        watching.see(frame)
    return watching.frames


def judged(
    prompt: Prompt, frames: Sequence[FrameObservation], delay_s: float
) -> tuple[CheckResult, Mapping[str, float]]:
    """The answer of the check that this prompt asks for, and its terms, had all that is shown come so much later."""
    later = tuple(replace(frame, media_s=frame.media_s + delay_s) for frame in frames)
    reveal_s = prompt.reveal_s or 0.0
    asked = Challenge((replace(prompt, deadline_s=reveal_s + window_s(prompt)),))
    check = next(check for check, kind in STANDARD.when_asked if kind is prompt.kind)
    observed = _watched(later)
    return JUDGES[check](asked, observed), TERMS[prompt.kind](asked, observed)


def _watched(frames: tuple[FrameObservation, ...]) -> Observations:
    times_s = tuple(frame.media_s for frame in frames)
    return Observations(times_s[-1], 0, 0, frames, times_s, None, (), (), ())
