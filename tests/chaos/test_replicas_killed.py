"""Three services over one database, killed at random under load. `python -m tests.chaos` does it a hundred times."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.replicas import Deployment
from tests.chaos.storm import Kill, endured, kill_database_of, kill_replica, kill_watch
from tests.postgresql import running_server

SEED, CYCLES = 20261130, 3


@pytest.fixture(params=["sqlite", "postgresql"])
def storm(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Deployment, tuple[Kill, ...]]]:
    """A deployment, and what is killed in it. A server of its own: the others are not killed with it."""
    if request.param == "sqlite":
        with Deployment(tmp_path, "").running() as deployment:
            yield deployment, (kill_replica, kill_watch)
        return
    with running_server() as (server, process), Deployment(tmp_path, server.url(server.make())).running() as deployment:
        yield deployment, (kill_database_of(process), kill_replica)


def test_nothing_acknowledged_is_lost_and_nothing_is_accepted_after_it_was_taken_back(
    storm: tuple[Deployment, tuple[Kill, ...]],
) -> None:
    deployment, kills = storm
    survived = endured(deployment, SEED, CYCLES, kills)
    assert survived.commits > 0
    assert survived.acknowledged > CYCLES
