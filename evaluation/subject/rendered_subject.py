"""A computed subject: a head and a voice that answer a challenge, as a file or as a live stream.

A live subject does not wait and does not know the time: the caller says up to which media time to go on, so a test may
run faster than the clock and a client may keep its pace.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evaluation.subject.media_files import SOUND_RATE_HZ, Container, RecordingWriter
from evaluation.subject.performance import FLAW_START_S, FROZEN_S, Answer, Behaviour, Flaw, Performance, Speaks
from evaluation.subject.posed_head import posed_head
from evaluation.subject.rendered_head import rendered_head
from evaluation.subject.rendered_scene import Head, RenderedScene, head_scale
from evaluation.subject.rendered_voice import VOICES, VoiceStyle, speak
from liveness.challenge.prompts import Challenge, Prompt

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
    """How a recording is made. size: width, height in pixels, both even. seed: chance of this one recording.

    speaks: what says a text in the subject's voice.
    """

    behaviour: Behaviour = field(default_factory=Behaviour)
    size: tuple[int, int] = (400, 400)
    frames_per_second: int = 20
    seed: int = 0
    speaks: Speaks = speak


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
    performance = Performance(subject.voice, take.behaviour, take.seed, take.speaks)
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


def _untold(ready: int, of_all: int) -> None:
    del ready, of_all


class NotLiveError(ValueError):
    """What a file can do and a live stream cannot; the message says what to ask for instead."""


class LiveSubject:
    """One live recording.

    Args:
        subject: who is filmed.
        container: WEBM or FRAGMENTED_MP4.
        take: size, rate, flaws and chance.

    Raises:
        NotLiveError: the container does not decode while it arrives, or the subject would have to answer
            a prompt before it comes.
    """

    def __init__(self, subject: Subject, container: Container = Container.WEBM, take: Take = LIVE_TAKE) -> None:
        if container is Container.MP4:
            raise NotLiveError("a plain MP4 does not decode while it arrives; stream WebM or fragmented MP4")
        if Flaw.EARLY in take.behaviour.flaws:
            raise NotLiveError("a live subject cannot answer before the prompt comes; record a file for that flaw")
        self._performance = Performance(subject.voice.brisk(), take.behaviour, take.seed, take.speaks)
        self._subject, self._take = subject, take
        self._camera = Camera(subject, self._performance, take, posed_head)
        self._writer = RecordingWriter(container, take.size, take.frames_per_second)
        self._rate = take.frames_per_second
        self._frames = 0

    def prepare(self, told: Callable[[int, int], None] = _untold) -> None:
        """Draws her in all poses and starts her voice before the stream begins: some seconds, the first time only.

        told: called with the number of poses that are ready and of all.

        Raises:
            VoiceUnavailableError: espeak-ng is missing.
        """
        speak("ready", self._subject.voice)
        posed_head(self._subject.seed).prepare(head_scale(self._take.size), told)

    @property
    def media_s(self) -> float:
        """Media time of the next frame: what was handed out so far ends here."""
        return self._frames / self._rate

    @property
    def busy_until_s(self) -> float:
        """Media time at which the last answer is over; 0 before the first."""
        return self._performance.end_s

    def prompt(self, prompt: Prompt) -> Answer:
        """Shows the subject a prompt now; it answers after its reaction time. The answer says from when to when.

        Raises:
            UnknownExpressionError: the prompt asks for an expression the subject cannot make.
            VoiceUnavailableError: something must be said and espeak-ng is missing.
        """
        return self._performance.answer(prompt, self.media_s)

    def advance(self, to_media_s: float, *, is_late: bool = False) -> bytes:
        """Goes on up to a media time; the container bytes that became ready, perhaps none.

        is_late: drops all pictures but the first, as a camera of a busy machine does. The sound stays whole.
        """
        began_s = self.media_s
        while self.media_s < to_media_s:
            if not is_late or self.media_s == began_s:
                self._writer.write_frame(self._camera.picture(self.media_s), self.media_s)
            first, last = (round(n * SOUND_RATE_HZ / self._rate) for n in (self._frames, self._frames + 1))
            self._writer.write_sound(self._performance.sound(first, last))
            self._frames += 1
        return self._writer.take()

    def finish(self) -> bytes:
        """Ends the stream; its last bytes."""
        return self._writer.finish()
