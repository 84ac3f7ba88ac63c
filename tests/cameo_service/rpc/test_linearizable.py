"""Eight clients over real gRPC and one database: grants, revocations, checks, fetches and commits have one order.

The register of a pair is (granted, epoch): a revocation raises the epoch to its revision, an allowed check tells it,
and what was checked at one epoch is good for that epoch only.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from random import Random  # noqa: TID251 - seeded: every run asks the same
from threading import Barrier
from time import perf_counter
from typing import cast

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_client.pb.cameo.v1 import terms_pb2
from cameo_client.render_grant import verify_render_grant
from cameo_client.verification_key import fetch_verification_keys
from cameo_service.storage.engines.database_store import DatabaseStore
from cameo_service.storage.postgresql.store import open_postgresql
from cameo_service.storage.store import open_store
from cameo_service.usecases.acting.reads import revision_of
from consent.terms import Audience
from tests.cameo_service.rpc.running_service import STUDIO, RunningService
from tests.cameo_service.rpc.test_render_story import DIGEST, enroll_with_frames, handle, question
from tests.cameo_service.usecases.world import World
from tests.linearizability import Operation, is_linearizable

CLIENTS = 8
OPERATIONS = 504
PAIRS = (("ada", "bob"), ("ada", "eve"))

Register = tuple[bool, int]


def step(state: Register, operation: Operation) -> Register | None:
    """What the register is after the operation; None when it cannot have answered so."""
    is_granted, epoch = state
    match operation.kind:
        case "grant":
            return True, epoch
        case "revoke":
            raised = cast("int", operation.answered)
            return (False, raised) if raised > epoch else None
        case "check":
            return state if operation.answered == (epoch if is_granted else None) else None
        case _:
            return state if operation.answered == (is_granted and operation.asked == epoch) else None


@dataclass
class Pair:
    """What the clients of one pair share: grants that were given out, by the epoch they tell."""

    owner: str
    actor: str
    service: RunningService
    checked: list[tuple[bytes, int]] = field(default_factory=list)
    leased: list[tuple[bytes, int]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def request_id(self) -> str:
        return f"{self.owner} {self.actor} {next(self.numbers)}"

    def grant(self) -> tuple[object, object]:
        self.service.app(self.owner).grant_access(
            consent.GrantAccessRequest(
                grantee=handle(self.actor),
                modalities=[terms_pb2.MODALITY_FACE],
                uses=[terms_pb2.USE_PRIVATE],
                request_id=self.request_id(),
            )
        )
        return None, None

    def revoke(self) -> tuple[object, object]:
        owner, grantee = handle(self.owner), handle(self.actor)
        request = consent.RevokeAccessRequest(owner=owner, grantee=grantee, request_id=self.request_id())
        reply = self.service.app().revoke_access(request)
        return None, revision_of(reply.revision, self.service.world.store.deployment())

    def check(self) -> tuple[object, object]:
        reply = self.service.studio().check_prompt(question(self.service.assertion(self.actor)))
        if not reply.render_grant:
            return None, None
        epoch = self._epoch(reply.render_grant)
        self.checked.append((reply.render_grant, epoch))
        return None, epoch

    def _epoch(self, envelope: bytes) -> int:
        keys, now_us = fetch_verification_keys(self.service.studio()), self.service.world.clock.now_us
        claims = verify_render_grant(envelope, keys, audience=STUDIO, now_us=now_us, job="job-1", prompt_sha256=DIGEST)
        return claims.subjects[0].pair_epoch

    def fetch(self) -> tuple[object, object]:
        envelope, epoch = self.checked.pop()
        request = render.FetchIdentityBundleRequest(render_grant=envelope, job_id="job-1", prompt_sha256=DIGEST)
        is_released = self._is_permitted(lambda: self.service.studio().fetch_identity_bundle(request))
        if is_released:
            self.leased.append((envelope, epoch))
        return epoch, is_released

    def commit(self) -> tuple[object, object]:
        envelope, epoch = self.leased[-1]
        request = render.CommitRenderRequest(
            render_grant=envelope,
            job_id="job-1",
            prompt_sha256=DIGEST,
            stage=render.COMMIT_STAGE_DRAFT,
            output_sha256=sha256(envelope).digest(),
        )
        return epoch, self._is_permitted(lambda: self.service.studio().commit_render(request))

    def _is_permitted(self, call: Callable[[], object]) -> bool:
        try:
            call()
        except RefusedError as error:
            if error.reason != "NOT_PERMITTED":
                raise
            return False
        return True


def client(pair: Pair, seed: int, start: Barrier) -> list[Operation]:
    """One client's share of the operations."""
    chance, seen = Random(seed), []  # noqa: S311 - order of a test, no secret
    start.wait()
    for _ in range(OPERATIONS // CLIENTS):
        kind = chance.choices(["grant", "revoke", "check", "fetch", "commit"], [2, 1, 3, 3, 4])[0]
        called = perf_counter()
        try:
            asked, answered = getattr(pair, kind)()
        except IndexError:  # nothing to fetch or commit with yet
            kind, (asked, answered) = "check", pair.check()
        seen.append(Operation(called, perf_counter(), kind, asked, answered))
    return seen


def opened(engine: str, request: pytest.FixtureRequest) -> DatabaseStore:
    if engine == "postgresql":
        return open_postgresql(request.getfixturevalue("postgresql_url"), os.urandom)
    return open_store(request.getfixturevalue("tmp_path") / "data", os.urandom)


@pytest.fixture(params=["sqlite", "postgresql"])
def served(request: pytest.FixtureRequest) -> Iterator[RunningService]:
    store = opened(request.param, request)
    world = World(store)
    for name in ("ada", "bob", "eve"):
        world.person(name)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    running = RunningService(world)
    enroll_with_frames(running)
    yield running
    running.stop()
    store.close()


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_every_answer_is_explained_by_one_order_of_acts(served: RunningService, pair: tuple[str, str]) -> None:
    shared, start = Pair(*pair, served), Barrier(CLIENTS)
    with ThreadPoolExecutor(CLIENTS) as pool:
        shares = [pool.submit(client, shared, seed, start) for seed in range(CLIENTS)]
        history = [operation for share in shares for operation in share.result()]
    assert len(history) >= 500
    answers = {(operation.kind, bool(operation.answered)) for operation in history}
    assert {("commit", True), ("commit", False), ("fetch", True), ("fetch", False)} <= answers
    assert is_linearizable(history, step, (False, 0))


def test_a_commit_accepted_after_an_acknowledged_revoke_would_be_found() -> None:
    history = [
        Operation(0, 1, "grant"),
        Operation(2, 3, "check", None, 0),
        Operation(4, 5, "fetch", asked=0, answered=True),
        Operation(6, 7, "revoke", answered=3),
        Operation(8, 9, "commit", asked=0, answered=False),
    ]
    assert is_linearizable(history, step, (False, 0))
    late = [*history[:4], Operation(8, 9, "commit", asked=0, answered=True)]
    assert not is_linearizable(late, step, (False, 0))
    revived = [*history[:4], Operation(8, 9, "grant"), Operation(10, 11, "commit", asked=0, answered=True)]
    assert not is_linearizable(revived, step, (False, 0))
