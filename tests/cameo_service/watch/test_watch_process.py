"""The process itself, over a database on a disk, with the real client listening."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from queue import Queue
from threading import Event
from time import monotonic
from typing import Any

import psutil
import pytest

from cameo_client.connection import Connection, Replies, dev_connection, open_channel
from cameo_client.errors import RefusedError, RenderStoppedError, StopReason
from cameo_client.guarded_render import GuardedRender
from cameo_client.pb.cameo.v1 import revocation_service_pb2 as pb
from cameo_client.render_grant_claims import GrantedSubject, encode_claims
from cameo_client.render_guard import RenderGuard
from cameo_client.revocation_replica import RevocationReplica
from cameo_client.revocation_scope import pair_scope, signing_key_scope
from cameo_client.services.revocation import RevocationClient
from cameo_client.verification_key_cache import VerificationKeyCache
from cameo_client.watch_client import RevocationWatch
from cameo_service.storage.store import MAIN_DATABASE, SqliteStore, open_store
from cameo_service.usecases.acting.cursors import cursor_of
from cameo_service.usecases.ports.events import START, Position
from cameo_service.usecases.ports.history import Deployment
from cameo_service.watch.supervisor import WatchSettings, WatchSupervisor, WatchUnavailableError
from scripts.generate_grant_vectors import GRANT, ISSUED_US, PROMPT, sealed
from tests.cameo_client.grants import KEYS
from tests.contracts.store_rows import ADA, BOB, EVE, NOW_US, with_people

SOON_S = 300.0
"""What is awaited comes at once; so long only where the machine is far too busy."""
SCOPE = pair_scope(ADA.bytes, BOB.bytes)


class Running:
    """A store, its watch process, and a generation service that calls it."""

    def __init__(self, folder: Path) -> None:
        self.store = open_store(folder / "data", os.urandom)
        with_people(self.store)
        self.settings = settings_of(self.store, folder)
        self.watch = WatchSupervisor(self.settings)
        self.channel = open_channel(f"127.0.0.1:{self.watch.port}")
        self.client = RevocationClient(self.service())

    def service(self, role: str = "generation") -> Connection:
        return dev_connection(self.channel, "studio", role)

    def revoke(self, owner: Any = ADA, actor: Any = BOB) -> int:
        with self.store.write() as tx:
            return tx.epochs.bump_pair(owner, actor)

    def snapshot(self) -> pb.SnapshotRevocationsResponse:
        (page,) = self.client.snapshot_revocations(pb.SnapshotRevocationsRequest())
        return page

    def stop(self) -> None:
        self.channel.close()
        self.watch.stop()
        self.store.close()


def settings_of(store: SqliteStore, folder: Path, port: int = 0) -> WatchSettings:
    deployment = store.deployment()
    database = str(folder / "data" / MAIN_DATABASE)
    return WatchSettings(
        database,
        deployment.deployment_id.hex(),
        deployment.incarnation,
        "127.0.0.1",
        port,
        "",
        ("", "", ""),
        ("revoked",),
    )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("watch"))
    yield running
    running.stop()


def refusal(stream: Replies[pb.WatchRevocationsResponse]) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        list(stream)
    return caught.value


def after(cursor: str) -> pb.WatchRevocationsRequest:
    return pb.WatchRevocationsRequest(cursor=cursor)


def first_with_floors(stream: Replies[pb.WatchRevocationsResponse]) -> pb.WatchRevocationsResponse:
    found = next(answer for answer in stream if answer.floors)
    stream.cancel()
    return found


def test_a_revocation_reaches_a_watcher(running: Running) -> None:
    cursor = running.snapshot().cursor
    stream = running.client.watch_revocations(after(cursor))
    answers = iter(stream)
    first = next(answers)
    assert first.follows_cursor == cursor
    assert [floor.scope for floor in first.floors] == [signing_key_scope("revoked")]
    epoch = running.revoke()
    told = next(answer for answer in answers if answer.floors)
    assert [(floor.scope, floor.epoch) for floor in told.floors] == [(SCOPE, epoch)]
    stream.cancel()


def test_checkpoints_keep_coming_and_their_times_rise(running: Running) -> None:
    stream = running.client.watch_revocations(after(running.snapshot().cursor))
    answers = iter(stream)
    times = [next(answers).checked_after_open.ToMicroseconds() for _ in range(3)]
    stream.cancel()
    assert times == sorted(times)
    assert times[0] < 1_000_000
    assert all(0 < later - earlier <= 3_000_000 for earlier, later in pairwise(times))


def test_each_answer_follows_the_one_before(running: Running) -> None:
    cursor = running.snapshot().cursor
    stream = running.client.watch_revocations(after(cursor))
    for answer, _ in zip(stream, range(4), strict=False):
        assert answer.follows_cursor == cursor
        cursor = answer.cursor
        running.revoke()
    stream.cancel()


def test_a_watcher_that_returns_hears_what_it_missed(running: Running) -> None:
    cursor = running.snapshot().cursor
    epoch = running.revoke()
    told = first_with_floors(running.client.watch_revocations(after(cursor)))
    assert (SCOPE, epoch) in [(floor.scope, floor.epoch) for floor in told.floors]


def test_a_snapshot_says_whose_floors_these_are(running: Running) -> None:
    epoch = running.revoke()
    page, deployment = running.snapshot(), running.store.deployment()
    assert (page.deployment, page.incarnation) == (deployment.deployment_id, deployment.incarnation)
    assert (SCOPE, epoch) in [(floor.scope, floor.epoch) for floor in page.floors]


def test_no_person_is_named(running: Running) -> None:
    running.revoke()
    told = first_with_floors(running.client.watch_revocations(after(cursor_of(running.store.deployment(), START))))
    for message in (told, running.snapshot()):
        said = message.SerializeToString()
        assert ADA.bytes not in said
        assert BOB.bytes not in said


@pytest.mark.parametrize(
    ("cursor", "reason", "status"),
    [
        (lambda _: "nonsense", "CURSOR_MALFORMED", "INVALID_ARGUMENT"),
        (lambda _: "", "FIELD_MISSING", "INVALID_ARGUMENT"),
        (lambda life: cursor_of(life, Position(10**9, 0)), "CURSOR_FROM_THE_FUTURE", "FAILED_PRECONDITION"),
        (lambda life: cursor_of(Deployment(life.deployment_id, 2), START), "OTHER_INCARNATION", "FAILED_PRECONDITION"),
    ],
    ids=["malformed", "missing", "future", "other life"],
)
def test_a_cursor_that_cannot_be_is_refused_by_its_own_name(
    running: Running, cursor: Any, reason: str, status: str
) -> None:
    error = refusal(running.client.watch_revocations(after(cursor(running.store.deployment()))))
    assert (error.reason, error.status.name) == (reason, status)
    assert error.request_id


def test_only_generation_services_watch(running: Running) -> None:
    client = RevocationClient(running.service("app_backend"))
    assert refusal(client.watch_revocations(after("any"))).reason == "ROLE_NOT_ALLOWED"
    acting = RevocationClient(running.service().acting_for("dev.e30"))
    assert refusal(acting.watch_revocations(after("any"))).reason == "ASSERTION_INVALID"


def test_a_cursor_older_than_what_is_kept_is_refused(running: Running) -> None:
    with running.store.write() as tx:
        tx.events.emit(EVE, "old", b"{}", NOW_US)
        tx.events.forget(NOW_US)
    error = refusal(running.client.watch_revocations(after(cursor_of(running.store.deployment(), START))))
    assert (error.reason, error.status.name) == ("CURSOR_TOO_OLD", "OUT_OF_RANGE")
    assert running.snapshot().floors


def test_a_taken_port_is_told_at_start(running: Running, tmp_path: Path) -> None:
    with pytest.raises(WatchUnavailableError):
        WatchSupervisor(settings_of(running.store, tmp_path.parent, running.watch.port))


def test_settings_survive_their_line(running: Running) -> None:
    assert WatchSettings.from_line(running.settings.as_line()) == running.settings


def test_a_killed_process_comes_back_on_its_port_and_nothing_is_missed(running: Running) -> None:
    cursor = running.snapshot().cursor
    stream = running.client.watch_revocations(after(cursor))
    next(iter(stream))
    first = running.watch.pid
    os.kill(first, signal.SIGKILL)
    assert refusal(stream).status.name == "UNAVAILABLE"
    epoch = running.revoke()
    came_back = Event()
    running.channel.subscribe(lambda state: came_back.set() if state.name == "READY" else None, try_to_connect=True)
    assert came_back.wait(SOON_S)
    told = first_with_floors(running.client.watch_revocations(after(cursor)))
    assert (SCOPE, epoch) in [(floor.scope, floor.epoch) for floor in told.floors]
    assert running.watch.pid != first


class GuardedStudio:
    """A renderer over the real process, with a grant that claims what the database holds."""

    def __init__(self, running: Running) -> None:
        self.stopped: Queue[StopReason] = Queue()
        replica = RevocationReplica(monotonic)
        self.guard = RenderGuard("generator", VerificationKeyCache(lambda: KEYS, monotonic), replica, lambda: ISSUED_US)
        self.watch = RevocationWatch(running.client, self.guard, monotonic, lambda: 0.1)
        assert self.watch.wait_until_fresh(SOON_S)
        self._life = running.store.deployment()

    def start(self, pair_epoch: int) -> GuardedRender:
        claimed = GrantedSubject(ADA, ADA, 1, 0, pair_epoch, None)
        claims = replace(
            GRANT,
            deployment=self._life.deployment_id,
            incarnation=self._life.incarnation,
            requester=BOB,
            subjects=(claimed,),
        )
        return self.guard.admit(sealed(encode_claims(claims)), job="job-1", prompt=PROMPT, cancel=self.stopped.put)


def test_a_revoke_stops_a_render_and_its_grant_never_starts_one_again(running: Running) -> None:
    studio = GuardedStudio(running)
    epoch = running.revoke()
    render = studio.start(epoch)
    running.revoke()
    assert studio.stopped.get(timeout=SOON_S) is StopReason.REVOKED
    assert not render.may_go_on()
    with pytest.raises(RenderStoppedError):
        studio.start(epoch)
    studio.watch.close()


def test_a_stopped_process_stops_every_render_and_nothing_starts_until_it_goes_on(running: Running) -> None:
    studio = GuardedStudio(running)
    epoch = running.revoke()
    render = studio.start(epoch)
    os.kill(running.watch.pid, signal.SIGSTOP)
    assert studio.stopped.get(timeout=SOON_S) is StopReason.STALE
    with pytest.raises(RenderStoppedError):
        studio.start(epoch)
    os.kill(running.watch.pid, signal.SIGCONT)
    assert not render.may_go_on()
    deadline_s = monotonic() + SOON_S
    while not studio.guard._replica.is_fresh():
        assert monotonic() < deadline_s
    assert studio.start(epoch).may_go_on()
    studio.watch.close()


def test_it_notes_up_to_when_it_has_told_everything(running: Running) -> None:
    running.revoke()
    asked_s, deadline_s = monotonic(), monotonic() + SOON_S
    while running.watch.told_until_s() < asked_s:
        assert monotonic() < deadline_s
    assert running.watch.told_until_s() <= monotonic()


def test_waking_a_process_that_hears_nothing_never_waits(running: Running) -> None:
    os.kill(running.watch.pid, signal.SIGSTOP)
    for _ in range(10_000):
        running.watch.wake()
    os.kill(running.watch.pid, signal.SIGCONT)
    running.store.wake_with(running.watch.wake)
    running.revoke()
    running.watch.stop()
    running.watch.wake()


def test_the_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    here = Running(tmp_path)
    process = psutil.Process(here.watch.pid)
    here.stop()
    assert not process.is_running()


def test_it_starts_without_a_model_a_codec_or_a_database_layer() -> None:
    heavy = {"av", "cv2", "numpy", "onnxruntime", "scipy", "sqlalchemy", "sqlmodel", "pydantic"}
    told = f"import sys, cameo_service.watch_process; print(sorted({heavy!r} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
