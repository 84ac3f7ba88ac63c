"""Whoever asks cannot tell from the answer, or from the work behind it, why a person may not be rendered."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cameo_service.rpc.render import check_to
from cameo_service.storage.engines.sqlite import SqliteConnection
from cameo_service.storage.store import SqliteStore, open_store
from cameo_service.usecases.consent.access import RevokeAccessRequest, revoke_access
from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from consent.terms import Audience
from consent.verdict import Reason
from tests.cameo_service.usecases.world import World

HANDLES = {
    "there is nobody": "nobody",
    "no cameo": "camila",
    "a person who blocked the asker": "bianca",
    "never allowed": "norman",
    "revoked": "robert",
    "for nobody at all": "oliver",
    "asks each time, and blocked the asker": "alicia",
    "asks each time, and never allowed": "astrid",
}
"""Of one length, so that nothing but the handle may differ."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = open_store(tmp_path / "data", os.urandom)
    yield opened
    opened.close()


@pytest.fixture
def world(store: SqliteStore) -> World:
    world = World(store)
    for handle in ("eve", *list(HANDLES.values())[1:]):
        world.person(handle)
    for handle in ("bianca", "norman", "robert", "oliver", "alicia", "astrid"):
        world.enroll(handle)
    for blocker in ("bianca", "alicia"):
        world.audience(blocker, Audience.EVERYONE)
        block = BlockActorRequest(world.request_id(), None, world.people["eve"], None)
        world.run(block_actor, world.app(blocker), block)
    for asking in ("alicia", "astrid"):
        world.asking(asking)
    world.audience("astrid", Audience.APPROVED)
    world.audience("norman", Audience.APPROVED)
    world.audience("oliver", Audience.NOBODY)
    world.audience("robert", Audience.EVERYONE)
    world.run(revoke_access, world.app("robert"), RevokeAccessRequest(world.request_id(), None, world.people["eve"]))
    return world


def asked(world: World, store: SqliteStore, handle: str) -> tuple[bytes, list[str]]:
    """The reply with the handle struck out, and the statements behind it."""
    (connection,) = store._idle
    assert isinstance(connection, SqliteConnection)
    statements: list[str] = []
    connection.set_trace_callback(lambda statement: statements.append(statement.partition(" ")[0]))
    reply = check_to(world.check("eve", f"let @{handle} sing")).SerializeToString(deterministic=True)
    connection.set_trace_callback(None)
    return reply.replace(handle.encode(), b"******"), statements


def test_every_reason_reads_byte_for_byte_the_same_and_costs_the_same_statements(
    world: World, store: SqliteStore
) -> None:
    with store.read():
        """Opens the one connection that the checks below use."""
    answers = {reason: asked(world, store, handle) for reason, handle in HANDLES.items()}
    replies, statements = zip(*answers.values(), strict=True)
    assert len(set(replies)) == 1, answers
    assert b"NOT_PERMITTED" in str(check_to(world.check("eve", "let @nobody sing"))).encode()
    assert statements[0]
    assert all(counted == statements[0] for counted in statements)


def test_the_refusals_have_their_true_reasons_for_the_people_concerned(world: World) -> None:
    for handle in HANDLES.values():
        world.check("eve", f"let @{handle} sing")
    assert [refusal.reason for refusal in world.refusals.noted] == [
        Reason.NOT_ENROLLED,
        Reason.BLOCKED,
        Reason.NO_GRANT,
        Reason.REVOKED,
        Reason.AUDIENCE_NOBODY,
        Reason.BLOCKED,
        Reason.NO_GRANT,
    ]
