"""What a person chooses while something else is saved, or while the page is shown anew, is never lost."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.any_page import AnyPage
from tests.browser.steps import sign_in

SLOW = (Path(__file__).parent / "slow_replies.js").read_text(encoding="utf-8")
NEWER = "What you changed after that is not sent yet."
IS_NEW = "!document.querySelector('main [data-old]')"
"""The page was shown anew since `mark_old`."""
ROUND_TRIP = "fetch('/api/me').then((said) => said.json()).then(() => true)"


@pytest.fixture
def slow(studio: str, page: AnyPage) -> Iterator[AnyPage]:
    """Ben's first page, on a network whose replies can be held."""
    page.before_every_page(SLOW)
    sign_in(page, studio, "ben")
    page.wait_for_text("What you never want")
    yield page
    assert page.troubles == []


def hold(page: AnyPage, method: str) -> None:
    page.run(f"holdReplies('{method}')")


def is_held(page: AnyPage) -> None:
    page.wait_for("isHeld() > 0")


def let_go(page: AnyPage) -> None:
    page.run("letGo()")


def mark_old(page: AnyPage) -> None:
    page.run("[...document.querySelector('main').children].forEach((one) => { one.dataset.old = ''; })")


def open_restrictions(page: AnyPage) -> None:
    page.run("document.querySelector('details').open = true")


def test_what_is_changed_while_the_same_form_is_saved_stays_and_is_saved_next(slow: AnyPage) -> None:
    open_restrictions(slow)
    slow.fill("#preferences", "in blue")
    slow.fill("#wishes", "")
    mark_old(slow)
    hold(slow, "SetRestrictions")
    slow.press("Save")
    is_held(slow)
    slow.fill("#wishes", "no hats")
    let_go(slow)
    slow.wait_for(IS_NEW)
    slow.wait_for_text(f"Saved. {NEWER}")
    assert slow.run("document.querySelector('details').open")
    assert slow.run("document.querySelector('#wishes').value") == "no hats"
    mark_old(slow)
    slow.press("Save")
    slow.wait_for(IS_NEW)
    assert NEWER not in slow.shown
    slow.press("Activity")
    slow.press("My likeness")
    slow.wait_for("document.querySelector('#wishes')?.value === 'no hats'")
    assert slow.run("document.querySelector('#preferences').value") == "in blue"


def test_what_is_changed_between_saved_and_the_new_page_stays(slow: AnyPage) -> None:
    slow.press("Who may use it")
    slow.wait_for_text("Asking you first")
    mark_old(slow)
    hold(slow, "GetConsent")
    slow.press("Ask me before every render")
    slow.wait_for_text("Saved.")
    is_held(slow)
    slow.fill("#give-handle", "@mallory")
    slow.run("document.querySelector('#give-handle').form.querySelector('input[value=MODALITY_VOICE]').click()")
    let_go(slow)
    slow.wait_for(IS_NEW)
    slow.wait_for_text("Do not ask me every time")
    assert slow.run("document.querySelector('#give-handle').value") == "@mallory"
    assert not slow.run("document.querySelector('input[value=MODALITY_VOICE]').checked")
    slow.press("Do not ask me every time")
    slow.wait_for_text("Renders that you allowed are not asked again")


def test_a_question_that_is_open_stays_while_something_else_is_saved(slow: AnyPage) -> None:
    open_restrictions(slow)
    mark_old(slow)
    hold(slow, "SetRestrictions")
    slow.press("Save")
    is_held(slow)
    slow.press("Stop everything")
    slow.wait_for_text("Stop everything now?")
    let_go(slow)
    slow.wait_for(IS_NEW)
    slow.wait_for_text("Saved.")
    assert "Stop everything now?" in slow.shown


def test_a_page_that_the_person_left_is_not_shown_over_the_one_where_they_are(slow: AnyPage) -> None:
    open_restrictions(slow)
    hold(slow, "SetRestrictions")
    slow.press("Save")
    is_held(slow)
    slow.press("Record")
    slow.wait_for_text("Say yes to each purpose")
    slow.run("document.querySelectorAll('input[type=checkbox]').forEach((box) => box.click())")
    mark_old(slow)
    let_go(slow)
    slow.wait_for_text("Saved.")
    slow.run(ROUND_TRIP)
    assert not slow.run(IS_NEW)
    assert slow.run("document.querySelectorAll('main input:checked').length") == 3


def test_an_older_answer_is_not_shown_over_a_newer_page(slow: AnyPage) -> None:
    slow.press("Who may use it")
    slow.wait_for_text("Asking you first")
    hold(slow, "GetConsent")
    slow.press("Ask me before every render")
    is_held(slow)
    # The answer that is held knows nothing of what comes now.
    slow.run("window.older = letGo; holdReplies('')")
    slow.fill("#block-handle", "@mallory")
    slow.press("Block")
    slow.wait_for_text("Unblock @mallory")
    mark_old(slow)
    slow.run("older()")
    slow.run(ROUND_TRIP)
    assert not slow.run(IS_NEW)
    slow.press("Unblock @mallory")
    slow.wait_for_text("You have blocked no person.")
    slow.press("Do not ask me every time")
    slow.wait_for_text("Renders that you allowed are not asked again")


def test_a_page_that_could_not_be_shown_anew_brings_back_what_was_typed(slow: AnyPage) -> None:
    slow.press("Who may use it")
    slow.fill("#block-handle", "@mallory")
    hold(slow, "SetAsking")
    slow.press("Ask me before every render")
    is_held(slow)
    slow.be_offline(is_offline=True)
    let_go(slow)
    slow.wait_for_text("The service does not answer")
    slow.be_offline(is_offline=False)
    slow.press("Try again")
    slow.wait_for("document.querySelector('#block-handle')?.value === '@mallory'")
    slow.press("Do not ask me every time")
    slow.wait_for_text("Renders that you allowed are not asked again")
    slow.troubles.clear()


def test_the_keyboard_stays_where_it_was_when_the_page_is_shown_anew(slow: AnyPage) -> None:
    open_restrictions(slow)
    mark_old(slow)
    slow.run("document.querySelector('form button.main').focus()")
    slow.press("Save")
    slow.wait_for(IS_NEW)
    assert slow.run("document.activeElement.innerText") == "Save"
    slow.press("Stop everything")
    mark_old(slow)
    slow.press("Yes, stop everything")
    slow.wait_for(IS_NEW)
    # What was pressed is gone: the heading of its part is where the keyboard goes on.
    assert slow.run("document.activeElement.innerText") == "Stop everything"
    assert slow.run("document.activeElement.tagName") == "H2"
    slow.press("Allow again what I allowed before")
    slow.wait_for_text("What you allowed before holds again.")


def test_a_change_of_another_device_is_told_and_not_overwritten(slow: AnyPage) -> None:
    said = json.dumps({"restrictions": {"wishes": "no boats"}, "requestId": "another device"})
    open_restrictions(slow)
    slow.run(
        "fetch('/api/me').then((told) => told.json()).then(({ formToken }) =>"
        " fetch('/api/RestrictionService/SetRestrictions', { method: 'POST', headers:"
        f" {{ 'content-type': 'application/json', 'x-cameo-form': formToken }}, body: {json.dumps(said)} }}))"
    )
    slow.fill("#preferences", "in green")
    mark_old(slow)
    slow.press("Save")
    slow.wait_for_text("it was changed elsewhere in the meantime")
    slow.wait_for(IS_NEW)
    assert slow.run("document.querySelector('#preferences').value") == "in green"
    assert slow.run("document.querySelector('#wishes').value") == "no boats"
    slow.press("Save")
    slow.wait_for_text("Saved.")
    assert [told for told in slow.troubles if "409" not in told] == []
    slow.troubles.clear()
