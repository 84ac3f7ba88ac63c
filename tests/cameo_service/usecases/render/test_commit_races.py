"""Commits against revocations, over two connections to one database: whichever commits first, nobody is surprised."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from cameo_service.storage.engines.database_store import DatabaseStore
from cameo_service.storage.postgresql.store import open_postgresql
from cameo_service.storage.store import open_store
from cameo_service.usecases.acting.errors import NotPermittedError
from cameo_service.usecases.consent.access import AccessRevoked
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.renders import RenderRow
from consent.commit import Stage
from consent.takedown import StopEffect
from consent.terms import Audience
from tests.cameo_service.usecases.failing_store import FailingStore
from tests.cameo_service.usecases.render.test_commit import PROMPT, appearances, kinds, leased
from tests.cameo_service.usecases.world import World

RACES, RACES_ON_A_SERVER = 150, 30
"""For each stage. Each statement on a server is a way there and back."""


class Stores:
    """One database, opened as two replicas of the service would."""

    def __init__(self, open_one: Callable[[], DatabaseStore], races: int) -> None:
        self.first, self.second, self.races = open_one(), open_one(), races

    def close(self) -> None:
        self.first.close()
        self.second.close()


def on_files(request: pytest.FixtureRequest) -> Stores:
    directory: Path = request.getfixturevalue("tmp_path") / "data"
    return Stores(lambda: open_store(directory, os.urandom), RACES)


def on_a_server(request: pytest.FixtureRequest) -> Stores:
    url: str = request.getfixturevalue("postgresql_url")
    return Stores(lambda: open_postgresql(url, os.urandom), RACES_ON_A_SERVER)


@pytest.fixture(params=[on_files, on_a_server])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    opened = request.param(request)
    yield opened
    opened.close()


def friends(store: DatabaseStore) -> World:
    world = World(store)
    for handle in ("ada", "bob"):
        world.person(handle)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    return world


def is_committed(world: World, envelope: bytes, stage: Stage, output: bytes, start: Barrier) -> bool:
    start.wait()
    try:
        world.committed(envelope, PROMPT, stage, output=output)
    except NotPermittedError:
        return False
    return True


def revoked(world: World, start: Barrier) -> AccessRevoked:
    start.wait()
    return world.revoked("ada", "bob", StopEffect.DELETE_ALL)


def existing(world: World) -> tuple[RenderRow, ...]:
    with world.store.read() as snapshot:
        return snapshot.renders.all_appearances(world.people["ada"])


def raced(pool: ThreadPoolExecutor, world: World, stage: Stage, race: int) -> bool:
    """One render of Bob's, committed while Ada revokes; whether it was accepted."""
    world.grant("ada", "bob")
    envelope, output = leased(world), b"output %d" % race
    if stage is Stage.PUBLISH:
        world.committed(envelope, PROMPT, output=output)
    before, start = len(existing(world)), Barrier(2)
    if race % 3:
        committing = pool.submit(is_committed, world, envelope, stage, output, start)
        revoking = pool.submit(revoked, world, start)
    else:
        revoking = pool.submit(revoked, world, start)
        committing = pool.submit(is_committed, world, envelope, stage, output, start)
    is_accepted, takedowns = committing.result(), revoking.result().takedowns
    newest = existing(world)
    assert takedowns == (is_accepted or stage is Stage.PUBLISH), "an output that exists was not ordered down"
    assert all(row.removal for row in newest)
    assert len(newest) - before == (is_accepted if stage is Stage.DRAFT else 0)
    assert not is_committed(world, envelope, stage, output, Barrier(1)), "accepted after an acknowledged revoke"
    return is_accepted


@pytest.mark.parametrize("stage", Stage)
def test_no_commit_follows_an_acknowledged_revoke_and_no_earlier_one_is_overlooked(
    stores: Stores, stage: Stage
) -> None:
    world = friends(stores.first)
    world.commit = replace(world.commit, store=stores.second)
    with ThreadPoolExecutor(2) as pool:
        accepted = sum(raced(pool, world, stage, race) for race in range(stores.races))
    # Both ways of each race were met; otherwise nothing was raced.
    assert 0 < accepted < stores.races


class AckLostStore(FailingStore):
    """Commits, and then the connection breaks; with `before`, it breaks first."""

    def __init__(self, store: DatabaseStore, *, before: bool) -> None:
        super().__init__(store)
        self._before = before

    def failure(self) -> tuple[Exception | None, Exception | None]:
        return (ConnectionError() if self._before else None, ConnectionError())


@pytest.mark.parametrize("before", [True, False])
def test_a_crash_around_the_commit_leaves_one_appearance_after_the_retry(stores: Stores, before: bool) -> None:  # noqa: FBT001
    world = friends(stores.first)
    world.grant("ada", "bob")
    envelope, commit = leased(world), world.commit
    world.commit = replace(commit, store=AckLostStore(stores.first, before=before))
    with pytest.raises(ConnectionError):
        world.committed(envelope, PROMPT)
    assert len(appearances(world)) == (not before)
    world.commit = commit
    world.committed(envelope, PROMPT)
    assert len(appearances(world)) == 1
    assert kinds(world).count(ActivityKind.DRAFTED) == 1


def test_a_revoke_whose_acknowledgement_was_lost_orders_once(stores: Stores) -> None:
    world = friends(stores.first)
    world.grant("ada", "bob")
    world.committed(leased(world), PROMPT)
    orders = [world.revoked("ada", "bob", StopEffect.DELETE_ALL).takedowns for _ in range(2)]
    assert orders == [1, 0]
