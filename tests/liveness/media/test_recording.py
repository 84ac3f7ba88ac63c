"""What is read from a recording that is fine."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from liveness.limits.recordings import RecordingLimits
from liveness.media.recording import ANALYSE_FORMATS, open_recording
from tests.liveness.clips import (
    AV1_MP4,
    AV1_WEBM,
    CHROMIUM_MP4,
    CHROMIUM_VP9_MP4,
    FRAGMENTED,
    H264_WEBM,
    MP4,
    MPEG_PS,
    WEBM,
    Clip,
    encode,
    every,
)

LIMITS = RecordingLimits()


@pytest.mark.parametrize(("clip", "name", "codec"), [(WEBM, "WebM", "vp8"), (MP4, "MP4", "h264")])
def test_a_recording_says_what_it_is(clip: Clip, name: str, codec: str) -> None:
    recording = open_recording(encode(clip), LIMITS)
    assert (recording.container, recording.video_codec) == (name, codec)
    assert (recording.width_px, recording.height_px) == (64, 48)
    assert recording.has_audio
    assert recording.duration_s == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    ("clip", "codec"),
    [(CHROMIUM_MP4, "h264"), (CHROMIUM_VP9_MP4, "vp9"), (AV1_MP4, "av1"), (AV1_WEBM, "av1"), (H264_WEBM, "h264")],
)
def test_what_browsers_of_today_record_is_read_with_its_sound(clip: Clip, codec: str) -> None:
    recording = open_recording(encode(clip), LIMITS)
    assert recording.video_codec == codec
    assert len(list(recording.frames())) == 25
    sound = recording.sound()
    assert sound is not None
    assert len(sound.samples) == pytest.approx(16_000, abs=400)


@pytest.mark.parametrize("clip", [WEBM, MP4, FRAGMENTED])
def test_every_frame_comes_back_as_bgr_in_order(clip: Clip) -> None:
    frames = list(open_recording(encode(clip), LIMITS).frames())
    assert len(frames) == 25
    assert all(frame.image.shape == (48, 64, 3) and frame.image.dtype == np.uint8 for frame in frames)
    assert [frame.media_s for frame in frames] == sorted(frame.media_s for frame in frames)


def test_colours_stay_blue_green_red() -> None:
    frame = next(open_recording(encode(replace(WEBM, bgr=(200, 30, 30))), LIMITS).frames())
    blue, green, red = frame.image.reshape(-1, 3).mean(axis=0)
    assert blue > 150
    assert green < 80
    assert red < 80


def test_a_variable_frame_rate_keeps_its_own_times() -> None:
    times_s = (0.0, 0.04, 0.3, 0.31, 0.9)
    frames = list(open_recording(encode(replace(WEBM, audio_codec=None, times_s=times_s)), LIMITS).frames())
    assert [frame.media_s for frame in frames] == pytest.approx(list(times_s), abs=0.001)


def test_only_asked_frames_come_back_but_every_time_is_kept() -> None:
    recording = open_recording(encode(replace(WEBM, times_s=every(30, 2))), LIMITS)
    assert len(list(recording.frames(per_second=15))) == pytest.approx(30, abs=1)
    assert len(recording.frame_times_s) == 60


def test_frames_can_be_read_again() -> None:
    recording = open_recording(encode(WEBM), LIMITS)
    first = [frame.media_s for frame in recording.frames()]
    assert [frame.media_s for frame in recording.frames()] == first == recording.frame_times_s


@pytest.mark.parametrize(
    ("rotation_deg", "is_mirrored", "white_corner"),
    [
        (90, False, "bottom left"),
        (180, False, "bottom right"),
        (270, False, "top right"),
        (0, True, "top right"),
        (90, True, "bottom right"),
        (180, True, "bottom left"),
        (270, True, "top left"),
    ],
)
def test_a_turned_phone_gives_upright_frames(rotation_deg: int, white_corner: str, *, is_mirrored: bool) -> None:
    clip = replace(MP4, rotation_deg=rotation_deg, is_mirrored=is_mirrored)
    recording = open_recording(encode(clip), LIMITS)
    image = next(recording.frames()).image
    assert image.shape == (recording.height_px, recording.width_px, 3)
    assert (recording.width_px < recording.height_px) == (rotation_deg in (90, 270))
    assert _white_corner(image) == white_corner


def test_sound_is_16_khz_mono_at_its_own_level() -> None:
    sound = open_recording(encode(WEBM), LIMITS).sound()
    assert sound is not None
    assert sound.samples.dtype == np.float32
    assert len(sound.samples) == pytest.approx(16_000, abs=400)
    assert np.abs(sound.samples).max() == pytest.approx(0.5, abs=0.05)
    spectrum = np.abs(np.fft.rfft(sound.samples))
    assert spectrum.argmax() * 16_000 / len(sound.samples) == pytest.approx(440, abs=2)


def test_sound_that_starts_late_says_when() -> None:
    sound = open_recording(encode(replace(MP4, sound_start_s=0.4)), LIMITS).sound()
    assert sound is not None
    assert sound.start_s == pytest.approx(0.4, abs=0.03)


def test_a_hole_in_the_sound_is_silence_of_the_same_length() -> None:
    sound = open_recording(encode(replace(WEBM, times_s=every(25, 2), sound_hole_s=(0.5, 0.5))), LIMITS).sound()
    assert sound is not None
    assert len(sound.samples) / 16_000 == pytest.approx(1.5, abs=0.05)
    assert np.abs(sound.samples[10_000:14_000]).max() < 0.01
    assert np.abs(sound.samples[18_000:22_000]).max() > 0.4


def test_a_recording_without_sound_has_none() -> None:
    recording = open_recording(encode(replace(MP4, audio_codec=None)), LIMITS)
    assert not recording.has_audio
    assert recording.sound() is None


def test_mpeg_ps_is_read_where_data_sets_are() -> None:
    recording = open_recording(encode(MPEG_PS), LIMITS, formats=ANALYSE_FORMATS)
    assert recording.container == "MPEG-PS"
    assert len(list(recording.frames())) == 25
    assert recording.sound() is not None


def test_every_real_clip_decodes(testdata: Path) -> None:
    with (testdata / "manifest.csv").open(newline="") as manifest:
        rows = [row for row in csv.DictReader(manifest) if row["group"] == "faces_video"]
    assert len(rows) == 26
    for row in rows:
        recording = open_recording((testdata / row["file"]).read_bytes(), LIMITS, formats=ANALYSE_FORMATS)
        frame = next(recording.frames(per_second=1))
        assert frame.image.shape == (recording.height_px, recording.width_px, 3)
        assert (recording.width_px, recording.height_px) == (int(row["width"]), int(row["height"])), row["file"]
        assert recording.duration_s == pytest.approx(float(row["duration_s"]), abs=0.1), row["file"]
        assert (recording.sound() is not None) == (row["has_audio"] == "yes"), row["file"]


def _white_corner(image: np.ndarray) -> str:
    height, width = image.shape[:2]
    half = image[..., 0].reshape(2, height // 2, 2, width // 2).mean(axis=(1, 3))
    row, column = np.unravel_index(half.argmax(), half.shape)
    return f"{('top', 'bottom')[row]} {('left', 'right')[column]}"
