"""A person takes away what is kept about them, all of one moment."""

from contextlib import AbstractContextManager
from uuid import UUID

import pytest

from cameo_service.usecases.acting.errors import NotTheOwnerError
from cameo_service.usecases.consent.access_requests import RequestAccessRequest, request_access
from cameo_service.usecases.ports.enrollment import InvitationId, InvitationRow, OwnerProof, SealedTrace
from cameo_service.usecases.ports.history import HighWater, LeafRow, SessionRecord, SignedCheckpoint
from cameo_service.usecases.ports.store import Snapshot
from cameo_service.usecases.ports.subjects import HandleRow
from cameo_service.usecases.records.export import (
    ROWS_A_LIST,
    ExportPage,
    ExportSubject,
    ExportSubjectRequest,
    KeptRecords,
)
from consent.identity import SubjectId
from consent.owner_act import OwnerAct
from consent.restrictions import Restrictions
from consent.terms import Audience, Modality, Use
from tests.cameo_service.usecases.world import FACE, NOW_US, World
from tests.stores import AroundStore, new_store


class NoHistory:
    """A history in which nothing was written."""

    def checkpoint(self) -> SignedCheckpoint | None:
        return None

    def origin(self) -> str:
        return "nowhere"

    def verifier_key(self) -> str:
        return ""

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        raise NotImplementedError

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        raise NotImplementedError

    def high_water(self) -> HighWater:
        raise NotImplementedError

    def entries(self, start: int, most: int) -> tuple[bytes, ...]:
        raise NotImplementedError

    def written_at(self, owner: SubjectId, revision: int) -> tuple[LeafRow, ...]:
        raise NotImplementedError

    def about(self, owner: SubjectId, start: int, most: int) -> tuple[LeafRow, ...]:
        return ()

    def sessions_of(self, subject: SubjectId) -> tuple[SessionRecord, ...]:
        return ()


class CountedReads(AroundStore):
    """How many snapshots were taken."""

    snapshots = 0

    def read(self) -> AbstractContextManager[Snapshot]:
        self.snapshots += 1
        return super().read()


@pytest.fixture
def store() -> CountedReads:
    return CountedReads(new_store())


@pytest.fixture
def world(store: CountedReads) -> World:
    """Ada is enrolled; she and Bob are adults."""
    told = World(store)
    for name in ("ada", "bob"):
        told.person(name)
    told.enroll("ada", modalities=FACE)
    return told


def exported(world: World, acting: str = "ada", *, owner: str | None = None, start: int = 0) -> ExportPage:
    nothing = NoHistory()
    request = ExportSubjectRequest(world.people[owner] if owner else None, start)
    return ExportSubject(world.store, world.clock, nothing, nothing, nothing)(world.app(acting), request)


def kept(world: World, acting: str = "ada") -> KeptRecords:
    found = exported(world, acting).kept
    assert found is not None
    return found


def test_what_a_person_is_called_and_does_not_want(world: World) -> None:
    world.named("ada", "Ada Lovelace")
    world.restrict("ada", Restrictions(frozenset(), frozenset({"clown"}), "in blue", ""))
    found = kept(world)
    assert found.names == ("Ada Lovelace",)
    assert found.restrictions.banned_words == {"clown"}
    assert found.accounts == (("issuer", "ada"),)
    assert found.handles == (HandleRow("ada", NOW_US, None),)


def test_groups_come_with_their_members(world: World) -> None:
    world.grouped("ada", "friends", "bob")
    assert [(group.name, group.members) for group in kept(world).groups] == [("friends", (world.people["bob"],))]


def test_a_request_for_access_is_kept_and_told_also_of_somebody_blocked_since(world: World) -> None:
    request = RequestAccessRequest(
        world.request_id(), world.people["ada"], frozenset({Modality.FACE}), frozenset({Use.PRIVATE})
    )
    world.run(request_access, world.app("bob"), request)
    with world.store.write() as transaction:
        transaction.blocks.put(world.people["ada"], world.people["bob"], None, NOW_US)
    assert [waiting.handle for waiting in kept(world).access_requests] == ["bob"]
    assert kept(world, "bob").access_requests == ()


def test_renders_that_wait_are_told_with_their_prompt(world: World) -> None:
    world.audience("ada", Audience.EVERYONE)
    world.asking("ada")
    world.check("bob", "@ada waves")
    (asked,) = kept(world).held_renders
    assert (asked.handle, "waves" in asked.held.prompt) == ("bob", True)


def test_proofs_are_told_by_act_and_time(world: World) -> None:
    world.verified("ada", OwnerAct.NEW_DEVICE)
    assert kept(world).owner_verifications == (OwnerProof(OwnerAct.NEW_DEVICE, NOW_US),)


def test_of_what_is_sealed_nothing_is_told_but_that_it_is_there(world: World) -> None:
    kinds = ("likeness_reference.face", "matching_templates")
    assert kept(world).sealed == tuple(SealedTrace(kind, "model", NOW_US) for kind in kinds)


def test_a_list_that_is_too_long_is_cut_and_said_to_be(world: World) -> None:
    ada = world.people["ada"]
    with world.store.write() as transaction:
        for number in range(ROWS_A_LIST):
            transaction.invitations.put(InvitationRow(ada, InvitationId(UUID(int=number)), NOW_US))
    assert (len(kept(world).invitations), kept(world).shortened) == (ROWS_A_LIST, ())
    with world.store.write() as transaction:
        transaction.invitations.put(InvitationRow(ada, InvitationId(UUID(int=ROWS_A_LIST)), NOW_US))
    assert (len(kept(world).invitations), kept(world).shortened) == (ROWS_A_LIST, ("invitations",))


def test_a_page_is_of_one_moment(world: World, store: CountedReads) -> None:
    before = store.snapshots
    exported(world)
    assert store.snapshots == before + 1


def test_later_pages_have_the_history_alone(world: World) -> None:
    page = exported(world, start=1)
    assert (page.consent, page.kept, page.sessions) == (None, None, ())


def test_nobody_takes_away_what_is_kept_about_somebody_else(world: World) -> None:
    with pytest.raises(NotTheOwnerError):
        exported(world, "bob", owner="ada")
