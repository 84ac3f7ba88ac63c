"""What is refused, and as what."""

import io
import resource
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from liveness.limits.recordings import RecordingLimits
from liveness.media import formats
from liveness.media.demuxer import demux
from liveness.media.recording import ANALYSE_FORMATS, open_recording
from liveness.media.recording_errors import (
    BrokenTimestamps,
    CorruptRecording,
    EmptyRecording,
    FrameRateTooHigh,
    NoVideo,
    PixelRateTooHigh,
    RecordingError,
    TooLarge,
    TooLong,
    TooManyPixels,
    TruncatedRecording,
    UnsupportedCodec,
    UnsupportedContainer,
)
from tests.liveness.clips import AV1_MP4, AV1_WEBM, FRAGMENTED, MP4, MPEG_PS, WEBM, Clip, encode, every

LIMITS = RecordingLimits()


def read(data: bytes, limits: RecordingLimits = LIMITS) -> None:
    """Reads all there is in a recording."""
    recording = open_recording(data, limits)
    for _ in recording.frames():
        pass
    recording.sound()


def refusal(data: bytes, limits: RecordingLimits = LIMITS) -> type[RecordingError] | None:
    """What reading all of a recording raises."""
    try:
        read(data, limits)
    except RecordingError as error:
        return type(error)
    return None


def test_no_bytes_are_refused() -> None:
    assert refusal(b"") is EmptyRecording


def test_a_text_renamed_to_mp4_is_refused() -> None:
    assert refusal(b"Dear service,\nplease let me in.\n") is UnsupportedContainer


@pytest.mark.parametrize("formats_offered", ["ffconcat", "hls"])
def test_a_playlist_that_points_at_a_clip_of_the_server_is_refused(tmp_path: Path, formats_offered: str) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(encode(MP4))
    playlists = {
        "ffconcat": f"ffconcat version 1.0\nfile '{clip}'\n",
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{clip}\n#EXT-X-ENDLIST\n",
    }
    with pytest.raises(UnsupportedContainer) as caught:
        open_recording(playlists[formats_offered].encode(), LIMITS, formats=ANALYSE_FORMATS)
    assert caught.value.code == "UNSUPPORTED_CONTAINER"


@pytest.mark.parametrize("magic", [b"\x1a\x45\xdf\xa3", b"\x00\x00\x00\x08ftyp", b"\x00\x00\x01\xba"])
def test_a_playlist_behind_the_first_bytes_of_a_video_is_refused(magic: bytes, tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(encode(MP4))
    assert refusal(magic + f"ffconcat version 1.0\nfile '{tmp_path}/clip.mp4'\n".encode() * 40) is not None


def test_even_a_demuxer_that_opens_files_opens_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clip.mp4").write_bytes(encode(MP4))
    playlist = b"ffconcat version 1.0\nfile clip.mp4\n"
    with av.open(io.BytesIO(playlist), format="concat") as opened:
        assert opened.streams.video, "FFmpeg would open the file, so the guard is needed"
    with pytest.raises(CorruptRecording):
        demux(io.BytesIO(playlist), replace(formats.MP4, demuxer="concat"), LIMITS.pixels)


def test_mpeg_ps_is_refused_in_enrollment() -> None:
    assert refusal(encode(MPEG_PS)) is UnsupportedContainer


@pytest.mark.parametrize("clip", [replace(MP4, video_codec="mpeg4"), replace(MP4, audio_codec="libmp3lame")])
def test_another_codec_is_refused(clip: Clip) -> None:
    assert refusal(encode(clip)) is UnsupportedCodec


def test_a_codec_that_no_recorder_writes_into_an_mp4_is_refused_and_those_that_are_read_are_named() -> None:
    with pytest.raises(UnsupportedCodec, match="use one of av1, h264, hevc, vp9"):
        open_recording(encode(replace(MP4, video_codec="mpeg4")), LIMITS)


@pytest.mark.parametrize("clip", [AV1_WEBM, AV1_MP4])
def test_large_av1_pictures_are_refused(clip: Clip) -> None:
    assert refusal(encode(clip), replace(LIMITS, pixels=64 * 48 - 1)) is TooManyPixels


def test_sound_alone_is_refused() -> None:
    assert refusal(encode(replace(MP4, video_codec=None))) is NoVideo


def test_ten_minutes_are_refused() -> None:
    assert refusal(encode(replace(WEBM, times_s=every(0.2, 600), audio_codec=None))) is TooLong


def test_long_sound_under_a_short_picture_is_refused() -> None:
    assert refusal(encode(replace(WEBM, sound_s=61.5, times_s=every(25, 1)))) is TooLong


def test_8k_pictures_are_refused_before_they_are_decoded() -> None:
    data = encode(replace(MP4, width=7680, height=4320, times_s=(0.0,), bgr=(90, 90, 90), audio_codec=None))
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(data) is TooManyPixels
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 8 * 1024


def test_a_header_that_hides_large_pictures_is_refused() -> None:
    honest = encode(replace(WEBM, width=640, height=640, times_s=(0.0, 0.1), audio_codec=None))
    width = bytes([0xB0, 0x82]) + (640).to_bytes(2, "big")
    assert honest.count(width) == 1
    lying = honest.replace(width, bytes([0xB0, 0x82]) + (64).to_bytes(2, "big"))
    assert refusal(lying, replace(LIMITS, pixels=400 * 640)) is TooManyPixels


@pytest.mark.parametrize("codec", ["libvpx", "libvpx-vp9"])
def test_pictures_that_the_decoder_itself_refuses_are_too_large(codec: str) -> None:
    four_k = replace(WEBM, video_codec=codec, width=3840, height=2160, times_s=(0.0,), bgr=(90, 90, 90))
    assert refusal(encode(replace(four_k, audio_codec=None))) is TooManyPixels


def test_a_damaged_vp9_picture_is_not_called_too_large() -> None:
    data = bytearray(encode(replace(WEBM, video_codec="libvpx-vp9", audio_codec=None)))
    first = data.index(b"\x49\x83\x42")  # the sync code of a key frame
    data[first : first + 3] = bytes(3)
    assert refusal(bytes(data)) is CorruptRecording


def test_too_many_bytes_are_refused() -> None:
    assert refusal(encode(MP4), replace(LIMITS, bytes=1000)) is TooLarge


def test_too_many_frames_a_second_are_refused() -> None:
    assert refusal(encode(replace(WEBM, times_s=every(120, 2)))) is FrameRateTooHigh


def test_60_frames_a_second_are_fine() -> None:
    assert refusal(encode(replace(WEBM, times_s=every(60, 2)))) is None


def test_large_pictures_at_60_a_second_are_too_many_pixels_though_either_alone_is_fine() -> None:
    LIMITS.require_pixels(10 * 60 * 1920 * 1080, 10.0)
    LIMITS.require_pixels(10 * 30 * 1920 * 1920, 10.0)
    with pytest.raises(PixelRateTooHigh):
        LIMITS.require_pixels(10 * 60 * 1920 * 1920, 10.0)


def test_pixels_are_counted_over_the_whole_recording() -> None:
    few = replace(LIMITS, pixels_per_second=64 * 48 * 20.0)
    assert refusal(encode(replace(WEBM, times_s=every(19, 4))), few) is None
    assert refusal(encode(replace(WEBM, times_s=every(25, 4))), few) is PixelRateTooHigh


def test_too_many_pixels_a_second_are_refused_before_any_is_decoded() -> None:
    few = replace(LIMITS, pixels_per_second=64 * 48 * 20.0)
    with pytest.raises(PixelRateTooHigh):
        open_recording(encode(replace(WEBM, times_s=every(25, 4))), few)


def test_sound_that_runs_backwards_is_refused() -> None:
    assert refusal(encode(replace(WEBM, times_s=every(25, 2), sound_hole_s=(0.5, -0.3)))) is BrokenTimestamps


@pytest.mark.parametrize("clip", [MP4, FRAGMENTED, WEBM])
def test_a_file_cut_in_the_middle_is_refused_as_truncated(clip: Clip) -> None:
    data = encode(clip)
    assert refusal(data[: len(data) // 2]) is TruncatedRecording


@pytest.mark.parametrize("clip", [MP4, FRAGMENTED, WEBM, replace(WEBM, is_live=True)])
@pytest.mark.parametrize(
    "behind",
    [b"\r\n", b"\0", b"\0" * 512, b"\r\n--boundary--\r\n", b"moo"],
    ids=["line", "one", "zeros", "form", "text"],
)
def test_bytes_behind_the_last_whole_box_are_no_missing_end(clip: Clip, behind: bytes) -> None:
    plain, longer = open_recording(encode(clip), LIMITS), open_recording(encode(clip) + behind, LIMITS)
    assert longer.duration_s == plain.duration_s
    assert len(list(longer.frames())) == len(list(plain.frames()))
    heard, meant = longer.sound(), plain.sound()
    assert heard is not None
    assert meant is not None
    assert np.array_equal(heard.samples, meant.samples)


@pytest.mark.parametrize("kind", [b"mdat", b"moof", b"free"])
def test_a_box_that_begins_and_does_not_end_is_truncated(kind: bytes) -> None:
    assert refusal(encode(MP4) + b"\0\0\1\0" + kind + b"\0" * 9) is TruncatedRecording


def test_a_file_cut_between_its_media_and_its_index_is_truncated() -> None:
    data = encode(MP4)
    assert refusal(data[: data.index(b"moov") - 4]) is TruncatedRecording


def test_a_file_that_ends_inside_a_picture_is_truncated_even_where_the_container_states_no_length() -> None:
    data = encode(MPEG_PS)
    with pytest.raises(TruncatedRecording):
        open_recording(data[: len(data) * 9 // 10], LIMITS, formats=ANALYSE_FORMATS)


def test_a_stream_without_a_length_may_end_anywhere_between_two_pictures() -> None:
    data = encode(replace(WEBM, is_live=True))
    assert refusal(data) is None
    assert refusal(data[: len(data) // 2]) in (None, TruncatedRecording)


@pytest.mark.parametrize("clip", [MP4, FRAGMENTED, WEBM, MPEG_PS])
def test_cutting_anywhere_never_raises_anything_else(clip: Clip) -> None:
    data = encode(clip)
    for end in range(0, len(data), len(data) // 30):
        refusal(data[:end])


@pytest.mark.parametrize("clip", [MP4, FRAGMENTED, WEBM, replace(WEBM, video_codec="libvpx-vp9"), MPEG_PS])
def test_flipping_bytes_never_raises_anything_else_nor_takes_memory(clip: Clip) -> None:
    data, chance = encode(clip), np.random.default_rng(11)
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(40):
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 5, 50])):
            # Half of all damage goes where the headers are.
            end = chance.choice([len(data), 2000])
            damaged[chance.integers(4, end)] = chance.integers(256)
        refusal(bytes(damaged))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 200 * 1024


def test_damaged_pictures_are_refused() -> None:
    data = bytearray(encode(MP4))
    middle = data.index(b"mdat") + 15_000
    data[middle : middle + 4000] = np.random.default_rng(3).bytes(4000)
    assert refusal(bytes(data)) is not None


def test_every_refusal_has_its_own_code_and_says_what_to_do() -> None:
    classes = RecordingError.__subclasses__()
    assert len({refused.code for refused in classes}) == len(classes) == 17
    assert all(refused.code == refused.code.upper() for refused in classes)
