import io

import av
import numpy as np
import pytest

from evaluation.subject.behaviour import Behaviour, Flaw
from evaluation.subject.live_subject import LiveSubject, NotLiveError
from evaluation.subject.muxing import Container
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


@pytest.mark.parametrize(("container", "flaws"), [(Container.MP4, ()), (Container.WEBM, (Flaw.EARLY,))])
def test_what_cannot_be_live_is_refused(container: Container, flaws: tuple[Flaw, ...]) -> None:
    with pytest.raises(NotLiveError):
        LiveSubject(Subject(0), container, Take(Behaviour.with_flaw(*flaws), size=(160, 160)))
