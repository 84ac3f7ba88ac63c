"""Recording, allowing and stopping by keyboard alone; and what a screen reader is told of every page."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Page
from tests.browser.steps import sign_in
from tests.browser.test_recorder import SAY, SENTENCE, hear, verdict

HERE = Path(__file__).parent
KEYS = {"Tab": (9, ""), "Enter": (13, "\r"), "Space": (32, " ")}
MOST_STEPS = 80
FOCUSED = (
    "(() => { let one = document.activeElement;"
    " while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;"
    " return (one?.labels?.[0] ?? one)?.innerText.trim() ?? ''; })()"
)
"""The words of what the keyboard is on, of a field those of its label."""
EVERYTHING = (
    "[...document.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot?.querySelectorAll('*') ?? [])])"
)
ASKING = {"button", "link", "textbox", "checkbox", "radio", "combobox", "DisclosureTriangle"}


def press(page: Page, key: str) -> None:
    code, text = KEYS[key]
    said = {"key": " " if key == "Space" else key, "code": key, "windowsVirtualKeyCode": code}
    page.send("Input.dispatchKeyEvent", type="keyDown", **said, **({"text": text} if text else {}))
    page.send("Input.dispatchKeyEvent", type="keyUp", **said)


def go_to(page: Page, label: str) -> None:
    """Steps on until the keyboard is on what has these words."""
    words = json.dumps(label)
    page.wait_for(f"{EVERYTHING}.some((one) => (one.innerText ?? '').trim() === {words})")
    for _ in range(MOST_STEPS):
        press(page, "Tab")
        if page.run(FOCUSED) == label:
            return
    raise AssertionError(f"the keyboard never comes to {label}: {page.shown}")


def choose(page: Page, label: str, key: str = "Enter") -> None:
    go_to(page, label)
    press(page, key)


@pytest.fixture
def told(studio: str, page: Page) -> Iterator[Page]:
    """A studio whose recordings a test judges."""
    for script in ("socket.js", "room.js"):
        page.before_every_page((HERE / script).read_text(encoding="utf-8"))
    page.goto(studio)
    page.wait_for_text("Continue as mallory")
    yield page
    assert page.troubles == []


def test_a_person_records_by_keyboard_alone_from_the_sign_in_to_the_verdict(told: Page) -> None:
    choose(told, "Continue as mallory")
    told.wait_for_text("Signed in as mallory")
    choose(told, "Record")
    told.wait_for_text("Say yes to each purpose")
    for box in told.run("[...document.querySelectorAll('main .choice')].map((one) => one.innerText.trim())"):
        choose(told, box, "Space")
    assert told.run("document.querySelectorAll('main input:checked').length") == 3
    choose(told, "Go on to the camera")
    choose(told, "Open the camera")
    choose(told, "Start recording")
    told.wait_for("window.sent.some((one) => one.open)")
    hear(told, {"ready": {}})
    hear(told, SAY)
    told.wait_for_text(SENTENCE)
    hear(told, verdict("RETRY", "WRONG_WORDS", left=2))
    told.run("window.sent.length = 0")
    choose(told, "Try again")
    choose(told, "Start recording")
    told.wait_for("window.sent.some((one) => one.open)")
    hear(told, {"ready": {}})
    hear(told, verdict("PASSED"))
    choose(told, "Go to my likeness")
    told.wait_for_text("What you never want")


def test_a_person_allows_and_stops_another_one_by_keyboard_alone(studio: str, page: Page) -> None:
    sign_in(page, studio, "ben")
    choose(page, "Who may use it")
    go_to(page, "Their handle")
    page.send("Input.insertText", text="@mallory")
    choose(page, "publishing", "Space")
    choose(page, "Allow")
    page.wait_for_text("@mallory is allowed.")
    page.wait_for_text("Stop @mallory")
    # The keyboard is where it was, and goes on from there.
    page.wait_for(f"{FOCUSED} === 'Allow'")
    choose(page, "Stop @mallory")
    assert page.run(FOCUSED) == "Yes, stop @mallory"
    press(page, "Enter")
    page.wait_for_text("@mallory is stopped.")
    page.wait_for(f"{FOCUSED} === 'People you allowed'")
    assert page.troubles == []


@pytest.mark.parametrize("name", ["My likeness", "Record", "Who may use it", "Activity"])
def test_a_screen_reader_is_told_what_everything_is(studio: str, page: Page, name: str) -> None:
    sign_in(page, studio, "ben")
    page.press(name)
    page.wait_for("!document.querySelector('main').innerText.includes('Loading')")
    page.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    nodes = [node for node in page.send("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
    said = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes]
    assert [role for role, words in said if role in ASKING and not words.strip()] == []
    assert {"banner", "navigation", "main", "status"} <= {role for role, _ in said}
    assert page.run("[...document.querySelectorAll('h1, h2, h3')].map((one) => one.tagName)")[0] == "H1"
    current = page.run("document.querySelector('nav [aria-current=page]').innerText")
    assert (current, page.run("document.title")) == (name, f"{name} \u2013 Your likeness")


def test_no_page_moves_by_itself_where_less_motion_is_asked(studio: str, page: Page) -> None:
    page.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
    sign_in(page, studio, "ben")
    page.wait_for_text("What you never want")
    moves = "(one) => parseFloat(getComputedStyle(one).transitionDuration) > 0"
    assert page.run(f"{EVERYTHING}.filter({moves}).length") == 0
    assert page.run("document.getAnimations().length") == 0
