"""Real gRPC: a recording beyond the places waits, hears where it stands, and gets its place or makes room."""

from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

import pytest

from cameo_client.connection import Replies
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.services.enrollment import EnrollmentClient
from cameo_service.rpc.enrollment import EnrollmentServicer
from cameo_service.usecases.enrollment.capture_tokens import MintCaptureToken
from cameo_service.usecases.enrollment.places import Places
from cameo_service.usecases.enrollment.record import RecordEnrollment
from cameo_service.usecases.enrollment.sessions import StartedSession, StartEnrollmentRequest
from liveness.verdict.policy import STANDARD
from tests.cameo_service.rpc.running_service import RunningService
from tests.cameo_service.rpc.test_enrollment import LIMITS, AskedAlready
from tests.cameo_service.usecases.enrolling import RELEASE, Enrolling
from tests.cameo_service.usecases.enrollment.held_spool import HeldSpool
from tests.cameo_service.usecases.enrollment.live_client import TextFollower
from tests.cameo_service.usecases.enrollment.told_analyst import ToldAnalyst

Stream = Replies[pb.RecordEnrollmentResponse]


class Studio:
    """A service with one place."""

    def __init__(self) -> None:
        self.enrolling = Enrolling(STANDARD)
        world = self.enrolling.world
        record = RecordEnrollment(
            attempts=self.enrolling.attempts,
            analyst=ToldAnalyst(),
            settle=self.enrolling.settles,
            policy=STANDARD,
            new_conversation=lambda _act, _language: AskedAlready(),
            new_follower=TextFollower,
            new_spool=HeldSpool,
            limits=LIMITS,
            clock=world.clock,
            places=Places(1, world.clock, look_s=0.01),
            door=self.enrolling.door,
        )
        self.service = RunningService(
            world,
            servicers=(
                EnrollmentServicer(
                    world.writes, world.reads, self.enrolling.starts, record, MintCaptureToken(self.enrolling.tokens)
                ),
            ),
        )
        self._said: dict[int, SimpleQueue[pb.RecordEnrollmentRequest | None]] = {}
        self.sessions: dict[str, StartedSession] = {}

    def open(self, person: str) -> Stream:
        """A stream of a file that is still sent."""
        if person != "ada":
            self.enrolling.world.person(person)
        request = StartEnrollmentRequest(self.enrolling.world.request_id(), RELEASE)
        started = self.sessions[person] = self.enrolling.start_as(self.enrolling.world.app(person), request)
        said: SimpleQueue[pb.RecordEnrollmentRequest | None] = SimpleQueue()
        opening = pb.Open(session_id=str(started.session_id), upload=pb.UploadMode())
        said.put(pb.RecordEnrollmentRequest(open=opening))
        connection = self.service.connection("app", "app_backend").acting_for(self.service.assertion(person))
        stream = EnrollmentClient(connection).record_enrollment(iter(said.get, None))
        self._said[id(stream)] = said
        return stream

    def finish(self, stream: Stream) -> str:
        said = self._said[id(stream)]
        said.put(pb.RecordEnrollmentRequest(chunk=pb.Chunk(seq=0, data=b"media")))
        said.put(pb.RecordEnrollmentRequest(end=pb.End()))
        said.put(None)
        return [reply.WhichOneof("message") for reply in stream][-1] or ""

    def stop(self) -> None:
        for said in self._said.values():
            said.put(None)
        self.service.stop()


@pytest.fixture
def studio() -> Iterator[Studio]:
    running = Studio()
    yield running
    running.stop()


def told(stream: Stream) -> tuple[str, Any]:
    reply = next(stream)
    return reply.WhichOneof("message") or "", reply.waiting.position


def until_ready(stream: Stream) -> list[int]:
    """The positions that it is told before it may begin."""
    positions = []
    while (said := told(stream))[0] == "waiting":
        positions.append(said[1])
    assert said[0] == "ready"
    return positions


def test_a_recording_waits_is_told_where_it_stands_and_is_judged_in_its_turn(studio: Studio) -> None:
    first = studio.open("ada")
    assert told(first) == ("ready", 0)
    second, third = studio.open("bob"), studio.open("eve")
    positions = {told(second)[1], told(third)[1]}
    assert positions == {1, 2}
    assert studio.finish(first) == "verdict"
    head, tail = (second, third) if told(second)[1] == 0 else (third, second)
    assert told(head)[0] == "ready"
    assert studio.finish(head) == "verdict"
    assert until_ready(tail)[-1] == 0
    assert studio.finish(tail) == "verdict"


def full(studio: Studio) -> tuple[Stream, Stream, Stream]:
    """The recording that runs, and those that wait, in their order."""
    running = studio.open("ada")
    assert told(running)[0] == "ready"
    waiting = {told(stream): stream for stream in (studio.open("bob"), studio.open("eve"))}
    return running, waiting["waiting", 1], waiting["waiting", 2]


def test_one_too_many_is_told_when_to_come_back_and_loses_no_attempt(studio: Studio) -> None:
    open_streams = full(studio)
    with pytest.raises(RefusedError) as refused:
        next(studio.open("fay"))
    assert (refused.value.reason, refused.value.retry_after_s) == ("TOO_MANY_RECORDINGS", 60)
    assert studio.enrolling.session(studio.sessions["fay"]).attempts == 0
    assert studio.finish(open_streams[0]) == "verdict"


def test_a_client_that_goes_away_while_it_waits_makes_room(studio: Studio) -> None:
    _running, gone, kept = full(studio)
    gone.cancel()
    assert told(kept) == ("waiting", 1)
    assert told(studio.open("fay")) == ("waiting", 2)
