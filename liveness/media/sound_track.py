"""Decodes a sound track into 16 kHz mono samples that lie where its timestamps say."""

from collections.abc import Iterable, Iterator

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


class SoundTrack:
    """Collects decoded sound into one array; a hole in the timestamps becomes silence.

    Args:
        zero_s: the stream time that is media time 0.
        limit_s: the longest sound that is kept.
    """

    def __init__(self, zero_s: float, limit_s: float) -> None:
        self._resampler = AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
        self._zero_s = zero_s
        self._limit_s = limit_s
        self._pieces: list[NDArray[np.float32]] = []
        self._count = 0
        self._heard_s = 0.0
        self._kind: tuple[str, str, int] | None = None
        self.start_s: float | None = None

    def add(self, frame: AudioFrame) -> None:
        """Appends one decoded frame.

        Raises:
            BrokenTimestamps: it has no time, or starts before the sound that is already there ended.
            TooLong: it ends after the limit.
        """
        if frame.pts is None or frame.time is None:
            raise BrokenTimestamps
        start_s = frame.time - self._zero_s
        self._close_gap(start_s)
        self._heard_s += frame.samples / frame.sample_rate
        if max(start_s, self._heard_s) > self._limit_s:
            raise TooLong(self._limit_s)
        self._resample(frame)

    def samples(self) -> NDArray[np.float32]:
        """All sound so far, (n,) in -1..1."""
        self._flush()
        joined = np.concatenate([np.zeros(0, np.float32), *self._pieces])
        return joined.clip(-1.0, 1.0)

    def _close_gap(self, start_s: float) -> None:
        if self.start_s is None:
            self.start_s = start_s
            self._heard_s = start_s
        gap_s = start_s - self._heard_s
        if gap_s < -_JITTER_S:
            raise BrokenTimestamps
        if gap_s > _JITTER_S:
            if start_s > self._limit_s:
                raise TooLong(self._limit_s)
            self._flush()
            missing = round((start_s - self.start_s) * SAMPLE_RATE_HZ) - self._count
            self._keep(np.zeros(max(missing, 0), np.float32))
            self._heard_s = start_s

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
