"""What a start says about the operator's choices, and the order of its steps."""

import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from cameo_client.connection import open_channel
from cameo_client.pb.cameo.v1 import operator_service_pb2 as operator_pb
from cameo_service import bootstrap
from cameo_service.analysis.enrollment_task import PooledAnalyst
from cameo_service.analysis.errors import AnalysisUnavailable
from cameo_service.cli.connection import Callers
from cameo_service.cli.healthcheck import probed
from cameo_service.clock import SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.storage.store import open_store
from cameo_service.usecases.enrollment.replay import SweepRecordings
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile, RingEncryptionKeys
from cameo_service.wiring import enrollment as enrollment_wiring
from cameo_service.wiring.storage import as_chosen
from consent.terms import Audience, LiveCeiling


@pytest.mark.parametrize("choice", list(LiveCeiling))
def test_a_start_warns_about_a_raised_live_ceiling_and_about_no_other(
    tmp_path: Path, choice: LiveCeiling, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(tmp_path / "data", bytes)
    as_chosen(store, ServiceConfig(live_ceiling=choice))
    warned = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warned) == (choice.audience > Audience.APPROVED)
    assert all(choice.name in line for line in warned)
    store.close()


class NetsThatLoad(PooledAnalyst):
    """Notes, while its nets would load, what the service answers by then."""

    stopped: list[str]
    states: list[list[str]]
    ports: tuple[int, int]

    def load(self) -> None:
        with open_channel(f"127.0.0.1:{self.ports[0]}") as channel:
            request = operator_pb.FreezeEverythingRequest(request_id="1", reason="an incident")
            self.stopped.append(Callers(channel).operator().freeze_everything(request).revision)
        self.states.append(health_of(self.ports))


class NetsThatAreMissing(PooledAnalyst):
    def load(self) -> None:
        raise AnalysisUnavailable("there is no such folder")


def health_of(ports: tuple[int, ...]) -> list[str]:
    return [probed(f"127.0.0.1:{port}", 60.0) for port in ports]


@pytest.fixture
def config(tmp_path: Path) -> ServiceConfig:
    ring = tmp_path / "keys" / "ring.json"
    KeyRingFile(ring, tmp_path / "data").create(new_key_ring(os.urandom, SystemClock().utc_us()))
    free = [free_port() for _ in range(2)]
    return ServiceConfig(
        data_dir=tmp_path / "data", key_ring=ring, port=free[0], stream_port=free[1], watch_port=0, insecure_dev=True
    )


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_what_narrows_is_answered_before_the_nets_are_loaded_and_recordings_are_judged_after(
    config: ServiceConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = (config.port, config.stream_port)
    monkeypatch.setattr(NetsThatLoad, "stopped", [], raising=False)
    monkeypatch.setattr(NetsThatLoad, "states", [], raising=False)
    monkeypatch.setattr(NetsThatLoad, "ports", ports, raising=False)
    monkeypatch.setattr(enrollment_wiring, "PooledAnalyst", NetsThatLoad)
    service = bootstrap.start(config)
    assert all(NetsThatLoad.stopped)
    assert NetsThatLoad.states == [["SERVING", "NOT_SERVING"]]
    assert health_of((*ports, service.watch_port)) == ["SERVING"] * 3
    service.stop()


class NarrowedFirstError(Exception):
    """The rest would be loaded now; what stops renders at once was answered."""


def test_what_stops_renders_at_once_is_answered_before_the_rest_is_loaded(
    config: ServiceConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def narrow_first(*_: object) -> tuple[object, ...]:
        with open_channel(f"127.0.0.1:{config.port}") as channel:
            request = operator_pb.FreezeEverythingRequest(request_id="1", reason="an incident")
            Callers(channel).operator().freeze_everything(request, timeout_s=60.0)
        raise NarrowedFirstError

    monkeypatch.setattr(bootstrap, "_narrowing", narrow_first)
    with pytest.raises(NarrowedFirstError):
        bootstrap.start(config)
    assert health_of((config.port,)) == ["UNREACHABLE"]


def test_a_service_whose_nets_are_missing_says_so_and_answers_no_more(
    config: ServiceConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrollment_wiring, "PooledAnalyst", NetsThatAreMissing)
    with pytest.raises(AnalysisUnavailable):
        bootstrap.start(config)
    assert health_of((config.port, config.stream_port)) == ["UNREACHABLE"] * 2


class NotedSweeps:
    """Runs none of them."""

    def __init__(self, *sweeps: Callable[[], int]) -> None:
        self.sweeps = sweeps


def test_the_logs_of_the_database_are_emptied_every_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "EventSweeper", NotedSweeps)
    store, clock = open_store(tmp_path / "data", os.urandom), SystemClock()
    ring = new_key_ring(os.urandom, clock.utc_us())
    vault = EnvelopeVault(lambda: ring, store.deployment(), os.urandom)
    keys = RingEncryptionKeys(KeyRingFile(tmp_path / "keys.json", tmp_path / "data"), os.urandom, clock)
    sweeper = bootstrap._sweeper(store, clock, keys, vault, SweepRecordings(store, clock))
    assert isinstance(sweeper, NotedSweeps)
    assert store.empty_logs in sweeper.sweeps
    store.close()
