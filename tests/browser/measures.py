"""What docs/studio.md says of sizes and times, measured anew: python -m tests.browser.measures [--runs N]

One JSON object: bytes compressed; how busy the machine was before and after; and of each browser every run, in
milliseconds: the first paint without a cache, the first bytes of a recording that are sent, and from the second tap on
"Stop" to a check that is denied.
"""

import gzip
import json
import os  # how busy the machine is
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cameo_service.cli.terminal import DEFAULT_MODELS
from cameo_service.clock import SystemClock
from cameo_service.studio.gateway import ASSETS
from tests.browser.any_page import AnyBrowser, AnyPage
from tests.browser.chromium import Chromium
from tests.browser.person import Person
from tests.browser.steps import go_to_camera, passes, record, sign_in
from tests.browser.test_recorder import HERE, uploads_after_ms
from tests.browser.test_story import allow_ben, asked
from tests.browser.whole_studio import WholeStudio
from tests.firefox.firefox import Firefox, silent_sound

RUNS = 5
PACKAGES = Path("web/packages")
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
SLOWEST_STOP_S = 30.0


def main(runs: int) -> None:
    """Every figure, once the pages and the packages are built."""
    loads = [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        studio = WholeStudio.start(folder / "service", DEFAULT_MODELS.absolute())
        times: dict[str, dict[str, list[float]]] = {}
        at = studio.origin
        try:
            with _browsers(folder) as browsers:
                for browser in browsers:
                    times[browser.name] = {
                        "first_paint_ms": _told(browser, "first paint", [_paint(browser, at) for _ in range(runs)]),
                        "upload_ms": _told(browser, "upload", [_upload(browser, at) for _ in range(runs)]),
                    }
                _enroll(browsers[0].page(), studio)
                for browser in browsers:
                    times[browser.name]["stop_ms"] = _told(browser, "stop", _stops(browser, studio, runs))
        finally:
            studio.stop()
        packages = {name: _packed(name, folder) for name in ("capture", "client")}
    sizes = {file.name: _compressed(file) for file in sorted(ASSETS.iterdir())}
    loads.append(os.getloadavg()[0])
    sys.stdout.write(json.dumps({"load": loads, "times": times, "assets": sizes, "packages": packages}) + "\n")


@contextmanager
def _browsers(folder: Path) -> Iterator[tuple[AnyBrowser, ...]]:
    with (
        Chromium(folder / "chromium") as chromium,
        silent_sound(folder / "sound") as sound,
        Firefox(folder / "firefox", sound) as firefox,
    ):
        yield (chromium, firefox)


def _told(browser: AnyBrowser, what: str, took_ms: list[float]) -> list[float]:
    """Says how far it is: an enrollment takes minutes where the machine is busy."""
    sys.stderr.write(f"{browser.name}, {what}: {took_ms} ms\n")
    return took_ms


def _paint(browser: AnyBrowser, address: str) -> float:
    page = browser.page()
    page.goto(address)
    took = float(page.wait_for(PAINT))
    page.close()
    return round(took, 1)


def _upload(browser: AnyBrowser, address: str) -> float:
    page = browser.page()
    for script in ("socket.js", "room.js"):
        page.before_every_page((HERE / script).read_text(encoding="utf-8"))
    sign_in(page, address, "mallory")
    go_to_camera(page)
    took = uploads_after_ms(page)
    page.close()
    return round(took, 1)


def _enroll(page: AnyPage, studio: WholeStudio) -> None:
    """One person, once."""
    person = Person(page)
    try:
        sign_in(page, studio.origin, "ada")
        go_to_camera(page)
        passes(page, person, record(page))
    finally:
        person.leave()
        page.close()


def _stops(browser: AnyBrowser, studio: WholeStudio, runs: int) -> list[float]:
    """From the second of two taps, on the first page, to a check that is denied."""
    clock, took_ms = SystemClock(), []
    page = browser.page()
    sign_in(page, studio.origin, "ada")
    for _ in range(runs):
        allow_ben(page)
        assert asked(studio.service, "ben").render_grant
        page.goto(studio.origin)
        page.press("Stop @ben")
        page.wait_for_text("Yes, stop @ben")
        began_s = clock.monotonic_s()
        page.press("Yes, stop @ben")
        while asked(studio.service, "ben").render_grant:
            assert clock.monotonic_s() - began_s < SLOWEST_STOP_S
        took_ms.append(round((clock.monotonic_s() - began_s) * 1000, 1))
    page.close()
    return took_ms


def _compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes()))


def _packed(name: str, folder: Path) -> int:
    """The archive that npm would publish."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder)]
    packed = subprocess.run(command, cwd=PACKAGES / name, check=True, capture_output=True, text=True)
    return (folder / packed.stdout.split()[-1]).stat().st_size


if __name__ == "__main__":
    main(int(sys.argv[2]) if sys.argv[1:2] == ["--runs"] else RUNS)
