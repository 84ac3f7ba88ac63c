"""The whole client against the fake server, over real connections."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from typing import Any

import pytest

from cameo_client.connection import Connection, dev_connection
from cameo_client.errors import RefusedError, RenderStoppedError, StopReason
from cameo_client.fake_server import FakeCameo
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.pb.cameo.v1 import revocation_service_pb2, terms_pb2
from cameo_client.render_guard import RenderGuard
from cameo_client.revocation_replica import REPLICA_LEASE_S
from cameo_client.services.render import RenderClient
from cameo_client.services.revocation import RevocationClient
from cameo_client.watch_client import RevocationWatch, guarded_renders
from tests.cameo_client.grants import Guarded

PROMPT = "@ada plays trumpet. @bob listens."
SOON_S = 300.0
"""What is awaited comes at once; so long only where the machine is far too busy."""


class Studio:
    """A renderer with a guard, and the service it talks to."""

    def __init__(self, cameo: FakeCameo, service: Connection, guard: RenderGuard) -> None:
        self.cameo, self.guard = cameo, guard
        self.renders = RenderClient(service)
        self.stopped: Queue[StopReason] = Queue()

    def check(self) -> pb.CheckPromptResponse:
        modalities = [terms_pb2.MODALITY_FACE]
        request = pb.CheckPromptRequest(prompt=PROMPT, job_id="1", modalities=modalities, use=terms_pb2.USE_PRIVATE)
        return self.renders.check_prompt(request)

    def start(self, render_grant: bytes) -> Any:
        return self.guard.admit(render_grant, job="1", prompt=PROMPT, cancel=self.stopped.put)


@contextmanager
def studio() -> Iterator[Studio]:
    with FakeCameo() as cameo, cameo.channel() as channel:
        for handle in ("ada", "bob"):
            cameo.allow(handle)
        service = dev_connection(channel, "studio", "generation")
        with guarded_renders("studio", service, service) as guard:
            yield Studio(cameo, service, guard)


def test_a_revocation_cancels_the_render_and_the_next_check_denies() -> None:
    with studio() as here:
        answer = here.check()
        render = here.start(answer.render_grant)
        here.cameo.revoke("bob")
        assert here.stopped.get(timeout=SOON_S) is StopReason.REVOKED
        assert not render.may_go_on()
        assert here.check().decision == pb.PROMPT_DECISION_NOT_PERMITTED
        with pytest.raises(RenderStoppedError):
            here.start(answer.render_grant)


def test_allowing_again_needs_a_new_grant() -> None:
    with studio() as here:
        old = here.check().render_grant
        here.start(old)
        here.cameo.revoke("ada")
        here.cameo.allow("ada")
        assert here.stopped.get(timeout=SOON_S) is StopReason.REVOKED
        with pytest.raises(RenderStoppedError):
            here.start(old)
        assert here.start(here.check().render_grant).may_go_on()


def test_silence_stops_renders_when_the_lease_ends() -> None:
    with studio() as here:
        render = here.start(here.check().render_grant)
        here.cameo.fall_silent()
        assert here.stopped.get(timeout=REPLICA_LEASE_S + SOON_S) is StopReason.STALE
        assert not render.may_go_on()


def test_a_watch_that_hears_nothing_is_not_ready() -> None:
    with FakeCameo() as cameo, cameo.channel() as channel:
        cameo.fall_silent()
        service = Connection(channel, timeout_s=0.2)
        with pytest.raises(TimeoutError), guarded_renders("studio", service, service):
            pass


def test_what_the_fake_does_not_serve_is_unimplemented() -> None:
    with studio() as here, pytest.raises(RefusedError) as caught:
        here.renders.resolve_mentions(pb.ResolveMentionsRequest())
    assert caught.value.status.name == "UNIMPLEMENTED"


class SkippingStream:
    """A service that loses an event: its second answer does not follow the first."""

    def __init__(self, answers: list[revocation_service_pb2.WatchRevocationsResponse]) -> None:
        self._answers = answers

    def __iter__(self) -> Iterator[revocation_service_pb2.WatchRevocationsResponse]:
        yield from self._answers

    def cancel(self) -> None:
        pass


class SkippingClient:
    def __init__(self, snapshots: Queue[None]) -> None:
        self._snapshots = snapshots

    def snapshot_revocations(
        self, request: revocation_service_pb2.SnapshotRevocationsRequest
    ) -> Iterator[revocation_service_pb2.SnapshotRevocationsResponse]:
        del request
        self._snapshots.put(None)
        yield revocation_service_pb2.SnapshotRevocationsResponse(cursor="1", deployment=bytes(range(16)), incarnation=1)

    def watch_revocations(self, request: revocation_service_pb2.WatchRevocationsRequest) -> SkippingStream:
        answer = revocation_service_pb2.WatchRevocationsResponse
        return SkippingStream(
            [answer(follows_cursor=request.cursor, cursor="2"), answer(follows_cursor="3", cursor="4")]
        )


def test_a_gap_is_noticed_and_everything_is_read_again() -> None:
    snapshots: Queue[None] = Queue()
    guarded = Guarded()
    client: Any = SkippingClient(snapshots)
    watch = RevocationWatch(client, guarded.guard, guarded.time, lambda: 0.0)
    for _ in range(2):
        snapshots.get(timeout=SOON_S)
    watch.close()


def test_the_stub_of_the_gap_test_has_the_client_s_methods() -> None:
    assert {name for name in vars(SkippingClient) if not name.startswith("_")} <= set(vars(RevocationClient))
