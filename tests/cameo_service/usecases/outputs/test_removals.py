"""Removal requests of people without an account."""

from hashlib import sha256

import pytest

from cameo_service.storage.store import SqliteStore
from cameo_service.usecases.acting.errors import NotTheOperatorError, ReasonMissingError
from cameo_service.usecases.outputs.removals import (
    FileRemovalRequest,
    ListRemovalsReply,
    ListRemovalsRequest,
    NotAnAppError,
    OrderRemovalRequest,
    RefuseRemovalRequest,
    RemovalAnswered,
    RemovalAnsweredError,
    RemovalFiled,
    RemovalIncompleteError,
    RemovalUnknownError,
    file_removal,
    list_removals,
    order_removal,
    refuse_removal,
)
from cameo_service.usecases.ports.removals import RemovalId
from cameo_service.usecases.ports.store import Store
from consent.render_lease import Removal
from consent.takedown import TAKEDOWN_DUE_US
from consent.terms import Audience, Use
from tests.cameo_service.usecases.world import NOW_US, SECOND_US, World

CONTACT = "someone@else.example"
PROMPT = "@ada dances"
OUTPUT = b"output"
DIGEST = sha256(OUTPUT).digest()
HOUR_US = 3600 * SECOND_US


@pytest.fixture
def world(store: Store) -> World:
    """Bob committed two renders of Ada with the very same output."""
    world = World(store)
    for handle in ("ada", "bob"):
        world.person(handle)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    for _ in range(2):
        render_grant = world.check("bob", PROMPT, use=Use.PUBLISH).render_grant or b""
        world.fetched(render_grant, PROMPT)
        world.committed(render_grant, PROMPT, output=OUTPUT)
    return world


def filed(world: World, *outputs: bytes, **changes: str | bool) -> RemovalFiled:
    said = {"contact": CONTACT, "what": "me, seen on example.org", "is_stated": True, **changes}
    request = FileRemovalRequest(world.request_id(), outputs=outputs, **said)  # type: ignore[arg-type]
    return world.run(file_removal, world.app(), request)


def listed(world: World) -> ListRemovalsReply:
    return world.ask(list_removals, world.operator(), ListRemovalsRequest(10, None))


def ordered(world: World, removal: RemovalFiled, *outputs: bytes) -> RemovalAnswered:
    request = OrderRemovalRequest(world.request_id(), RemovalId(removal.removal_id), outputs)
    return world.run(order_removal, world.operator(), request)


def refused(world: World, removal: RemovalFiled, reason: str = "satire") -> RemovalAnswered:
    request = RefuseRemovalRequest(world.request_id(), RemovalId(removal.removal_id), reason)
    return world.run(refuse_removal, world.operator(), request)


def test_the_clock_of_48_hours_starts_with_the_request(world: World) -> None:
    removal = filed(world, DIGEST)
    assert removal.due_us == world.clock.now_us + 48 * HOUR_US == world.clock.now_us + TAKEDOWN_DUE_US
    assert (listed(world).waiting, listed(world).overdue) == (1, 0)
    world.clock.now_us += 49 * HOUR_US
    assert (listed(world).waiting, listed(world).overdue) == (1, 1)


def test_the_first_due_is_listed_first_with_how_to_reach_them(world: World) -> None:
    first = filed(world)
    world.clock.now_us += HOUR_US
    filed(world)
    rows = listed(world).rows
    assert rows[0].removal_id == first.removal_id
    assert rows[0].contact == CONTACT
    assert rows[0].due_us < rows[1].due_us


def test_every_identical_copy_is_ordered_deleted_by_when_the_request_is_due(world: World) -> None:
    removal = filed(world, DIGEST)
    world.clock.now_us += 40 * HOUR_US
    assert ordered(world, removal).takedowns == 2
    with world.store.read() as snapshot:
        orders = snapshot.takedowns.open(None, 10)
    assert [(order.removal, order.due_us) for order in orders] == [(Removal.DELETED, removal.due_us)] * 2


def test_the_operator_names_files_that_were_only_described_and_hears_of_unknown_ones(world: World) -> None:
    unknown = sha256(b"elsewhere").digest()
    answered = ordered(world, filed(world, unknown), DIGEST)
    assert (answered.takedowns, answered.unknown) == (2, (unknown.hex(),))


@pytest.mark.parametrize("answer", [ordered, refused])
def test_how_to_reach_them_is_gone_once_it_is_answered(world: World, answer: object) -> None:
    removal = filed(world, DIGEST)
    assert _is_in_a_file(world)
    answer(world, removal)  # type: ignore[operator]  # both take the same two
    assert listed(world).waiting == 0
    with world.store.read() as snapshot:
        row = snapshot.removals.by_id(RemovalId(removal.removal_id))
    assert row is not None
    assert (row.contact, row.what, row.answered_us) == ("", "", NOW_US)
    assert not _is_in_a_file(world)


def _is_in_a_file(world: World) -> bool:
    assert isinstance(world.store, SqliteStore)
    return any(CONTACT.encode() in path.read_bytes() for path in world.store._path.parent.rglob("*.db*"))


def test_a_request_is_answered_once(world: World) -> None:
    removal = filed(world)
    assert refused(world, removal).takedowns == 0
    with pytest.raises(RemovalAnsweredError):
        ordered(world, removal)
    with pytest.raises(RemovalUnknownError):
        ordered(world, RemovalFiled(world.people["ada"], 0, ""))


@pytest.mark.parametrize(
    "changes",
    [{"contact": ""}, {"contact": "x" * 321}, {"what": ""}, {"what": "x" * 2001}, {"is_stated": False}],
)
def test_an_incomplete_request_is_refused(world: World, changes: dict[str, str | bool]) -> None:
    with pytest.raises(RemovalIncompleteError):
        filed(world, **changes)
    with pytest.raises(RemovalIncompleteError):
        filed(world, *[bytes([number]) * 32 for number in range(51)])
    assert listed(world).waiting == 0


def test_a_refusal_needs_a_reason(world: World) -> None:
    with pytest.raises(ReasonMissingError):
        refused(world, filed(world), "")


def test_apps_file_and_operators_answer_and_never_the_other_way_round(world: World) -> None:
    removal = filed(world, DIGEST)
    request = OrderRemovalRequest(world.request_id(), RemovalId(removal.removal_id), ())
    with pytest.raises(NotTheOperatorError):
        world.run(order_removal, world.app(), request)
    with pytest.raises(NotTheOperatorError):
        world.ask(list_removals, world.app(), ListRemovalsRequest(10, None))
    with pytest.raises(NotAnAppError):
        world.run(file_removal, world.studio(), FileRemovalRequest("one", CONTACT, "me", (), is_stated=True))


def test_the_reply_is_the_same_whether_the_output_is_known_or_not(world: World) -> None:
    known, unknown = filed(world, DIGEST), filed(world, bytes(32))
    assert (known.due_us, type(known.removal_id)) == (unknown.due_us, type(unknown.removal_id))
