"""Soft colours in the recorder: offered where they may be asked, shown one after the other, and a no counts."""

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from liveness.challenge.colours import COLOUR_S, SoftColour
from tests.browser.chromium import Page
from tests.browser.steps import SHADOW, go_to_camera, sign_in

HERE = Path(__file__).parent
ASKED = ("blue", "red", "green", "red", "blue")
COLOURS = {"prompt": {"promptId": "p1", "kind": "PROMPT_KIND_COLOURS", "text": " ".join(ASKED), "window": "8s"}}
TURN = {"prompt": {"promptId": "p2", "kind": "PROMPT_KIND_TURN", "direction": "DIRECTION_LEFT", "window": "4.5s"}}
CHOICE = f"{SHADOW}.querySelector('.choice input')"
LIGHT, REGION = f"{SHADOW}.querySelector('.light')", f"{SHADOW}.querySelector('[role=region]')"
PANEL = f"{SHADOW}.querySelector('.panel')"
WATCH = f"""
    window.seen = [];
    new MutationObserver(() => seen.push([performance.now() / 1000, {REGION}.dataset.colour ?? ""]))
        .observe({REGION}, {{ attributeFilter: ["data-colour"] }});
"""
CLOCK_S = 0.01
"""What a browser's clock may be off."""
READABLE = 4.5
"""Contrast of text of usual size, WCAG 2.2 AA."""


@pytest.fixture
def recorder(studio: str, page: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page with the camera open. The service may ask for colours, unless the test says otherwise."""
    for script in ("socket.js", "room.js"):
        page.before_every_page((HERE / script).read_text(encoding="utf-8"))
    page.before_every_page(f"minted.mayAskForColours = {json.dumps(getattr(request, 'param', True))}")
    sign_in(page, studio, "mallory")
    go_to_camera(page)
    page.press("Open the camera")
    page.wait_for_text("Start recording")
    yield page
    assert page.troubles == []


def start(page: Page) -> object:
    """What the page says of colours when it opens the recording."""
    page.press("Start recording")
    page.wait_for("window.sent.some((one) => one.open)")
    page.run("answer({ ready: {} })")
    return page.run("sent.find((one) => one.open).open.live.showsColours")


def hear(page: Page, reply: object) -> None:
    page.run(f"answer({json.dumps(reply)})")


@pytest.mark.parametrize("recorder", [False], indirect=True)
def test_colours_are_not_offered_where_none_may_be_asked(recorder: Page) -> None:
    assert recorder.run(f"{CHOICE} === null")
    assert start(recorder) is False


def test_each_colour_fills_the_screen_in_its_turn_and_then_it_is_over(recorder: Page) -> None:
    assert start(recorder) is True
    recorder.run(WATCH)
    hear(recorder, COLOURS)
    recorder.wait_for_text("Look at the screen until its colours are over")
    assert recorder.run("sent.some((one) => one.promptShown?.promptId === 'p1')")
    recorder.wait_for(f"{REGION}.dataset.colour === 'red'")
    box = recorder.run(f"{LIGHT}.getBoundingClientRect().toJSON()")
    assert (box["x"], box["y"]) == (0, 0)
    assert [box["width"], box["height"]] == recorder.run("[innerWidth, innerHeight]")
    recorder.wait_for(f"!{REGION}.dataset.colour")
    seen = recorder.run("seen")
    assert tuple(colour for _, colour in seen) == (*ASKED, "")
    assert min(after_s - before_s for (before_s, _), (after_s, _) in pairwise(seen)) > 1 / 3
    assert seen[-1][0] - seen[0][0] >= COLOUR_S * len(ASKED) - CLOCK_S


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_every_colour(recorder: Page, scheme: str, shoot: Callable[[str], None]) -> None:
    recorder.scheme(scheme)
    start(recorder)
    hear(recorder, COLOURS)
    recorder.wait_for(f"{REGION}.dataset.colour === 'blue'")
    recorder.wait_for(f"!{REGION}.dataset.colour")
    for colour in SoftColour:
        recorder.run(f"{PANEL}.style.transition = 'none'; {REGION}.dataset.colour = '{colour}'")
        ground = recorder.run(f"getComputedStyle({PANEL}).backgroundColor")
        words = recorder.run(f"getComputedStyle({SHADOW}.querySelector('.words')).color")
        assert contrast(ground, words) >= READABLE
    shoot("recorder-colours")


def test_the_next_prompt_ends_them(recorder: Page) -> None:
    start(recorder)
    hear(recorder, COLOURS)
    recorder.wait_for(f"{REGION}.dataset.colour === 'blue'")
    hear(recorder, TURN)
    assert recorder.run(f"{REGION}.dataset.colour ?? ''") == ""


def test_a_person_who_says_no_is_asked_for_something_else(recorder: Page) -> None:
    recorder.run(f"{CHOICE}.click()")
    assert start(recorder) is False


def test_who_wants_less_motion_is_shown_none_unless_they_say_yes(recorder: Page) -> None:
    recorder.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
    recorder.run("((old) => old.replaceWith(old.cloneNode()))(document.querySelector('cameo-capture'))")
    recorder.press("Open the camera")
    recorder.wait_for_text("Start recording")
    assert recorder.run(f"{CHOICE}.checked") is False


def test_a_phone_that_goes_on_offers_them_too(recorder: Page) -> None:
    recorder.press("Go on with a phone")
    recorder.wait_for_text("The same as a link")
    link = str(recorder.run("[...document.querySelectorAll('a')].find((one) => one.href.includes('#phone/')).href"))
    recorder.goto(link.replace("/#", "/?phone#"))
    recorder.press("Open the camera")
    recorder.wait_for_text("Start recording")
    assert start(recorder) is True


def contrast(one: str, other: str) -> float:
    """Of two colours as browsers write them, `rgb(1, 2, 3)`: WCAG 2.2, "contrast ratio"."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance"."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
