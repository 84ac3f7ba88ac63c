"""Opens container bytes with FFmpeg so that nothing but those bytes is ever read."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import NoReturn, Protocol, TypeVar

import av
import av.subtitles.codeccontext
import av.subtitles.stream
from av.audio.stream import AudioStream
from av.codec import Codec
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from liveness.media.formats import WEBM, RecordingFormat
from liveness.media.recording_errors import CorruptRecording, NoVideo, TooManyPixels, UnsupportedCodec

# PyAV imports its subtitles when it opens the first container: too late for a process that opens no file any more.

_PIXEL_HEADROOM = 2
"""The decoders' own limit, over ours: coded sizes are padded, and what lies between gets its typed error."""

START_QUICKLY = {"probesize": "32768", "analyzeduration": "200000", "fpsprobesize": "0"}
"""Probing of what still arrives: FFmpeg would wait for 5 s of it."""

_TAGS, _TAG_CHARACTERS = 32, 100

_Track = TypeVar("_Track", VideoStream, AudioStream)


class Bytes(Protocol):
    """Anything a demuxer can read from."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


@contextmanager
def decoding() -> Iterator[None]:
    """Turns every error of FFmpeg and PyAV on bad bytes into `CorruptRecording`."""
    try:
        yield
    except (av.FFmpegError, ValueError, ArithmeticError, LookupError, AssertionError) as error:
        raise CorruptRecording from error


def demux(
    source: Bytes, container: RecordingFormat, limit_pixels: int, probing: Mapping[str, str] = MappingProxyType({})
) -> InputContainer:
    """Opens the bytes with exactly one demuxer, no protocol, and the decoders of that container only.

    Args:
        source: where the bytes come from.
        container: their format.
        limit_pixels: the largest picture.
        probing: FFmpeg options that say how much is read before the streams are known.
    """
    codecs = container.video_codecs | container.audio_codecs
    with decoding():
        return av.open(
            source,
            "r",
            format=container.demuxer,
            options={
                **probing,
                "codec_whitelist": ",".join(sorted(codecs)),
                "format_whitelist": container.demuxer,
                "protocol_whitelist": "none",
                "max_pixels": str(limit_pixels * _PIXEL_HEADROOM),
            },
            metadata_errors="replace",
            io_open=_refuse_to_open,
        )


def demux_bytes(data: bytes, container: RecordingFormat, limit_pixels: int) -> InputContainer:
    """`demux` of a recording held in memory."""
    return demux(io.BytesIO(data), container, limit_pixels)


def has_several_tracks(media: InputContainer) -> bool:
    """Whether there is a choice of picture tracks or of sound tracks."""
    return max(len(media.streams.video), len(media.streams.audio)) > 1


def empty_tracks(media: InputContainer) -> frozenset[int]:
    """Indices of the picture and sound tracks that a header names and no packet belongs to. Reads to the end."""
    tracks = [*media.streams.video, *media.streams.audio]
    empty = {track.index for track in tracks}
    with decoding():
        for packet in media.demux(tracks):
            if packet.size:
                empty.discard(packet.stream.index)
    return frozenset(empty)


def video_stream(
    media: InputContainer, container: RecordingFormat, limit_pixels: int, empty: frozenset[int] = frozenset()
) -> VideoStream:
    """The picture track that a player would show (`_chosen`), ready to decode on one thread.

    empty: from `empty_tracks`, as far as they are known.

    Raises:
        NoVideo: there is none (cover art does not count).
        UnsupportedCodec: no picture track has a codec of the container's.
        TooManyPixels: its header says so, or its decoder has refused the size.
    """
    shown = [stream for stream in media.streams.video if not stream.disposition & Disposition.attached_pic]
    if not shown:
        raise NoVideo
    stream = _chosen(shown, container.video_codecs, empty)
    # A VP9 picture beyond the decoder's own limit leaves no size at all, though every WebM header has one.
    is_refused = container.demuxer == WEBM.demuxer and not stream.width
    if is_refused or stream.width * stream.height > limit_pixels:
        raise TooManyPixels(limit_pixels)
    stream.codec_context.thread_count = 1
    stream.codec_context.options = {"max_pixels": str(limit_pixels * _PIXEL_HEADROOM)}
    return stream


def audio_stream(
    media: InputContainer, container: RecordingFormat, empty: frozenset[int] = frozenset()
) -> AudioStream | None:
    """The sound track that a player would play (`_chosen`), None when there is none. empty: as for `video_stream`.

    Raises:
        UnsupportedCodec: no sound track has a codec of the container's.
    """
    if not media.streams.audio:
        return None
    stream = _chosen(media.streams.audio, container.audio_codecs, empty)
    stream.codec_context.thread_count = 1
    return stream


def codec_of(stream: VideoStream) -> str:
    """The name of the codec, "av1" say; that of its decoder may differ."""
    return stream.codec_context.codec.canonical_name


def tags_of(media: InputContainer) -> tuple[str, ...]:
    """The texts of container and tracks about the software that wrote them: at most 32 of 100 characters."""
    values = [*media.metadata.values(), *(value for stream in media.streams for value in stream.metadata.values())]
    return tuple(value[:_TAG_CHARACTERS] for value in values[:_TAGS])


def _chosen(streams: Sequence[_Track], names: frozenset[str], empty: frozenset[int]) -> _Track:
    """The first readable track among those that are switched on, else the first readable one; empty ones come last.

    FFmpeg marks as default the tracks of an MP4 whose header switches them on (ISO/IEC 14496-12 section 8.3.2.3), and
    those of a WebM file that are to be played unasked (RFC 9559 section 5.1.4.1.5). Phones write a second sound track
    for their own players, browsers none.
    """
    readable = [stream for stream in streams if _is_read(stream, names)]
    if not readable:
        raise UnsupportedCodec(streams[0].type, frozenset(Codec(name, "r").canonical_name for name in names))
    filled = [stream for stream in readable if stream.index not in empty] or readable
    return next((stream for stream in filled if stream.disposition & Disposition.default), filled[0])


def _is_read(stream: VideoStream | AudioStream, names: frozenset[str]) -> bool:
    # No codec context: this build of FFmpeg has no decoder at all.
    return stream.codec_context is not None and stream.codec_context.codec.name in names


def _refuse_to_open(url: str, _flags: int, _options: dict[str, str]) -> NoReturn:
    raise PermissionError(f"a recording may not open {url!r}")
