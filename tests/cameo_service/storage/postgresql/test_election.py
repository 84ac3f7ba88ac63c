"""One of several processes publishes the history, and another one does when its session died."""

from contextlib import closing

from cameo_service.history.folder import HistoryFolder, TilesTree
from cameo_service.history.sequencer import Sequencer
from cameo_service.storage.postgresql.election import Election
from cameo_service.storage.postgresql.sessions import RELAY_LOCK
from tests.cameo_service.history.conftest import folder, leaves  # noqa: F401 - fixtures
from tests.cameo_service.history.fake_leaves import FakeLeaves
from tests.cameo_service.storage.postgresql.test_postgresql_store import end_sessions
from tests.postgresql import Server


def test_one_is_elected_and_stays_it(postgresql_url: str) -> None:
    with closing(Election(postgresql_url)) as first, closing(Election(postgresql_url)) as second:
        assert [first.is_elected(), second.is_elected(), first.is_elected(), second.is_elected()] == [
            True,
            False,
            True,
            False,
        ]


def test_who_posts_webhooks_is_elected_apart(postgresql_url: str) -> None:
    with closing(Election(postgresql_url)) as sequencer, closing(Election(postgresql_url, RELAY_LOCK)) as relay:
        assert sequencer.is_elected()
        assert relay.is_elected()
        with closing(Election(postgresql_url, RELAY_LOCK)) as other:
            assert not other.is_elected()


def test_another_one_is_elected_once_the_first_has_closed(postgresql_url: str) -> None:
    with closing(Election(postgresql_url)) as second:
        with closing(Election(postgresql_url)) as first:
            assert first.is_elected()
        # The server ends a session a moment after its client did.
        assert any(second.is_elected() for _ in range(1000))


def test_a_session_that_died_makes_room_at_once_and_its_process_learns_of_it(
    postgresql: Server, postgresql_url: str
) -> None:
    with closing(Election(postgresql_url)) as first, closing(Election(postgresql_url)) as second:
        assert first.is_elected()
        end_sessions(postgresql, postgresql_url)
        assert second.is_elected()
        assert not first.is_elected()
        assert not first.is_elected()


def test_nobody_is_elected_while_the_database_cannot_be_reached() -> None:
    with closing(Election("postgresql://cameo@127.0.0.1:1/cameo")) as alone:
        assert not alone.is_elected()


def test_who_is_not_elected_publishes_nothing(
    postgresql_url: str,
    folder: HistoryFolder,  # noqa: F811 - the fixture
    leaves: FakeLeaves,  # noqa: F811 - the fixture
) -> None:
    folder.mark.raise_to(leaves.high_water())
    leaves.append(5)
    with closing(Election(postgresql_url)) as first, closing(Election(postgresql_url)) as second:
        assert first.is_elected()
        Sequencer(folder, leaves, stopped, second.is_elected).close()
        assert TilesTree(folder).checkpoint() is None
        Sequencer(folder, leaves, stopped, first.is_elected).close()
        assert TilesTree(folder).checkpoint() is not None


def stopped() -> None:
    raise AssertionError("database and history are of one past")
