from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cameo_service.studio.oidc.provider_studio import ProviderStudio, Traveller


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[ProviderStudio]:
    running = ProviderStudio(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def browser(studio: ProviderStudio) -> Traveller:
    return studio.browser()


@pytest.fixture
def ada(browser: Traveller) -> Traveller:
    browser.signs_in()
    return browser
