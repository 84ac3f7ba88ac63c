"""Decodes a sound track into 16 kHz mono samples that lie where its timestamps say."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from liveness.media.demuxer import decoding
from liveness.media.recording_errors import BrokenTimestamps, TooLong

SAMPLE_RATE_HZ = 16_000
_JITTER_S = 0.04
"""Timestamps this near to where the sound before ended are taken as that place: browsers round to milliseconds and
encoders to a frame (20 ms Opus, 21-23 ms AAC)."""
_AHEAD_S = 1.0
"""Seconds of sound that are looked at before a late packet is taken for a hole: a busy recorder stamps some packets
late and is then in time again; where sound is missing, all that follows is late."""
_PATIENT_AHEAD_S = 5.0
"""The same, where a second was too little: a recorder that is held up hands out what it missed at once."""
_SURPLUS_MAX = 0.01
"""How much longer than its times sound may be, over all of it: a microphone may run faster than the clock. Cheap ones
deviate by a thousandth; at a hundredth, speech is a sixth of a semitone off."""

_STARTS_WITHIN_S = 0.5
"""Seconds of sound that say where the track begins: fewer, or sound that overlaps later would move it."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A frame whose place is not decided yet. sound_s: seconds of sound before it. late_s: its timestamp over that."""

    frame: AudioFrame
    sound_s: float
    late_s: float


class _Extreme:
    """The largest of the values that wait in a line (with sign -1: the smallest), whatever their number."""

    def __init__(self, sign: int) -> None:
        self._sign = sign
        self._candidates: deque[float] = deque()

    @property
    def value(self) -> float:
        return self._candidates[0]

    def add(self, value: float) -> None:
        while self._candidates and self._sign * self._candidates[-1] < self._sign * value:
            self._candidates.pop()
        self._candidates.append(value)

    def leave(self, first: float) -> None:
        """The first of the line, which is this value, waits no longer."""
        if self._candidates[0] == first:
            self._candidates.popleft()


class SoundTrack:
    """Collects decoded sound into one array; a hole in the timestamps becomes silence.

    Args:
        zero_s: the stream time that is media time 0.
        limit_s: the longest sound that is kept.
        is_patient: looks further ahead, and leaves out what little sound there is more than its times. It is for sound
            that a track without patience refuses; other sound it may place a little differently.

    Attributes:
        start_s: media time of the first sample; None before `samples`, and where there is no sound.
    """

    def __init__(self, zero_s: float, limit_s: float, *, is_patient: bool = False) -> None:
        self._ahead_s = _PATIENT_AHEAD_S if is_patient else _AHEAD_S
        self._surplus_max = _SURPLUS_MAX if is_patient else 0.0
        self._resampler = AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
        self._zero_s = zero_s
        self._limit_s = limit_s
        self._pieces: list[NDArray[np.float32]] = []
        self._count = 0
        self._kind: tuple[str, str, int] | None = None
        self._waiting: deque[_Waiting] = deque()
        self._latest, self._earliest = _Extreme(1), _Extreme(-1)
        self._sound_s = 0.0
        self._late_s = 0.0
        self._surplus_s = 0.0
        self._left_out = 0
        self.start_s: float | None = None

    def add(self, frame: AudioFrame) -> None:
        """Takes one decoded frame.

        Raises:
            BrokenTimestamps: it has no time, or there is more sound than its times say.
            TooLong: it starts, or the sound before it ends, after the limit.
        """
        if frame.pts is None or frame.time is None:
            raise BrokenTimestamps
        start_s = frame.time - self._zero_s
        if start_s > self._limit_s:
            raise TooLong(self._limit_s)
        late_s = start_s - self._sound_s
        self._waiting.append(_Waiting(frame, self._sound_s, late_s))
        self._latest.add(late_s)
        self._earliest.add(late_s)
        self._sound_s += frame.samples / frame.sample_rate
        while self._waiting and self._sound_s - self._waiting[0].sound_s > self._ahead_s:
            self._place()

    def samples(self) -> NDArray[np.float32]:
        """All sound, (n,) in -1..1. Nothing can be added afterwards.

        Raises:
            BrokenTimestamps, TooLong: as `add`.
        """
        while self._waiting:
            self._place()
        self._flush()
        joined = np.concatenate([np.zeros(0, np.float32), *self._pieces])
        return joined.clip(-1.0, 1.0)

    def so_far(self) -> NDArray[np.float32]:
        """The first samples of `samples`, as far as their place is decided."""
        return np.concatenate([np.zeros(0, np.float32), *self._pieces]).clip(-1.0, 1.0)

    def _place(self) -> None:
        """Puts the first waiting frame where its timestamp and those of the frames behind it say."""
        least_s, most_s = self._earliest.value, self._latest.value
        first = self._waiting.popleft()
        if self.start_s is None:
            self.start_s = self._late_s = self._first_late_s(first)
        self._earliest.leave(first.late_s)
        self._latest.leave(first.late_s)
        if most_s < self._late_s - _JITTER_S:
            self._take_surplus(self._late_s - most_s, first)
            self._go_to(most_s, first)
        elif least_s > self._late_s + _JITTER_S:
            self._go_to(least_s, first)
        if self._late_s + first.sound_s + first.frame.samples / first.frame.sample_rate > self._limit_s:
            raise TooLong(self._limit_s)
        self._resample(first.frame)

    def _take_surplus(self, surplus_s: float, first: _Waiting) -> None:
        """Counts sound that is more than its times say; a clock that differs makes a little of it, all the time."""
        self._surplus_s += surplus_s
        if self._surplus_s > self._surplus_max * (first.sound_s + _PATIENT_AHEAD_S):
            raise BrokenTimestamps

    def _first_late_s(self, first: _Waiting) -> float:
        """Where sound begins: a late first packet is told by those that come soon behind it."""
        return min([first.late_s, *(at.late_s for at in self._waiting if at.sound_s < _STARTS_WITHIN_S)])

    def _go_to(self, late_s: float, first: _Waiting) -> None:
        """Goes on with this frame so much later than the sound before it would have it, counted from media time 0."""
        self._late_s = late_s
        self._flush()
        missing = round((late_s + first.sound_s - (self.start_s or 0.0)) * SAMPLE_RATE_HZ) - self._count
        self._left_out = 0
        self._keep(np.zeros(max(missing, 0), np.float32))
        self._left_out = max(-missing, 0)

    def _resample(self, frame: AudioFrame) -> None:
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        # A recorder may change from mono to stereo, or its rate: a resampler takes frames of one kind only.
        if kind != self._kind:
            self._flush()
            self._kind = kind
        self._keep_all(self._resampler.resample(frame))

    def _flush(self) -> None:
        """Keeps what the resampler still holds, and begins a new one."""
        self._keep_all(self._resampler.resample(None))
        self._resampler = AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)

    def _keep_all(self, frames: Iterable[AudioFrame]) -> None:
        for frame in frames:
            self._keep(frame.to_ndarray().astype(np.float32, copy=False).reshape(-1))

    def _keep(self, samples: NDArray[np.float32]) -> None:
        kept = samples[self._left_out :]
        self._left_out -= len(samples) - len(kept)
        self._pieces.append(kept)
        self._count += len(kept)


def decoded(media: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """Every frame of the sound track, in order."""
    with decoding():
        for packet in media.demux(stream):
            yield from packet.decode()
