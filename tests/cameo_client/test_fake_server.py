"""The example generator as a caller would test it: against the fake, with a guard that a real watch keeps fresh."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

import pytest

from cameo_client.connection import dev_connection
from cameo_client.errors import RefusedError
from cameo_client.fake_server import FakeCameo
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.services.render import RenderClient
from cameo_client.watch_client import guarded_renders
from examples.generator import CancelledError, Generator, Job, NotAllowedError, Output

JOB = Job("job-1", "@ada plays trumpet among zebras", "whoever it is")
SOON_S = 300.0
"""What is awaited comes at once; so long only where the machine is far too busy."""


@dataclass
class Studio:
    cameo: FakeCameo
    generator: Generator

    def rendered(self) -> Output:
        return self.generator.render(JOB, self.generator.check(JOB), lambda _: None)


@contextmanager
def studio() -> Iterator[Studio]:
    with FakeCameo() as cameo, cameo.channel() as channel:
        cameo.allow("ada")
        service = dev_connection(channel, "studio", "generation")
        with guarded_renders("studio", service, service) as guard:
            yield Studio(cameo, Generator(RenderClient(service), guard))


def reason_of(here: Studio, output: Output, stage: pb.CommitStage = pb.COMMIT_STAGE_DRAFT) -> str:
    with pytest.raises(RefusedError) as refused:
        here.generator.commit(output, stage)
    return refused.value.reason


def test_a_caller_publishes_what_the_fake_allows() -> None:
    with studio() as here:
        output = here.rendered()
        here.generator.publish(output)
        assert here.cameo.published() == [sha256(output.mp4).digest()]


def test_whom_nobody_allowed_a_caller_does_not_render() -> None:
    with studio() as here, pytest.raises(NotAllowedError):
        here.generator.check(Job("job-2", "@bob sings", ""))


def test_a_revocation_reaches_the_guard_mid_job_and_nothing_of_it_is_published() -> None:
    with studio() as here:
        grant = here.generator.check(JOB)

        def progress(number: int) -> None:
            if number == 3:
                here.cameo.revoke("ada")
                assert here.generator.cancelled.wait(SOON_S)

        with pytest.raises(CancelledError):
            here.generator.render(JOB, grant, progress)
        assert reason_of(here, Output(JOB, grant, b"so far", b"marked")) == "NOT_PERMITTED"
        assert here.cameo.published() == []


def test_a_draft_is_not_published_after_a_revoke_and_a_new_yes_does_not_revive_it() -> None:
    with studio() as here:
        output = here.rendered()
        here.generator.commit(output, pb.COMMIT_STAGE_DRAFT)
        here.cameo.revoke("ada")
        here.cameo.allow("ada")
        assert reason_of(here, output, pb.COMMIT_STAGE_PUBLISH) == "NOT_PERMITTED"
