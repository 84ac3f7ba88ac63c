"""`cameo studio --demo`, as a person starts it."""

import subprocess
import sys
from pathlib import Path

from tests.browser.any_page import AnyPage
from tests.browser.steps import sign_in
from tests.browser.test_story import comes_to_show


def test_the_command_says_where_the_pages_are_and_shows_a_story_that_began(
    tmp_path: Path, models_dir: Path, page: AnyPage
) -> None:
    options = ["--demo", "--port", "0", "--folder", str(tmp_path / "service"), "--models", str(models_dir)]
    command = [sys.executable, "-m", "cameo_service", "studio", *options]
    with (tmp_path / "studio.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert process.stdout is not None
        word, address = process.stdout.readline().split() or ("", "")
        assert word == "studio", (tmp_path / "studio.log").read_text(encoding="utf-8")
        sign_in(page, address, "ben")
        page.wait_for_text("You have not recorded")
        with page.loading():
            page.press("Sign out")
        page.press("Continue as ada")
        comes_to_show(page, "Activity", "@mallory")
        page.wait_for_text("Refused: a render of you")
        page.press("Who may use it")
        page.wait_for_text("Refuse @ben")
        page.wait_for_text("Unblock @mallory")
    finally:
        process.terminate()
        process.communicate(timeout=60)
