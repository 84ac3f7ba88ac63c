"""Without a setting nothing is told, whatever the environment says; with one, what is told is what the docs list."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from cameo_service.analysis.pool import PoolLoad
from cameo_service.config import ServiceConfig
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.sequencer import integrate
from cameo_service.observing import TelemetryUnavailableError
from cameo_service.usecases.enrollment.turns import Turns
from cameo_service.wiring.telemetry import Parts, WallsDown, readings, telemetry
from tests.cameo_service.history.fake_leaves import FakeLeaves

OPERATE = Path("docs/operate.md")
LONG_S = 60
ASKS_FOR_TELEMETRY = {
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1",
    "OTEL_TRACES_EXPORTER": "otlp",
    "OTEL_METRICS_EXPORTER": "prometheus",
}
UNTOLD = """
import sys
from cameo_service.config import ServiceConfig
from cameo_service.wiring.telemetry import telemetry
opened = []
sys.addaudithook(lambda event, _given: event.startswith("socket.") and opened.append(event))
print(telemetry(ServiceConfig(insecure_dev=True)), opened)
print([name for name in sys.modules if "opentelemetry" in name or "prometheus" in name])
"""


def test_without_a_setting_there_is_no_exporter_and_no_socket_whatever_the_environment_says() -> None:
    environment = {**os.environ, **ASKS_FOR_TELEMETRY}  # noqa: TID251 - the child's own
    ran = subprocess.run([sys.executable, "-c", UNTOLD], capture_output=True, text=True, check=True, env=environment)
    assert ran.stdout.splitlines() == ["None []", "[]"]


def test_a_setting_whose_libraries_are_missing_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cameo_service.telemetry.exporting", None)
    with pytest.raises(TelemetryUnavailableError, match=r"install cameo-service\[telemetry\]"):
        telemetry(ServiceConfig(insecure_dev=True, metrics_port=0))


def test_the_port_for_prometheus_is_on_loopback_unless_told_otherwise() -> None:
    assert ServiceConfig(insecure_dev=True, metrics_port=0).metrics_host == "127.0.0.1"


@pytest.mark.parametrize("url", ["http://collector.example:4317", "collector:4317", "ftp://127.0.0.1"])
def test_what_goes_to_another_machine_is_encrypted(url: str) -> None:
    with pytest.raises(ValueError, match="otlp-endpoint is https"):
        ServiceConfig(insecure_dev=True, otlp_endpoint=url)


def test_walls_are_unknown_until_they_were_tried() -> None:
    may_look = Event()

    def look() -> int:
        assert may_look.wait(LONG_S)
        return 3

    walls = WallsDown(look)
    assert walls() == -1
    may_look.set()
    walls._thread.join(LONG_S)
    assert walls() == 3


class Watching:
    """A watch process that told everything two seconds ago, and died once."""

    restarts = 1

    @staticmethod
    def told_until_s() -> float:
        return 98.0


class At100:
    @staticmethod
    def monotonic_s() -> float:
        return 100.0

    @staticmethod
    def utc_us() -> int:
        return 1_000


@dataclass
class Order:
    due_us: int


class ThreeOrders:
    """One order is overdue, one is due this moment, one later."""

    takedowns = property(lambda self: self)

    @contextmanager
    def read(self) -> Iterator["ThreeOrders"]:
        yield self

    def open(self, owner: None, limit: int) -> tuple[Order, ...]:
        return (Order(999), Order(1_000), Order(1_001))


@pytest.fixture
def numbers(tmp_path: Path) -> dict[str, dict[str, float]]:
    """Everything that is told of the state of a service."""
    folder, leaves = HistoryFolder(tmp_path / "history", tmp_path / "data", bytes(32)), FakeLeaves()
    leaves.append(3)
    integrate(folder, leaves)
    leaves.append(2)
    clock: Any = At100()
    store: Any = ThreeOrders()
    lines: Any = leaves
    watch: Any = Watching()
    load = PoolLoad(waiting=4, begun=9, waited_s=12.5, replaced=1)
    parts = Parts(clock, store, lines, folder, watch, Turns(), lambda: load)
    return {reading.name: dict(reading.read()) for reading in readings(parts, lambda: 2)}


def test_the_state_of_a_service_is_told_in_numbers(numbers: dict[str, dict[str, float]]) -> None:
    assert numbers == {
        "cameo.recordings": {"running": 0, "waiting": 0},
        "cameo.analysis.waiting": {"": 4},
        "cameo.analysis.begun": {"": 9},
        "cameo.analysis.waited": {"": 12.5},
        "cameo.analysis.workers.replaced": {"": 1},
        "cameo.watch.lag": {"": 2.0},
        "cameo.watch.restarts": {"": 1},
        "cameo.takedowns.open": {"due": 1, "overdue": 2},
        "cameo.history.unpublished": {"": 2},
        "cameo.walls.down": {"": 2},
    }


def test_the_page_for_operators_lists_exactly_what_is_told(numbers: dict[str, dict[str, float]]) -> None:
    listed = set(re.findall(r"^\| `(cameo\.[a-z.]+)`", OPERATE.read_text(encoding="utf-8"), re.MULTILINE))
    assert listed == {*numbers, "cameo.call.duration", "cameo.outcomes"}
