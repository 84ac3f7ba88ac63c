"""The whole service under many kills: between all steps of the story, and between all messages of a recording."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from tests.e2e import acts
from tests.e2e.killed_stream import KilledStream, Moment
from tests.e2e.service_process import ServiceProcess
from tests.liveness.clips import WEBM, encode

PROMPT = "@ada plays trumpet among zebras"
CREATED, ABANDONED, PASSED = (
    pb.EnrollmentState.Value(f"ENROLLMENT_STATE_{name}") for name in ("CREATED", "ABANDONED", "PASSED")
)
AFTER = {
    Moment.OPEN: {CREATED, ABANDONED},
    Moment.READY: {ABANDONED},
    Moment.FIRST_CHUNK: {ABANDONED},
    Moment.LAST_CHUNK: {ABANDONED},
    Moment.END: {ABANDONED},
    Moment.VERDICT: {PASSED},
}
FIRST_SECOND = replace(WEBM, is_live=True, bgr=(90, 90, 90))
LEFT = {Moment.END: {2, 3}, Moment.VERDICT: {0}}
"""Attempts: a recording that has come whole is lost by the service, not by the person; a result leaves none."""
LIVE = pb.Open(container=pb.CONTAINER_WEBM, codec=pb.VIDEO_CODEC_VP8, live=pb.LiveMode())


@pytest.mark.parametrize("moment", list(Moment))
def test_a_kill_between_two_messages_leaves_one_of_the_states(service: ServiceProcess, moment: Moment) -> None:
    person = f"person-{moment.name.lower()}"
    acts.introduce(service, person)
    cut = KilledStream(service, person).cut(moment)
    session = acts.session(service.start(), person, cut)
    assert session.state in AFTER[moment]
    assert session.attempts_left in LEFT.get(moment, {3 if session.state == CREATED else 2})


@pytest.mark.parametrize("prompts", range(6))
def test_a_kill_after_each_prompt_of_a_live_recording_burns_what_was_asked(
    service: ServiceProcess, prompts: int
) -> None:
    person = f"live-{prompts}"
    acts.introduce(service, person)
    session = acts.start(service, person)
    opened = pb.Open(session_id=session.session_id)
    opened.MergeFrom(LIVE)
    is_dead = threading.Event()

    def silent() -> Iterator[pb.RecordEnrollmentRequest]:
        yield pb.RecordEnrollmentRequest(open=opened)
        yield pb.RecordEnrollmentRequest(chunk=pb.Chunk(seq=0, data=encode(FIRST_SECOND)))
        is_dead.wait()

    replies = service.streams.enrollment(person).record_enrollment(silent())
    for _ in range(1 + prompts):
        assert next(reply for reply in replies if reply.WhichOneof("message") in {"ready", "prompt"})
    service.kill()
    is_dead.set()
    assert acts.session(service.start(), person, session.session_id).state == ABANDONED


def test_the_story_with_a_kill_between_all_steps(tmp_path: Path, models_dir: Path) -> None:
    service = ServiceProcess(tmp_path, models_dir).start()
    steps: list[Callable[[], object]] = [
        lambda: acts.introduce(service, "ada", "ben"),
        lambda: acts.enrolled(service, "ada"),
        lambda: acts.set_audience(service, "ada", "APPROVED"),
        lambda: acts.grant(service, "ada", "ben"),
        lambda: _expect(service, "ben", allowed=True),
        lambda: acts.revoke(service, "ada", "ben"),
        lambda: _expect(service, "ben", allowed=False),
        lambda: _expect(service, "ada", allowed=True),
    ]
    for step in steps:
        step()
        service.restart()
    assert service.stop() == 0


def test_a_service_that_is_told_to_stop_a_thousand_times_stops(tmp_path: Path, models_dir: Path) -> None:
    assert ServiceProcess(tmp_path, models_dir).start().stop_impatiently(1000) == 0


def _expect(service: ServiceProcess, person: str, *, allowed: bool) -> None:
    assert acts.is_allowed(service, person, PROMPT) == allowed
