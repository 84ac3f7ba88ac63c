"""What docs/studio.md says of sizes and times, measured anew: python -m tests.browser.measures [--runs N]

One JSON object: bytes compressed, and of each time every run, in milliseconds, in a browser without a cache.
"""

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from cameo_service.cli.terminal import DEFAULT_MODELS
from cameo_service.studio.gateway import ASSETS
from tests.browser.chromium import Chromium
from tests.browser.steps import go_to_camera, sign_in
from tests.browser.whole_studio import WholeStudio

RUNS = 5
PACKAGES = Path("web/packages")
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
MARKS = (
    "window.took = new Promise((done) => { const Real = MediaRecorder; window.MediaRecorder = class extends Real {"
    " start(...all) { window.began = performance.now(); super.start(...all); } };"
    " const send = WebSocket.prototype.send; WebSocket.prototype.send = function (one) {"
    " if (typeof one !== 'string') done(performance.now() - window.began); send.call(this, one); }; })"
)


def main(runs: int) -> None:
    """Every figure, once the pages and the packages are built."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        studio = WholeStudio.start(folder / "service", DEFAULT_MODELS.absolute())
        try:
            with Chromium(folder / "browser") as browser:
                times = {
                    "first_paint_ms": [_paint(browser, studio.origin) for _ in range(runs)],
                    "upload_begins_ms": [_upload(browser, studio.origin) for _ in range(runs)],
                }
        finally:
            studio.stop()
        sizes = {file.name: _compressed(file) for file in sorted(ASSETS.iterdir())}
        packages = {name: _packed(name, folder) for name in ("capture", "client")}
    sys.stdout.write(json.dumps({**times, "assets": sizes, "packages": packages}) + "\n")


def _compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes()))


def _packed(name: str, folder: Path) -> int:
    """The archive that npm would publish."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder)]
    packed = subprocess.run(command, cwd=PACKAGES / name, check=True, capture_output=True, text=True)
    return (folder / packed.stdout.split()[-1]).stat().st_size


def _paint(browser: Chromium, address: str) -> float:
    page = browser.page()
    page.goto(address)
    took = float(page.wait_for(PAINT))
    page.close()
    return round(took, 1)


def _upload(browser: Chromium, address: str) -> float:
    """From the start of the recording to its first bytes on the way; live, before the service."""
    page = browser.page()
    page.before_every_page(MARKS)
    sign_in(page, address, "ben")
    go_to_camera(page)
    page.press("Open the camera")
    page.press("Start recording")
    took = float(page.run("window.took"))
    page.close()
    return round(took, 1)


if __name__ == "__main__":
    main(int(sys.argv[2]) if sys.argv[1:2] == ["--runs"] else RUNS)
