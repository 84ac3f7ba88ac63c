"""An upload during which the service is killed at a chosen moment."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum, auto

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.cli import enroll
from tests.e2e import acts, takes
from tests.e2e.service_process import ServiceProcess


class Moment(Enum):
    """The last message before the kill."""

    OPEN = auto()
    READY = auto()
    FIRST_CHUNK = auto()
    LAST_CHUNK = auto()
    END = auto()
    VERDICT = auto()


class KilledStream:
    """One upload of a good recording for a person. As any client, it sends media once the service is ready."""

    def __init__(self, service: ServiceProcess, person: str) -> None:
        self._service, self._client = service, service.streams.enrollment(person)
        # Rendered before the stream is opened: an open stream that sends nothing is soon over.
        self._recording = takes.good()
        self.session_id = acts.start(service, person).session_id
        self._is_ready, self._is_time, self._is_dead = threading.Event(), threading.Event(), threading.Event()

    def cut(self, moment: Moment) -> str:
        """Kills the service right after that message; the session's id."""
        killer = threading.Thread(target=self._kill)
        killer.start()
        with suppress(RefusedError):
            for reply in self._client.record_enrollment(self._messages(moment)):
                self._is_ready.set()
                if reply.WhichOneof("message") == moment.name.lower():
                    self._is_time.set()
                    self._is_dead.wait()
        was_time = self._is_time.is_set()
        self._is_time.set()
        killer.join()
        assert was_time, "the stream ended before its moment came"
        return self.session_id

    def _messages(self, moment: Moment) -> Iterator[pb.RecordEnrollmentRequest]:
        first, *rest, end = enroll.upload_messages(self.session_id, self._recording, takes.WHOLE)
        sent = {
            Moment.FIRST_CHUNK: rest[:1],
            Moment.LAST_CHUNK: rest,
            Moment.END: [*rest, end],
            Moment.VERDICT: [*rest, end],
        }
        yield first
        if moment in sent:
            self._is_ready.wait()
            yield from sent[moment]
        # Asked for the next message, gRPC has handed the last one to the transport.
        if moment not in {Moment.READY, Moment.VERDICT}:
            self._is_time.set()
        self._is_dead.wait()

    def _kill(self) -> None:
        self._is_time.wait()
        self._service.kill()
        self._is_ready.set()
        self._is_dead.set()
