"""Which of several tracks is judged, and sound whose kind changes on the way."""

import io
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame

from liveness.limits.recordings import RecordingLimits
from liveness.live.decoder import LiveDecoder
from liveness.media.recording import Recording, open_recording
from liveness.media.recording_errors import (
    BrokenTimestamps,
    PictureShapeChanged,
    PixelRateTooHigh,
    TooLong,
    UnsupportedCodec,
)
from liveness.media.sound_track import SAMPLE_RATE_HZ, SoundTrack
from tests.liveness.clips import MP4, WEBM, Clip, encode, every

LIMITS = RecordingLimits()
SMALL, LARGE = MP4, replace(MP4, width=128, height=96)
SHORT, LONG = MP4, replace(MP4, sound_s=3.0)
OLD_PICTURE = replace(MP4, video_codec="mpeg4", width=32, height=32)
OLD_SOUND = replace(MP4, audio_codec="libmp3lame")


def together(pictures: tuple[Clip, ...], sounds: tuple[Clip, ...], *, muxer: str = "mp4") -> bytes:
    """One file with the picture track of each of the first clips, then the sound track of each of the others."""
    out = io.BytesIO()
    with av.open(out, "w", format=muxer) as joined:
        sources = [*((clip, "video") for clip in pictures), *((clip, "audio") for clip in sounds)]
        opened = [(av.open(io.BytesIO(encode(clip)), "r"), kind) for clip, kind in sources]
        streams = [(media, next(one for one in media.streams if one.type == kind)) for media, kind in opened]
        copies = [joined.add_stream_from_template(stream) for _, stream in streams]
        for (media, stream), copy in zip(streams, copies, strict=True):
            for packet in media.demux(stream):
                if packet.size:
                    packet.stream = copy
                    joined.mux(packet)
            media.close()
    return out.getvalue()


def switched(mp4: bytes, on: str) -> bytes:
    """The file with each of its tracks switched on (1) or off (0), as ISO/IEC 14496-12, 8.3.2 says."""
    changed, at = bytearray(mp4), 0
    for is_on in on:
        at = mp4.index(b"tkhd", at) + 4
        changed[at + 3] = changed[at + 3] & ~1 | int(is_on)
    return bytes(changed)


def opened(data: bytes) -> Recording:
    return open_recording(data, LIMITS)


def sound_s(recording: Recording) -> float:
    sound = recording.sound()
    assert sound is not None
    return len(sound.samples) / SAMPLE_RATE_HZ


def test_of_two_picture_tracks_the_one_that_is_switched_on_is_judged() -> None:
    both = together((SMALL, LARGE), (SHORT,))
    assert opened(switched(both, "101")).width_px == 64
    second = opened(switched(both, "011"))
    assert second.width_px == 128
    assert next(second.frames()).image.shape == (96, 128, 3)


def test_of_two_sound_tracks_the_one_that_is_switched_on_is_judged() -> None:
    both = together((SMALL,), (SHORT, LONG))
    assert sound_s(opened(switched(both, "110"))) == pytest.approx(1.0, abs=0.1)
    assert sound_s(opened(switched(both, "101"))) == pytest.approx(3.0, abs=0.1)


def test_where_every_track_is_switched_off_the_first_are_judged() -> None:
    off = opened(switched(together((SMALL, LARGE), (SHORT, LONG)), "0000"))
    assert off.width_px == 64
    assert sound_s(off) == pytest.approx(1.0, abs=0.1)


def test_a_picture_track_that_is_not_read_does_not_hide_one_that_is() -> None:
    assert opened(together((OLD_PICTURE, LARGE), (SHORT,))).width_px == 128


def test_a_sound_track_that_is_not_read_does_not_hide_one_that_is() -> None:
    assert sound_s(opened(together((SMALL,), (OLD_SOUND, LONG)))) == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize("empty", ["video", "audio"])
def test_a_track_that_holds_nothing_does_not_hide_one_that_does(empty: str) -> None:
    out = io.BytesIO()
    with av.open(io.BytesIO(encode(WEBM)), "r") as media, av.open(out, "w", format="webm") as joined:
        joined.add_stream_from_template(next(one for one in media.streams if one.type == empty))
        copies = {stream.index: joined.add_stream_from_template(stream) for stream in media.streams}
        for packet in media.demux():
            if packet.size:
                packet.stream = copies[packet.stream.index]
                joined.mux(packet)
    recording = opened(out.getvalue())
    assert len(list(recording.frames())) == 25
    assert sound_s(recording) == pytest.approx(1.0, abs=0.05)


def test_tracks_none_of_which_is_read_are_refused_as_such() -> None:
    with pytest.raises(UnsupportedCodec):
        opened(together((OLD_PICTURE, OLD_PICTURE), (SHORT,)))


def test_the_same_track_is_followed_while_the_recording_arrives() -> None:
    both = together((OLD_PICTURE, LARGE), (OLD_SOUND, SHORT), muxer="mov")
    fragmented = io.BytesIO()
    with (
        av.open(io.BytesIO(both), "r") as media,
        av.open(
            fragmented, "w", format="mp4", options={"movflags": "frag_keyframe+empty_moov+default_base_moof"}
        ) as out,
    ):
        copies = {stream.index: out.add_stream_from_template(stream) for stream in media.streams}
        for packet in media.demux():
            if packet.size:
                packet.stream = copies[packet.stream.index]
                out.mux(packet)
    with LiveDecoder(LIMITS) as live:
        assert live.feed(fragmented.getvalue()).codec == "h264"


def heard(kind: str, channels: int, rate_hz: int, start_s: float, seconds: float = 1.0) -> AudioFrame:
    """A steady 0.5 on all channels."""
    samples = np.full((channels, round(rate_hz * seconds)), 0.5, np.float32)
    frame = AudioFrame.from_ndarray(samples, format="fltp", layout=kind)
    frame.sample_rate, frame.time_base, frame.pts = rate_hz, Fraction(1, 1000), round(start_s * 1000)
    return frame


@pytest.mark.parametrize(
    ("kind", "channels", "rate_hz"), [("stereo", 2, 48_000), ("mono", 1, 24_000), ("5.1", 6, 44_100)]
)
def test_sound_may_change_its_channels_and_its_rate_on_the_way(kind: str, channels: int, rate_hz: int) -> None:
    track = SoundTrack(0.0, 60.0)
    for start_s, frame in enumerate(
        (heard("mono", 1, 48_000, 0), heard(kind, channels, rate_hz, 1), heard("mono", 1, 48_000, 2))
    ):
        assert frame.time == start_s
        track.add(frame)
    samples = track.samples()
    assert len(samples) == pytest.approx(3 * SAMPLE_RATE_HZ, abs=100)
    assert np.abs(samples[8_000:40_000:16_000]).min() > 0.3


PACKET_S = 0.06


def stamped(*starts_s: float) -> SoundTrack:
    track = SoundTrack(0.0, 60.0)
    for start_s in starts_s:
        track.add(heard("mono", 1, 48_000, start_s, PACKET_S))
    return track


def steady(count: int, from_s: float = 0.0) -> list[float]:
    return [from_s + number * PACKET_S for number in range(count)]


@pytest.mark.parametrize("late_s", [0.045, 0.061, 0.3])
@pytest.mark.parametrize("place", [0, 1, 20, 39])
def test_one_late_packet_is_jitter_and_no_sound_is_missing(late_s: float, place: int) -> None:
    times_s = steady(50)
    times_s[place] += late_s
    # What is behind a late packet is not stamped before it.
    times_s[place + 1 :] = [max(times_s[place], at_s) for at_s in times_s[place + 1 :]]
    track = stamped(*times_s)
    samples = track.samples()
    assert track.start_s == pytest.approx(0.0, abs=0.005)
    assert len(samples) == pytest.approx(3 * SAMPLE_RATE_HZ, abs=20)
    assert np.abs(samples[100:-100]).min() > 0.3


def test_packets_that_all_come_late_behind_a_hole_leave_silence() -> None:
    track = stamped(*steady(10), *steady(10, from_s=1.0))
    samples = track.samples()
    assert len(samples) == pytest.approx(1.6 * SAMPLE_RATE_HZ, abs=20)
    assert np.abs(samples[10_000:15_900]).max() < 0.01
    assert np.abs(samples[16_100:25_000]).min() > 0.3


def test_sound_that_is_longer_than_its_times_is_refused() -> None:
    with pytest.raises(BrokenTimestamps):
        stamped(*(number * 0.04 for number in range(60))).samples()


def test_one_packet_behind_the_limit_is_too_long() -> None:
    with pytest.raises(TooLong):
        stamped(*steady(10), 60.5)


def resized(*sizes: tuple[int, int]) -> bytes:
    """One WebM track whose pictures change their size with each of the sizes: 10 pictures each, at 25 a second."""
    out = io.BytesIO()
    with av.open(out, "w", format="webm") as joined:
        copy = None
        for at, (width, height) in enumerate(sizes):
            clip = replace(WEBM, audio_codec=None, width=width, height=height, times_s=every(25, 0.4))
            with av.open(io.BytesIO(encode(clip)), "r") as media:
                copy = copy or joined.add_stream_from_template(media.streams.video[0])
                for packet in media.demux(media.streams.video[0]):
                    if packet.size and packet.pts is not None:
                        packet.pts = packet.dts = packet.pts + 400 * at
                        packet.stream = copy
                        joined.mux(packet)
    return out.getvalue()


@pytest.mark.parametrize("later", [(32, 24), (128, 96), (48, 36), (106, 80)])
def test_pictures_that_change_their_size_come_back_in_that_of_the_first(later: tuple[int, int]) -> None:
    recording = opened(resized((64, 48), later, (64, 48)))
    assert [frame.image.shape for frame in recording.frames()] == [(48, 64, 3)] * 30


@pytest.mark.parametrize("later", [(48, 64), (128, 72)])
def test_pictures_that_change_their_shape_are_refused_with_help(later: tuple[int, int]) -> None:
    with pytest.raises(PictureShapeChanged):
        list(opened(resized((64, 48), later)).frames())


def test_pictures_that_grow_behind_the_first_are_counted_while_they_are_decoded() -> None:
    few = replace(LIMITS, pixels_per_second=64 * 48 * 30.0)
    assert len(list(open_recording(resized((64, 48), (64, 48)), few).frames())) == 20
    growing = open_recording(resized((64, 48), (128, 96), (128, 96)), few)
    with pytest.raises(PixelRateTooHigh):
        list(growing.frames())
