"""The recorder in every state, before a service that says what the test tells it, in a room that the test chooses."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from liveness.checks.result import Reason, ReasonClass
from tests.browser.any_page import AnyPage
from tests.browser.chromium import Page
from tests.browser.steps import SHADOW, go_to_camera, sign_in

HERE = Path(__file__).parent
SENTENCE = "i allow this service to make videos of me until i say stop"
SAY = {"prompt": {"promptId": "p1", "kind": "PROMPT_KIND_SAY", "text": SENTENCE, "window": "12s"}}
TURN = {"prompt": {"promptId": "p2", "kind": "PROMPT_KIND_TURN", "direction": "DIRECTION_LEFT", "window": "4.5s"}}
CLOSER = {"prompt": {"promptId": "p3", "kind": "PROMPT_KIND_CLOSER", "window": "6s"}}
SPEAK = {"prompt": {"promptId": "p4", "kind": "PROMPT_KIND_SPEAK", "window": "10.6s"}}
HOSTILE = "<img src=x onerror=window.ran=1>"
TAB, ENTER = ("Tab", 9), ("Enter", 13)


@pytest.fixture
def recorder(studio: str, page: AnyPage) -> Iterator[AnyPage]:
    """A page that waits for the camera to be opened."""
    for script in ("socket.js", "room.js"):
        page.before_every_page((HERE / script).read_text(encoding="utf-8"))
    sign_in(page, studio, "mallory")
    go_to_camera(page)
    page.wait_for_text("Look into the camera")
    yield page
    assert page.troubles == []


def hear(page: AnyPage, reply: object) -> None:
    page.run(f"answer({json.dumps(reply)})")


def start(page: AnyPage) -> None:
    page.press("Open the camera")
    page.press("Start recording")
    page.wait_for("window.sent.some((one) => one.open)")


def verdict(state: str, *reasons: str, left: int = 0, help_text: str = "") -> dict[str, object]:
    checks = [
        {"check": "quality", "result": "CHECK_RESULT_FAILED", "reason": reason, "helpText": help_text}
        for reason in reasons
    ]
    return {"verdict": {"state": f"ENROLLMENT_STATE_{state}", "checks": checks, "attemptsLeft": left}}


def test_a_recording_is_told_step_by_step(recorder: AnyPage, shoot: Callable[[str], None]) -> None:
    start(recorder)
    hear(recorder, {"waiting": {"position": 3, "estimateS": 40}})
    recorder.wait_for_text("Your place in the queue: 3. It takes about 40 s.")
    shoot("recorder-waiting")
    hear(recorder, {"ready": {}})
    recorder.wait_for_text("The first sentence comes in a moment")
    hear(recorder, SAY)
    recorder.wait_for_text(SENTENCE)
    shoot("recorder-say")
    hear(recorder, TURN)
    recorder.wait_for_text("Turn your head to your left, and back")
    assert "Go on with a phone" not in recorder.shown
    shoot("recorder-turn")
    hear(recorder, {"finished": {}})
    recorder.wait_for_text("Your recording is being checked")
    recorder.wait_for("window.sent.some((one) => one.end)")
    shoot("recorder-judging")
    hear(recorder, verdict("PASSED"))
    recorder.wait_for_text("It worked")
    assert "Go on with a phone" not in recorder.shown
    shoot("recorder-passed")


@pytest.mark.parametrize(("width", "height"), [(390, 664), (1280, 640)])
def test_what_has_to_be_read_is_in_sight_without_scrolling(recorder: AnyPage, width: int, height: int) -> None:
    recorder.resize(width, height)
    start(recorder)
    hear(recorder, {"ready": {}})
    hear(recorder, SAY)
    recorder.wait_for_text(SENTENCE)
    words = f"{SHADOW}.querySelector('.words').getBoundingClientRect()"
    assert recorder.run(f"{words}.top") >= 0
    assert recorder.run(f"{words}.bottom") <= height
    assert recorder.run(f"{SHADOW}.querySelector('.stage').getBoundingClientRect().top") >= 0


def uploads_after_ms(page: AnyPage) -> float:
    """From the first moment that is recorded to the first bytes that are sent."""
    start(page)
    page.load_script(
        "window.began = 0; window.took = new Promise((done) => { const push = window.sent.push.bind(window.sent);"
        " window.sent.push = (one) => { push(one); if (typeof one === 'number') done(performance.now() - began); }; });"
        f" began = performance.now(); answer({json.dumps({'ready': {}})})"
    )
    return float(page.run("window.took"))


def test_the_upload_begins_soon_after_the_recording(recorder: AnyPage) -> None:
    # 120 ms where the machine is idle.
    assert uploads_after_ms(recorder) < 300


def test_every_reason_says_what_to_do_and_the_session_goes_on(recorder: AnyPage, shoot: Callable[[str], None]) -> None:
    reasons = [reason for reason in Reason if reason.about in (ReasonClass.QUALITY, ReasonClass.CHALLENGE)]
    start(recorder)
    hear(recorder, verdict("RETRY", *reasons, left=2))
    recorder.wait_for_text("Attempts left: 2")
    recorder.wait_for_text("Go on with a phone")
    helps = recorder.run(f"[...{SHADOW}.querySelectorAll('li')].map((one) => one.innerText)")
    assert len(set(helps)) == len(reasons)
    shoot("recorder-every-reason")
    recorder.run("window.sent.length = 0")
    recorder.press("Try again")
    recorder.press("Start recording")
    recorder.wait_for("window.sent.some((one) => one.open)")


def test_a_reason_that_the_page_does_not_know_is_told_in_the_words_of_the_service(recorder: AnyPage) -> None:
    start(recorder)
    hear(recorder, verdict("RETRY", "NEW_REASON", left=1, help_text="Smile less."))
    recorder.wait_for_text("Smile less.")


def test_while_a_person_is_asked_to_come_closer_the_shape_to_fill_is_larger(recorder: AnyPage) -> None:
    def width() -> float:
        return float(str(recorder.run(f"{SHADOW}.querySelector('.oval').getBoundingClientRect().width")))

    start(recorder)
    hear(recorder, {"ready": {}})
    usual = width()
    hear(recorder, CLOSER)
    recorder.wait_for_text("until your face fills the large shape")
    recorder.wait_for(f"{SHADOW}.querySelector('.oval').getBoundingClientRect().width > {1.5 * usual}")
    hear(recorder, TURN)
    recorder.wait_for(f"{SHADOW}.querySelector('.oval').getBoundingClientRect().width < {1.1 * usual}")


def test_a_person_who_is_asked_no_words_is_told_to_speak_of_anything(recorder: AnyPage) -> None:
    start(recorder)
    hear(recorder, {"ready": {}})
    hear(recorder, SPEAK)
    recorder.wait_for_text("Speak of anything, in any language, until the time is over")
    assert "Read aloud" not in recorder.shown
    assert "Make this face" not in recorder.shown


def test_a_session_that_failed_offers_a_new_one(recorder: AnyPage, shoot: Callable[[str], None]) -> None:
    start(recorder)
    hear(recorder, verdict("FAILED", "COULD_NOT_VERIFY"))
    recorder.wait_for_text("without filters or virtual cameras")
    shoot("recorder-failed")
    recorder.press("Start a new session")
    recorder.wait_for_text("Say yes to each purpose")


def test_what_the_service_sends_is_text_and_never_markup(recorder: AnyPage) -> None:
    start(recorder)
    hear(recorder, {"ready": {}})
    hear(recorder, {"hint": {"text": HOSTILE}})
    hear(recorder, {"prompt": {"promptId": "p", "kind": "PROMPT_KIND_SAY", "text": HOSTILE, "window": "5s"}})
    recorder.wait_for_text(HOSTILE)
    hear(recorder, verdict("RETRY", HOSTILE, left=1, help_text=HOSTILE))
    recorder.wait_for_text("Attempts left: 1")
    hear(recorder, {"refused": {"reason": HOSTILE, "message": HOSTILE}})
    recorder.wait_for_text(HOSTILE)
    assert recorder.run("window.ran") is None
    assert recorder.run(f"{SHADOW}.querySelectorAll('img').length") == 0


REFUSALS = {
    "SESSION_EXPIRED": "This session is over",
    "TOO_MANY_RECORDINGS": "Many people use this service at the moment",
    "FRAGMENTS_TOO_LONG": "cannot record in a format that we read",
    "ANALYSIS_INTERRUPTED": "This was our fault, not yours, and no attempt was counted.",
    "RECORDING_REPLACED": "You record in another window",
    "CAPTURE_TOKEN_OTHER_SESSION": "This page may not record",
    "SOMETHING_NEW": "tell the operator this code: SOMETHING_NEW",
}


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_refusal_says_what_to_do(recorder: AnyPage, shoot: Callable[[str], None], reason: str) -> None:
    start(recorder)
    hear(recorder, {"refused": {"reason": reason, "message": ""}})
    recorder.wait_for_text(REFUSALS[reason])
    shoot(f"problem-{reason}")


def test_a_lost_connection_can_be_tried_again(recorder: AnyPage, shoot: Callable[[str], None]) -> None:
    start(recorder)
    hear(recorder, {"ready": {}})
    recorder.run("lose(1006)")
    recorder.wait_for_text("The connection was lost")
    shoot("problem-network")
    recorder.press("Try again")
    recorder.wait_for_text("Start recording")


def test_a_camera_that_goes_away_is_told_and_can_be_tried_again(
    recorder: AnyPage, shoot: Callable[[str], None]
) -> None:
    start(recorder)
    hear(recorder, {"ready": {}})
    recorder.run("unplug()")
    recorder.wait_for_text("The camera or the microphone went away")
    shoot("problem-gone")
    recorder.press("Try again")
    recorder.wait_for_text("Start recording")


def test_a_black_camera_is_passed_over_and_the_person_may_choose_it_all_the_same(recorder: AnyPage) -> None:
    recorder.run("room.light = { infrared: 0, front: 128 }")
    recorder.press("Open the camera")
    recorder.wait_for_text("Start recording")
    chosen = f"{SHADOW}.querySelector('select')"
    assert recorder.run(f"{chosen}.value") == "front"
    assert recorder.run("room.opened") == ["infrared", "front"]
    recorder.load_script(f"{chosen}.value = 'infrared'; {chosen}.dispatchEvent(new Event('change'))")
    recorder.wait_for("room.opened.length === 3 && room.opened.at(-1) === 'infrared'")
    recorder.wait_for(f"{SHADOW}.querySelector('select')?.value === 'infrared'")


def test_where_every_camera_is_black_the_first_one_stays(recorder: AnyPage) -> None:
    recorder.run("room.light = { front: 0, back: 0 }")
    recorder.press("Open the camera")
    recorder.wait_for_text("Start recording")
    assert recorder.run("room.opened") == ["front", "back", "front"]
    recorder.wait_for_text("It is dark.")


ROOMS = {
    "room.light.front = 20": "It is dark.",
    "room.light.front = 250": "It is too bright.",
    "room.noise = 0.2": "It is noisy.",
    "room.noise = 0.99": "It is too loud.",
    "room.every_ms = 500": "Your camera gives few pictures.",
}


@pytest.mark.parametrize("room", ROOMS)
def test_advice_comes_before_anything_is_recorded(recorder: AnyPage, room: str) -> None:
    recorder.run(room)
    recorder.press("Open the camera")
    recorder.wait_for_text("Start recording")
    recorder.wait_for_text(ROOMS[room])


def test_silence_is_told_while_a_sentence_is_asked(recorder: AnyPage, shoot: Callable[[str], None]) -> None:
    start(recorder)
    hear(recorder, {"ready": {}})
    hear(recorder, SAY)
    recorder.wait_for_text("We hear almost nothing.")
    shoot("recorder-quiet")


def test_the_recorder_is_used_with_the_keyboard_alone(recorder: Page) -> None:
    press_key(recorder, TAB)
    press_key(recorder, ENTER)
    recorder.wait_for_text("Start recording")
    press_key(recorder, TAB)
    press_key(recorder, ENTER)
    recorder.wait_for("window.sent.some((one) => one.open)")


def press_key(page: Page, key: tuple[str, int]) -> None:
    name, code = key
    extra = {"text": "\r"} if key == ENTER else {}
    page.send("Input.dispatchKeyEvent", type="keyDown", key=name, code=name, windowsVirtualKeyCode=code, **extra)
    page.send("Input.dispatchKeyEvent", type="keyUp", key=name, code=name, windowsVirtualKeyCode=code)


def test_a_screen_reader_is_told_each_prompt_in_one_place_that_stays(recorder: Page) -> None:
    start(recorder)
    recorder.run(f"window.region = {SHADOW}.querySelector('[aria-live=assertive]')")
    replies: list[object] = [{"waiting": {"position": 1, "estimateS": 5}}, {"ready": {}}, SAY, TURN]
    for reply in replies:
        hear(recorder, reply)
        assert recorder.run(f"region.isConnected && region === {SHADOW}.querySelector('[aria-live=assertive]')")
    tree = recorder.send("Accessibility.getFullAXTree")["nodes"]
    said = [node.get("name", {}).get("value", "") for node in tree]
    assert "Turn your head to your left, and back" in said
    assert "Time left for this" in said


def test_nothing_moves_by_itself_where_less_motion_is_asked(recorder: Page) -> None:
    recorder.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
    start(recorder)
    hear(recorder, {"ready": {}})
    hear(recorder, {"finished": {}})
    recorder.wait_for_text("Your recording is being checked")
    assert recorder.run(f"getComputedStyle({SHADOW}.querySelector('progress')).display") == "none"
    assert recorder.run("document.getAnimations().length") == 0


def test_the_recorder_runs_from_right_to_left_too(studio: str, page: AnyPage, shoot: Callable[[str], None]) -> None:
    for script in ("socket.js", "room.js"):
        page.before_every_page((HERE / script).read_text(encoding="utf-8"))
    page.goto(f"{studio}?lang=ar-XB")
    page.press("⟦Continue as mallory ···⟧")
    page.press("⟦Record ···⟧")
    page.wait_for_text("⟦Go on to the camera ···⟧")
    page.run("document.querySelectorAll('input[type=checkbox]').forEach((box) => box.click())")
    page.press("⟦Go on to the camera ···⟧")
    page.press("⟦Open the camera ···⟧")
    page.press("⟦Start recording ···⟧")
    page.wait_for("window.sent.some((one) => one.open)")
    hear(page, {"ready": {}})
    hear(page, SAY)
    page.wait_for_text(SENTENCE)
    shoot("recorder-right-to-left")
    hear(page, verdict("RETRY", "NO_FACE", left=2))
    page.wait_for_text("⟦Attempts left: 2 ···⟧")
    shoot("recorder-right-to-left-retry")
