"""The feed in pages: what others try never hides what the person did, and no line is lost between two pages."""

import base64
from dataclasses import replace
from uuid import UUID

import pytest

from cameo_service.usecases.acting.cursors import CursorMalformedError
from cameo_service.usecases.acting.errors import OtherIncarnationError
from cameo_service.usecases.acting.reads import opaque_text
from cameo_service.usecases.ports.activity import REFUSED, ActivityKind, ActivityRow
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.records.activity import ListActivityReply, ListActivityRequest, list_activity
from consent.identity import SubjectId
from consent.terms import Audience
from tests.cameo_service.usecases.world import World

MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US


@pytest.fixture
def world(store: Store) -> World:
    """Ada set her audience; over both stores, because a page is made from what a store reads."""
    world = World(store)
    for handle in ("ada", "bob"):
        world.person(handle)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    return world


def tried(world: World, requester: str | int, *, times: int = 1, reason: str = "no_grant", kind: str = REFUSED) -> None:
    actor = SubjectId(UUID(int=requester)) if isinstance(requester, int) else world.people[requester]
    row = ActivityRow(world.people["ada"], 0, world.clock.now_us, kind, actor, "studio", reason, times)
    with world.store.write() as transaction:
        revision = transaction.revision() if kind == REFUSED else transaction.next_revision()
        transaction.activity.record(replace(row, revision=revision))


def page(world: World, size: int = 50, token: str | None = None) -> ListActivityReply:
    return world.ask(list_activity, world.app("ada"), ListActivityRequest(None, size, None, token))


def pages(world: World, size: int) -> list[ListActivityReply]:
    read = [page(world, size)]
    while read[-1].next_page is not None:
        read.append(page(world, size, read[-1].next_page))
    return read


def kinds(reply: ListActivityReply) -> list[str]:
    return [row.kind for row in reply.rows]


def test_what_the_person_did_is_on_the_first_page_behind_200_refusals_of_200_people(world: World) -> None:
    world.revoked("ada", "bob")
    for number in range(200):
        tried(world, number)
    assert kinds(page(world))[-5:-2] == [ActivityKind.REVOKED, ActivityKind.GRANTED, ActivityKind.AUDIENCE_SET]


def test_half_of_a_page_is_what_the_person_did_while_more_of_it_waits(world: World) -> None:
    for _ in range(60):
        world.audience("ada", Audience.APPROVED)
    for number in range(200):
        tried(world, number)
    assert [kinds(page(world, size)).count(REFUSED) for size in (50, 5, 1)] == [25, 3, 1]


@pytest.mark.parametrize("kind", [ActivityKind.ACCESS_REQUESTED, ActivityKind.FETCHED])
def test_no_other_act_of_others_hides_what_the_person_did(world: World, kind: str) -> None:
    world.revoked("ada", "bob")
    for number in range(200):
        tried(world, number, kind=kind, reason="")
    assert ActivityKind.REVOKED in kinds(page(world))


def test_like_refusals_of_one_requester_are_one_line_with_the_count_and_the_first_and_last_time(world: World) -> None:
    began_us = world.clock.now_us
    for _ in range(5):
        tried(world, "bob", times=40)
        tried(world, "bob", times=1)
        world.clock.now_us += HOUR_US + MINUTE_US
    tried(world, "bob", reason="blocked")
    told = [(row.reason, row.count, row.first_us, row.at_us) for row in page(world).rows if row.kind == REFUSED]
    last_us = began_us + 4 * (HOUR_US + MINUTE_US)
    assert told == [("blocked", 1, None, world.clock.now_us), ("no_grant", 205, began_us, last_us)]


def test_every_line_is_on_one_page_whatever_the_size_of_pages(world: World) -> None:
    for number in range(12):
        tried(world, number)
        world.revoked("ada", "bob")
        tried(world, number, kind=ActivityKind.ACCESS_REQUESTED, reason="")
    whole = page(world, 200)
    assert whole.next_page is None
    for size in (1, 2, 3, 7, 50):
        read = [row for reply in pages(world, size) for row in reply.rows]
        assert sorted(read, key=lambda row: row.place) == sorted(whole.rows, key=lambda row: row.place)


def test_a_page_is_newest_first(world: World) -> None:
    for number in range(5):
        tried(world, number)
        world.clock.now_us += MINUTE_US
        world.revoked("ada", "bob")
        world.clock.now_us += MINUTE_US
    times = [row.at_us for row in page(world).rows]
    assert times == sorted(times, reverse=True)


def test_what_happens_between_two_pages_neither_moves_nor_repeats_a_line(world: World) -> None:
    for number in range(6):
        tried(world, number)
        world.revoked("ada", "bob")
    before = page(world, 200).rows
    read = page(world, 5)
    rows = list(read.rows)
    while read.next_page is not None:
        world.clock.now_us += HOUR_US
        tried(world, 1)
        tried(world, 77)
        world.revoked("ada", "bob")
        read = page(world, 5, read.next_page)
        rows += read.rows
    places = [row.place for row in rows]
    assert sorted(places) == sorted(row.place for row in before)
    assert 77 not in {row.actor.int for row in rows if row.actor}


def test_a_page_token_of_another_persons_feed_is_refused(world: World) -> None:
    token = page(world, 1).next_page
    with pytest.raises(CursorMalformedError):
        world.ask(list_activity, world.app("bob"), ListActivityRequest(None, 1, None, token))


@pytest.mark.parametrize("token", ["", "AAAA", "no token", "a" * 500])
def test_a_page_token_that_this_service_did_not_make_is_refused(world: World, token: str) -> None:
    with pytest.raises(CursorMalformedError):
        page(world, 1, token)


def test_a_page_token_from_before_a_restore_is_refused(world: World) -> None:
    packed = bytearray(base64.urlsafe_b64decode(f"{page(world, 1).next_page}=="))
    packed[19] += 1
    with pytest.raises(OtherIncarnationError):
        page(world, 1, opaque_text(bytes(packed)))
