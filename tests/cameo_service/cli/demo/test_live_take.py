"""The rendered subject in front of a service that is slow, or that breaks off."""

import queue
import threading
from collections.abc import Callable, Iterator

import pytest

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.services.enrollment import EnrollmentClient
from cameo_service.cli.demo.live_take import LiveTake
from evaluation.subject.rendered_subject import LiveSubject

Requests = Iterator[pb.RecordEnrollmentRequest]
READY = pb.RecordEnrollmentResponse(ready=pb.Ready())
FINISHED = pb.RecordEnrollmentResponse(finished=pb.Finished())
VERDICT = pb.RecordEnrollmentResponse(verdict=pb.Verdict(state=pb.ENROLLMENT_STATE_PASSED))


class Sitter(LiveSubject):
    """Sends a byte for every step and draws nothing."""

    def __init__(self) -> None:
        self.now_s, self.is_prepared = 0.0, False

    @property
    def media_s(self) -> float:
        return self.now_s

    def prepare(self, told: Callable[[int, int], None] | None = None) -> None:
        self.is_prepared = True

    def advance(self, to_media_s: float, *, is_late: bool = False) -> bytes:
        self.now_s = to_media_s
        return b"-"

    def finish(self) -> bytes:
        return b"."


class RunningClock:
    """Every look at it takes a step of the recording, so that nothing waits."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def monotonic_s(self) -> float:
        self.now_s += 0.2
        return self.now_s

    def utc_us(self) -> int:
        return round(self.now_s * 1e6)


class NotedEvent(threading.Event):
    """Puts down that a thread waits for it."""

    def __init__(self, noted: "queue.SimpleQueue[str]") -> None:
        super().__init__()
        self._noted = noted

    def wait(self, timeout: float | None = None) -> bool:
        self._noted.put("waits for Ready")
        return super().wait(timeout)


class SlowService(EnrollmentClient):
    """Reads on a thread of its own, as gRPC does. It is ready once the client waits for it or has sent a chunk."""

    def __init__(self, noted: "queue.SimpleQueue[str]", subject: Sitter) -> None:
        self._noted, self._subject = noted, subject
        self.was_prepared = False
        self.before_ready: list[str] = []

    def record_enrollment(self, requests: Requests) -> Iterator[pb.RecordEnrollmentResponse]:  # type: ignore[override]
        reader = threading.Thread(target=self._read, args=(requests,), daemon=True)
        reader.start()
        self.before_ready = [self._noted.get(), self._noted.get()]
        self.was_prepared = self._subject.is_prepared
        yield READY
        assert self._noted.get() == "chunk"
        yield FINISHED
        yield VERDICT

    def _read(self, requests: Requests) -> None:
        for request in requests:
            self._noted.put(str(request.WhichOneof("event")))


class TornService(EnrollmentClient):
    """Reads on a thread of its own, as gRPC does, and ends without a word."""

    def __init__(self) -> None:
        self.reader = threading.Thread()

    def record_enrollment(self, requests: Requests) -> Iterator[pb.RecordEnrollmentResponse]:  # type: ignore[override]
        self.reader = threading.Thread(target=list, args=(requests,), daemon=True)
        self.reader.start()
        return iter(())


def ignored(reply: pb.RecordEnrollmentResponse) -> None:
    del reply


def test_the_recording_begins_when_the_service_is_ready_and_not_before() -> None:
    noted, subject = queue.SimpleQueue[str](), Sitter()
    service = SlowService(noted, subject)
    verdict = LiveTake(subject, RunningClock(), _ready=NotedEvent(noted)).enroll(service, "session", ignored)
    assert verdict.state == pb.ENROLLMENT_STATE_PASSED
    assert service.before_ready == ["open", "waits for Ready"]
    assert service.was_prepared


def test_a_stream_that_breaks_before_it_is_ready_leaves_no_thread_behind() -> None:
    service = TornService()
    with pytest.raises(EOFError):
        LiveTake(Sitter(), RunningClock()).enroll(service, "session", ignored)
    service.reader.join(10)
    assert not service.reader.is_alive()
