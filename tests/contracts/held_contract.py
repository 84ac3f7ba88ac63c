"""A store's held renders."""

from dataclasses import replace
from uuid import UUID

import pytest

from cameo_service.usecases.ports.held import Backlog
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.content_classes import ContentClass
from consent.facts import AskedBefore
from consent.held_render import QUESTIONS_DAY_US, HeldRender
from consent.identity import RenderGrantId, SubjectId
from consent.terms import Answer, Modality, Use
from tests.contracts.store_rows import ADA, BOB, EVE, NOBODY_KNOWN, NOW_US, facts, with_people

FIRST = HeldRender(
    owner=ADA,
    ask=bytes(32),
    requester=BOB,
    provider="gen",
    job="job",
    prompt="@ada dances",
    modalities=frozenset({Modality.FACE}),
    use=Use.PUBLISH,
    classes=frozenset({ContentClass.POLITICAL, ContentClass.VIOLENCE}),
    standing="1 0 0",
    asked_us=NOW_US,
    ends_us=NOW_US + 100,
    owner_answer=Answer.WAITING,
    review_answer=None,
)
OF_EVE = replace(FIRST, ask=b"\x01" * 32, requester=EVE, asked_us=NOW_US + 1)
REVIEWED = replace(FIRST, ask=b"\x02" * 32, requester=None, owner_answer=None, review_answer=Answer.WAITING)


def put(store: Store, *rows: HeldRender) -> None:
    with store.write() as tx:
        for row in rows:
            tx.held.put(row)


def held(store: Store, owner: SubjectId = ADA) -> set[HeldRender]:
    with store.read() as snapshot:
        return set(snapshot.held.of(owner))


class HeldContract:
    """Held renders."""

    def test_who_wants_to_be_asked_is_a_fact(self, store: Store) -> None:
        with_people(store)
        assert not facts(store).asks_each_time
        for each_time in (True, False):
            with store.write() as tx:
                tx.people.set_asking(ADA, each_time=each_time)
            assert facts(store).asks_each_time is each_time

    def test_a_held_render_is_found_by_what_it_asks_and_comes_back_as_it_was(self, store: Store) -> None:
        with_people(store)
        put(store, FIRST, OF_EVE, REVIEWED)
        with store.read() as snapshot:
            assert snapshot.held.under(FIRST.ask, [ADA, BOB]) == {ADA: FIRST}
            assert snapshot.held.under(FIRST.ask, [BOB]) == {}
            assert snapshot.held.of(ADA) == (FIRST, REVIEWED, OF_EVE)
        answered = replace(FIRST, owner_answer=Answer.YES, prompt="", spent_on=RenderGrantId(UUID(int=7)))
        put(store, answered, replace(OF_EVE, owner_answer=Answer.NO, ends_us=None))
        with store.read() as snapshot:
            assert snapshot.held.under(FIRST.ask, [ADA]) == {ADA: answered}
            assert snapshot.held.of(ADA) == (REVIEWED,)
        with store.write() as tx:
            tx.held.end(ADA, REVIEWED.ask)
        assert held(store) == set()
        with pytest.raises(UnknownSubjectError):
            put(store, replace(FIRST, owner=NOBODY_KNOWN))

    def test_reviewers_find_what_waits_for_them_once_a_render(self, store: Store) -> None:
        with_people(store)
        with store.read() as snapshot:
            assert snapshot.held.backlog(NOW_US) == Backlog(0, None)
        both = replace(REVIEWED, owner=BOB, asked_us=NOW_US + 1)
        later = replace(REVIEWED, ask=b"\x03" * 32, asked_us=NOW_US + 2)
        put(store, FIRST, REVIEWED, both, later, replace(REVIEWED, ask=b"\x04" * 32, owner_answer=Answer.NO))
        with store.read() as snapshot:
            assert snapshot.held.for_review(NOW_US, 9) == (REVIEWED, both, later)
            assert snapshot.held.for_review(NOW_US, 1) == (REVIEWED,)
            assert snapshot.held.for_review(NOW_US + 100, 9) == ()
            assert snapshot.held.backlog(NOW_US) == Backlog(2, NOW_US)
            assert set(snapshot.held.in_review(REVIEWED.ask)) == {REVIEWED, both}
            assert snapshot.held.in_review(FIRST.ask) == ()

    def test_questions_are_counted_for_a_requester_today_and_for_all_while_open(self, store: Store) -> None:
        with_people(store)
        put(store, FIRST, OF_EVE, REVIEWED, replace(FIRST, ask=b"\x05" * 32, owner_answer=Answer.NO, ends_us=None))

        def asked_before(owner: SubjectId, requester: SubjectId | None, now_us: int) -> AskedBefore:
            with store.read() as snapshot:
                return snapshot.facts.of([owner], requester, "gen", now_us)[owner].asked_before

        assert asked_before(ADA, BOB, NOW_US) == AskedBefore(2, 3)
        assert asked_before(ADA, None, NOW_US + 100) == AskedBefore(1, 0)
        assert asked_before(ADA, BOB, NOW_US + QUESTIONS_DAY_US) == AskedBefore(0, 0)
        assert asked_before(EVE, BOB, NOW_US) == AskedBefore(0, 0)

    def test_what_is_over_is_found(self, store: Store) -> None:
        with_people(store)
        put(store, FIRST, replace(OF_EVE, ends_us=None))
        with store.read() as snapshot:
            assert snapshot.held.over(NOW_US + 99) == ()
            assert snapshot.held.over(NOW_US + 100) == (FIRST,)

    def test_raising_an_epoch_deletes_what_it_ends(self, store: Store) -> None:
        with_people(store)
        put(store, FIRST, OF_EVE, REVIEWED, replace(FIRST, owner=EVE))
        with store.write() as tx:
            tx.epochs.bump_pair(ADA, BOB)
        assert held(store) == {OF_EVE, REVIEWED}
        with store.write() as tx:
            tx.epochs.bump_owner(ADA)
        assert held(store) == set()
        assert held(store, EVE) == {replace(FIRST, owner=EVE)}
        with store.write() as tx:
            tx.everything.bump_epoch()
        assert held(store, EVE) == set()
