"""When a recording starts and ends, from the times of all its packets. Decodes no more than one picture.

Headers are not believed: a file may say 10 seconds and hold an hour.
"""

import hashlib
from dataclasses import dataclass
from fractions import Fraction

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from liveness.limits.recordings import RecordingLimits
from liveness.media.demuxer import (
    audio_stream,
    codec_of,
    decoding,
    demux_bytes,
    empty_tracks,
    has_several_tracks,
    tags_of,
    video_stream,
)
from liveness.media.formats import RecordingFormat
from liveness.media.recording_errors import BrokenTimestamps, FrameRateTooHigh, NoVideo, TooLong, TruncatedRecording


@dataclass(slots=True)
class Timeline:
    """zero_s: the stream time that is media time 0, the earliest of picture and sound. end_s: on the same clock."""

    zero_s: float = float("inf")
    end_s: float = float("-inf")
    frame_count: int = 0
    packet_count: int = 0

    @property
    def duration_s(self) -> float:
        """Seconds from the first picture or sound to the end of the last."""
        return self.end_s - self.zero_s

    def add(self, packet: "Packet[Stream]") -> None:
        """Takes one packet's times.

        Raises:
            BrokenTimestamps: it has none.
            TruncatedRecording: the file ends inside it.
        """
        if packet.is_corrupt:
            raise TruncatedRecording
        if packet.pts is None or packet.time_base is None:
            raise BrokenTimestamps
        start_s = _seconds(packet.pts, packet.time_base)
        self.zero_s = min(self.zero_s, start_s)
        self.end_s = max(self.end_s, start_s + _seconds(packet.duration or 0, packet.time_base))
        self.packet_count += 1
        self.frame_count += packet.stream.type == "video"

    def require(self, limits: RecordingLimits, picture_pixels: int) -> None:
        """Stops as soon as a limit is passed, however much is still to come.

        Args:
            limits: those of a recording.
            picture_pixels: of one picture, as the header has it.

        Raises:
            PixelRateTooHigh: more pixels than the allowed rate gives, likewise.
            TooLong: more seconds than allowed.
            FrameRateTooHigh: more pictures than the allowed rate gives, with one second of grace.
        """
        if self.duration_s > limits.seconds:
            raise TooLong(limits.seconds)
        if self.frame_count > limits.frames_per_second * max(self.duration_s, 1.0):
            raise FrameRateTooHigh(limits.frames_per_second)
        limits.require_pixels(self.frame_count * picture_pixels, self.duration_s)


def _seconds(ticks: int, base: Fraction) -> float:
    """The same float as that of the product, without making the fraction: there are thousands of packets."""
    return ticks * base.numerator / base.denominator


class PacketDigest:
    """Tells the packets of a recording from all others: what decoders are given, in their order.

    Packets of one track come in the same order however the bytes arrive; how two tracks are mixed may depend on it.
    """

    def __init__(self, video: VideoStream, audio: AudioStream | None) -> None:
        self._tracks = [track for track in (video, audio) if track is not None]
        self._digests = {track.index: hashlib.blake2b() for track in self._tracks}

    def add(self, packet: "Packet[Stream]") -> None:
        """Takes one packet that is not empty."""
        digest = self._digests[packet.stream.index]
        digest.update(f"{packet.pts} {packet.size} {packet.is_discard} ".encode())
        digest.update(packet)

    def sum(self) -> bytes:
        """Of all packets so far, and of what their decoders were opened with."""
        whole = hashlib.blake2b()
        for track in self._tracks:
            opened = (track.index, track.codec_context.name, track.time_base, track.codec_context.extradata)
            whole.update(repr(opened).encode() + self._digests[track.index].digest())
        return whole.digest()


@dataclass(frozen=True, slots=True)
class Survey:
    """One walk over all packets. video_codec: as `codec_of`. tags: see `liveness.media.demuxer.tags_of`.

    packets: a `PacketDigest` of all of them. empty: tracks without a packet, where there was a choice.
    """

    timeline: Timeline
    first_picture: VideoFrame
    video_codec: str
    has_audio: bool
    tags: tuple[str, ...]
    packets: bytes
    empty: frozenset[int]


def survey(data: bytes, container: RecordingFormat, limits: RecordingLimits) -> Survey:
    """Walks over all packets: once, and a second time where there is a choice of tracks.

    Raises:
        NoVideo: no picture track, or no picture in it.
        RecordingError: as `Timeline`, `video_stream` and `audio_stream` say.
    """
    with demux_bytes(data, container, limits.pixels) as media:
        if not has_several_tracks(media):
            return _survey(media, container, limits, frozenset())
        empty = empty_tracks(media)
    with demux_bytes(data, container, limits.pixels) as media:
        return _survey(media, container, limits, empty)


def _survey(
    media: InputContainer, container: RecordingFormat, limits: RecordingLimits, empty: frozenset[int]
) -> Survey:
    video = video_stream(media, container, limits.pixels, empty)
    audio = audio_stream(media, container, empty)
    timeline, digest, first = Timeline(), PacketDigest(video, audio), None
    with decoding():
        for packet in media.demux([video] if audio is None else [video, audio]):
            # Empty packets end each stream: they only flush the decoder.
            if packet.size:
                digest.add(packet)
            if packet.size and not packet.is_discard:
                timeline.add(packet)
                timeline.require(limits, video.width * video.height)
            if first is None and packet.stream is video:
                first = next(iter(video.decode(packet)), None)
    if first is None:
        raise NoVideo
    return Survey(timeline, first, codec_of(video), audio is not None, tags_of(media), digest.sum(), empty)
