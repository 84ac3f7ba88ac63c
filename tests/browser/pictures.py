"""Makes the pictures of the README, of a person who does not exist: python -m tests.browser.pictures"""

import tempfile
from pathlib import Path

from cameo_service.cli.terminal import DEFAULT_MODELS
from tests.browser.chromium import Chromium, Page
from tests.browser.person import Person
from tests.browser.steps import SHADOW, go_to_camera, passes, record, sign_in
from tests.browser.test_story import allow_ben, asked, comes_to_show
from tests.browser.whole_studio import WholeStudio

FOLDER = Path("docs/pictures")
WIDTH, HEIGHT = 390, 844
QUALITY = 80
SPEAKS = 0.1
"""Of the level meter: she is in the middle of a word."""


def main() -> None:
    """One enrollment, and what she sees before, in the middle and after."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        studio = WholeStudio.start(folder / "service", DEFAULT_MODELS.absolute())
        try:
            with Chromium(folder / "browser") as browser:
                _take(studio, browser.page(WIDTH, HEIGHT))
        finally:
            studio.stop()


def _take(studio: WholeStudio, page: Page) -> None:
    person = Person(page, seed=1)
    try:
        sign_in(page, studio.origin, "ada")
        go_to_camera(page)
        page.press("Open the camera")
        page.press("Start recording")
        page.wait_for(f"{SHADOW}.querySelector('.words') !== null", within_s=60)
        page.wait_for(f"{SHADOW}.querySelector('meter').value > {SPEAKS}", within_s=30)
        _keep(page, "record")
        page.goto(studio.origin)
        go_to_camera(page)
        passes(page, person, record(page))
        allow_ben(page)
        page.press("My likeness")
        page.wait_for_text("Stop @ben")
        _keep(page, "likeness")
        asked(studio.service, "mallory")
        comes_to_show(page, "Activity", "@mallory")
        _keep(page, "activity")
    finally:
        person.leave()


def _keep(page: Page, name: str) -> None:
    page.run("document.querySelector('cameo-capture')?.scrollIntoView()")
    page.picture(FOLDER / f"{name}.jpg", whole=False, quality=QUALITY)


if __name__ == "__main__":
    main()
