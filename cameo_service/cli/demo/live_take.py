"""The rendered subject in front of the service: streams in real time, answers what is asked, keeps what was sent.

For the demo and the tests on a bare machine. A real app does the same with a camera.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.recorded_chunks import RecordedChunks
from cameo_client.services.enrollment import EnrollmentClient
from cameo_service.clock import Clock
from cameo_service.rpc.conversion import DIRECTION, KIND
from evaluation.subject.rendered_subject import LiveSubject
from liveness.challenge.prompts import Challenge, Prompt

STEP_S = 0.2
"""How much is rendered, encoded and sent at a time."""
LONGEST_S = 90.0

Told = Callable[[pb.RecordEnrollmentResponse], None]


@dataclass(slots=True)
class LiveTake:
    """One live attempt of a rendered subject.

    shows_colours: whether the subject sits before a screen that shows the colours that are asked.
    data: the container as it was sent. prompts: what was asked, with the media time at which it reached the subject.
    behind_s: how far rendering fell behind the clock at worst; a machine that is too busy answers too late.
    """

    subject: LiveSubject
    clock: Clock
    shows_colours: bool = False
    data: bytearray = field(default_factory=bytearray)
    prompts: list[Prompt] = field(default_factory=list)
    behind_s: float = 0.0
    _shown: list[pb.PromptShown] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ready: threading.Event = field(default_factory=threading.Event)
    _over: threading.Event = field(default_factory=threading.Event)

    @property
    def challenge(self) -> Challenge:
        """What was asked, as the client saw it: for a second look at the same recording."""
        return Challenge(tuple(self.prompts))

    def enroll(self, client: EnrollmentClient, session_id: str, told: Told) -> pb.Verdict:
        """Records one attempt and answers with its verdict; `told` sees every message as it comes."""
        self.subject.prepare()
        try:
            for reply in client.record_enrollment(self._requests(session_id)):
                self._hear(reply)
                told(reply)
                if reply.WhichOneof("message") == "verdict":
                    verdict: pb.Verdict = reply.verdict
                    return verdict
        finally:
            self._over.set()
            self._ready.set()
        raise EOFError("the stream ended without a verdict")

    def _hear(self, reply: pb.RecordEnrollmentResponse) -> None:
        kind = reply.WhichOneof("message")
        if kind == "ready":
            self._ready.set()
        if kind == "finished":
            self._over.set()
        if kind != "prompt":
            return
        asked = reply.prompt
        with self._lock:
            reveal_s = self.subject.media_s
            deadline_s = reveal_s + asked.window.ToTimedelta().total_seconds()
            side = DIRECTION.from_wire(asked.direction, "direction") if asked.direction else None
            prompt = Prompt(asked.prompt_id, KIND.from_wire(asked.kind, "kind"), asked.text, side, reveal_s, deadline_s)
            self.subject.prompt(prompt)
            self.prompts.append(prompt)
            self._shown.append(pb.PromptShown(prompt_id=asked.prompt_id))

    def _requests(self, session_id: str) -> Iterator[pb.RecordEnrollmentRequest]:
        """Container bytes as media time passes from the service's Ready on, never ahead of the clock."""
        live = pb.LiveMode(shows_colours=self.shows_colours)
        opening = pb.Open(session_id=session_id, container=pb.CONTAINER_WEBM, codec=pb.VIDEO_CODEC_VP8, live=live)
        yield pb.RecordEnrollmentRequest(open=opening)
        # Recorded while the service still starts its decoder, all of it would lie in a queue and count as late.
        self._ready.wait()
        chunks, began_s = RecordedChunks(), self.clock.monotonic_s()
        while not self._over.is_set() and self.subject.media_s < LONGEST_S:
            ahead_s = self.subject.media_s + STEP_S - (self.clock.monotonic_s() - began_s)
            self.behind_s = max(self.behind_s, -ahead_s)
            self._over.wait(max(ahead_s, 0.0))
            with self._lock:
                shown, self._shown = self._shown, []
                ready = self.subject.advance(self.subject.media_s + STEP_S, is_late=-ahead_s > STEP_S)
            yield from (pb.RecordEnrollmentRequest(prompt_shown=each) for each in shown)
            yield from self._sent(chunks, ready)
        with self._lock:
            last = self.subject.finish()
        yield from self._sent(chunks, last)
        yield pb.RecordEnrollmentRequest(end=pb.End())

    def _sent(self, chunks: RecordedChunks, ready: bytes) -> Iterator[pb.RecordEnrollmentRequest]:
        self.data += ready
        return chunks.of(ready)
