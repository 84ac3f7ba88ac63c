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

_STARTS_WITHIN_S = 0.5
"""Seconds of sound that say where the track begins: fewer, or sound that overlaps later would move it."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A frame whose place is not decided yet. sound_s: seconds of sound before it. late_s: its timestamp over that."""

    frame: AudioFrame
    sound_s: float
    late_s: float


class SoundTrack:
    """Collects decoded sound into one array; a hole in the timestamps becomes silence.

    Args:
        zero_s: the stream time that is media time 0.
        limit_s: the longest sound that is kept.

    Attributes:
        start_s: media time of the first sample; None before `samples`, and where there is no sound.
    """

    def __init__(self, zero_s: float, limit_s: float) -> None:
        self._resampler = AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
        self._zero_s = zero_s
        self._limit_s = limit_s
        self._pieces: list[NDArray[np.float32]] = []
        self._count = 0
        self._kind: tuple[str, str, int] | None = None
        self._waiting: deque[_Waiting] = deque()
        self._sound_s = 0.0
        self._late_s = 0.0
        self.start_s: float | None = None

    def add(self, frame: AudioFrame) -> None:
        """Takes one decoded frame.

        Raises:
            BrokenTimestamps: it has no time, or times run backwards.
            TooLong: it starts, or the sound before it ends, after the limit.
        """
        if frame.pts is None or frame.time is None:
            raise BrokenTimestamps
        start_s = frame.time - self._zero_s
        if start_s > self._limit_s:
            raise TooLong(self._limit_s)
        before = self._waiting[-1] if self._waiting else None
        if before and start_s < before.late_s + before.sound_s - _JITTER_S:
            raise BrokenTimestamps
        self._waiting.append(_Waiting(frame, self._sound_s, start_s - self._sound_s))
        self._sound_s += frame.samples / frame.sample_rate
        while self._waiting and self._sound_s - self._waiting[0].sound_s > _AHEAD_S:
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
        least_s, most_s = (choose(at.late_s for at in self._waiting) for choose in (min, max))
        first = self._waiting.popleft()
        if self.start_s is None:
            self.start_s = self._late_s = self._first_late_s(first)
        if most_s < self._late_s - _JITTER_S:
            raise BrokenTimestamps
        if least_s > self._late_s + _JITTER_S:
            self._late_s = least_s
            self._fill_until(least_s + first.sound_s - self.start_s)
        if self._late_s + first.sound_s + first.frame.samples / first.frame.sample_rate > self._limit_s:
            raise TooLong(self._limit_s)
        self._resample(first.frame)

    def _first_late_s(self, first: _Waiting) -> float:
        """Where sound begins: a late first packet is told by those that come soon behind it."""
        return min([first.late_s, *(at.late_s for at in self._waiting if at.sound_s < _STARTS_WITHIN_S)])

    def _fill_until(self, place_s: float) -> None:
        """Silence, up to so many seconds behind the first sample."""
        self._flush()
        missing = round(place_s * SAMPLE_RATE_HZ) - self._count
        self._keep(np.zeros(max(missing, 0), np.float32))

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
        self._pieces.append(samples)
        self._count += len(samples)


def decoded(media: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """Every frame of the sound track, in order."""
    with decoding():
        for packet in media.demux(stream):
            yield from packet.decode()
