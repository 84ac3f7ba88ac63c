"""`cameo studio --demo`, as a person starts it."""

import subprocess
import sys
from pathlib import Path

from tests.browser.chromium import Page
from tests.browser.steps import sign_in


def test_the_command_says_where_the_pages_are_and_shows_them(tmp_path: Path, models_dir: Path, page: Page) -> None:
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
    finally:
        process.terminate()
        process.communicate(timeout=60)
