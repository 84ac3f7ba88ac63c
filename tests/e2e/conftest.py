"""A running service for a module of tests; starting one takes seconds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.service_process import ServiceProcess
from tests.liveness.conftest import models_dir

__all__ = ["models_dir"]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Iterator[ServiceProcess]:
    """Under policy demo, with an empty database."""
    running = ServiceProcess(tmp_path_factory.mktemp("deployment"), models_dir).start()
    yield running
    assert running.stop() == 0, running.log
