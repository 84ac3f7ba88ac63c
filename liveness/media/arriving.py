"""Decodes a recording while it arrives: the frames and the sound that `liveness.media.recording` finds in the whole.

Promises nothing before the end. Once the recording is whole, `is_as_in` says whether what was decoded is what decoding
the whole would give: the decoders were opened alike and were given the same packets in the same order, and media time 0
and the form of the pictures were taken for what they are. Where it is not so, the caller decodes the whole, and nothing
is lost but time. So no error comes from here: whatever is wrong with a recording, the whole of it says.
"""

import threading
from collections.abc import Callable

from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from liveness.limits.recordings import RecordingLimits
from liveness.media.byte_pipe import BytePipe
from liveness.media.demuxer import START_QUICKLY, audio_stream, codec_of, decoding, demux, video_stream
from liveness.media.formats import RecordingFormat, identify_stream
from liveness.media.picture_track import Frame, PictureForm, PictureTrack, form_of, require_size
from liveness.media.recording import Recording, Sound
from liveness.media.recording_errors import BrokenTimestamps, PixelRateTooHigh, RecordingError
from liveness.media.sound_track import SoundTrack
from liveness.media.timeline import PacketDigest, Timeline

_WAITING_PACKETS = 512
"""Packets of one track that wait for the first of the other, which says what media time 0 is: some seconds."""


class ArrivingRecording:
    """One recording, decoded on a thread that only runs while `feed`, `end` or `close` waits for it.

    Args:
        limits: of a recording.
        formats: containers that may come.
        per_second: of frames, as for `Recording.frames`.
        see: takes each frame in order, on that thread. What it raises ends the decoding.

    Attributes:
        is_lost: whether the whole has to be decoded at the end.
    """

    def __init__(
        self,
        limits: RecordingLimits,
        formats: tuple[RecordingFormat, ...],
        per_second: float,
        see: Callable[[Frame], None],
    ) -> None:
        self._limits, self._formats, self._see = limits, formats, see
        self._head = b""
        self._pipe = BytePipe()
        self._thread: threading.Thread | None = None
        self._tracks = _Tracks(limits, per_second)
        self.is_lost = False

    def feed(self, data: bytes) -> None:
        """Takes the next bytes; returns when everything that they complete is decoded and seen."""
        if self.is_lost:
            return
        if self._thread is not None:
            self._pipe.write(data)
            return
        self._head += data
        try:
            container = identify_stream(self._head, self._formats)
        except RecordingError:
            self.is_lost = True
            return
        if container is not None:
            self._thread = threading.Thread(target=self._run, args=(container,), daemon=True)
            self._thread.start()
            self._pipe.write(self._head)
            self._head = b""

    def end(self) -> None:
        """No more bytes come: decodes what the decoders still hold."""
        self.close()
        self.is_lost = self.is_lost or self._thread is None

    def close(self) -> None:
        """Ends the thread."""
        if self._thread is not None:
            self._pipe.end()
            self._thread.join()

    @property
    def media_s(self) -> float:
        """How far the media has come, as far as it is decoded; 0 before that."""
        return self._tracks.media_s

    @property
    def frame_times_s(self) -> list[float]:
        """Presentation time of every picture that was decoded so far."""
        return self._tracks.frame_times_s

    def sound_so_far(self) -> Sound | None:
        """The first part of the sound."""
        return self._tracks.sound(is_whole=False)

    def sound(self) -> Sound | None:
        """All of the sound, after `end`; as `Recording.sound`."""
        return self._tracks.sound(is_whole=True)

    def is_as_in(self, whole: Recording) -> bool:
        """After `end`: whether frames, their times and the sound are those of this recording."""
        return not self.is_lost and self._tracks.are_as_in(whole)

    def _run(self, container: RecordingFormat) -> None:
        try:
            with demux(self._pipe, container, self._limits.pixels, START_QUICKLY) as media, decoding():
                self._tracks.decode(media, container, self._see)
        except Exception:  # noqa: BLE001 - the whole recording is decoded then, and says what is wrong with it
            self.is_lost = True
        finally:
            # A demuxer that stops before the bytes do has met something it cannot read.
            self.is_lost = self.is_lost or not self._pipe.has_ended
            self._pipe.abandon()


class _Tracks:
    """What a recording has been decoded into."""

    def __init__(self, limits: RecordingLimits, per_second: float) -> None:
        self._limits, self._per_second = limits, per_second
        self._timeline = Timeline()
        self._zero_s = float("inf")
        self._form: PictureForm | None = None
        self._codec = ""
        self._packets: bytes | None = None
        self._pictures: PictureTrack | None = None
        self._sound: SoundTrack | None = None
        self._latest_pts: int | None = None

    @property
    def media_s(self) -> float:
        return self._timeline.duration_s if self._pictures else 0.0

    @property
    def frame_times_s(self) -> list[float]:
        return self._pictures.times_s if self._pictures else []

    def sound(self, *, is_whole: bool) -> Sound | None:
        if self._sound is None:
            return None
        samples = self._sound.samples() if is_whole else self._sound.so_far()
        return None if self._sound.start_s is None else Sound(samples, self._sound.start_s)

    def are_as_in(self, whole: Recording) -> bool:
        if self._pictures is None:
            return False
        try:
            self._limits.require_pixels(self._pictures.pixels, whole.duration_s)
        except PixelRateTooHigh:
            return False
        mine = (self._zero_s, self._form, self._codec, self._packets)
        return mine == (whole.zero_s, whole.form, whole.video_codec, whole.packets)

    def decode(self, media: InputContainer, container: RecordingFormat, see: Callable[[Frame], None]) -> None:
        video = video_stream(media, container, self._limits.pixels)
        audio = audio_stream(media, container)
        self._codec, digest = codec_of(video), PacketDigest(video, audio)
        waiting: list[Packet[Stream]] | None = []
        for packet in media.demux([video] if audio is None else [video, audio]):
            self._note(packet, video, digest)
            if waiting is None:
                self._decode(packet, see)
                continue
            waiting.append(packet)
            if len({held.stream.index for held in waiting if held.size}) == (1 if audio is None else 2):
                self._begin(audio)
                for held in waiting:
                    self._decode(held, see)
                waiting = None
            elif len(waiting) > _WAITING_PACKETS:
                raise BrokenTimestamps
        self._packets = digest.sum()

    def _note(self, packet: "Packet[Stream]", video: VideoStream, digest: PacketDigest) -> None:
        """Holds a packet to what the whole recording is held to, as far as it has come."""
        if not packet.size:
            return
        digest.add(packet)
        if not packet.is_discard:
            self._timeline.add(packet)
            self._timeline.require(self._limits, video.width * video.height)
        if packet.stream is video:
            # Pictures in another order than their packets: how many a decoder holds back depends on what was probed.
            if packet.pts is None or (self._latest_pts is not None and packet.pts <= self._latest_pts):
                raise BrokenTimestamps
            self._latest_pts = packet.pts

    def _begin(self, audio: AudioStream | None) -> None:
        self._zero_s = self._timeline.zero_s
        if audio is not None:
            self._sound = SoundTrack(self._zero_s, self._limits.seconds)

    def _decode(self, packet: "Packet[Stream]", see: Callable[[Frame], None]) -> None:
        for decoded in packet.decode():
            if isinstance(decoded, VideoFrame):
                frame = self._picture(decoded)
                if frame is not None:
                    see(frame)
            elif isinstance(decoded, AudioFrame) and self._sound is not None:
                self._sound.add(decoded)

    def _picture(self, picture: VideoFrame) -> Frame | None:
        if self._pictures is None or self._form is None:
            require_size(picture, self._limits)
            self._form = form_of(picture)
            self._pictures = PictureTrack(self._form, self._zero_s, self._limits, self._per_second)
        return self._pictures.frame(picture, self._timeline.duration_s)
