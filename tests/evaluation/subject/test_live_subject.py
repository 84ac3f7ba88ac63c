import io

import av
import numpy as np
import pytest

from evaluation.subject.behaviour import Behaviour, Flaw
from evaluation.subject.live_subject import LiveSubject, NotLiveError
from evaluation.subject.muxing import SOUND_RATE_HZ, Container
from evaluation.subject.rendered_head import rendered_head
from evaluation.subject.rendered_subject import Subject, Take
from liveness.challenge.prompts import Direction, Prompt, PromptKind

SMALL = Take(size=(160, 160), frames_per_second=8)
TURN = Prompt("turn", PromptKind.TURN, direction=Direction.RIGHT)


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


def test_the_head_is_built_before_the_stream_begins() -> None:
    rendered_head.cache_clear()
    LiveSubject(Subject(0), take=SMALL)
    built = rendered_head.cache_info().misses
    rendered_head(0)
    assert (built, rendered_head.cache_info().misses) == (1, 1)


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
