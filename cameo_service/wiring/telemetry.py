"""What an operator is told beside the log, and where it goes. Without a setting no library of it is loaded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from cameo_service.clock import Clock
from cameo_service.config import ServiceConfig
from cameo_service.history.continuity import published_head
from cameo_service.history.folder import HistoryFolder
from cameo_service.observing import TelemetryUnavailableError
from cameo_service.storage.engines.database_store import DatabaseStore
from cameo_service.storage.history import HistoryReader
from cameo_service.telemetry.readings import Kind, Reading
from cameo_service.watch.supervisor import WatchSupervisor

if TYPE_CHECKING:  # loaded where a setting asks for it, or after the first port is open
    from cameo_service.analysis.pool import PoolLoad
    from cameo_service.telemetry.exporting import Telemetry
    from cameo_service.usecases.enrollment.turns import Turns

MOST_TAKEDOWNS = 10_000
"""Open orders that are counted; more are a number that says enough."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a service whose state is told. pool: how busy the analysis is."""

    clock: Clock
    store: DatabaseStore
    leaves: HistoryReader
    history: HistoryFolder
    watch: WatchSupervisor
    turns: "Turns"
    pool: "Callable[[], PoolLoad]"


def telemetry(config: ServiceConfig) -> "Telemetry | None":
    """What tells of calls, to where the settings say; None without any.

    Raises:
        TelemetryUnavailableError: its libraries are not installed.
        OSError: the port for Prometheus cannot be listened on.
    """
    if not config.otlp_endpoint and config.metrics_port is None:
        return None
    try:
        from cameo_service.telemetry.exporting import Destinations, start_telemetry  # noqa: PLC0415 - see above
    except ModuleNotFoundError as error:
        raise TelemetryUnavailableError(str(TelemetryUnavailableError.__doc__)) from error
    listening = None if config.metrics_port is None else (config.metrics_host, config.metrics_port)
    return start_telemetry(Destinations(config.otlp_endpoint, listening))


def tell_state(told: "Telemetry | None", config: ServiceConfig, parts: Parts) -> None:
    """From now on the state of the service is read together with what is told of calls."""
    if told is not None:
        told.read(readings(parts, WallsDown(partial(_walls_down, config, parts.clock))))


def _walls_down(config: ServiceConfig, clock: Clock) -> int:
    from cameo_service.diagnosis import State, walls  # noqa: PLC0415 - loaded where a setting asks for it

    return sum(found.state is not State.HOLDS for found in walls(config, clock))


def readings(parts: Parts, walls_down: Callable[[], int]) -> tuple[Reading, ...]:
    """Every number about the state of a service. docs/operate.md has the same list, and a test compares them."""
    gauge, counter = Kind.GAUGE, Kind.COUNTER

    def of_pool(number: str) -> Callable[[], Mapping[str, float]]:
        return lambda: {"": getattr(parts.pool(), number)}

    return (
        Reading("cameo.recordings", "{recording}", "Recordings now", gauge, partial(_recordings, parts.turns)),
        Reading("cameo.analysis.waiting", "{recording}", "Wait for a worker", gauge, of_pool("waiting")),
        Reading("cameo.analysis.begun", "{recording}", "Got a worker", counter, of_pool("begun")),
        Reading("cameo.analysis.waited", "s", "Waited for a worker, in all", counter, of_pool("waited_s")),
        Reading("cameo.analysis.workers.replaced", "{worker}", "Workers replaced", counter, of_pool("replaced")),
        Reading("cameo.watch.lag", "s", "Behind the database", gauge, partial(_watch_lag, parts)),
        Reading("cameo.watch.restarts", "{restart}", "Of its process", counter, lambda: {"": parts.watch.restarts}),
        Reading("cameo.takedowns.open", "{order}", "Orders not acknowledged", gauge, partial(_takedowns, parts)),
        Reading("cameo.history.unpublished", "{leaf}", "Committed leaves", gauge, partial(_unpublished, parts)),
        Reading("cameo.walls.down", "{wall}", "Around workers", gauge, lambda: {"": walls_down()}),
    )


class WallsDown:
    """How many walls around workers do not hold, or cannot be told. They are tried once, on a thread of their own.

    look: tries them from inside a worker.
    """

    def __init__(self, look: Callable[[], int]) -> None:
        self._look, self._down = look, -1
        self._thread = Thread(target=self._run, name="walls", daemon=True)
        self._thread.start()

    def __call__(self) -> int:
        """The number; -1 while it is not known."""
        return self._down

    def _run(self) -> None:
        self._down = self._look()


def _recordings(turns: "Turns") -> Mapping[str, float]:
    return {"running": turns.running, "waiting": turns.waiting}


def _watch_lag(parts: Parts) -> Mapping[str, float]:
    return {"": parts.clock.monotonic_s() - parts.watch.told_until_s()}


def _takedowns(parts: Parts) -> Mapping[str, float]:
    now_us = parts.clock.utc_us()
    with parts.store.read() as snapshot:
        orders = snapshot.takedowns.open(None, MOST_TAKEDOWNS)
    overdue = sum(order.due_us <= now_us for order in orders)
    return {"due": len(orders) - overdue, "overdue": overdue}


def _unpublished(parts: Parts) -> Mapping[str, float]:
    return {"": parts.leaves.high_water().tree_size - published_head(parts.history).size}
