"""A subject who is nobody: a computed head and voice that answer a challenge on a recording.

Does not run a session; a live stream is `live_subject`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evaluation.performance import Answer, Performance
from evaluation.subject.behaviour import FLAW_START_S, FROZEN_S, Behaviour, Flaw
from evaluation.subject.muxing import SOUND_RATE_HZ, Container, RecordingWriter
from evaluation.subject.rendered_head import rendered_head
from evaluation.subject.rendered_scene import Head, RenderedScene
from evaluation.subject.rendered_voice import VOICES, VoiceStyle
from liveness.challenge.prompts import Challenge

LEAD_S = 1.0
"""Before the first answer when no prompt says when it was shown."""
TAIL_S = 0.8
"""After the last answer."""
SHORTEST_S = 4.0


@dataclass(frozen=True, slots=True)
class Subject:
    """One person who does not exist. The same seed is the same head and voice."""

    seed: int

    @property
    def voice(self) -> VoiceStyle:
        """How they sound."""
        return VOICES[self.seed % len(VOICES)]


@dataclass(frozen=True, slots=True)
class Take:
    """How a recording is made. size: width, height in pixels, both even. seed: chance of this one recording."""

    behaviour: Behaviour = field(default_factory=Behaviour)
    size: tuple[int, int] = (400, 400)
    frames_per_second: int = 20
    seed: int = 0


DEFAULT_TAKE = Take()
LIVE_TAKE = Take(size=(256, 256), frames_per_second=12)
"""As small as the checks allow: a busy machine must draw and encode it as fast as time passes."""


@dataclass(frozen=True, slots=True)
class RenderedRecording:
    """One performance, unencoded. `frames` may be walked once.

    frames: media seconds and (h, w, 3) uint8 BGR. samples: (n,) float32, 48 kHz mono.
    answers: what was done when.
    """

    frames: Iterator[tuple[float, NDArray[np.uint8]]]
    samples: NDArray[np.float32]
    answers: tuple[Answer, ...]
    duration_s: float


class Camera:
    """Draws one performance frame by frame.

    Args:
        subject: who is filmed.
        performance: what they do.
        take: size, rate and flaws.
        head: the head of a number.
    """

    def __init__(
        self, subject: Subject, performance: Performance, take: Take, head: Callable[[int], Head] = rendered_head
    ) -> None:
        self._performance, self._take = performance, take
        self._scene = RenderedScene(subject.seed, take.size, take.behaviour, take.seed, head)
        self._frozen: NDArray[np.uint8] | None = None

    def picture(self, media_s: float) -> NDArray[np.uint8]:
        """The frame at a time; ask in rising order."""
        if Flaw.FROZEN in self._take.behaviour.flaws and FLAW_START_S <= media_s < FLAW_START_S + FROZEN_S:
            if self._frozen is None:
                self._frozen = self._drawn(media_s)
            return self._frozen
        return self._drawn(media_s)

    def _drawn(self, media_s: float) -> NDArray[np.uint8]:
        performance = self._performance
        return self._scene.picture(performance.pose(media_s), performance.drift(media_s), media_s)


def answer(subject: Subject, challenge: Challenge, take: Take = DEFAULT_TAKE) -> RenderedRecording:
    """Answers all prompts of a challenge, each after its reveal (or after the answer before, when it has none).

    Raises:
        UnknownExpressionError: a prompt asks for an expression the subject cannot make.
        VoiceUnavailableError: something must be said and espeak-ng is missing.
    """
    performance = Performance(subject.voice, take.behaviour, take.seed)
    for prompt in challenge.prompts:
        shown_s = prompt.reveal_s if prompt.reveal_s is not None else max(performance.end_s, LEAD_S)
        performance.answer(prompt, shown_s)
    duration_s = max(performance.end_s + TAIL_S, SHORTEST_S)
    samples = performance.sound(0, round(duration_s * SOUND_RATE_HZ))
    camera = Camera(subject, performance, take)
    times = (index / take.frames_per_second for index in range(int(duration_s * take.frames_per_second)))
    frames = ((media_s, camera.picture(media_s)) for media_s in times)
    return RenderedRecording(frames, samples, performance.answers, duration_s)


def record(
    subject: Subject,
    challenge: Challenge,
    container: Container = Container.WEBM,
    take: Take = DEFAULT_TAKE,
) -> bytes:
    """One whole recorded file; raises as `answer` does."""
    rendered = answer(subject, challenge, take)
    writer = RecordingWriter(container, take.size, take.frames_per_second)
    sent = 0
    for media_s, image in rendered.frames:
        writer.write_frame(image, media_s)
        due = min(round((media_s + 1 / take.frames_per_second) * SOUND_RATE_HZ), len(rendered.samples))
        writer.write_sound(rendered.samples[sent:due])
        sent = due
    return writer.take() + writer.finish()
