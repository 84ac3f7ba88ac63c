from collections.abc import Iterator

import pytest

from tests.cameo_service.studio.running_studio import Browser, RunningStudio


@pytest.fixture
def studio() -> Iterator[RunningStudio]:
    running = RunningStudio()
    yield running
    running.stop()


@pytest.fixture
def ada(studio: RunningStudio) -> Browser:
    browser = studio.browser()
    browser.sign_in("ada")
    return browser
