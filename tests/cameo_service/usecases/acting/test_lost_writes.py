"""A write whose database was lost is done once more, and counts once whether or not the lost one was committed."""

import pytest

from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.consent.access import RevokeAccessRequest, revoke_access
from cameo_service.usecases.ports.store import CommitInDoubtError, DatabaseUnavailableError
from tests.cameo_service.usecases.failing_store import FailingStore
from tests.cameo_service.usecases.world import World


class LosingStore(FailingStore):
    """Loses its database in the first `times` writes, before or after they were committed."""

    def __init__(self, world: World, times: int, *, is_committed: bool) -> None:
        super().__init__(world.store)
        self._left, self._is_committed = times, is_committed

    def failure(self) -> tuple[Exception | None, Exception | None]:
        self._left -= 1
        is_lost = self._left >= 0
        return (
            DatabaseUnavailableError() if is_lost and not self._is_committed else None,
            CommitInDoubtError() if is_lost else None,
        )


@pytest.fixture
def world() -> World:
    """Ada granted something to Bob."""
    made = World()
    for person in ("ada", "bob"):
        made.person(person)
    made.enroll("ada")
    made.grant("ada", "bob")
    return made


def losing(world: World, times: int, *, is_committed: bool) -> Writes:
    return Writes(LosingStore(world, times, is_committed=is_committed), world.clock, world.ids)


def revocation(world: World) -> RevokeAccessRequest:
    return RevokeAccessRequest("once", None, world.people["bob"])


@pytest.mark.parametrize("is_committed", [True, False])
def test_a_write_that_was_lost_is_done_once_whether_or_not_it_was_committed(world: World, is_committed: bool) -> None:  # noqa: FBT001
    with world.store.read() as snapshot:
        before = snapshot.revision()
    reply = losing(world, 1, is_committed=is_committed).run(revoke_access, world.app("ada"), revocation(world))
    with world.store.read() as snapshot:
        assert snapshot.revision() == before + 1
        assert snapshot.grants.of(world.people["ada"]) == ()
    assert world.run(revoke_access, world.app("ada"), revocation(world)) == reply


def test_a_write_that_is_lost_twice_says_so_and_changes_nothing(world: World) -> None:
    with pytest.raises(DatabaseUnavailableError):
        losing(world, 2, is_committed=False).run(revoke_access, world.app("ada"), revocation(world))
    with world.store.read() as snapshot:
        assert len(snapshot.grants.of(world.people["ada"])) == 1
