"""A person who does not exist, in a real browser, before a real service: records, rules, stops."""

from collections.abc import Callable

from evaluation.subject.performance import Behaviour, Flaw
from tests.browser.chromium import Chromium, Page
from tests.browser.person import Person

JUDGED_S = 240.0
HEADING = "document.querySelector('cameo-capture').shadowRoot.querySelector('h2')?.innerText ?? ''"
ENDS = "worked|Not yet|did not succeed|refused|lost|arrived|over"


def sign_in(page: Page, studio: str, person: str) -> None:
    page.goto(studio)
    page.press(f"Continue as {person}")
    page.wait_for_text(f"Signed in as {person}")


def go_to_camera(page: Page) -> None:
    page.press("Record")
    page.wait_for_text("Say yes to each purpose")
    page.run("document.querySelectorAll('input[type=checkbox]').forEach((box) => box.click())")
    page.press("Go on to the camera")


def record(page: Page, *, is_again: bool = False) -> str:
    """One attempt; the heading it ended with."""
    page.press("Try again" if is_again else "Open the camera")
    page.press("Start recording")
    return str(page.wait_for(f"({HEADING}).match(/{ENDS}/)?.input", JUDGED_S))


def passes(page: Page, person: Person, *, is_again: bool = False) -> None:
    """The enrollment, in the attempts that are left: a busy machine draws her too late at times."""
    heading = record(page, is_again=is_again)
    while "worked" not in heading:
        assert page.run("document.querySelector('cameo-capture').shadowRoot.querySelector('button') !== null"), (
            heading,
            person.verdicts,
            person.problems,
        )
        heading = record(page, is_again=True)


def test_she_enrolls_after_wrong_words_and_stops_the_one_she_allowed(
    studio: str,
    chromium: Chromium,
    page: Page,
    seated: Callable[..., Person],
    shoot: Callable[[str], None],
) -> None:
    wrong_first = seated(behaviour=lambda number: Behaviour.with_flaw(Flaw.WRONG_WORDS) if number == 0 else Behaviour())
    sign_in(page, studio, "ada")
    page.wait_for_text("You have not recorded your likeness")
    shoot("likeness-none")
    go_to_camera(page)
    page.wait_for_text("Look into the camera")
    shoot("record-camera")
    assert record(page) == "Not yet. This helps:", (wrong_first.verdicts, wrong_first.problems)
    shoot("record-retry")
    passes(page, wrong_first, is_again=True)
    shoot("record-passed")
    page.press("Go to my likeness")
    page.wait_for_text("Your likeness is recorded")
    shoot("likeness")
    allow_ben(page)
    shoot("access")
    stop_ben(page)
    page.press("Activity")
    page.wait_for_text("revoked")
    shoot("activity")
    assert page.troubles == []


def allow_ben(page: Page) -> None:
    page.press("Who may use it")
    page.fill("#give-handle", "@ben")
    page.press("Allow")
    page.wait_for_text("@ben is allowed.")


def stop_ben(page: Page) -> None:
    """Two taps from the first page."""
    page.press("My likeness")
    page.wait_for_text("Stop @ben")
    page.press("Stop @ben")
    page.press("Yes, stop @ben")
    page.wait_for_text("@ben is stopped.")
    page.wait_for_text("You have allowed no person")
