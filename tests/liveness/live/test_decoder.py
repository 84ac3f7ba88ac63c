"""A recording that is followed while it arrives."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from liveness.limits.recordings import RecordingLimits
from liveness.live.conversation import STREAMABLE
from liveness.live.decoder import LiveDecoder, Progress
from liveness.media.formats import top_level_boxes
from liveness.media.recording import open_recording
from liveness.media.recording_errors import (
    FragmentsTooLong,
    NotStreamable,
    RecordingError,
    TooLong,
    TooManyPixels,
    UnsupportedCodec,
    UnsupportedContainer,
)
from tests.liveness.clips import (
    AV1_MP4,
    AV1_WEBM,
    CHROMIUM_MP4,
    CHROMIUM_VP9_MP4,
    FRAGMENTED,
    H264_WEBM,
    MP4,
    WEBM,
    Clip,
    encode,
    every,
)

LIMITS = RecordingLimits()
LIVE_WEBM = replace(WEBM, is_live=True, times_s=every(25, 4), sound_s=4.0)
LIVE_MP4 = replace(FRAGMENTED, times_s=every(25, 4), sound_s=4.0)
TODAY = [
    (replace(clip, times_s=every(25, 4), sound_s=4.0), kind)
    for clip, kind in (
        (CHROMIUM_MP4, ("mp4", "h264")),
        (CHROMIUM_VP9_MP4, ("mp4", "vp9")),
        (AV1_MP4, ("mp4", "av1")),
        (AV1_WEBM, ("webm", "av1")),
        (H264_WEBM, ("webm", "h264")),
    )
]
"""What browsers of today record besides, with its container and codec."""


def chunks(data: bytes, size: int = 1500) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def follow(data: bytes, limits: RecordingLimits = LIMITS, size: int = 1500) -> list[Progress]:
    with LiveDecoder(limits) as decoder:
        return [decoder.feed(chunk) for chunk in chunks(data, size)]


@pytest.mark.parametrize("clip", [LIVE_WEBM, LIVE_MP4])
def test_media_time_advances_with_the_bytes(clip: Clip) -> None:
    steps = [progress.media_s for progress in follow(encode(clip))]
    assert steps == sorted(steps)
    middle = steps[len(steps) // 2]
    assert 1.4 < middle < 2.6
    assert steps[-1] == pytest.approx(4.0, abs=0.1)


@pytest.mark.parametrize("clip", [LIVE_WEBM, LIVE_MP4])
def test_it_says_what_comes_as_soon_as_that_shows(clip: Clip) -> None:
    steps = follow(encode(clip))
    kind = ("webm", "vp8") if clip is LIVE_WEBM else ("mp4", "h264")
    assert (steps[0].container, steps[0].codec) == ("", "")
    assert all((step.container, step.codec) == kind for step in steps if step.media_s)


@pytest.mark.parametrize(("clip", "kind"), TODAY)
def test_what_browsers_of_today_record_is_followed_while_it_arrives(clip: Clip, kind: tuple[str, str]) -> None:
    steps = follow(encode(clip))
    assert steps[-1].media_s == pytest.approx(4.0, abs=0.1)
    assert 1.0 < steps[len(steps) // 2].media_s < 3.0
    assert (steps[-1].container, steps[-1].codec) == kind
    assert kind[1] in STREAMABLE[kind[0]]
    assert steps[-1].lumas


def test_an_mp4_whose_fragments_last_longer_than_a_window_bears_is_refused_with_its_first_fragment() -> None:
    data = encode(replace(CHROMIUM_VP9_MP4, times_s=every(25, 10), sound_s=10.0, key_every=125))
    with pytest.raises(FragmentsTooLong, match=r"fragments of 5\.\d s"):
        follow(data[: len(data) * 6 // 10])
    assert len(list(open_recording(data, LIMITS).frames())) == 250


def test_fragments_of_a_second_are_followed_however_they_are_cut() -> None:
    data = encode(replace(CHROMIUM_VP9_MP4, times_s=every(25, 6), sound_s=6.0, key_every=25))
    ends = [follow(data, size=size)[-1].media_s for size in (97, 1500, 64 * 1024)]
    assert ends == pytest.approx([6.0] * 3, abs=0.1)


@pytest.mark.parametrize("behind", [bytes(4096), b"\0\0\0\0free" + bytes(50), b"\0\0\0\x03abcd" + bytes(30), b"\r\n"])
@pytest.mark.parametrize("step", [3, 1000])
def test_bytes_behind_the_last_whole_box_are_no_damage(behind: bytes, step: int) -> None:
    data = encode(LIVE_MP4)
    with LiveDecoder(RecordingLimits()) as whole, LiveDecoder(RecordingLimits()) as padded:
        end_s = whole.feed(data).media_s
        sent = data + behind
        for at in range(0, len(sent), step):
            progress = padded.feed(sent[at : at + step])
    assert progress.media_s == end_s


@pytest.mark.parametrize("clip", [LIVE_WEBM, LIVE_MP4])
def test_it_ends_on_the_clock_of_the_whole_recording(clip: Clip) -> None:
    data = encode(clip)
    assert follow(data)[-1].media_s == pytest.approx(open_recording(data, LIMITS).duration_s, abs=0.06)


def test_the_same_bytes_give_the_same_progress_however_often_they_are_fed() -> None:
    data = encode(LIVE_WEBM)
    assert follow(data) == follow(data)


def test_one_byte_at_a_time_is_enough() -> None:
    data = encode(replace(LIVE_WEBM, times_s=every(25, 0.4), sound_s=0.4))
    assert follow(data, size=1)[-1].media_s == pytest.approx(0.4, abs=0.05)


@pytest.mark.parametrize(("bgr", "low", "high"), [((5, 5, 5), 0, 12), ((200, 200, 200), 190, 210)])
def test_the_brightness_of_the_first_two_seconds_is_known_while_the_stream_is_open(
    bgr: tuple[int, int, int], low: float, high: float
) -> None:
    data = encode(replace(LIVE_WEBM, bgr=bgr))
    seen = next(progress for progress in follow(data, size=200) if progress.media_s > 2.1)
    assert [luma.media_s for luma in seen.lumas] == pytest.approx([number * 0.2 for number in range(11)], abs=0.06)
    assert all(low <= luma.luma <= high for luma in seen.lumas)


def test_only_the_first_seconds_are_decoded() -> None:
    assert follow(encode(LIVE_WEBM))[-1].lumas[-1].media_s <= 3.0


def test_a_finished_mp4_is_no_stream() -> None:
    with pytest.raises(NotStreamable):
        follow(encode(MP4))


def test_a_finished_mp4_with_its_index_in_front_is_no_stream() -> None:
    data = encode(MP4)
    ends = dict(top_level_boxes(data))
    index = data[ends[b"mdat"] : ends[b"moov"]]
    with pytest.raises(NotStreamable):
        follow(data[: ends[b"ftyp"]] + index + data[ends[b"ftyp"] : ends[b"mdat"]])


def test_a_text_is_refused_with_its_first_chunk() -> None:
    with LiveDecoder(LIMITS) as decoder, pytest.raises(UnsupportedContainer):
        decoder.feed(b"#EXTM3U\nclip.mp4\n")


@pytest.mark.parametrize(
    ("limits", "refusal"),
    [
        (replace(LIMITS, seconds=1.0), TooLong),
        (replace(LIMITS, pixels=1000), TooManyPixels),
    ],
)
def test_limits_hold_while_the_recording_arrives(limits: RecordingLimits, refusal: type[RecordingError]) -> None:
    with pytest.raises(refusal):
        follow(encode(LIVE_WEBM), limits)


def test_another_codec_is_refused_while_it_arrives() -> None:
    with pytest.raises(UnsupportedCodec):
        follow(encode(replace(LIVE_WEBM, muxer="matroska", audio_codec="libmp3lame")))


def test_a_refused_stream_stays_refused() -> None:
    data = encode(LIVE_WEBM)
    with LiveDecoder(replace(LIMITS, pixels=1000)) as decoder:
        with pytest.raises(TooManyPixels):
            decoder.feed(data)
        with pytest.raises(TooManyPixels):
            decoder.feed(b"more")


def test_damage_on_the_way_is_a_typed_error_or_no_error() -> None:
    data = bytearray(encode(LIVE_WEBM))
    for start in range(300, len(data), 3000):
        data[start : start + 40] = bytes(40)
    try:
        follow(bytes(data))
    except RecordingError:
        return


def test_closing_ends_the_thread() -> None:
    before = threading.active_count()
    decoder = LiveDecoder(LIMITS)
    decoder.feed(encode(LIVE_WEBM)[:5000])
    assert threading.active_count() == before + 1
    decoder.close()
    assert threading.active_count() == before
