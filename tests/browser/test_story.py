"""A person who does not exist, in a real browser, before a real service: records, rules, stops."""

import threading
from collections.abc import Callable

from cameo_client.connection import dev_connection
from cameo_client.pb.cameo.v1 import render_service_pb2 as render_pb
from cameo_client.watch_client import guarded_renders
from cameo_service.cli import check
from cameo_service.clock import SystemClock
from evaluation.subject.performance import Behaviour, Flaw
from tests.browser.chromium import Page
from tests.browser.person import Person
from tests.browser.steps import go_to_camera, passes, record, sign_in
from tests.e2e.service_process import ServiceProcess

GENERATOR = "generator"
PROMPT = "@ada plays trumpet among zebras"
JOB = "job-1"
STOPPED_S = 1.0
BUSY = 10
"""Answers of a busy machine that may pass on top: an idle one gives each in 10 ms."""
PATIENCE_S = 30.0
LOOKS = 50


def test_she_enrolls_after_wrong_words_and_stops_the_one_she_allowed(
    studio: str,
    service: ServiceProcess,
    page: Page,
    seated: Callable[..., Person],
    shoot: Callable[[str], None],
    record_property: Callable[[str, object], None],
) -> None:
    wrong_first = seated(behaviour=lambda number: Behaviour.with_flaw(Flaw.WRONG_WORDS) if number == 0 else Behaviour())
    sign_in(page, studio, "ada")
    page.wait_for_text("You have not recorded your likeness")
    shoot("likeness-none")
    go_to_camera(page)
    page.wait_for_text("Look into the camera")
    shoot("record-camera")
    assert record(page) == "Not yet. This helps:", (wrong_first.verdicts, wrong_first.problems)
    page.wait_for_text("Read exactly the words that are shown")
    page.wait_for_text("Attempts left: 2")
    shoot("record-retry")
    passes(page, wrong_first, record(page, is_again=True))
    shoot("record-passed")
    record_property("takes", [str(take) for take in wrong_first.takes])
    replays_her_token(page)
    page.press("My likeness")
    page.wait_for_text("Your likeness is recorded")
    shoot("likeness")
    allow_ben(page)
    shoot("access")
    record_property("stopped_s", stops_a_render_that_runs(page, service))
    assert not asked(service, "mallory").render_grant
    comes_to_show(page, "Activity", "@mallory")
    page.wait_for_text("revoked")
    page.wait_for_text("refused")
    shoot("activity")
    assert page.troubles == []


def replays_her_token(page: Page) -> None:
    """The token of a session that is over, once more: nothing is recorded."""
    recorder = "document.querySelector('cameo-capture')"
    page.run(f"{recorder}.replaceWith({recorder}.cloneNode())")
    assert record(page) == "This session is over"


def comes_to_show(page: Page, name: str, text: str) -> None:
    """Opens a page again until it shows a text: refused attempts are written in batches, some moments later."""
    for _ in range(LOOKS):
        page.press("My likeness")
        page.wait_for_text("Stop everything")
        page.press(name)
        page.wait_for("!document.querySelector('main').innerText.includes('Loading')")
        if text in page.shown:
            return
    raise AssertionError(page.shown)


def allow_ben(page: Page) -> None:
    page.press("Who may use it")
    page.fill("#give-handle", "@ben")
    page.press("Allow")
    page.wait_for_text("@ben is allowed.")
    page.run("document.querySelector('input[name=audience][value=AUDIENCE_APPROVED]').click()")
    page.press("Save")
    page.wait_for_text("Saved.")


def asked(service: ServiceProcess, person: str, job: str = "") -> render_pb.CheckPromptResponse:
    return service.checks.render(GENERATOR).check_prompt(check.request_for(PROMPT, person, "private", job))


def stops_a_render_that_runs(page: Page, service: ServiceProcess) -> float:
    """Seconds from her tap until ben's render was cancelled and his next one refused."""
    cancelled, clock = threading.Event(), SystemClock()
    checks, watch = (dev_connection(port.channel, GENERATOR, "generation") for port in (service.checks, service.watch))
    with guarded_renders(GENERATOR, checks, watch) as guard:
        began_s = clock.monotonic_s()
        allowed = asked(service, "ben", JOB)
        answer_s = clock.monotonic_s() - began_s
        guard.admit(allowed.render_grant, job=JOB, prompt=PROMPT, cancel=lambda _: cancelled.set())
        page.press("My likeness")
        page.press("Stop @ben")
        page.wait_for_text("Yes, stop @ben")
        began_s = clock.monotonic_s()
        page.press("Yes, stop @ben")
        assert cancelled.wait(PATIENCE_S)
        assert not asked(service, "ben").render_grant
        took_s = clock.monotonic_s() - began_s
    assert took_s < STOPPED_S + BUSY * answer_s
    page.wait_for_text("@ben is stopped.")
    page.wait_for_text("You have allowed no person")
    return took_s
