"""A rendered subject in front of a live stream: prompts come one by one, container bytes go out as time passes.

Does not wait and does not know the time: the caller says up to which media time to go on, so a test may run
faster than the clock and a client may keep its pace.
"""

from collections.abc import Callable

from evaluation.performance import Answer, Performance
from evaluation.subject.behaviour import Flaw
from evaluation.subject.muxing import SOUND_RATE_HZ, Container, RecordingWriter
from evaluation.subject.posed_head import posed_head
from evaluation.subject.rendered_scene import head_scale
from evaluation.subject.rendered_subject import LIVE_TAKE, Camera, Subject, Take
from evaluation.subject.rendered_voice import speak
from liveness.challenge.prompts import Prompt


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
            raise NotLiveError("nobody answers live before the prompt comes; record a file for that flaw")
        self._performance = Performance(subject.voice.brisk(), take.behaviour, take.seed)
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
