"""What people do in the studio, and what a test does when the machine is too busy to be a camera."""

from tests.browser.any_page import ScriptedPage
from tests.browser.person import Person

JUDGED_S = 240.0
TAKES = 6
"""Two sessions: in one of these takes a machine should show pictures at a camera's pace."""
SHADOW = "document.querySelector('cameo-capture').shadowRoot"
HEADING = f"{SHADOW}.querySelector('h2')?.innerText ?? ''"
MISSING = frozenset({"PICTURES_MISSING"})
"""What the service reads where the browser dropped pictures on their way from camera to file, which no page sees."""
INTERRUPTED = "ANALYSIS_INTERRUPTED"
"""What the service says where its worker did not come to the end of a recording in time."""
ENDS = (
    "Many people|not be checked|worked|Not yet|did not succeed|refused|lost|arrived|over|slow|went away|has its result|"
    "than is allowed|start anew|does not answer"
)


class MachineTooSlowError(AssertionError):
    """Nothing is shown: the page never got pictures at the pace of a camera. Give the test two idle cores."""


def sign_in(page: ScriptedPage, studio: str, person: str) -> None:
    page.goto(studio)
    page.press(f"Continue as {person}")
    page.wait_for_text(f"Signed in as {person}")


def go_to_camera(page: ScriptedPage) -> None:
    page.press("Record")
    page.wait_for_text("Say yes to each purpose")
    page.run("document.querySelectorAll('input[type=checkbox]').forEach((box) => box.click())")
    page.press("Go on to the camera")


def record(page: ScriptedPage, *, is_again: bool = False) -> str:
    """One attempt; the heading it ended with."""
    page.press("Try again" if is_again else "Open the camera")
    page.press("Start recording")
    return judged(page)


def judged(page: ScriptedPage) -> str:
    """The heading that the attempt which runs ends with."""
    return str(page.wait_for(f"({HEADING}).match(/{ENDS}/)?.input", JUDGED_S))


def passes(page: ScriptedPage, person: Person, heading: str) -> None:
    """The enrollment whose last attempt ended with this heading; tried again only where the machine is to blame.

    Raises:
        MachineTooSlowError: it was to blame each time, or in the last attempt of a session that no new one follows.
    """
    for _ in range(TAKES):
        if "worked" in heading:
            return
        assert is_the_machines(person), (heading, person.takes[-1], reasons(person), person.problems)
        has_another = page.run(f"{SHADOW}.querySelector('button') !== null")
        if not has_another:
            # A phone that goes on with one session has no other.
            if not page.run("document.querySelector('nav') !== null"):
                break
            page.press("Start a new session")
            go_to_camera(page)
        heading = record(page, is_again=has_another)
    if "worked" not in heading:
        raise MachineTooSlowError(f"{MachineTooSlowError.__doc__} {person.takes}")


def is_the_machines(person: Person) -> bool:
    """Whether the last attempt did not pass because the machine is busy, as the page or the service saw it."""
    if not person.was_filmed_well or person.ended.get("reason") == INTERRUPTED:
        return True
    told = reasons(person)
    return bool(told) and told <= MISSING


def reasons(person: Person) -> set[str]:
    """Why the last verdict did not pass."""
    checks = person.verdicts[-1].get("checks", []) if person.verdicts else []
    return {check["reason"] for check in checks if check.get("reason")}
