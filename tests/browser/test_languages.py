"""A person chooses the language in which they answer, where the deployment offers more than English."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Page
from tests.browser.steps import SHADOW, go_to_camera, sign_in
from tests.browser.test_keyboard import go_to
from tests.browser.test_recorder import hear, start

HERE = Path(__file__).parent
ENGLISH = {"tag": "en", "name": "English", "isReviewed": True}
ITALIAN = {"tag": "it", "name": "Italiano", "isBeta": True, "isReviewed": True}
PORTUGUESE = {"tag": "pt", "name": "Português", "isBeta": True}
DIGITS = {"promptId": "p2", "kind": "PROMPT_KIND_SAY", "text": "9 6 2 8", "window": "5s", "language": "it"}
CONSENT = DIGITS | {"promptId": "p1", "text": "permetto a acme di fare video di me"}
CHOSEN = "document.querySelector('input[name=challengeLanguage]:checked')"
ARROW = {"key": "ArrowDown", "code": "ArrowDown", "windowsVirtualKeyCode": 40}


def offers(page: Page, *languages: dict[str, object], browser: str) -> None:
    """A service that offers these, and a browser whose person reads `browser`. `asked`: what a session starts with."""
    reply = json.dumps({"languages": languages})
    page.before_every_page(
        f"Object.defineProperty(navigator, 'languages', {{ value: ['{browser}', 'en'] }});"
        "{ const before = window.fetch; window.fetch = async (path, options) => {"
        f" if (path.endsWith('ListChallengeLanguages')) return new Response(JSON.stringify({reply}));"
        " if (/Start(Enrollment|OwnerVerification)$/.test(path)) window.asked = JSON.parse(options.body);"
        " if (path.endsWith('StartOwnerVerification')) return new Response('{\"sessionId\": \"session\"}');"
        " if (path.endsWith('SetAudience'))"
        ' return new Response(\'{"reason": "OWNER_VERIFICATION_NEEDED"}\', { status: 409 });'
        " return before(path, options); }; }"
    )


@pytest.fixture
def told(page: Page) -> Iterator[Page]:
    """A page whose recordings a test judges."""
    for script in ("socket.js", "room.js"):
        page.before_every_page((HERE / script).read_text(encoding="utf-8"))
    yield page
    assert [told for told in page.troubles if "409" not in told] == []


def test_languages_are_offered_by_their_own_names_and_the_browsers_is_chosen_first(
    studio: str, told: Page, shoot: Callable[[str], None]
) -> None:
    offers(told, ENGLISH, ITALIAN, PORTUGUESE, browser="pt-BR")
    sign_in(told, studio, "mallory")
    told.press("Record")
    told.wait_for_text("Language in which you answer")
    assert told.run(f"{CHOSEN}.value") == "pt"
    names = told.run("[...document.querySelectorAll('fieldset [lang]')].map((one) => [one.lang, one.innerText])")
    assert names == [["en", "English"], ["it", "Italiano"], ["pt", "Português"]]
    labels = told.run("[...document.querySelectorAll('fieldset label')].map((one) => one.innerText)")
    assert ["Beta" in label for label in labels] == [False, True, True]
    assert ["no person has checked" in label for label in labels] == [False, False, True]
    shoot("record-languages")


def test_a_language_is_chosen_by_keyboard_and_the_prompts_are_told_in_it(
    studio: str, told: Page, shoot: Callable[[str], None]
) -> None:
    offers(told, ENGLISH, ITALIAN, browser="sv")
    sign_in(told, studio, "mallory")
    told.press("Record")
    told.wait_for_text("Language in which you answer")
    assert told.run(f"{CHOSEN}.value") == "en"
    go_to(told, "English")
    told.send("Input.dispatchKeyEvent", type="keyDown", **ARROW)
    told.send("Input.dispatchKeyEvent", type="keyUp", **ARROW)
    assert told.run(f"{CHOSEN}.value") == "it"
    told.run("document.querySelectorAll('input[type=checkbox]').forEach((box) => box.click())")
    told.press("Go on to the camera")
    start(told)
    assert told.run("asked.challengeLanguage") == "it"
    hear(told, {"ready": {}})
    hear(told, {"prompt": CONSENT})
    told.wait_for_text("Read aloud, in Italian:")
    hear(told, {"prompt": DIGITS})
    told.wait_for_text("Say each digit, in Italian:")
    assert told.run(f"[{SHADOW}.querySelector('.words').lang, {SHADOW}.querySelector('.words').innerText]") == [
        "it",
        "9 6 2 8",
    ]
    shoot("recorder-digits")


def test_the_owner_chooses_again_before_they_show_that_it_is_them(studio: str, told: Page) -> None:
    offers(told, ENGLISH, ITALIAN, browser="it-IT")
    sign_in(told, studio, "mallory")
    told.press("Who may use it")
    told.wait_for_text("Asking you first")
    told.run("document.querySelector('input[value=AUDIENCE_EVERYONE]').click()")
    told.run("document.querySelector('input[value=AUDIENCE_EVERYONE]').form.requestSubmit()")
    told.wait_for_text("Language in which you answer")
    told.press("Begin the recording")
    told.wait_for("window.asked?.act")
    assert told.run("asked.challengeLanguage") == "it"


def test_where_english_is_all_that_is_offered_no_choice_is_shown(studio: str, told: Page) -> None:
    sign_in(told, studio, "mallory")
    go_to_camera(told)
    told.wait_for_text("Look into the camera")
    assert "Language in which you answer" not in told.shown
