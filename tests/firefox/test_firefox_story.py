"""The rendered person before Firefox, live."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.person import Person
from tests.browser.steps import go_to_camera, passes, record, sign_in
from tests.browser.whole_studio import WholeStudio
from tests.firefox.firefox import PROGRAM, SOUND_SERVER, Firefox, FirefoxPage, silent_sound
from tests.liveness.conftest import models_dir

__all__ = ["models_dir"]


@pytest.fixture
def page(tmp_path: Path) -> Iterator[FirefoxPage]:
    for program, package in ((PROGRAM, "firefox-esr"), (SOUND_SERVER, "pulseaudio")):
        assert Path(program).exists(), f"install Debian's {package}: apt-get install {package}"
    with silent_sound(tmp_path / "sound") as sound, Firefox(tmp_path / "firefox", sound) as browser:
        yield browser.page()


@pytest.fixture
def studio(tmp_path: Path, models_dir: Path) -> Iterator[str]:
    running = WholeStudio.start(tmp_path / "studio", models_dir)
    yield running.origin
    running.stop()


def test_she_enrolls_live(studio: str, page: FirefoxPage) -> None:
    person = Person(page)
    try:
        sign_in(page, studio, "ada")
        go_to_camera(page)
        passes(page, person, record(page))
    finally:
        person.leave()
    page.press("Go to my likeness")
    page.wait_for_text("Your likeness is recorded")
    assert page.troubles == []
