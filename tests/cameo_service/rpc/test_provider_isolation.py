"""Whatever one generation service can read is the same, byte for byte, whether or not another one has grants.

Each reading runs in two worlds: in one the other service has grants, renders and revocations of the very same people;
in the other somebody unrelated wrote as often, since the number of writes is everybody's to see.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from itertools import product
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from google.protobuf.message import Message

from cameo_client.connection import dev_connection, open_channel
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import content_class_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.pb.cameo.v1 import revocation_service_pb2 as revocations
from cameo_client.revocation_scope import consent_grant_scope, pair_scope
from cameo_client.services.render import RenderClient
from cameo_client.services.revocation import RevocationClient
from cameo_service.rpc.front.assertions import NoAssertions
from cameo_service.rpc.front.caller_source import InsecureDevCallers
from cameo_service.rpc.front.server import PortSettings, RpcServer, services
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import ordered_steps
from cameo_service.rpc.revocations import RevocationServicer
from cameo_service.storage.outbox_tail import OutboxTail
from cameo_service.storage.store import MAIN_DATABASE, open_store
from cameo_service.usecases.acting.cursors import cursor_of
from cameo_service.usecases.acting.meter import Meter
from cameo_service.usecases.ports.events import START
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.records.events import SweepEvents
from cameo_service.usecases.render.claims import prompt_sha256
from cameo_service.watch.feed import RevocationFeed
from consent.terms import Audience
from tests.cameo_service.rpc.running_service import LOG, RunningService
from tests.cameo_service.usecases.world import FACE, SECOND_US, ToldClock, World

PROVIDERS = ("alpha", "betas")
"""Of one length, so that sizes may not differ either."""
USES = (terms_pb2.USE_PRIVATE, terms_pb2.USE_PUBLISH, terms_pb2.USE_REMIX, terms_pb2.USE_AD)
PROMPT = "let @ada sing"
LONG_S = 3600.0
DIGEST = prompt_sha256(PROMPT.encode())


class WatchPort:
    """The port of watches, on an event loop of its own."""

    def __init__(self, database: Path, deployment: Deployment) -> None:
        self._loop, self._tail = ServerLoop(), OutboxTail(database)
        feed = RevocationFeed(self._tail, deployment, monotonic, {})
        source = InsecureDevCallers(LOG)
        self._server = RpcServer(
            self._loop,
            PortSettings(
                host="127.0.0.1",
                port=0,
                threads=1,
                source=source,
                steps=ordered_steps(lambda: "call", LOG, source, NoAssertions(), {}, Meter(ToldClock())),
                clock=ToldClock(),
            ),
            services(RevocationServicer(feed, monotonic, lambda: LONG_S)),
        )
        self._server.start()
        self.port = self._server.port
        self._looking = self._loop.start(feed.run())

    def stop(self) -> None:
        self._looking.cancel()
        self._server.stop(0)
        self._loop.close()
        self._tail.close()


class Deployed:
    """A database on a disk and both ports. Nothing in it is random."""

    def __init__(self, folder: Path) -> None:
        self.store = open_store(folder, bytes)
        self.world = World(self.store)
        for handle in ("ada", "bob", "eve"):
            self.world.person(handle)
        self.world.enroll("ada")
        self.service = RunningService(self.world)
        self.watch = WatchPort(folder / MAIN_DATABASE, self.store.deployment())
        self.channel = open_channel(f"127.0.0.1:{self.watch.port}")

    def close(self) -> None:
        self.channel.close()
        self.watch.stop()
        self.service.stop()
        self.store.close()

    def revision(self) -> int:
        with self.store.read() as snapshot:
            return snapshot.revision()


@contextmanager
def two_worlds(folder: Path) -> Iterator[tuple[Deployed, Deployed]]:
    with closing(Deployed(folder / "shared")) as shared, closing(Deployed(folder / "alone")) as alone:
        yield shared, alone


def has_grants(here: Deployed, provider: str) -> bytes:
    """Everything that may happen between Ada and Bob at one provider, which ends with him shut out there.

    Answers the scope of a group's grant that was taken back.
    """
    world = here.world
    world.grant("ada", "bob", provider=provider)
    render_grant = world.check("bob", PROMPT, service_id=provider).render_grant or b""
    world.fetched(render_grant, PROMPT, service_id=provider)
    world.committed(render_grant, PROMPT, service_id=provider)
    world.grant("ada", "bob", modalities=FACE, expires_us=world.clock.now_us + SECOND_US, provider=provider)
    world.clock.now_us += 2 * SECOND_US
    assert SweepEvents(here.store, world.clock)() == 1
    world.grouped("ada", "club", "bob")
    world.granted_to_group("ada", "club", expires_us=world.clock.now_us + SECOND_US, provider=provider)
    world.clock.now_us += 2 * SECOND_US
    assert SweepEvents(here.store, world.clock)() == 1
    ended = world.granted_to_group("ada", "club", provider=provider).grant_id
    world.revoked_group("ada", "club", provider=provider)
    world.revoked("ada", "bob", provider=provider)
    return consent_grant_scope(ended.bytes)


def write_as_often(here: Deployed, like: Deployed) -> None:
    """As many revisions and ids as there are in the other world, about nobody."""
    for _ in range(like.world.ids.new(0).int - here.world.ids.new(0).int):
        here.world.ids.new(0)
    while here.revision() < like.revision():
        with here.store.write() as transaction:
            transaction.next_revision()
    here.world.clock.now_us = like.world.clock.now_us


def question(here: Deployed, asker: str | None, use: terms_pb2.Use) -> pb.CheckPromptRequest:
    return pb.CheckPromptRequest(
        prompt=PROMPT,
        job_id="job",
        requester_assertion=here.service.assertion(asker) if asker else "",
        modalities=[terms_pb2.MODALITY_VOICE],
        use=use,
        class_labels=content_class_pb2.ContentLabels(classifier="classifier"),
    )


def said(call: Callable[[Any], Message], request: Message) -> bytes:
    """The reply, or the error with everything in it."""
    try:
        return call(request).SerializeToString(deterministic=True)
    except RefusedError as error:
        return repr((error.status, error.reason, error.message, error.request_id)).encode()


def readings(here: Deployed, provider: str) -> list[bytes]:
    """Every answer that a generation service gets about Ada, refused ones included."""
    studio = RenderClient(here.service.connection(provider, "generation"))
    heard = [said(studio.resolve_mentions, pb.ResolveMentionsRequest(text=PROMPT))]
    for asker, use in product(["bob", "eve", None], USES):
        checked = studio.check_prompt(question(here, asker, use))
        heard += [checked.SerializeToString(deterministic=True)]
        held: dict[str, Any] = {"render_grant": checked.render_grant, "job_id": "job", "prompt_sha256": DIGEST}
        draft = pb.CommitRenderRequest(
            **held, stage=pb.COMMIT_STAGE_DRAFT, output_sha256=sha256(checked.render_grant).digest()
        )
        heard += [
            said(studio.fetch_identity_bundle, pb.FetchIdentityBundleRequest(**held)),
            said(studio.renew_grant, pb.RenewGrantRequest(**held)),
            said(studio.commit_render, draft),
        ]
    return heard + floors(here, provider)


def floors(here: Deployed, provider: str) -> list[bytes]:
    """What the watch tells: its snapshot, and the first answer to who missed everything. Without the time it took."""
    client = RevocationClient(dev_connection(here.channel, provider, "generation"))
    stream = client.watch_revocations(
        revocations.WatchRevocationsRequest(cursor=cursor_of(here.store.deployment(), START))
    )
    missed = next(iter(stream))
    stream.cancel()
    missed.ClearField("checked_after_open")
    return [
        answer.SerializeToString()
        for answer in [*client.snapshot_revocations(revocations.SnapshotRevocationsRequest()), missed]
    ]


@pytest.mark.parametrize(("reader", "other"), [PROVIDERS, PROVIDERS[::-1]])
def test_nothing_a_provider_reads_tells_of_another(tmp_path: Path, reader: str, other: str) -> None:
    with two_worlds(tmp_path) as (shared, alone):
        for audience in (Audience.EVERYONE, Audience.APPROVED):
            for here in (shared, alone):
                here.world.audience("ada", audience)
                here.world.grant("ada", "bob", provider=reader)
            ended = has_grants(shared, other)
            write_as_often(alone, shared)
            heard = readings(shared, reader)
            assert heard == readings(alone, reader)
            assert any(b"likeness_reference.voice" in reply for reply in heard)
            assert all(ended in answer for answer in floors(shared, other))


def test_a_provider_hears_live_what_concerns_it_and_only_that(tmp_path: Path) -> None:
    reader, other = PROVIDERS
    with two_worlds(tmp_path) as (shared, _):
        stream = RevocationClient(dev_connection(shared.channel, reader, "generation"))
        answers = stream.watch_revocations(
            revocations.WatchRevocationsRequest(cursor=cursor_of(shared.store.deployment(), START))
        )
        heard = iter(answers)
        next(heard)
        shared.world.revoked("ada", "bob", provider=other)
        shared.world.revoked("ada", "eve", provider=reader)
        told = next(answer for answer in heard if answer.floors)
        answers.cancel()
        ada, eve = (shared.world.people[name].bytes for name in ("ada", "eve"))
        assert [floor.scope for floor in told.floors] == [pair_scope(ada, eve)]
