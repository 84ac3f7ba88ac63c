"""Rendered subjects in front of a running service, in real time."""

from dataclasses import dataclass

import pytest

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.services.enrollment import EnrollmentClient
from cameo_service.cli.live_take import LiveTake
from cameo_service.clock import SystemClock
from evaluation.subject.live_subject import LiveSubject
from evaluation.subject.rendered_subject import Subject, Take
from tests.e2e import takes

KEEPS_PACE_S = 1.0
"""A camera never lags; a renderer may, and then what it answers late says nothing about the service."""


@dataclass(frozen=True)
class Recorded:
    """The verdict, and the kinds of messages of its attempt."""

    verdict: pb.Verdict
    heard: list[str]


def record_live(client: EnrollmentClient, session_id: str, attempts: int, who: int) -> Recorded:
    """Up to `attempts` recordings of one session. who: seed of the rendered subject."""
    for number in range(attempts):
        heard: list[str] = []
        look = Take(size=takes.SMALL.size, frames_per_second=12, seed=number)
        take = LiveTake(LiveSubject(Subject(who), take=look), SystemClock())
        verdict = take.enroll(client, session_id, lambda reply, kinds=heard: kinds.append(_kind(reply)))  # type: ignore[misc]
        if verdict.state == pb.ENROLLMENT_STATE_RETRY and take.behind_s > KEEPS_PACE_S:
            pytest.skip(
                f"rendering fell {take.behind_s:.1f} s behind the clock: this machine is too busy to record live"
            )
        if verdict.state != pb.ENROLLMENT_STATE_RETRY:
            break
    return Recorded(verdict, heard)


def _kind(reply: pb.RecordEnrollmentResponse) -> str:
    return str(reply.WhichOneof("message"))
