import io
from itertools import pairwise

import av
import numpy as np
import pytest

from evaluation.subject.behaviour import Behaviour, Flaw
from evaluation.subject.muxing import SOUND_RATE_HZ, Container
from evaluation.subject.rendered_subject import Subject, Take, answer, record
from liveness.challenge.prompts import Challenge

SMALL = Take(size=(160, 160), frames_per_second=8)


@pytest.mark.parametrize("container", [Container.WEBM, Container.MP4])
def test_a_recorded_file_holds_the_whole_answer(challenge: Challenge, container: Container) -> None:
    length_s = answer(Subject(0), challenge, SMALL).duration_s
    with av.open(io.BytesIO(record(Subject(0), challenge, container, SMALL)), "r") as file:
        times_s = [float(frame.time or 0.0) for frame in file.decode(video=0)]
    assert times_s[-1] == pytest.approx(length_s, abs=0.3)
    assert np.diff(times_s) == pytest.approx(1 / 8, abs=0.002)


def test_the_sound_is_as_long_as_the_picture(challenge: Challenge) -> None:
    rendered = answer(Subject(0), challenge, SMALL)
    assert len(rendered.samples) == round(rendered.duration_s * SOUND_RATE_HZ)


def test_the_same_seed_repeats_the_recording_and_another_does_not(challenge: Challenge) -> None:
    def first_frame(seed: int) -> bytes:
        take = Take(size=(160, 160), seed=seed)
        return next(answer(Subject(0), challenge, take).frames)[1].tobytes()

    assert first_frame(1) == first_frame(1)
    assert first_frame(1) != first_frame(2)


def test_a_frozen_picture_stands_still_and_then_goes_on(challenge: Challenge) -> None:
    take = Take(Behaviour.with_flaw(Flaw.FROZEN), size=(160, 160), frames_per_second=4)
    frames = [image for _, image in answer(Subject(0), challenge, take).frames]
    same = [np.array_equal(one, other) for one, other in pairwise(frames)]
    assert sum(same) == 7
    assert all(same[8:15])


def test_subjects_differ_in_head_and_voice() -> None:
    assert Subject(0).seed != Subject(1).seed
    assert Subject(0).voice != Subject(1).voice
