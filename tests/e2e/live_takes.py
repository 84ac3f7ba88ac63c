"""Rendered subjects in front of a running service, in real time."""

from dataclasses import dataclass, replace

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.services.enrollment import EnrollmentClient
from cameo_service.cli.demo.live_take import LiveTake
from cameo_service.clock import SystemClock
from evaluation.subject.performance import Speaks
from evaluation.subject.rendered_subject import LIVE_TAKE, LiveSubject, Subject
from evaluation.subject.rendered_voice import speak


@dataclass(frozen=True)
class Recorded:
    """The verdict, and the kinds of messages and the prompts of its attempt."""

    verdict: pb.Verdict
    heard: list[str]
    prompts: list[pb.Prompt]


def record_live(client: EnrollmentClient, session_id: str, attempts: int, who: int, speaks: Speaks = speak) -> Recorded:
    """Up to `attempts` recordings of one session. who: seed of the rendered subject. speaks: says what is asked."""
    for number in range(attempts):
        heard: list[pb.RecordEnrollmentResponse] = []
        subject = LiveSubject(Subject(who), take=replace(LIVE_TAKE, seed=number, speaks=speaks))
        verdict = LiveTake(subject, SystemClock()).enroll(client, session_id, heard.append)
        if verdict.state != pb.ENROLLMENT_STATE_RETRY:
            break
    prompts = [reply.prompt for reply in heard if _kind(reply) == "prompt"]
    return Recorded(verdict, [_kind(reply) for reply in heard], prompts)


def _kind(reply: pb.RecordEnrollmentResponse) -> str:
    return str(reply.WhichOneof("message"))
