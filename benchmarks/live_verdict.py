"""How long a person waits for the verdict when the last byte of a live enrollment has come, for 1, 2 and 4 at once.

What a browser sends is rendered once, in 720p and with every prompt of an enrollment. Then it arrives in real time, as
it was recorded, and goes the way of the service: conversation, follower, spool, workers. From End to the analysis;
storing the verdict comes after it, and takes some milliseconds (`storage`). Clients only send, and cost nothing here.
"""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.watch import percentile
from cameo_service.analysis.enrollment_task import IsolatedFollower, PooledAnalyst
from cameo_service.analysis.recording_tasks import Models, analysis_workers
from cameo_service.analysis.spool import MemorySpool
from cameo_service.clock import SystemClock
from cameo_service.usecases.enrollment.receive import Arrival, Arriving, Chunk, FromClient, LiveRecording, Recorded
from evaluation.subject.rendered_subject import LiveSubject, Subject, Take
from liveness.challenge.plan import ChallengePlan, consent_sentence
from liveness.challenge.prompts import Asked, Challenge, Prompt
from liveness.engines import loading
from liveness.engines.choice import EngineChoice, Words
from liveness.limits.recordings import CHUNK_BYTES, RecordingLimits
from liveness.live.conversation import Conversation
from liveness.live.decoder import LiveDecoder
from liveness.live.messages import ChunkReceived, Complete, Ended, Message, Opened, PromptMessage, Tick
from liveness.media.recording import open_recording
from liveness.verdict.analysis import Analyser
from liveness.verdict.outcome import Outcome
from liveness.verdict.policy import DEMO

AT_ONCE = (1, 2, 4)
TAKES = {1: 6, 2: 1, 4: 1}
"""How often so many record at once."""
WORKERS = 2
STEP_S = 0.1
"""A recorder of a browser is asked for bytes that often."""
TAKE = Take(size=(1280, 720), frames_per_second=20)
SENTENCE = consent_sentence("this service", "videos")
OPENED = Opened("webm", "vp8")
LONGEST_S = 90.0
PATIENT_S = 600.0
LIMITS = RecordingLimits()
REPEATS = 3


@dataclass(frozen=True, slots=True)
class _Live:
    """What a client sends. sent: bytes, and seconds after Ready at which they go out."""

    sent: tuple[tuple[float, bytes], ...]
    challenge: Challenge

    @property
    def data(self) -> bytes:
        return b"".join(data for _, data in self.sent)


def rows() -> list[dict[str, Any]]:
    """`value`: seconds from End to the analysis; `ratio`: to the CPU seconds of judging the same recording whole.

    The targets: p50 0.5 s and p95 1.2 s for one, 3 s for four. CPU of an enrollment: 9 times decoding it, 14 with
    Whisper; `ahead` of its row is what measuring it while it arrives costs instead, all parts together.
    """
    live = _performed()
    models = Path(os.environ.get("CAMEO_MODELS", ".cache/models"))  # noqa: TID251 - as above
    whole_s, cpu = _cpu_rows(live, models)
    analyst = PooledAnalyst(
        lambda: analysis_workers(Models(models, EngineChoice()), LIMITS, SENTENCE, WORKERS, SystemClock())
    )
    analyst.load()
    try:
        waits = {number: _waits(live, analyst, number) for number in AT_ONCE}
    finally:
        analyst.close()
    rows = [row for number, waited in waits.items() for row in _wait_rows(number, waited, whole_s)]
    return [*rows, *cpu]


def _wait_rows(number: int, waited: Sequence[float], whole_s: float) -> Iterator[dict[str, Any]]:
    suffix = "" if number == 1 else f"_of_{number}"
    for percent in (50, 95):
        value = percentile(waited, percent)
        name = f"verdict_after_last_byte{suffix}_p{percent}_seconds"
        yield _row(name, value, "s", value / whole_s, len(waited))


def _row(name: str, value: float, unit: str, ratio: float, count_of: int) -> dict[str, Any]:
    return {"name": name, "value": round(value, 3), "unit": unit, "ratio": round(ratio, 3), "n": count_of}


def _performed() -> _Live:
    """A take of a hand-held clock. Nothing is drawn, so that the same prompts come again when it is sent."""
    talk, subject = _conversation(), LiveSubject(Subject(1), take=TAKE)
    subject.prepare()
    talk.on(OPENED, 0.0)
    sent: list[tuple[float, bytes]] = []
    numbers = count()
    with LiveDecoder(LIMITS) as follower:
        for step in count(1):
            now_s = step * STEP_S
            ready = subject.advance(now_s)
            sent.append((now_s, ready))
            for message in _said(talk, follower, ready, numbers, now_s):
                if isinstance(message, PromptMessage):
                    reveal_s = subject.media_s
                    subject.prompt(
                        Prompt(
                            message.prompt_id,
                            message.kind,
                            message.text,
                            message.direction,
                            reveal_s,
                            reveal_s + message.window_s,
                        )
                    )
                if isinstance(message, Complete):
                    return _Live((*sent, (now_s, subject.finish())), message.challenge)
            if now_s > LONGEST_S:
                raise RuntimeError("the conversation did not end")
    raise AssertionError


def _said(
    talk: Conversation, follower: LiveDecoder, ready: bytes, numbers: Iterator[int], now_s: float
) -> Iterator[Message]:
    for start in range(0, len(ready), CHUNK_BYTES):
        chunk = ready[start : start + CHUNK_BYTES]
        progress = follower.feed(chunk)
        luma = progress.lumas[-1].luma if progress.lumas else None
        yield from talk.on(ChunkReceived(next(numbers), len(chunk), progress.media_s or None, luma, OPENED), now_s)
    yield from () if talk.is_over else talk.on(Tick(), now_s)


def _conversation() -> Conversation:
    return Conversation(ChallengePlan(SENTENCE), lambda _: 0, LIMITS.bytes)


class _Sender:
    """An inbox whose client sends in real time, from when it is told that the service is ready."""

    def __init__(self, live: _Live, clock: SystemClock) -> None:
        self._clock, self._began_s = clock, clock.monotonic_s()
        numbers = count()
        self._left: list[tuple[float, FromClient]] = [
            (at_s, Chunk(next(numbers), data[start : start + CHUNK_BYTES]))
            for at_s, data in live.sent
            for start in range(0, len(data), CHUNK_BYTES)
        ]
        self._left.append((live.sent[-1][0], Ended()))
        self.ended_s = 0.0

    def next(self, until_s: float | None) -> Arrival | None:
        """The next message, when its time has come."""
        at_s = self._began_s + self._left[0][0]
        due_s = at_s if until_s is None else min(at_s, until_s)
        time.sleep(max(due_s - self._clock.monotonic_s(), 0.0))
        if due_s < at_s:
            return None
        _, message = self._left.pop(0)
        self.ended_s = self._clock.monotonic_s()
        return Arrival(message, self.ended_s)


def _waits(live: _Live, analyst: PooledAnalyst, number: int) -> list[float]:
    with ThreadPoolExecutor(number) as people:
        return [
            waited
            for _ in range(TAKES[number])
            for waited in people.map(lambda _: _waited(live, analyst), range(number))
        ]


def _waited(live: _Live, analyst: PooledAnalyst) -> float:
    """One enrollment; the seconds from its End to its analysis."""
    clock = SystemClock()
    with (
        MemorySpool() as spool,
        analyst.ahead(spool) as ahead,
        IsolatedFollower(LIMITS, clock) as follower,
    ):
        sender = _Sender(live, clock)
        arriving = Arriving(sender, clock, LIMITS, clock.monotonic_s() + PATIENT_S, spool)
        recorded = _recorded(LiveRecording(_conversation(), follower, arriving, ahead))
        analysis = analyst.analyse(spool, recorded.challenge, DEMO, photo=None, delivery=recorded.delivery, ahead=ahead)
        waited_s = clock.monotonic_s() - sender.ended_s
    if analysis.verdict.outcome is not Outcome.PASSED:
        raise RuntimeError(f"the measured enrollment did not pass: {analysis.verdict.outcome}")
    return waited_s


def _recorded(live: LiveRecording) -> Recorded:
    receiving = live.receive(OPENED)
    while True:
        try:
            next(receiving)
        except StopIteration as whole:
            recorded: Recorded = whole.value
            return recorded


def _cpu_rows(live: _Live, models: Path) -> tuple[float, list[dict[str, Any]]]:
    """CPU seconds of judging the recording whole, and the rows that compare it with decoding it."""
    decode_s = median(_decoding_s(live.data) for _ in range(REPEATS))
    costs = {"": _cost_s(live, models, EngineChoice(words=Words.POCKETSPHINX))}
    costs["_with_whisper"] = _cost_s(live, models, EngineChoice(words=Words.WHISPER))
    rows = [
        _row(f"live_enrollment_cpu{name}_seconds", whole_s, "CPU s", whole_s / decode_s, 1)
        | {"ahead": round(ahead_s / decode_s, 2)}
        for name, (whole_s, ahead_s) in costs.items()
    ]
    return costs[""][0], [*rows, _row("live_enrollment_decode_seconds", decode_s, "CPU s", 1.0, REPEATS)]


def _cost_s(live: _Live, models: Path, choice: EngineChoice) -> tuple[float, float]:
    """CPU seconds of one analysis of the whole, and of one whose parts were measured as they came."""
    analyser = Analyser(loading.load(models, choice), LIMITS, time.process_time)
    analyser.analyse(live.data, live.challenge, DEMO)
    began_s = time.process_time()
    analyser.analyse(live.data, live.challenge, DEMO)
    whole_s = time.process_time()
    with analyser.ahead() as ahead:
        for at_s, data in live.sent:
            ahead.take(data, _asked(live.challenge, at_s))
        analyser.analyse(live.data, live.challenge, DEMO, ahead=ahead)
    return whole_s - began_s, time.process_time() - whole_s


def _asked(challenge: Challenge, media_s: float) -> Asked:
    revealed = [prompt for prompt in challenge.prompts if (prompt.reveal_s or 0.0) <= media_s]
    is_open = revealed and (revealed[-1].deadline_s or 0.0) > media_s
    prompts = (*revealed[:-1], replace(revealed[-1], deadline_s=None)) if is_open else tuple(revealed)
    return Asked(Challenge(prompts), len(revealed) == len(challenge.prompts))


def _decoding_s(data: bytes) -> float:
    began = time.process_time()
    for _ in open_recording(data, LIMITS).frames(0.001):
        pass
    return time.process_time() - began
