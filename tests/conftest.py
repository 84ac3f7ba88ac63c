"""Fixtures that every suite shares."""

import os  # the one place in the tests that reads the environment
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import liveness  # noqa: F401 - before any test loads the model runtime: it switches the runtime's telemetry off
from tests.cpu_limit import TEST_LIMIT_S, at_most_cpu
from tests.log_hygiene import read_everything
from tests.postgresql import empty_postgresql_url, postgresql, postgresql_url

__all__ = ["empty_postgresql_url", "postgresql", "postgresql_url"]

# A busy machine is slow in every example, which says nothing of the code.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", settings.get_profile("same"), derandomize=False)
settings.load_profile("same")
"""Properties try the same examples in every run: a red test or a surviving mutant is the change's, never chance's.
`make test-search` looks for new ones."""

LOG_READER = read_everything()
TESTDATA_VARIABLE = "CAMEO_TESTDATA"
MODELS_VARIABLE = "CAMEO_MODELS"
FOLDER_OF_TESTDATA = os.environ.get(TESTDATA_VARIABLE)  # noqa: TID251 - tests are configured by these two alone

LONGEST = ("tests/e2e/", "tests/cameo_service/cli/demo/", "tests/evaluation/", "tests/test_wheels.py")
"""What takes long in one file, or waits for the clock."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take longest come first, so that at the end no process of the tests waits for another."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.fixture(scope="session", autouse=True)
def no_settings_of_the_shell() -> None:
    """A setting in the shell, or a variable of the tests, is none of the service under test."""
    for name in [name for name in os.environ if name.startswith("CAMEO_")]:  # noqa: TID251 - as above
        if name != MODELS_VARIABLE:
            del os.environ[name]  # noqa: TID251 - as above


@pytest.fixture(scope="session")
def testdata() -> Path:
    """The folder of real recordings; tests that need it are skipped, and say so, where it is not there."""
    folder = FOLDER_OF_TESTDATA
    if not folder:
        pytest.skip(f"{TESTDATA_VARIABLE} is not set: real recordings were not tested")
    path = Path(folder)
    if not (path / "manifest.csv").is_file():
        pytest.fail(f"{TESTDATA_VARIABLE} points to a folder without manifest.csv")
    return path


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None, None, None]:
    """Fixtures have the limit of a test."""
    with at_most_cpu(TEST_LIMIT_S):
        yield
    _require_clean_log()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    """A test that spins is ended, however busy the machine is."""
    with at_most_cpu(TEST_LIMIT_S):
        yield
    _require_clean_log()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    """What ends with a test is read, too."""
    yield
    _require_clean_log()


def _require_clean_log() -> None:
    """Every line that the service logged since the last look tells nothing of a person."""
    if faults := LOG_READER.take():
        pytest.fail("the log tells too much:\n" + "\n".join(faults))
