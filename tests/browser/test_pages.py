"""Every page and state that needs no recording."""

import json
from collections.abc import Callable

import pytest

from tests.browser.any_page import AnyPage
from tests.browser.chromium import Page
from tests.browser.steps import go_to_camera, sign_in

HOSTILE = "</script><img src=x onerror=window.ran=1>"
PAGES = {
    "My likeness": "You have not recorded",
    "Record": "Say yes to each purpose",
    "Who may use it": "Allow a person",
    "Where I appear": "Nothing that shows you",
    "Activity": "The app stated your age",
    "Waiting for my yes": "Nothing waits",
}
WITHOUT = {
    "denied": ("NotAllowedError", [], "Camera or microphone is not allowed"),
    "no-camera": ("NotFoundError", [], "No camera was found"),
    "no-microphone": ("NotFoundError", [{"kind": "videoinput", "deviceId": "one"}], "No microphone was found"),
    "busy": ("NotReadableError", [], "The camera is in use"),
    # The name of the error is what an operator can look up.
    "unopened": (
        "OverconstrainedError",
        [{"kind": "videoinput", "deviceId": "one"}, {"kind": "audioinput", "deviceId": "two"}],
        "this code: OverconstrainedError",
    ),
}


def test_the_first_page_lets_a_visitor_sign_in(studio: str, page: AnyPage, shoot: Callable[[str], None]) -> None:
    page.goto(studio)
    page.wait_for_text("Continue as ada")
    shoot("sign-in")
    assert page.troubles == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_how_things_stand(studio: str, page: AnyPage, shoot: Callable[[str], None], name: str) -> None:
    sign_in(page, studio, "ben")
    page.press(name)
    page.wait_for_text(PAGES[name])
    shoot(f"ben-{name}")
    assert page.troubles == []


def test_a_page_runs_from_right_to_left_too(studio: str, page: AnyPage, shoot: Callable[[str], None]) -> None:
    page.goto(f"{studio}?lang=ar-XB")
    page.press("⟦Continue as ben ···⟧")
    page.wait_for_text("⟦Signed in as ben ···⟧")
    assert page.run("document.documentElement.dir") == "rtl"
    page.press("⟦Who may use it ···⟧")
    page.wait_for_text("⟦Allow a person ···⟧")
    shoot("right-to-left")


@pytest.mark.parametrize("case", WITHOUT)
def test_a_camera_that_does_not_open_says_what_to_do(
    studio: str, page: AnyPage, shoot: Callable[[str], None], case: str
) -> None:
    error, devices, told = WITHOUT[case]
    page.before_every_page(
        f"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{error}'); }};"
        f"navigator.mediaDevices.enumerateDevices = async () => {json.dumps(devices)};"
    )
    sign_in(page, studio, "mallory")
    go_to_camera(page)
    page.press("Open the camera")
    page.wait_for_text(told)
    shoot(f"problem-{case}")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("MediaRecorder.isTypeSupported = () => false", "cannot record in a format that we read"),
        ("delete window.MediaRecorder", "This browser cannot record"),
        (
            (
                "Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla Instagram 300' });"
                "delete window.MediaRecorder"
            ),
            "This browser inside an app cannot record",
        ),
        ("Object.defineProperty(window, 'isSecureContext', { value: false })", "This page is not encrypted"),
    ],
)
def test_a_browser_that_cannot_record_says_what_to_do(studio: str, page: AnyPage, script: str, told: str) -> None:
    page.before_every_page(script)
    sign_in(page, studio, "ben")  # each person begins ten sessions a day, and mallory began five above
    go_to_camera(page)
    page.wait_for_text(told)


def test_nothing_written_by_others_runs(studio: str, page: AnyPage) -> None:
    # A handle cannot hold markup; what a page makes of a reply must not depend on that.
    reply = {
        "handle": HOSTILE,
        "grants": [{"granteeId": "1", "granteeHandle": HOSTILE, "modalities": [HOSTILE], "uses": []}],
    }
    page.before_every_page(
        "const real = fetch; window.fetch = async (path, options) => path.endsWith('GetConsent')"
        f" ? new Response({json.dumps(json.dumps(reply))}) : real(path, options);"
    )
    sign_in(page, studio, "ben")
    page.wait_for_text(f"@{HOSTILE}")
    assert page.run("window.ran") is None
    assert page.run("document.querySelectorAll('img').length") == 0


def test_a_lost_service_is_told_and_can_be_tried_again(studio: str, page: AnyPage) -> None:
    sign_in(page, studio, "ben")
    page.be_offline(is_offline=True)
    page.press("Activity")
    page.wait_for_text("The service does not answer")
    page.be_offline(is_offline=False)
    page.press("Try again")
    page.wait_for_text("The app stated your age")


def test_a_page_is_used_with_the_keyboard_alone(studio: str, page: Page) -> None:
    sign_in(page, studio, "ben")
    page.wait_for_text("You have not recorded")
    page.run("document.activeElement.blur()")
    reached = set()
    for _ in range(12):
        for kind in ("keyDown", "keyUp"):
            page.send("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        reached.add(page.run("document.activeElement.innerText"))
    assert {"Skip to the content", "Sign out", "Record", "Record now", "Stop everything"} <= reached
