"""The storms: which store three replicas share, and what is done to them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path

from tests.chaos.proxy import Proxy
from tests.chaos.replicas import Deployment
from tests.chaos.storm import Kill, kill_database_of, kill_replica, kill_watch, step_clock, trouble_between
from tests.postgresql import running_server


class Storm(StrEnum):
    """Kills on each store; a bad network before PostgreSQL; clocks of the day that go wrong, on each store."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    POSTGRESQL_NETWORK = "postgresql-network"
    SQLITE_CLOCKS = "sqlite-clocks"
    POSTGRESQL_CLOCKS = "postgresql-clocks"


@contextmanager
def raised(storm: Storm, folder: Path) -> Iterator[tuple[Deployment, tuple[Kill, ...]]]:
    """Three replicas, and what is done to them. A server of their own: no other test shares it."""
    if storm in {Storm.SQLITE, Storm.SQLITE_CLOCKS}:
        with Deployment(folder, "").running() as deployment:
            yield deployment, (step_clock,) if storm is Storm.SQLITE_CLOCKS else (kill_replica, kill_watch)
        return
    with ExitStack() as begun:
        server, process = begun.enter_context(running_server())
        url, routes = server.url(server.make()), list[str]()
        kills: tuple[Kill, ...] = (kill_database_of(process), kill_replica, kill_watch)
        if storm is Storm.POSTGRESQL_CLOCKS:
            kills = (step_clock,)
        if storm is Storm.POSTGRESQL_NETWORK:
            proxies = [begun.enter_context(Proxy(url)) for _ in range(3)]
            routes, kills = [proxy.url for proxy in proxies], (trouble_between(proxies),)
        yield begun.enter_context(Deployment(folder, url, routes=routes).running()), kills
