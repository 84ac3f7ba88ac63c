"""Which recordings are read: their formats, told by their own bytes. Decodes nothing. How large: `liveness.limits`.

The bytes choose the demuxer here, not FFmpeg's probing: given text that names other files (ffconcat, HLS
playlists), probing would open them. A file's name is never looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from liveness.media.recording_errors import (
    EmptyRecording,
    NotStreamable,
    TruncatedRecording,
    UnsupportedContainer,
)

_EBML_MAGIC = b"\x1a\x45\xdf\xa3"
_PS_PACK_MAGIC = b"\x00\x00\x01\xba"
_MAGIC_BYTES = 8
_FRAGMENT_WITHIN_BYTES = 1024 * 1024
"""An MP4's header without samples is about 1 KB; without a fragment after this many bytes it is a whole file."""


@dataclass(frozen=True, slots=True)
class RecordingFormat:
    """One readable format. `demuxer` and the decoders of the codecs that may be inside are FFmpeg's names."""

    name: str
    demuxer: str
    video_codecs: frozenset[str]
    audio_codecs: frozenset[str]


AV1 = "libdav1d"
"""FFmpeg's decoder of AV1; its own one needs a graphics card."""
WEBM = RecordingFormat("WebM", "matroska", frozenset({"vp8", "vp9", AV1, "h264"}), frozenset({"opus"}))
MP4 = RecordingFormat("MP4", "mov", frozenset({"h264", "hevc", "vp9", AV1}), frozenset({"aac", "opus"}))
"""What recorders of browsers and phones write: docs/integrate.md has a table of them."""
MP4_WITH_MP3 = RecordingFormat("MP4", "mov", MP4.video_codecs, MP4.audio_codecs | {"mp3float"})
"""Some published data sets carry MP3 in MP4; phones and browsers do not."""
MPEG_PS = RecordingFormat("MPEG-PS", "mpeg", frozenset({"mpeg1video", "mpeg2video"}), frozenset({"mp2float", "mp2"}))

ENROLLMENT_FORMATS = (WEBM, MP4)
ANALYSE_FORMATS = (WEBM, MP4_WITH_MP3, MPEG_PS)


def identify(data: bytes, formats: tuple[RecordingFormat, ...]) -> RecordingFormat:
    """The format of a whole recording.

    Raises:
        EmptyRecording: no bytes.
        UnsupportedContainer: none of `formats`.
        TruncatedRecording: the outermost boxes or elements promise more bytes than there are. Bytes behind an MP4's
            last whole box that begin no box, such as a line end, are not missed.
    """
    if not data:
        raise EmptyRecording
    container = _choose(data, formats)
    if _ends_early(data, container.demuxer):
        raise TruncatedRecording
    return container


def identify_stream(head: bytes, formats: tuple[RecordingFormat, ...]) -> RecordingFormat | None:
    """The format of a recording whose end has not come yet; None while more bytes are needed to tell.

    Raises:
        UnsupportedContainer: none of `formats`.
        NotStreamable: an MP4 that is not fragmented, or whose first fragment does not come in time.
    """
    if len(head) < _MAGIC_BYTES:
        return None
    container = _choose(head, formats)
    if container.demuxer != "mov":
        return container
    boxes = {kind for kind, _ in top_level_boxes(head)}
    if b"moof" in boxes:
        return container
    if b"mdat" in boxes or len(head) > _FRAGMENT_WITHIN_BYTES:
        raise NotStreamable
    return None


def _choose(data: bytes, formats: tuple[RecordingFormat, ...]) -> RecordingFormat:
    demuxer = _demuxer(data)
    for container in formats:
        if container.demuxer == demuxer:
            return container
    raise UnsupportedContainer(tuple(known.name for known in formats))


def _demuxer(data: bytes) -> str | None:
    if data.startswith(_EBML_MAGIC):
        return "matroska"
    if data[4:8] == b"ftyp":
        return "mov"
    if data.startswith(_PS_PACK_MAGIC):
        return "mpeg"
    return None


def top_level_boxes(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Type and end offset of each outermost box, ISO/IEC 14496-12 section 4.2; the last may end beyond the data."""
    start = 0
    while start < len(data):
        size = int.from_bytes(data[start : start + 4], "big")
        if size == 1:
            size = int.from_bytes(data[start + 8 : start + 16], "big")
        elif size == 0:
            size = len(data) - start
        end = start + max(size, 8)
        yield data[start + 4 : start + 8], end
        start = end


_BOX_NAMES = "ftyp styp pdin moov moof mdat imda mfra sidx ssix prft emsg free skip wide meta udta uuid"
_MP4_BOXES = frozenset(_BOX_NAMES.encode().split())
"""Outermost boxes of ISO/IEC 14496-12 section 6.2.3 and of QuickTime: only one of these can have a missing end."""


def _ends_early(data: bytes, demuxer: str) -> bool:
    if demuxer == "mov":
        boxes = [(kind, end <= len(data)) for kind, end in top_level_boxes(data)]
        whole = {kind for kind, is_whole in boxes if is_whole}
        return b"moov" not in whole or any(kind in _MP4_BOXES and not is_whole for kind, is_whole in boxes)
    return demuxer == "matroska" and _segment_end(data) > len(data)


def _segment_end(data: bytes) -> int:
    """End offset of the Matroska segment, RFC 8794 section 4 and RFC 9559 section 5.1; 0 when its size is unknown."""
    header_size, after_size = _element_size(data, len(_EBML_MAGIC))
    segment = after_size + header_size
    size, content = _element_size(data, segment + 4)
    is_unknown = size == (1 << 7 * (content - segment - 4)) - 1
    return 0 if is_unknown else content + size


def _element_size(data: bytes, start: int) -> tuple[int, int]:
    """A variable-size integer and the offset behind it, RFC 8794 section 4."""
    first = data[start] if start < len(data) else 0
    if first == 0:
        raise TruncatedRecording
    length = 9 - first.bit_length()
    value = int.from_bytes(data[start : start + length], "big") - (1 << 7 * length)
    return value, start + length
