"""Commands against a service that runs in the test's process."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cameo_service.cli import connection
from cameo_service.cli.main import app
from cameo_service.clock import SystemClock
from tests.cameo_service.rpc.running_service import ISSUER, RunningService
from tests.cameo_service.usecases.world import World

Run = Callable[..., Result]


@pytest.fixture
def world() -> World:
    """Ada is enrolled, Bob and Eve are there."""
    world = World()
    world.clock.now_us = SystemClock().utc_us()
    for handle in ("ada", "bob", "eve"):
        world.person(handle)
    world.enroll("ada")
    return world


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs one command."""
    service = RunningService(world)
    monkeypatch.setattr(connection, "ISSUER", ISSUER)
    monkeypatch.setenv("CAMEO_SERVER", f"127.0.0.1:{service.server.port}")

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments)

    yield invoke
    service.stop()


def printed(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)
