"""A recording that is measured while it arrives is judged exactly as the same recording from a file."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liveness.challenge.prompts import Asked, Challenge, Prompt, PromptKind
from liveness.limits.recordings import RecordingLimits
from liveness.media.recording_errors import RecordingError
from liveness.observations import FaceMeasurement
from liveness.ports import Image
from liveness.verdict.ahead import AheadAnalysis
from liveness.verdict.analysis import Analyser, Analysis
from liveness.verdict.policy import Check, Policy
from tests.liveness.clips import (
    AV1_WEBM,
    CHROMIUM_MP4,
    CHROMIUM_VP9_MP4,
    FRAGMENTED,
    H264_WEBM,
    MP4,
    Clip,
    encode,
    every,
)
from tests.liveness.fakes import fake_engines
from tests.liveness.handmade import face

CHECKED = Policy("ahead", (Check.QUALITY, Check.SAME_PERSON))
TALKING = Clip(times_s=every(15, 4.0), sound_s=3.0, sound_start_s=0.5, is_live=True)
SAY = Challenge((Prompt("1", PromptKind.SAY, "seven kettle", reveal_s=0.2, deadline_s=3.8),))
LIVE = (TALKING, AV1_WEBM, H264_WEBM, CHROMIUM_MP4, CHROMIUM_VP9_MP4)
"""As browsers record."""


@dataclass
class ReadsPictures:
    """Faces that differ from picture to picture, and depend on nothing else."""

    looks: int = 0

    def measure(self, image: Image) -> tuple[int, FaceMeasurement | None]:
        self.looks += 1
        seen = int(image[::7, ::5].astype(np.int64).sum())
        return 1, face(yaw_deg=float(seen % 9 - 4), sharpness=float(seen % 97), eye_opening=seen % 11 / 40)

    def follow(self, image: Image, before: FaceMeasurement) -> FaceMeasurement | None:
        return self.measure(image)[1]


class Person:
    """One analyser that judges a whole, and one that is fed before it."""

    def __init__(self) -> None:
        self.faces = ReadsPictures()
        self.analyser = Analyser(replace(fake_engines(), face=self.faces), RecordingLimits(), lambda: 0.0)

    def judged(self, data: bytes, ahead: AheadAnalysis | None = None, challenge: Challenge = SAY) -> Analysis:
        return self.analyser.analyse(data, challenge, CHECKED, ahead=ahead)

    def fed(self, *pieces: bytes, asked: Asked | None = None) -> AheadAnalysis:
        ahead = self.analyser.ahead()
        for piece in pieces:
            ahead.take(piece, asked or Asked(SAY))
        return ahead


def told(analysis: Analysis) -> bytes:
    """Everything that an analysis says, bit for bit."""
    return pickle.dumps(analysis)


def parted(data: bytes, cuts: Sequence[int]) -> list[bytes]:
    edges = [0, *sorted(cut % len(data) for cut in cuts), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


@settings(max_examples=25)
@given(
    clip=st.sampled_from((TALKING, CHROMIUM_MP4, AV1_WEBM)),
    cuts=st.lists(st.integers(0, 10**6), max_size=30),
    is_cut_short=st.booleans(),
    is_last=st.booleans(),
)
def test_however_the_bytes_arrive_the_analysis_is_that_of_the_file(
    clip: Clip, cuts: list[int], *, is_cut_short: bool, is_last: bool
) -> None:
    person, data = Person(), encode(clip)
    pieces = parted(data, cuts)
    with person.fed(*pieces[: len(pieces) - is_cut_short], asked=Asked(SAY, is_last)) as ahead:
        assert told(person.judged(data, ahead)) == told(Person().judged(data))


@pytest.mark.parametrize("clip", LIVE)
def test_what_arrived_is_not_looked_at_again(clip: Clip) -> None:
    person, data = Person(), encode(clip)
    with person.fed(*parted(data, range(0, len(data), 700))) as ahead:
        looks = person.faces.looks
        whole = person.judged(data, ahead)
    alone = Person()
    assert told(whole) == told(alone.judged(data))
    assert looks > alone.faces.looks * 0.8
    assert person.faces.looks == alone.faces.looks


@pytest.mark.parametrize(
    "clip", [MP4, FRAGMENTED, replace(TALKING, audio_codec=None), replace(TALKING, rotation_deg=90)]
)
def test_what_cannot_be_decoded_on_the_way_is_judged_whole(clip: Clip) -> None:
    person, data = Person(), encode(clip)
    with person.fed(*parted(data, range(0, len(data), 700))) as ahead:
        assert told(person.judged(data, ahead)) == told(Person().judged(data))


def test_another_recording_than_the_one_that_arrived_is_judged_by_itself() -> None:
    person, data = Person(), encode(TALKING)
    other = encode(replace(TALKING, bgr=(9, 120, 200)))
    with person.fed(*parted(other, range(0, len(other), 900))) as ahead:
        assert told(person.judged(data, ahead)) == told(Person().judged(data))


def test_a_recording_of_which_one_byte_was_another_is_judged_by_itself() -> None:
    person, data = Person(), encode(TALKING)
    place = data.rindex(b"\xa3") - 40
    altered = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    with person.fed(altered) as ahead:
        assert told(person.judged(data, ahead)) == told(Person().judged(data))


def test_the_same_pictures_in_other_bytes_are_looked_at_again() -> None:
    person, data = Person(), encode(TALKING)
    with person.fed(data.replace(b"Lavf", b"Labf")) as ahead:
        looks = person.faces.looks
        person.judged(data, ahead)
    assert person.faces.looks >= 2 * looks > 0


@pytest.mark.parametrize("harm", [lambda data: data[:40], lambda data: data[:-200], lambda data: b"x" * len(data)])
def test_a_recording_that_is_refused_is_refused_for_the_same_reason(harm: object) -> None:
    data = harm(encode(CHROMIUM_MP4))  # type: ignore[operator]
    with pytest.raises(RecordingError) as alone:
        Person().judged(data)
    person = Person()
    with person.fed(data) as ahead, pytest.raises(type(alone.value)):
        person.judged(data, ahead)


def test_what_was_asked_counts_only_as_the_whole_says_it() -> None:
    """A piece came with other prompts than the recording is judged by."""
    person, data = Person(), encode(TALKING)
    other = Challenge((Prompt("1", PromptKind.SAY, "no word of it", reveal_s=0.0),))
    with person.fed(*parted(data, range(0, len(data), 900)), asked=Asked(other)) as ahead:
        assert told(person.judged(data, ahead)) == told(Person().judged(data))


def test_a_recording_that_takes_too_much_is_given_up_and_judged_whole() -> None:
    person, data = Person(), encode(TALKING)
    with person.fed(data[:5000]) as ahead:
        ahead.give_up()
        ahead.take(data[5000:], Asked(SAY))
        assert told(person.judged(data, ahead)) == told(Person().judged(data))
