"""What a person rules on the pages, beyond the first story: groups, previews, restrictions, proofs, another device."""

from collections.abc import Callable
from pathlib import Path

import cv2

from tests.browser.any_page import AnyBrowser, AnyPage


def signed_in(page: AnyPage, studio: str, person: str) -> None:
    page.goto(studio)
    page.press(f"Continue as {person}")
    page.wait_for_text(f"Signed in as {person}")


def test_a_person_reads_what_another_one_would_be_told(
    studio: str, page: AnyPage, shoot: Callable[[str], None]
) -> None:
    signed_in(page, studio, "ben")
    page.press("Who may use it")
    page.fill("#preview-handle", "@ada")
    page.press("Ask")
    page.wait_for_text("@ada would be told")
    page.wait_for_text("not permitted, without a reason")
    shoot("preview")
    assert page.troubles == []


def test_a_group_is_made_allowed_and_stopped(studio: str, page: AnyPage, shoot: Callable[[str], None]) -> None:
    signed_in(page, studio, "ben")
    page.press("Who may use it")
    page.wait_for_text("You have no group")
    page.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.fill("#member-group", "friends")
    page.fill("#member-handle", "@mallory")
    page.press("Put a person into a group")
    page.wait_for_text("@mallory is in the group.")
    page.wait_for_text("Nothing is allowed to this group.")
    page.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.press("Allow a group")
    page.wait_for_text("friends is allowed.")
    shoot("group")
    page.press("Stop friends")
    page.press("Yes, stop friends")
    page.wait_for_text("friends is stopped.")
    page.press("Take @mallory out")
    page.wait_for_text("@mallory is no longer in the group.")
    assert page.troubles == []


def test_a_person_says_what_they_never_want(studio: str, page: AnyPage, shoot: Callable[[str], None]) -> None:
    signed_in(page, studio, "ben")
    page.wait_for_text("What you never want")
    page.run("document.querySelector('details').open = true")
    shoot("restrictions")
    page.fill("#banned", "lemon cake")
    page.press("Save")
    page.wait_for_text("Saved.")
    page.wait_for("document.querySelector('#banned').value === 'lemon cake'")
    assert page.troubles == []


def test_an_entry_of_the_history_is_proven_in_the_browser(
    studio: str, page: AnyPage, shoot: Callable[[str], None]
) -> None:
    signed_in(page, studio, "ben")
    page.press("Activity")
    page.press("Verify")
    page.wait_for_text("Proven: entry")
    shoot("activity-proven")
    # A service that shows another key later is not believed.
    page.run("localStorage.setItem('cameo-log', 'other+00000000+AQ==')")
    page.press("Verify")
    page.wait_for_text("signed by another key than before")
    assert page.troubles == []


def test_a_phone_goes_on_with_one_session_and_nothing_else(
    studio: str, page: AnyPage, browser: AnyBrowser, shoot: Callable[[str], None], tmp_path: Path
) -> None:
    signed_in(page, studio, "ada")
    page.press("Record")
    page.wait_for_text("Say yes to each purpose")
    page.run("document.querySelectorAll('input[type=checkbox]').forEach((box) => box.click())")
    page.press("Go on to the camera")
    page.press("Go on with a phone")
    page.wait_for("Boolean(document.querySelector('svg.qr path'))")
    page.wait_for_text("Waiting for the phone")
    shoot("hand-over")
    link = page.run("document.querySelector('a.wrap').href")
    for scheme in ("light", "dark"):
        page.scheme(scheme)
        page.picture(tmp_path / f"{scheme}.png")
        picture = cv2.imread(str(tmp_path / f"{scheme}.png"))
        assert picture is not None
        assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == link
    phone = browser.page()
    phone.goto(link)
    phone.wait_for_text("You do not have to sign in here")
    phone.wait_for_text("Open the camera")
    assert phone.run("location.hash") == "#phone"
    assert phone.run("fetch('/api/me').then((said) => said.json())").get("sub") is None
    phone.close()
    assert page.troubles == []
