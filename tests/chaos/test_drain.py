"""A drill: the service is told to stop while recordings run. No verdict is lost; what was cut short costs nothing."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2
from grpc_health.v1.health_pb2_grpc import HealthStub

from cameo_client.connection import open_channel
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.cli import enroll
from tests.e2e import acts, takes
from tests.e2e.service_process import ServiceProcess

LONG_S = 300.0
"""For a machine that is far too busy."""
PASSED, ABANDONED = pb.ENROLLMENT_STATE_PASSED, pb.ENROLLMENT_STATE_ABANDONED
CUT_SHORT = {
    ("SERVICE_STOPPING", grpc.StatusCode.UNAVAILABLE),
    ("ANALYSIS_INTERRUPTED", grpc.StatusCode.UNAVAILABLE),
}
WHOLE, HALF, SILENT = ("whole-1", "whole-2"), ("half-1", "half-2"), ("silent-1", "silent-2")
"""People by what has arrived of their upload when the service is told to stop; the silent ones send no more."""


class Upload:
    """One upload that pauses after its first chunk until it is let go. `is_under_way`: the service has begun it."""

    def __init__(self, service: ServiceProcess, person: str) -> None:
        self.person, self.session_id = person, acts.start(service, person).session_id
        self.is_under_way, self.may_go_on = threading.Event(), threading.Event()
        self._client = service.streams.enrollment(person)

    def run(self) -> pb.Verdict | RefusedError:
        """The verdict, or how the stream was refused."""
        try:
            for reply in self._client.record_enrollment(self._messages()):
                self.is_under_way.set()
                if reply.HasField("verdict"):
                    return reply.verdict
        except RefusedError as error:
            return error
        raise AssertionError("the stream ended without a verdict")

    def _messages(self) -> Iterator[pb.RecordEnrollmentRequest]:
        first, *rest = enroll.upload_messages(self.session_id, takes.good(), takes.WHOLE)
        yield first
        self.is_under_way.wait()
        yield rest[0]
        self.may_go_on.wait()
        yield from rest[1:]


class Drill:
    """Six recordings under way, a watcher, and a friend who has access; then the signal."""

    def __init__(self, service: ServiceProcess) -> None:
        self.service = service
        acts.introduce(service, "ada", "ben", *WHOLE, *HALF, *SILENT)
        self.uploads = {person: Upload(service, person) for person in (*WHOLE, *HALF, *SILENT)}

    def run(self, threads: ThreadPoolExecutor) -> dict[str, pb.Verdict | RefusedError]:
        running: dict[str, Future[pb.Verdict | RefusedError]] = {}
        for person, upload in self.uploads.items():
            running[person] = threads.submit(upload.run)
            assert upload.is_under_way.wait(LONG_S)
        for person in WHOLE:
            self.uploads[person].may_go_on.set()
        states = self._states()
        assert next(states).status == health_pb2.HealthCheckResponse.SERVING
        self.service.tell_to_stop()
        assert next(states).status == health_pb2.HealthCheckResponse.NOT_SERVING
        self.refused = self._refused()
        acts.revoke(self.service, "ada", "ben")
        for person in HALF:
            self.uploads[person].may_go_on.set()
        found = {person: future.result(LONG_S) for person, future in running.items()}
        for person in SILENT:
            self.uploads[person].may_go_on.set()
        return found

    def _states(self) -> Iterator[health_pb2.HealthCheckResponse]:
        self._channel = open_channel(self.service.addresses[1])
        states: Iterator[health_pb2.HealthCheckResponse] = HealthStub(self._channel).Watch(
            health_pb2.HealthCheckRequest(), timeout=LONG_S
        )
        return states

    def _refused(self) -> RefusedError:
        with pytest.raises(RefusedError) as caught:
            acts.start(self.service, "ada")
        return caught.value

    def close(self) -> None:
        """The exit status is 0, although the signal comes a second time."""
        assert self.service.stop() == 0, self.service.log
        self._channel.close()


def test_a_stop_loses_no_verdict_and_what_it_cuts_short_costs_no_attempt(tmp_path: Path, models_dir: Path) -> None:
    takes.good()
    drill = Drill(ServiceProcess(tmp_path, models_dir).start())
    with ThreadPoolExecutor(len(drill.uploads)) as threads:
        found = drill.run(threads)
    assert drill.refused.reason == "SERVICE_STOPPING"
    assert drill.refused.status is grpc.StatusCode.UNAVAILABLE
    drill.close()
    again = drill.service.start()
    for person, upload in drill.uploads.items():
        session, read = acts.session(again, person, upload.session_id), found[person]
        if isinstance(read, pb.Verdict):
            assert (session.state, read.state) == (PASSED, PASSED)
        else:
            assert (session.state, session.attempts_left) == (ABANDONED, 3)
            assert (read.reason, read.status) in CUT_SHORT
    # How many of the others are judged in time is the machine's to say; a silent one never is.
    assert all(isinstance(found[person], RefusedError) for person in SILENT)
    assert again.stop() == 0
