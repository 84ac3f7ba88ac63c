"""A person who does not exist, in a real browser, before a real service: records, rules, stops."""

from collections.abc import Callable

from cameo_client.connection import dev_connection
from cameo_client.pb.cameo.v1 import render_service_pb2 as render_pb
from cameo_client.services.render import RenderClient
from cameo_client.watch_client import guarded_renders
from cameo_service.cli import check
from cameo_service.clock import SystemClock
from evaluation.subject.performance import Behaviour, Flaw
from examples.render_page import RenderPage
from tests.browser.any_page import AnyBrowser, AnyPage
from tests.browser.person import Person
from tests.browser.steps import (
    MachineTooSlowError,
    go_to_camera,
    is_the_machines,
    passes,
    reasons,
    record,
    sign_in,
)
from tests.browser.test_render_page import served
from tests.e2e.service_process import ServiceProcess

GENERATOR = "generator"
PROMPT = "@ada plays trumpet among zebras"
JOB = "job-1"
STOPPED_S = 1.0
BUSY = 10
"""Answers of a busy machine that may pass on top: an idle one gives each in 10 ms."""
PATIENCE_S = 30.0
LOOKS = 50
SESSIONS = 3


def test_she_enrolls_on_a_phone_after_wrong_words_and_stops_the_one_she_allowed(
    studio: str,
    service: ServiceProcess,
    browser: AnyBrowser,
    page: AnyPage,
    shoot: Callable[..., None],
    record_property: Callable[[str, object], None],
) -> None:
    sign_in(page, studio, "ada")
    page.wait_for_text("You have not recorded your likeness")
    shoot("likeness-none")
    go_to_camera(page)
    page.wait_for_text("Look into the camera")
    shoot("record-camera")
    record_property("takes", hands_over(page, browser, shoot))
    # The page that handed over shows the verdict without a touch.
    page.wait_for_text("Your likeness is recorded")
    shoot("likeness")
    allow_ben(page)
    shoot("access")
    record_property("stopped_s", stops_a_render_that_runs(page, service, browser.page()))
    assert not asked(service, "mallory").render_grant
    comes_to_show(page, "Activity", "@mallory")
    page.wait_for_text("A person was stopped")
    page.wait_for_text("Refused: a render of you")
    shoot("activity")
    assert page.troubles == []


def hands_over(page: AnyPage, browser: AnyBrowser, shoot: Callable[..., None]) -> list[str]:
    """The recorder of this page goes on in another browser, which the link opens. How it was filmed there.

    Raises:
        MachineTooSlowError: the machine was to blame each time.
    """
    trouble = MachineTooSlowError("no session was begun")
    for _ in range(SESSIONS):
        page.press("Go on with a phone")
        page.wait_for_text("Waiting for the phone")
        link = page.run("document.querySelector('a.wrap').href")
        try:
            return records_on_a_phone(browser.page(), link, shoot)
        except MachineTooSlowError as error:
            trouble = error
            page.press("My likeness")
            go_to_camera(page)
    raise trouble


def records_on_a_phone(phone: AnyPage, link: str, shoot: Callable[..., None]) -> list[str]:
    """Wrong words, help, and the same session once more.

    Raises:
        MachineTooSlowError: the machine was to blame.
    """
    person = Person(phone, behaviour=lambda number: Behaviour() if number else Behaviour.with_flaw(Flaw.WRONG_WORDS))
    try:
        phone.goto(link)
        phone.wait_for_text("You do not have to sign in here")
        record(phone)
        if "Read exactly the words that are shown" not in phone.shown:
            assert is_the_machines(person), (person.takes, reasons(person), person.problems)
            raise MachineTooSlowError(str(person.takes))
        phone.wait_for_text("Attempts left: 2")
        shoot("record-retry", phone)
        passes(phone, person, record(phone, is_again=True))
        phone.wait_for_text("Go back to the other device.")
        shoot("record-passed", phone)
        replays_her_token(phone)
        assert phone.troubles == []
    finally:
        person.leave()
        phone.close()
    return [str(take) for take in person.takes]


def replays_her_token(page: AnyPage) -> None:
    """The token of a session that is over, once more: nothing is recorded."""
    recorder = "document.querySelector('cameo-capture')"
    page.run(f"{recorder}.replaceWith({recorder}.cloneNode())")
    assert record(page) == "This session has its result, or is recorded elsewhere"


def comes_to_show(page: AnyPage, name: str, text: str) -> None:
    """Opens a page again until it shows a text: refused attempts are written in batches, some moments later."""
    for _ in range(LOOKS):
        page.press("My likeness")
        page.wait_for_text("Stop everything")
        page.press(name)
        page.wait_for("!document.querySelector('main').innerText.includes('Loading')")
        if text in page.shown:
            return
    raise AssertionError(page.shown)


def allow_ben(page: AnyPage) -> None:
    page.press("Who may use it")
    page.fill("#give-handle", "@ben")
    page.run("document.querySelector('#give-handle').form.querySelector('input[value=USE_PUBLISH]').click()")
    page.press("Allow")
    page.wait_for_text("@ben is allowed.")
    page.run("document.querySelector('input[name=audience][value=AUDIENCE_APPROVED]').click()")
    page.press("Save")
    page.wait_for_text("Saved.")
    page.wait_for("!document.body.innerText.includes('Nothing of this holds now')")


def asked(service: ServiceProcess, person: str, job: str = "") -> render_pb.CheckPromptResponse:
    return service.checks.render(GENERATOR).check_prompt(check.request_for(PROMPT, person, "private", job))


def stops_a_render_that_runs(page: AnyPage, service: ServiceProcess, watcher: AnyPage) -> float:
    """Seconds from her tap until ben, in a browser of his own, sees his render cancelled and may begin no other."""
    clock = SystemClock()
    checks, watch = (dev_connection(port.channel, GENERATOR, "generation") for port in (service.checks, service.watch))
    with (
        guarded_renders(GENERATOR, checks, watch) as guard,
        served(RenderPage(RenderClient(checks), guard).application()) as address,
    ):
        began_s = clock.monotonic_s()
        assert asked(service, "ben", JOB).render_grant
        answer_s = clock.monotonic_s() - began_s
        watcher.goto(address)
        watcher.press("Render it")
        watcher.wait_for_text("Frame 2")
        page.press("My likeness")
        page.press("Stop @ben")
        page.wait_for_text("Yes, stop @ben")
        began_s = clock.monotonic_s()
        page.press("Yes, stop @ben")
        watcher.wait_for_text("Cancelled: the consent for it ended. Nothing was kept.", PATIENCE_S)
        assert not asked(service, "ben").render_grant
        took_s = clock.monotonic_s() - began_s
        assert watcher.troubles == []
        watcher.close()
    assert took_s < STOPPED_S + BUSY * answer_s
    page.wait_for_text("@ben is stopped.")
    page.wait_for_text("You have allowed no person")
    return took_s
