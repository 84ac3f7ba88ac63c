"""Over a live stream an answer counts from its prompt on: the whole way from the subject's bytes to the check."""

from collections.abc import Iterator
from itertools import count

from evaluation.subject.rendered_subject import LiveSubject, Subject, Take
from liveness.challenge.plan import ChallengePlan, Step
from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.checks import head_turn, injection
from liveness.checks.result import CheckResult, Failed, Passed, Reason
from liveness.limits.recordings import CHUNK_BYTES, RecordingLimits
from liveness.live.conversation import FIRST_PAUSE_S, Conversation
from liveness.live.decoder import LiveDecoder
from liveness.live.messages import ChunkReceived, Complete, Message, Opened, PromptMessage, Tick
from liveness.observations import Observations
from liveness.ports import Engines
from liveness.verdict.analysis import Analyser

LIMITS = RecordingLimits()
STEP_S = 0.2
FORESEEN = Prompt("p1", PromptKind.TURN, direction=Direction.LEFT)
"""What will be asked; nobody can know it, for sides and moments are drawn. Here they are not."""


def streamed(early_s: float | None) -> tuple[bytes, Complete]:
    """A take in real time of a hand-held clock. early_s: how long before its prompt the subject answers it."""
    talk = Conversation(ChallengePlan("yes", (Step.TURN_LEFT,)), lambda _: 0, LIMITS.bytes)
    subject = LiveSubject(Subject(1), take=Take(size=(256, 256), frames_per_second=12))
    talk.on(Opened("webm", "vp8"), 0.0)
    data, numbers = b"", count()
    with LiveDecoder(LIMITS) as follower:
        for step in count():
            if early_s is not None and step == round((FIRST_PAUSE_S - early_s) / STEP_S):
                subject.prompt(FORESEEN)
            ready = subject.advance((step + 1) * STEP_S)
            data += ready
            for message in sent(talk, follower, ready, numbers, (step + 1) * STEP_S):
                if isinstance(message, PromptMessage) and early_s is None:
                    subject.prompt(FORESEEN)
                if isinstance(message, Complete):
                    return data + subject.finish(), message
    raise AssertionError("the conversation never ends by itself")


def sent(
    talk: Conversation, follower: LiveDecoder, ready: bytes, numbers: Iterator[int], now_s: float
) -> Iterator[Message]:
    """What the conversation says to these bytes, in chunks of the size that is taken."""
    for start in range(0, len(ready), CHUNK_BYTES):
        chunk = ready[start : start + CHUNK_BYTES]
        progress = follower.feed(chunk)
        kind = Opened(progress.container, progress.codec) if progress.codec else None
        luma = progress.lumas[-1].luma if progress.lumas else None
        received = ChunkReceived(next(numbers), len(chunk), progress.media_s or None, luma, kind)
        yield from talk.on(received, now_s)
    yield from () if talk.is_over else talk.on(Tick(), now_s)


def judged(engines: Engines, early_s: float | None) -> tuple[CheckResult, Observations]:
    data, complete = streamed(early_s)
    analyser = Analyser(engines, LIMITS, lambda: 0.0)
    observations = analyser.observe(data, complete.challenge, delivery=complete.delivery)
    return head_turn.judge(complete.challenge, observations), observations


def test_an_answer_after_its_prompt_counts_and_the_clock_agrees(engines: Engines) -> None:
    result, observations = judged(engines, None)
    assert result == Passed()
    assert injection.judge_clock(Challenge(), observations) == Passed()


def test_an_answer_before_its_prompt_does_not(engines: Engines) -> None:
    assert judged(engines, 1.4)[0] == Failed(Reason.ANSWER_TOO_EARLY)
