"""One service, one studio and one browser for all tests of a run."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.any_page import AnyBrowser, AnyPage
from tests.browser.chromium import PROGRAM, Chromium
from tests.browser.person import Person
from tests.browser.whole_studio import WholeStudio
from tests.e2e.service_process import ServiceProcess
from tests.liveness.conftest import models_dir

__all__ = ["models_dir"]

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
SHOTS = Path("out/browser")
WIDTHS = (390, 1280)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Iterator[WholeStudio]:
    running = WholeStudio.start(tmp_path_factory.mktemp("studio"), models_dir)
    yield running
    running.stop()


@pytest.fixture
def studio(whole: WholeStudio) -> str:
    """Its address."""
    return whole.origin


@pytest.fixture
def service(whole: WholeStudio) -> ServiceProcess:
    """Behind it, as apps and generators reach it."""
    return whole.service


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnyBrowser]:
    assert Path(PROGRAM).exists(), "install Debian's chromium: apt-get install chromium"
    with Chromium(tmp_path_factory.mktemp("chromium") / "browser") as opened:
        yield opened


@pytest.fixture
def page(browser: AnyBrowser) -> Iterator[AnyPage]:
    opened = browser.page()
    yield opened
    opened.close()


@pytest.fixture
def seated(page: AnyPage) -> Iterator[Callable[..., Person]]:
    """Sets a rendered person in front of the page, before it is loaded."""
    people: list[Person] = []

    def seat(**how: object) -> Person:
        people.append(Person(page, **how))  # type: ignore[arg-type]
        return people[-1]

    yield seat
    for person in people:
        person.leave()


@pytest.fixture
def shoot(page: AnyPage) -> Callable[..., None]:
    """Pictures of a page at both widths, light and dark; no serious finding of axe at a width or in a scheme.

    It is called with a name, and with another page than that of the test where there is one.
    """

    def shot(name: str, other: AnyPage | None = None) -> None:
        shoot_page(name, other or page)

    return shot


def shoot_page(name: str, page: AnyPage) -> None:
    """As `shoot`."""
    plain, schemes = re.sub(r"\W", "-", name), page.browser.schemes
    for width in WIDTHS:
        page.resize(width, 844)
        for scheme in schemes:
            page.scheme(scheme)
            page.picture(SHOTS / page.browser.name / f"{plain}-{width}-{scheme}.png")
            # Colours are those of the scheme at any width, and the layout is that of the width in any scheme.
            if width == WIDTHS[0] or scheme == schemes[0]:
                assert findings(page) == [], f"{name} at {width} px, {scheme}"
        overflow = page.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} at {width} px is {overflow} px too wide"
    page.resize(WIDTHS[0], 844)
    page.scheme(schemes[0])


def findings(page: AnyPage) -> list[str]:
    """What axe finds serious or critical."""
    if not page.run("'axe' in window"):
        page.load_script(AXE.read_text(encoding="utf-8"))
    found = page.run(
        "axe.run(document, { resultTypes: ['violations'] }).then((said) => said.violations"
        ".filter((one) => ['serious', 'critical'].includes(one.impact))"
        ".map((one) => one.id + ': ' + one.nodes.map((node) => node.html).join(' ')))"
    )
    return list(found)
