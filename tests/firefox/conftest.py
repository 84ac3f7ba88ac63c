"""Firefox, and what the tests of `tests/browser` bring for any browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import page, seated, service, shoot, studio, whole
from tests.firefox.firefox import PROGRAM, SOUND_SERVER, Firefox, silent_sound
from tests.liveness.conftest import models_dir

__all__ = ["models_dir", "page", "seated", "service", "shoot", "studio", "whole"]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    for program, package in ((PROGRAM, "firefox-esr"), (SOUND_SERVER, "pulseaudio")):
        assert Path(program).exists(), f"install Debian's {package}: apt-get install {package}"
    folder = tmp_path_factory.mktemp("firefox")
    with silent_sound(folder / "sound") as sound, Firefox(folder / "browser", sound) as opened:
        yield opened
