"""`cameo undo-move`, and what the activity says of a move, against a service that runs."""

from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from cameo_service.cli import connection
from cameo_service.cli.main import app
from cameo_service.clock import SystemClock
from tests.cameo_service.cli.commands import Run, printed
from tests.cameo_service.rpc.running_service import ISSUER, RunningService
from tests.cameo_service.rpc.test_enrollment import Stage
from tests.cameo_service.usecases.enrolling import Enrolling, passed
from tests.cameo_service.usecases.enrollment.moving import faces_sealed, take


@pytest.fixture
def stage() -> Stage:
    """Ada was moved to other nets."""
    stage = Stage()
    enrolling = stage.enrolling
    enrolling.world.clock.now_us = SystemClock().utc_us()
    enrolling.enrolled(analysis=passed(who=take()))
    enrolling.verified(passed(who=take(number=5, first=False), earlier=take()))
    return stage


@pytest.fixture
def moved(stage: Stage) -> Enrolling:
    return stage.enrolling


@pytest.fixture
def run(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    service = RunningService(stage.enrolling.world, servicers=(stage.servicer,))
    monkeypatch.setattr(connection, "ISSUER", ISSUER)
    for name in ("CAMEO_SERVER", "CAMEO_STREAMS"):
        monkeypatch.setenv(name, f"127.0.0.1:{service.server.port}")
    yield lambda *arguments: CliRunner().invoke(app, arguments)
    service.stop()


def test_a_person_reads_that_they_were_moved_and_goes_back(run: Run, moved: Enrolling) -> None:
    kinds = [line["kind"] for line in printed(run("activity", "--as", "ada", "--json"))["activities"]]
    assert "templates_moved" in kinds

    assert printed(run("undo-move", "--as", "ada", "--json"))["revision"]
    assert faces_sealed(moved) == ["dlib"]
    assert "You went back to what was sealed of you before" in " ".join(run("activity", "--as", "ada").stdout.split())


def test_who_was_not_moved_reads_why_nothing_is_undone(run: Run, moved: Enrolling) -> None:
    run("undo-move", "--as", "ada")
    again = run("undo-move", "--as", "ada")

    assert again.exit_code == 1
    assert "enroll again" in again.stderr
    assert faces_sealed(moved) == ["dlib"]
