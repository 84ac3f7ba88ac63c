"""Measures a recording while it arrives, so that little is left to do when its last byte has come. Judges nothing.

What is measured here counts only once the recording is whole, and only if it is the measure of those very bytes:
`complete` compares the digest of what came with that of the whole, and `of` what was decoded with what the whole holds.
Frames, sound and faces are taken as they were measured, by the same code as those of a file; answers and templates are
asked of engines that remember, so the verdict asks for everything itself and only gets it sooner.
"""

import hashlib
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from liveness.challenge.prompts import Asked, Challenge
from liveness.engines.remembered import remembering
from liveness.errors import ChallengeError
from liveness.limits.recordings import RecordingLimits
from liveness.measure.frame_picks import FramePicks, look_ahead
from liveness.measure.listening import listen_ahead
from liveness.measure.watching import ANALYSED_PER_SECOND, Watched, Watching
from liveness.media.arriving import ArrivingRecording
from liveness.media.formats import RecordingFormat
from liveness.media.recording import Recording, Sound
from liveness.ports import Engines


@dataclass(frozen=True, slots=True)
class Known:
    """What was measured of a recording that is whole now. sound: as `Recording.sound`."""

    sound: Sound | None
    _watching: Watching
    _frame_times_s: tuple[float, ...]
    _duration_s: float

    def watched(self, engines: Engines) -> Watched:
        """As `liveness.measure.watching.watch`."""
        return self._watching.watched(self._frame_times_s, self._duration_s, engines)


class AheadAnalysis:
    """One recording while it arrives; not shareable between threads.

    Args:
        engines: what measures it.
        limits: of a recording.
        formats: containers that may come.

    Attributes:
        engines: the same, with a memory of what they were asked about this recording.
    """

    def __init__(self, engines: Engines, limits: RecordingLimits, formats: tuple[RecordingFormat, ...]) -> None:
        self.engines = remembering(engines)
        self._picks = FramePicks(0.0, limits.seconds)
        self._watching = Watching(self.engines.face, self._picks)
        self._arriving = ArrivingRecording(limits, formats, ANALYSED_PER_SECOND, self._watching.see)
        self._came, self._came_bytes = hashlib.sha256(), 0
        self._is_given_up = False

    def take(self, data: bytes, asked: Asked) -> None:
        """Takes the next bytes, and measures what they complete.

        Raises nothing: what is wrong with a recording is said when it is whole.
        """
        self._came.update(data)
        self._came_bytes += len(data)
        if not self.is_given_up:
            self._arriving.feed(data)
            self._measure(asked)

    @property
    def is_given_up(self) -> bool:
        """Whether the whole recording has to be measured at the end."""
        return self._is_given_up or self._arriving.is_lost or self._picks.is_full

    def give_up(self) -> None:
        """Measures no more, and holds no picture any more."""
        self._is_given_up = True
        self._arriving.close()

    def complete(self, data: bytes) -> None:
        """The recording has come whole: takes the bytes that did not come yet. Raises nothing, as `take`.

        data: every byte of it. Where it is not the recording that came, nothing that was measured counts.
        """
        if self.is_given_up or hashlib.sha256(data[: self._came_bytes]).digest() != self._came.digest():
            self.give_up()
            return
        self._arriving.feed(data[self._came_bytes :])
        self._arriving.end()

    def of(self, recording: Recording) -> Known | None:
        """After `complete`: what was measured of this recording; None where it has to be measured anew."""
        if self.is_given_up or not self._arriving.is_as_in(recording):
            return None
        times_s = tuple(self._arriving.frame_times_s)
        return Known(self._arriving.sound(), self._watching, times_s, recording.duration_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give_up()

    def _measure(self, asked: Asked) -> None:
        if self.is_given_up:
            self.give_up()
            return
        self._picks.lasts_at_least(self._arriving.media_s)
        self._listen(asked.prompts)
        if asked.is_last:
            look_ahead(self._picks, self.engines)

    def _listen(self, asked: Challenge) -> None:
        sound = self._arriving.sound_so_far()
        if sound is None:
            return
        try:
            listen_ahead(sound, asked, self.engines)
        except ChallengeError:
            self.give_up()
