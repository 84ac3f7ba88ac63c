import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from cameo_client.revocation_scope import consent_grant_scope, everything_scope, owner_scope, pair_scope
from cameo_service.storage import outbox_tail
from cameo_service.usecases.acting.cursors import CursorFromTheFutureError, CursorTooOldError, cursor_of
from cameo_service.usecases.acting.events import event_body
from cameo_service.usecases.ports.events import GRANT_EXPIRED, START, Position
from cameo_service.watch import feed
from cameo_service.watch.hub import Told, Watcher
from consent.identity import GrantId
from tests.cameo_service.watch.outboxes import Watched
from tests.contracts.store_rows import ADA, BOB, EVE, NOW_US, with_people
from tests.stores import DEPLOYMENT

BEGINNING = cursor_of(DEPLOYMENT, START)
NEVER_AGAIN_S = 86_400.0
SOON_S = 30.0
"""What is awaited comes at once; so long only where the machine is far too busy."""


def ignore() -> None:
    """Nothing is being written here."""


def watched() -> Watched:
    here = Watched()
    with_people(here.store)
    return here


def bump(here: Watched, actor: Any = BOB) -> None:
    with here.store.write() as tx:
        tx.epochs.bump_pair(ADA, actor)


def now(here: Watched) -> str:
    here.feed.look()
    return here.feed.cursor(here.feed.hub.until)


def run(waiting: Coroutine[Any, Any, Told]) -> Told:
    return asyncio.run(waiting)


def missed(here: Watched, cursor: str) -> tuple[Watcher, list[Told]]:
    watcher, told = here.feed.join(cursor, "studio", ignore)
    return watcher, list(told)


async def risen(watcher: Watcher) -> Told:
    """The next message that tells of a floor."""
    async with asyncio.timeout(SOON_S):
        while not (told := await watcher.told()).floors:
            pass
    return told


def test_a_watcher_is_told_what_rose_since_its_cursor_then_what_rises() -> None:
    here = watched()
    cursor = now(here)
    bump(here)
    watcher, before = missed(here, cursor)
    revision = here.revision
    assert [dict(told.floors) for told in before] == [{b"ended": 1, pair_scope(ADA.bytes, BOB.bytes): revision}]
    with here.store.write() as tx:
        tx.epochs.bump_owner(ADA)
    here.time.now_s += 1
    here.feed.look()
    told = run(watcher.told())
    assert (told.floors, told.until, told.checked_s) == ({owner_scope(ADA.bytes): 1}, here.feed.hub.until, 51.0)


def test_what_was_missed_comes_in_pages_and_only_the_last_vouches_for_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = watched()
    for _ in range(5):
        bump(here)
    monkeypatch.setattr(outbox_tail, "PAGE", 2)
    while here.feed.hub.until.revision < here.revision:
        here.feed.look()
    _, told = missed(here, BEGINNING)
    assert [each.floors.get(pair_scope(ADA.bytes, BOB.bytes)) for each in told] == [2, 4, 5]
    assert [each.checked_s for each in told] == [0.0, 0.0, 50.0]
    assert [each.until for each in told] == sorted(each.until for each in told)


def test_every_revision_is_told_once_whatever_the_moment_of_joining() -> None:
    here = watched()
    cursor = now(here)
    heard = []
    for number in range(6):
        bump(here)
        if number == 2:
            watcher, told = missed(here, cursor)
            heard += [each.floors[pair_scope(ADA.bytes, BOB.bytes)] for each in told]
        if number > 2:
            here.feed.look()
            heard.append(run(watcher.told()).floors[pair_scope(ADA.bytes, BOB.bytes)])
    assert heard == [3, 4, 5, 6]


def test_a_joining_watcher_is_never_vouched_for_events_that_still_wait_for_it() -> None:
    here = watched()
    _, told = here.feed.join(now(here), "studio", ignore)
    bump(here)
    here.time.now_s += 1
    here.feed.look()
    assert [each.checked_s for each in told] == [50.0]


def test_a_cursor_newer_than_the_last_look_is_no_future() -> None:
    here = watched()
    bump(here)
    newest = cursor_of(DEPLOYMENT, Position(here.revision, START.seq))
    assert missed(here, newest)[1]
    with pytest.raises(CursorFromTheFutureError):
        here.feed.join(cursor_of(DEPLOYMENT, Position(here.revision + 1, 0)), "studio", ignore)


def test_a_cursor_before_what_was_forgotten_needs_a_snapshot() -> None:
    here = watched()
    with here.store.write() as tx:
        tx.events.emit(ADA, "old", b"{}", NOW_US)
        tx.events.forget(NOW_US)
    with pytest.raises(CursorTooOldError):
        here.feed.join(BEGINNING, "studio", ignore)
    ((cursor, floors),) = here.feed.snapshot("studio")
    assert floors == {b"ended": 1}
    assert missed(here, cursor)[1]


def test_a_snapshot_holds_every_floor() -> None:
    here = watched()
    for actor in (BOB, BOB, EVE):
        bump(here, actor)
    with here.store.write() as tx:
        tx.epochs.bump_owner(EVE)
    ((cursor, floors),) = here.feed.snapshot("studio")
    assert floors == {
        pair_scope(ADA.bytes, BOB.bytes): 2,
        pair_scope(ADA.bytes, EVE.bytes): 3,
        owner_scope(EVE.bytes): 1,
        b"ended": 1,
    }
    assert cursor == now(here)


def test_a_freeze_of_everything_reaches_watchers_late_watchers_and_snapshots() -> None:
    here = watched()
    beginning = now(here)
    watcher, _ = missed(here, beginning)
    with here.store.write() as tx:
        tx.next_revision()
        tx.everything.bump_epoch()
    here.feed.look()
    assert run(watcher.told()).floors == {everything_scope(): 1}
    _, late = missed(here, beginning)
    assert late[-1].floors[everything_scope()] == 1
    ((_, floors),) = here.feed.snapshot("studio")
    assert floors[everything_scope()] == 1


def test_what_ends_renders_of_one_provider_is_told_to_it_alone() -> None:
    here, scope = watched(), pair_scope(ADA.bytes, BOB.bytes)
    mine, other = (here.feed.join(now(here), provider, ignore)[0] for provider in ("studio", "other"))
    with here.store.write() as tx:
        tx.epochs.bump_pair(ADA, BOB, "studio")
        tx.events.emit(ADA, GRANT_EXPIRED, event_body(actor=BOB, provider="studio", grant_id=GrantId(ADA)), NOW_US)
    here.feed.look()
    assert run(mine.told()).floors == {scope: 1, consent_grant_scope(ADA.bytes): 1}
    with here.store.write() as tx:
        tx.epochs.bump_pair(ADA, BOB)
    here.feed.look()
    assert run(other.told()).floors == {scope: 2}
    _, told = here.feed.join(BEGINNING, "other", ignore)
    assert [dict(each.floors) for each in told] == [{b"ended": 1, scope: 2}]


def test_a_snapshot_holds_nothing_of_another_provider() -> None:
    here = watched()
    with here.store.write() as tx:
        tx.epochs.bump_pair(ADA, BOB, "studio")
    assert [floors for _, floors in here.feed.snapshot("other")] == [{b"ended": 1}]


def test_watchers_get_no_checkpoint_while_the_database_cannot_be_read() -> None:
    here = watched()
    watcher, _ = missed(here, now(here))
    here.outbox.is_broken = True

    async def listen() -> Told:
        looking = asyncio.create_task(here.feed.run())
        here.time.now_s += 60
        told = await watcher.told()
        looking.cancel()
        return told

    assert run(listen()).checked_s == 50.0


def test_a_commit_that_wakes_the_feed_is_told_without_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "TURN_S", NEVER_AGAIN_S)
    here = watched()
    watcher, _ = missed(here, now(here))

    async def listen() -> Told:
        looking = asyncio.create_task(here.feed.run())
        await asyncio.sleep(0)
        bump(here)
        here.feed.wake()
        told = await risen(watcher)
        looking.cancel()
        return told

    assert set(run(listen()).floors) == {pair_scope(ADA.bytes, BOB.bytes)}


def test_what_wakes_no_feed_is_told_while_a_watcher_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "UNWATCHED_S", NEVER_AGAIN_S)
    here = watched()
    watcher, _ = missed(here, now(here))

    async def listen() -> Told:
        looking = asyncio.create_task(here.feed.run())
        await asyncio.sleep(0)
        bump(here)
        told = await risen(watcher)
        looking.cancel()
        return told

    assert set(run(listen()).floors) == {pair_scope(ADA.bytes, BOB.bytes)}


def test_a_watcher_that_comes_while_none_listens_gets_its_checkpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "UNWATCHED_S", NEVER_AGAIN_S)
    monkeypatch.setattr(feed, "BETWEEN_LOOKS_S", 0)
    here = watched()

    async def listen() -> Told:
        looking = asyncio.create_task(here.feed.run())
        for _ in range(5):  # until it has looked and pauses
            await asyncio.sleep(0)
        watcher, _ = missed(here, now(here))
        here.time.now_s += 1
        async with asyncio.timeout(SOON_S):
            told = await watcher.told()
        looking.cancel()
        return told

    assert run(listen()).checked_s == 51.0
