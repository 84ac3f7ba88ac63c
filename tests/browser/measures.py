"""What docs/studio.md says of sizes and times, measured anew: python -m tests.browser.measures [--runs N]

One JSON object: bytes compressed, and of the first paint every run, in milliseconds, without a cache.
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
from tests.browser.whole_studio import WholeStudio

RUNS = 5
PACKAGES = Path("web/packages")
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def main(runs: int) -> None:
    """Every figure, once the pages and the packages are built."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        studio = WholeStudio.start(folder / "service", DEFAULT_MODELS.absolute())
        try:
            with Chromium(folder / "browser") as browser:
                paints = [_paint(browser, studio.origin) for _ in range(runs)]
        finally:
            studio.stop()
        sizes = {file.name: _compressed(file) for file in sorted(ASSETS.iterdir())}
        packages = {name: _packed(name, folder) for name in ("capture", "client")}
    sys.stdout.write(json.dumps({"first_paint_ms": paints, "assets": sizes, "packages": packages}) + "\n")


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


if __name__ == "__main__":
    main(int(sys.argv[2]) if sys.argv[1:2] == ["--runs"] else RUNS)
