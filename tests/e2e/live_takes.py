"""Rendered subjects in front of a running service, in real time."""

from dataclasses import dataclass, replace

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.services.enrollment import EnrollmentClient
from cameo_service.cli.demo.live_take import LiveTake
from cameo_service.clock import SystemClock
from evaluation.subject.rendered_subject import LIVE_TAKE, LiveSubject, Subject


@dataclass(frozen=True)
class Recorded:
    """The verdict, and the kinds of messages of its attempt."""

    verdict: pb.Verdict
    heard: list[str]


def record_live(
    client: EnrollmentClient, session_id: str, attempts: int, who: int, *, shows_colours: bool = False
) -> Recorded:
    """Up to `attempts` recordings of one session. who: seed of the rendered subject."""
    for number in range(attempts):
        heard: list[str] = []
        take = LiveTake(LiveSubject(Subject(who), take=replace(LIVE_TAKE, seed=number)), SystemClock(), shows_colours)
        verdict = take.enroll(client, session_id, lambda reply, kinds=heard: kinds.append(_kind(reply)))  # type: ignore[misc]
        if verdict.state != pb.ENROLLMENT_STATE_RETRY:
            break
    return Recorded(verdict, heard)


def _kind(reply: pb.RecordEnrollmentResponse) -> str:
    return str(reply.WhichOneof("message"))
