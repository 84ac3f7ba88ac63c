"""Frames and sound of a recording that arrives are those of the whole, or it says that they are not."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from liveness.limits.recordings import RecordingLimits
from liveness.media.arriving import ArrivingRecording
from liveness.media.formats import ENROLLMENT_FORMATS
from liveness.media.recording import Frame, open_recording
from tests.liveness.clips import CHROMIUM_MP4, FRAGMENTED, MP4, Clip, encode, every

LIMITS = RecordingLimits()
LIVE = Clip(times_s=every(25, 3.0), sound_s=3.0, is_live=True)
PER_SECOND = 15.0


def arrived(data: bytes, see: Callable[[Frame], None], step: int = 1000) -> ArrivingRecording:
    recording = ArrivingRecording(LIMITS, ENROLLMENT_FORMATS, PER_SECOND, see)
    for start in range(0, len(data), step):
        recording.feed(data[start : start + step])
    recording.end()
    return recording


@pytest.mark.parametrize("clip", [LIVE, CHROMIUM_MP4, FRAGMENTED, replace(LIVE, sound_start_s=0.3)])
@pytest.mark.parametrize("step", [1, 997, 10**6])
def test_frames_times_and_sound_are_those_of_the_whole(clip: Clip, step: int) -> None:
    data = encode(clip)
    seen: list[Frame] = []
    recording, whole = arrived(data, seen.append, step), open_recording(data, LIMITS)
    frames = list(whole.frames(PER_SECOND))
    assert recording.is_as_in(whole)
    assert [frame.media_s for frame in seen] == [frame.media_s for frame in frames]
    assert all(np.array_equal(one.image, other.image) for one, other in zip(seen, frames, strict=True))
    assert list(recording.frame_times_s) == whole.frame_times_s
    mine, sound = recording.sound(), whole.sound()
    assert mine is not None
    assert sound is not None
    assert mine.start_s == sound.start_s
    np.testing.assert_array_equal(mine.samples, sound.samples)


def test_frames_come_while_the_recording_arrives() -> None:
    data = encode(LIVE)
    seen: list[Frame] = []
    with closing(ArrivingRecording(LIMITS, ENROLLMENT_FORMATS, PER_SECOND, seen.append)) as recording:
        recording.feed(data[: len(data) // 2])
        assert 10 < len(seen) < 40
        assert 0.8 < recording.media_s < 2.0
        sound = recording.sound_so_far()
    whole = open_recording(data, LIMITS).sound()
    assert sound is not None
    assert whole is not None
    np.testing.assert_array_equal(sound.samples, whole.samples[: len(sound.samples)])


def test_another_recording_is_not_the_one_that_arrived() -> None:
    recording = arrived(encode(LIVE), lambda _: None)
    assert recording.is_as_in(open_recording(encode(LIVE), LIMITS))
    assert not recording.is_as_in(open_recording(encode(replace(LIVE, bgr=(1, 2, 3))), LIMITS))
    assert not recording.is_as_in(open_recording(encode(replace(LIVE, sound_s=2.9)), LIMITS))


@pytest.mark.parametrize("clip", [MP4, replace(FRAGMENTED, bgr=(60, 60, 60))])
def test_pictures_in_another_order_than_their_packets_are_left_to_the_whole(clip: Clip) -> None:
    """So is a file whose index lies at its end."""
    recording = arrived(encode(clip), lambda _: None)
    assert recording.is_lost
    assert not recording.is_as_in(open_recording(encode(clip), LIMITS))


def test_what_a_net_cannot_do_is_left_to_the_whole() -> None:
    def fails(frame: Frame) -> None:
        raise RuntimeError(frame.media_s)

    assert arrived(encode(LIVE), fails).is_lost


@pytest.mark.parametrize("data", [b"", b"x", b"no recording at all", encode(LIVE)[:30]])
def test_what_is_no_recording_is_left_to_the_whole(data: bytes) -> None:
    assert arrived(data, lambda _: None).is_lost


def test_more_than_a_recording_may_hold_is_not_decoded_further() -> None:
    seen: list[Frame] = []
    short = replace(LIMITS, seconds=1.0)
    with closing(ArrivingRecording(short, ENROLLMENT_FORMATS, PER_SECOND, seen.append)) as recording:
        recording.feed(encode(LIVE))
        assert recording.is_lost
    assert len(seen) <= 16
