"""A whole service on PostgreSQL, over real gRPC: granted, rendered, taken back, and refused from then on."""

import logging
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cameo_client.connection import dev_connection, open_channel
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import render_service_pb2 as render_pb
from cameo_client.pb.cameo.v1 import revocation_service_pb2 as revocation_pb
from cameo_client.revocation_scope import pair_scope
from cameo_client.services.revocation import RevocationClient
from cameo_service import bootstrap
from cameo_service.analysis.enrollment_task import PooledAnalyst
from cameo_service.bootstrap import Service
from cameo_service.cli import check
from cameo_service.cli.connection import ISSUER, Callers
from cameo_service.clock import SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.storage.engines.errors import DatabaseInUseError, DatabaseUnreachableError
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile
from cameo_service.wiring import enrollment as enrollment_wiring
from cameo_service.wiring.storage import DriverMissingError, FilesOnlyError, migrate_old, require_files
from tests.cameo_service.storage.postgresql.test_postgresql_store import end_sessions
from tests.cameo_service.usecases.world import World
from tests.e2e import acts
from tests.postgresql import Server

PROMPT, JOB = "let @ada sing", "job-1"
PROMPT_SHA256, OUTPUT_SHA256 = sha256(PROMPT.encode()).digest(), sha256(b"an output").digest()


class NetsOfNoRecording(PooledAnalyst):
    """No recording comes, so that no net is loaded."""

    def load(self) -> None:
        return


@pytest.fixture
def config(tmp_path: Path, postgresql_url: str) -> ServiceConfig:
    ring = tmp_path / "keys" / "ring.json"
    KeyRingFile(ring, tmp_path / "data").create(new_key_ring(os.urandom, SystemClock().utc_us()))
    return ServiceConfig(
        data_dir=tmp_path / "data",
        key_ring=ring,
        database_url=postgresql_url,
        port=0,
        stream_port=0,
        watch_port=0,
        insecure_dev=True,
    )


@pytest.fixture
def running(config: ServiceConfig, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setattr(enrollment_wiring, "PooledAnalyst", NetsOfNoRecording)
    service = bootstrap.start(config)
    yield service
    service.stop()


@pytest.fixture
def served(running: Service) -> Iterator[Any]:
    """Its ports, as `tests.e2e.acts` call them."""
    with open_channel(f"127.0.0.1:{running.port}") as checks, open_channel(f"127.0.0.1:{running.watch_port}") as watch:
        yield SimpleNamespace(checks=Callers(checks), watch=watch)


def enroll(running: Service, config: ServiceConfig, person: str) -> None:
    """As if a recording had passed, sealed with the keys of this deployment."""
    world = World(running._store)
    world.clock.now_us = SystemClock().utc_us()
    ring = KeyRingFile(config.key_ring, config.data_dir)
    world.vault = EnvelopeVault(ring.load, running._store.deployment(), os.urandom)  # type: ignore[assignment]
    world.people[person] = person_id(running, person)
    world.enroll(person)


def person_id(running: Service, person: str) -> Any:
    with running._store.read() as snapshot:
        found = snapshot.people.of_account(ISSUER, person)
    assert found is not None
    return found


def committed(served: Any, envelope: bytes) -> render_pb.CommitRenderResponse:
    return served.checks.render(acts.STUDIO).commit_render(  # type: ignore[no-any-return]
        render_pb.CommitRenderRequest(
            render_grant=envelope,
            job_id=JOB,
            prompt_sha256=PROMPT_SHA256,
            stage=render_pb.COMMIT_STAGE_DRAFT,
            output_sha256=OUTPUT_SHA256,
        )
    )


def test_what_was_granted_is_rendered_and_what_was_taken_back_is_refused_and_told(
    running: Service, served: Any, config: ServiceConfig, postgresql: Server
) -> None:
    acts.introduce(served, "ada", "bob")
    acts.claim(served, "ada")
    acts.claim(served, "bob")
    enroll(running, config, "ada")
    acts.set_audience(served, "ada", "APPROVED")
    assert not acts.is_allowed(served, "bob", PROMPT)
    acts.grant(served, "ada", "bob")
    reply = served.checks.render(acts.STUDIO).check_prompt(check.request_for(PROMPT, "bob", "private", JOB))
    fetch = render_pb.FetchIdentityBundleRequest(
        render_grant=reply.render_grant, job_id=JOB, prompt_sha256=PROMPT_SHA256
    )
    assert served.checks.render(acts.STUDIO).fetch_identity_bundle(fetch).bundles
    assert committed(served, reply.render_grant)

    watch = RevocationClient(dev_connection(served.watch, acts.STUDIO, "generation"))
    (page,) = watch.snapshot_revocations(revocation_pb.SnapshotRevocationsRequest())
    stream = watch.watch_revocations(revocation_pb.WatchRevocationsRequest(cursor=page.cursor))
    assert end_sessions(postgresql, config.database_url) > 0  # a restart of the database in the midst
    acts.revoke(served, "ada", "bob")
    assert not acts.is_allowed(served, "bob", PROMPT)
    with pytest.raises(RefusedError) as refused:
        committed(served, reply.render_grant)
    assert refused.value.reason == "NOT_PERMITTED"
    scope = pair_scope(person_id(running, "ada").bytes, person_id(running, "bob").bytes)
    assert next(answer for answer in stream if scope in [floor.scope for floor in answer.floors])
    stream.cancel()


def test_what_a_service_uses_is_not_migrated_under_it(running: Service, config: ServiceConfig) -> None:
    older = Server(config.database_url, iter(()))
    older.execute("UPDATE cameo.alembic_version SET version_num = 'main_0034_feed_in_pages'")
    with pytest.raises(DatabaseInUseError, match="stop every one"):
        list(migrate_old(config))


def test_a_start_without_a_server_says_what_to_correct(config: ServiceConfig) -> None:
    nowhere = config.model_copy(update={"database_url": "postgresql://cameo@127.0.0.1:1/cameo"})
    with pytest.raises(DatabaseUnreachableError, match="database_url"):
        bootstrap.start(nowhere)


def test_what_only_files_have_is_refused_by_name(config: ServiceConfig) -> None:
    with pytest.raises(FilesOnlyError, match=r"operate\.md"):
        require_files(config)
    require_files(config.model_copy(update={"database_url": ""}))


def test_a_missing_driver_is_named(config: ServiceConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("cameo_service.wiring.storage.import_module", missing)
    with pytest.raises(DriverMissingError, match=r"cameo-service\[postgresql\]"):
        list(migrate_old(config))


def test_no_line_of_the_log_names_the_database(running: Service, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        running._store.rewrite()
    assert "operate.md" in caplog.text
    assert "postgresql://" not in caplog.text
