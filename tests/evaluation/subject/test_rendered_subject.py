import io
from itertools import pairwise

import av
import numpy as np
import pytest

from evaluation.subject.media_files import SOUND_RATE_HZ, Container
from evaluation.subject.performance import Behaviour, Flaw
from evaluation.subject.rendered_subject import LiveSubject, NotLiveError, Subject, Take, answer, record
from evaluation.subject.rendered_voice import VOICES
from liveness.challenge.plan import ChallengePlan, consent_sentence
from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind

SMALL = Take(size=(160, 160), frames_per_second=8)
TURN = Prompt("turn", PromptKind.TURN, direction=Direction.RIGHT)


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


def test_bytes_come_as_time_passes_and_decode_to_all_frames() -> None:
    live = LiveSubject(Subject(0), take=SMALL)
    parts = [live.advance(second / 4) for second in range(1, 13)]
    assert len([part for part in parts if part]) >= 6
    with av.open(io.BytesIO(b"".join(parts) + live.finish()), "r") as file:
        assert sum(1 for _ in file.decode(video=0)) == 24


def test_going_on_to_a_time_that_has_passed_makes_nothing_new() -> None:
    live = LiveSubject(Subject(0), take=SMALL)
    live.advance(1.0)
    live.advance(0.5)
    assert live.media_s == 1.0


def test_a_prompt_is_answered_after_it_is_shown() -> None:
    live = LiveSubject(Subject(0), take=SMALL)
    live.advance(1.0)
    answer = live.prompt(TURN)
    assert answer.start_s == pytest.approx(1.6)
    assert live.busy_until_s == answer.end_s


def test_a_prompt_turns_the_head_that_is_streamed() -> None:
    def last_frame(prompt: Prompt | None) -> bytes:
        live = LiveSubject(Subject(0), take=SMALL)
        if prompt:
            live.prompt(prompt)
        with av.open(io.BytesIO(live.advance(1.6) + live.finish()), "r") as file:
            return [frame.to_ndarray(format="gray") for frame in file.decode(video=0)][-1].tobytes()

    turned, still = (np.frombuffer(last_frame(prompt), np.uint8).astype(int) for prompt in (TURN, None))
    assert np.abs(turned - still).mean() > 3


def test_a_late_subject_drops_pictures_and_keeps_the_whole_sound() -> None:
    live = LiveSubject(Subject(0), take=SMALL)
    recorded = b"".join(live.advance(live.media_s + 0.5, is_late=step % 2 == 1) for step in range(4)) + live.finish()
    with av.open(io.BytesIO(recorded), "r") as file:
        times = [frame.time for frame in file.decode(video=0)]
    assert times == pytest.approx([0.0, 0.125, 0.25, 0.375, 0.5, 1.0, 1.125, 1.25, 1.375, 1.5], abs=0.002)
    with av.open(io.BytesIO(recorded), "r") as file:
        heard = sum(frame.samples for frame in file.decode(audio=0))
    assert heard / SOUND_RATE_HZ == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize(("container", "flaws"), [(Container.MP4, ()), (Container.WEBM, (Flaw.EARLY,))])
def test_what_cannot_be_live_is_refused(container: Container, flaws: tuple[Flaw, ...]) -> None:
    with pytest.raises(NotLiveError):
        LiveSubject(Subject(0), container, Take(Behaviour.with_flaw(*flaws), size=(160, 160)))


@pytest.mark.parametrize("voice", range(len(VOICES)))
def test_no_voice_needs_the_last_two_seconds_of_the_window_of_the_consent_sentence(voice: int) -> None:
    prompt, window_s, _ = ChallengePlan(consent_sentence("this service", "videos with my likeness")).draw(lambda _: 0)
    answer = LiveSubject(Subject(voice), take=SMALL).prompt(prompt)
    assert answer.end_s < window_s - 2.0


def test_the_same_take_gives_the_same_pictures_however_busy_the_machine_is() -> None:
    def pictures() -> bytes:
        with av.open(io.BytesIO(record(Subject(0), Challenge(), take=SMALL)), "r") as file:
            return b"".join(bytes(packet) for packet in file.demux(video=0))

    assert pictures() == pictures()
