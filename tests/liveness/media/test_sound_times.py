"""Sound whose packets are stamped as busy and cheap recorders stamp them: late, early, in bursts, by another clock."""

import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from liveness.limits.recordings import RecordingLimits
from liveness.media.recording import open_recording
from liveness.media.recording_errors import BrokenTimestamps
from liveness.media.sound_track import SAMPLE_RATE_HZ, SoundTrack
from tests.liveness.clips import WEBM, encode, every

PACKET_S = 0.02
Stamp = Callable[[float], float]


def placed(stamp: Stamp, seconds: float, *, is_patient: bool = False) -> NDArray[np.float32]:
    """A steady 0.5 in packets of 20 ms, of which each is stamped as it is said."""
    track = SoundTrack(0.0, 60.0, is_patient=is_patient)
    for number in range(round(seconds / PACKET_S)):
        frame = AudioFrame.from_ndarray(np.full((1, 320), 0.5, np.float32), format="fltp", layout="mono")
        frame.sample_rate, frame.time_base = SAMPLE_RATE_HZ, Fraction(1, 1000)
        frame.pts = round(stamp(number * PACKET_S) * 1000)
        track.add(frame)
    return track.samples()


def held_up(from_s: float, for_s: float) -> Stamp:
    """A recorder that hands out nothing for a while, and then at once all that it missed."""
    return lambda time_s: max(time_s, from_s + for_s) if time_s >= from_s else time_s


def by_a_clock(rate: float) -> Stamp:
    """Stamps of a clock that is not the one of the microphone."""
    return lambda time_s: time_s * rate


def catching_up(time_s: float) -> float:
    return time_s + max(0.0, 0.3 - 0.1 * (time_s - 4.0)) if time_s >= 4.0 else time_s


def one_off(by_s: float) -> Stamp:
    return lambda time_s: time_s + by_s * (round(time_s / PACKET_S) == 100)


def jumbled(stamps: Iterable[float]) -> Stamp:
    offsets = iter(stamps)
    return lambda time_s: time_s + next(offsets)


def has_no_gap(samples: NDArray[np.float32]) -> bool:
    return bool(np.abs(samples[100:-100]).min() > 0.3)


@pytest.mark.parametrize("by_s", [-0.3, -0.1, -0.05, 0.05, 0.3])
def test_one_packet_that_is_stamped_early_or_late_lacks_nothing_and_hides_nothing(by_s: float) -> None:
    samples = placed(one_off(by_s), 5.0)
    assert len(samples) == pytest.approx(5 * SAMPLE_RATE_HZ, abs=20)
    assert has_no_gap(samples)


def test_stamps_that_jump_to_and_fro_are_jitter() -> None:
    offsets = np.random.default_rng(0).uniform(-0.015, 0.015, 250).tolist()
    samples = placed(jumbled([*offsets[:100], 0.2, -0.2, *offsets[102:]]), 5.0)
    assert len(samples) == pytest.approx(5 * SAMPLE_RATE_HZ, abs=20)
    assert has_no_gap(samples)


@pytest.mark.parametrize("stamp", [held_up(4.0, 1.2), held_up(4.0, 4.0), catching_up])
def test_a_recorder_that_is_held_up_and_hands_out_all_it_missed_lacks_no_sound(stamp: Stamp) -> None:
    with pytest.raises(BrokenTimestamps):
        placed(stamp, 12.0)
    samples = placed(stamp, 12.0, is_patient=True)
    assert len(samples) == pytest.approx(12 * SAMPLE_RATE_HZ, abs=20)
    assert has_no_gap(samples)


@pytest.mark.parametrize("rate", [0.99, 0.997, 0.9995])
def test_a_microphone_that_runs_faster_than_the_clock_stays_with_the_pictures(rate: float) -> None:
    samples = placed(by_a_clock(rate), 55.0, is_patient=True)
    assert len(samples) == pytest.approx(55 * rate * SAMPLE_RATE_HZ, abs=0.05 * SAMPLE_RATE_HZ)
    assert has_no_gap(samples)


@pytest.mark.parametrize("stamp", [by_a_clock(0.9), lambda time_s: time_s - 0.5 * (time_s > 6.0)])
def test_sound_that_is_more_than_its_times_is_refused_however_patient(stamp: Stamp) -> None:
    with pytest.raises(BrokenTimestamps):
        placed(stamp, 12.0, is_patient=True)


def test_a_real_hole_is_silence_for_the_patient_too() -> None:
    samples = placed(lambda time_s: time_s + 2.0 * (time_s > 5.99), 12.0, is_patient=True)
    assert len(samples) == pytest.approx(14 * SAMPLE_RATE_HZ, abs=20)
    assert np.abs(samples[round(6.05 * SAMPLE_RATE_HZ) : round(7.95 * SAMPLE_RATE_HZ)]).max() < 0.01


def test_the_sound_of_a_file_is_looked_at_with_patience_where_it_needs_it() -> None:
    out, stamp = io.BytesIO(), held_up(1.0, 2.0)
    clip = encode(replace(WEBM, times_s=every(5, 6.0), sound_s=6.0))
    with av.open(io.BytesIO(clip), "r") as media, av.open(out, "w", format="webm", options={"live": "1"}) as moved:
        copies = {stream.index: moved.add_stream_from_template(stream) for stream in media.streams}
        for packet in media.demux():
            if packet.size and packet.pts is not None:
                is_sound = packet.stream.type == "audio"
                packet.pts = packet.dts = round(stamp(packet.pts / 1000) * 1000) if is_sound else packet.pts
                packet.stream = copies[packet.stream.index]
                moved.mux(packet)
    sound = open_recording(out.getvalue(), RecordingLimits()).sound()
    assert sound is not None
    assert len(sound.samples) == pytest.approx(6 * SAMPLE_RATE_HZ, abs=200)
