from dataclasses import replace
from uuid import UUID

import pytest

from cameo_service.usecases.acting.errors import (
    AppearanceUnknownError,
    NotPermittedError,
    NotTheOwnerError,
    TakedownUnknownError,
)
from cameo_service.usecases.consent.freeze import FreezeLikenessRequest, freeze_likeness
from cameo_service.usecases.outputs.appearances import RemoveAppearanceRequest, remove_appearance
from cameo_service.usecases.outputs.takedowns import (
    AcknowledgeTakedownRequest,
    ListTakedownsRequest,
    OpenTakedown,
    acknowledge_takedown,
    list_takedowns,
)
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.events import Position
from cameo_service.usecases.ports.renders import TakedownId
from consent.commit import Stage
from consent.identity import RenderGrantId
from consent.render_lease import Removal
from consent.takedown import TAKEDOWN_DUE_US, StopEffect
from tests.cameo_service.usecases.render.test_commit import PROMPT, appearances, kinds, leased
from tests.cameo_service.usecases.world import World
from tests.stores import altered


def draft(world: World, output: bytes) -> bytes:
    envelope = leased(world)
    world.committed(envelope, PROMPT, output=output)
    return envelope


def publication(world: World, output: bytes) -> bytes:
    envelope = draft(world, output)
    world.committed(envelope, PROMPT, Stage.PUBLISH, output=output)
    return envelope


def ordered(world: World) -> tuple[OpenTakedown, ...]:
    return world.ask(list_takedowns, world.app(), ListTakedownsRequest(None, 50, None)).takedowns


@pytest.fixture
def drawn(world: World) -> World:
    """Bob has one draft and one publication of Ada."""
    draft(world, b"draft")
    publication(world, b"publication")
    return world


@pytest.mark.parametrize(
    ("effect", "removals"),
    [
        (StopEffect.STOP_NEW, []),
        (StopEffect.HIDE_DRAFTS, [Removal.HIDDEN]),
        (StopEffect.DELETE_ALL, [Removal.DELETED, Removal.DELETED]),
    ],
)
def test_a_revoke_reaches_as_far_back_as_its_owner_chose(
    drawn: World, effect: StopEffect, removals: list[Removal]
) -> None:
    assert drawn.revoked("ada", "bob", effect).takedowns == len(removals)
    assert [takedown.order.removal for takedown in ordered(drawn)] == removals


def test_hiding_drafts_leaves_publications(drawn: World) -> None:
    drawn.revoked("ada", "bob", StopEffect.HIDE_DRAFTS)
    (takedown,) = ordered(drawn)
    assert takedown.render.published_us is None


def test_a_freeze_reaches_everybodys_outputs(drawn: World) -> None:
    request = FreezeLikenessRequest(drawn.request_id(), drawn.people["ada"], StopEffect.DELETE_ALL)
    assert drawn.run(freeze_likeness, drawn.app(), request).takedowns == 2


def test_a_revoke_reaches_nobody_elses_outputs(drawn: World) -> None:
    drawn.grant("ada", "eve")
    drawn.revoked("ada", "eve", StopEffect.DELETE_ALL)
    assert ordered(drawn) == ()


def test_an_order_is_due_within_48_hours(drawn: World) -> None:
    drawn.revoked("ada", "bob", StopEffect.HIDE_DRAFTS)
    (takedown,) = ordered(drawn)
    assert (takedown.order.ordered_us, takedown.order.due_us) == (
        drawn.clock.now_us,
        drawn.clock.now_us + TAKEDOWN_DUE_US,
    )


def test_creators_are_told_and_not_by_whom(drawn: World) -> None:
    drawn.revoked("ada", "bob", StopEffect.HIDE_DRAFTS)
    assert kinds(drawn)[0] == ActivityKind.TAKEN_DOWN
    assert kinds(drawn, "bob")[0] == ActivityKind.WORK_TAKEN_DOWN
    with drawn.store.read() as snapshot:
        (told,) = snapshot.activity.of(drawn.people["bob"], 1)
    assert told.actor is None


def test_an_order_stays_open_until_it_is_acknowledged(drawn: World) -> None:
    drawn.revoked("ada", "bob", StopEffect.HIDE_DRAFTS)
    (takedown,) = ordered(drawn)
    drawn.clock.now_us += 5
    first = drawn.run(acknowledge_takedown, drawn.app(), AcknowledgeTakedownRequest("one", takedown.order.takedown_id))
    assert ordered(drawn) == ()
    drawn.clock.now_us += 5
    again = drawn.run(acknowledge_takedown, drawn.app(), AcknowledgeTakedownRequest("two", takedown.order.takedown_id))
    assert again.acknowledged_us == first.acknowledged_us
    assert kinds(drawn).count(ActivityKind.TAKEDOWN_DONE) == 1


def test_an_order_nobody_gave_cannot_be_acknowledged(drawn: World) -> None:
    with pytest.raises(TakedownUnknownError):
        drawn.run(acknowledge_takedown, drawn.app(), AcknowledgeTakedownRequest("one", TakedownId(UUID(int=7))))


def remove(world: World, appearance: RenderGrantId, removal: Removal, acting: str | None = "ada") -> None:
    request = RemoveAppearanceRequest(world.request_id(), world.people["ada"], appearance, removal)
    world.run(remove_appearance, world.app(acting), request)


def test_a_hidden_draft_is_never_published(world: World) -> None:
    envelope = draft(world, b"output")
    (appearance,) = appearances(world)
    remove(world, appearance.render_grant_id, Removal.HIDDEN)
    with pytest.raises(NotPermittedError):
        world.committed(envelope, PROMPT, Stage.PUBLISH)


def test_what_is_hidden_can_be_deleted_and_what_is_deleted_stays_so(drawn: World) -> None:
    (appearance, _) = appearances(drawn)
    for removal in (Removal.HIDDEN, Removal.DELETED, Removal.HIDDEN, Removal.DELETED):
        remove(drawn, appearance.render_grant_id, removal)
    assert [takedown.order.removal for takedown in ordered(drawn)] == [Removal.HIDDEN, Removal.DELETED]
    assert appearances(drawn)[0].removal is Removal.DELETED


def test_nobody_else_removes_an_appearance(drawn: World) -> None:
    with pytest.raises(NotTheOwnerError):
        remove(drawn, appearances(drawn)[0].render_grant_id, Removal.DELETED, acting="bob")


def test_what_was_only_fetched_is_no_appearance(world: World) -> None:
    leased(world)
    render_grant_id = world.signer.signed[-1].render_grant_id
    with pytest.raises(AppearanceUnknownError):
        remove(world, render_grant_id, Removal.HIDDEN)


def test_what_was_taken_down_stays_so_when_access_is_granted_again(world: World) -> None:
    envelope = publication(world, b"output")
    world.revoked("ada", "bob", StopEffect.DELETE_ALL)
    world.grant("ada", "bob")
    with pytest.raises(NotPermittedError):
        world.committed(envelope, PROMPT, Stage.PUBLISH)


def test_every_order_is_an_event_of_the_same_revision(drawn: World) -> None:
    drawn.revoked("ada", "bob", StopEffect.DELETE_ALL)
    with drawn.store.read() as snapshot:
        revision = snapshot.revision()
        told = [event.kind for event in snapshot.events.after(Position(revision - 1, 2**32 - 1), 50)]
    assert told.count("taken_down") == 2
    assert told.count("work_taken_down") == 2


@pytest.mark.parametrize(("issuers", "orders"), [(None, 2), (frozenset({"anothers"}), 0)])
def test_whom_an_output_was_made_for_counts_only_where_it_is_not_known_whose_the_erased_owner_was(
    drawn: World, issuers: frozenset[str] | None, orders: int
) -> None:
    drawn.erased("ada", StopEffect.DELETE_ALL)
    altered(drawn.store, "UPDATE erasures SET issuers = ?", issuers and " ".join(issuers))
    of_the_requester = replace(drawn.app(), issuers=frozenset({"issuer"}))
    found = drawn.ask(list_takedowns, of_the_requester, ListTakedownsRequest(None, 50, None)).takedowns
    assert len(found) == orders
