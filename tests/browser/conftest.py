"""One service and one studio, as `cameo studio --demo` starts them, and one browser, for all tests of a run."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cameo_service.cli.terminal import DEFAULT_MODELS
from tests.browser.chromium import PROGRAM, Chromium, Page
from tests.browser.person import Person

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
SHOTS = Path("out/browser")
LOADED_S = 300


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    folder = tmp_path_factory.mktemp("studio")
    options = ["--demo", "--port", "0", "--folder", str(folder / "service"), "--models", str(DEFAULT_MODELS)]
    command = [sys.executable, "-m", "cameo_service", "studio", *options]
    with (folder / "studio.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    assert process.stdout is not None
    word, address = process.stdout.readline().split() or ("", "")
    assert word == "studio", (folder / "studio.log").read_text()
    yield address
    process.terminate()
    process.wait(60)
    process.stdout.close()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    assert Path(PROGRAM).exists(), "install Debian's chromium: apt-get install chromium"
    with Chromium(tmp_path_factory.mktemp("chromium") / "browser") as browser:
        yield browser


@pytest.fixture
def page(chromium: Chromium) -> Iterator[Page]:
    opened = chromium.page()
    yield opened
    opened.close()


@pytest.fixture
def seated(page: Page) -> Iterator[Callable[..., Person]]:
    """Sets a rendered person in front of the page, before it is loaded."""
    people: list[Person] = []

    def seat(**how: object) -> Person:
        people.append(Person(page, **how))  # type: ignore[arg-type]
        return people[-1]

    yield seat
    for person in people:
        person.leave()


@pytest.fixture
def shoot(page: Page, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Pictures of the page at both widths, light and dark, and no serious finding of axe in any of them."""

    def shot(name: str) -> None:
        plain = re.sub(r"\W", "-", name)
        for width, scheme in ((390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")):
            page.resize(width, 844)
            page.scheme(scheme)
            page.picture(SHOTS / f"{plain}-{width}-{scheme}.png")
            assert findings(page) == [], f"{name} at {width} px, {scheme}"
            overflow = page.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, f"{name} at {width} px is {overflow} px too wide"
        page.resize(390, 844)
        page.scheme("light")

    return shot


def findings(page: Page) -> list[str]:
    """What axe finds serious or critical."""
    page.send("Runtime.evaluate", expression=AXE.read_text(encoding="utf-8"))
    found = page.run(
        "axe.run(document, { resultTypes: ['violations'] }).then((said) => said.violations"
        ".filter((one) => ['serious', 'critical'].includes(one.impact))"
        ".map((one) => one.id + ': ' + one.nodes.map((node) => node.html).join(' ')))"
    )
    return list(found)
