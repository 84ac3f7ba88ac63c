"""What is refused or tried again, and never called an attack: foreign tokens and pages, lost tabs and networks."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from evaluation.subject.rendered_subject import LIVE_TAKE
from tests.browser.any_page import AnyBrowser, AnyPage
from tests.browser.chromium import Page
from tests.browser.person import Person
from tests.browser.steps import go_to_camera, record, sign_in
from tests.e2e import acts
from tests.e2e.service_process import ServiceProcess

ELEMENT = "document.querySelector('cameo-capture')"
BEGAN = "The first sentence comes in a moment"
SLOW = replace(LIVE_TAKE, frames_per_second=6)


class _Elsewhere(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Elsewhere</title>")

    def log_message(self, *_: object) -> None:
        """The terminal is for pytest."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """A page of another site, which forbids itself nothing."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def session_and_token(page: AnyPage) -> tuple[str, str]:
    session, token = page.run(f"[{ELEMENT}.getAttribute('session'), {ELEMENT}.getAttribute('token')]")
    return session, token


def problems(page: AnyPage) -> None:
    """Keeps what the recorder says went wrong."""
    page.before_every_page(
        "window.problems = []; document.addEventListener('cameo-problem', (said) => problems.push(said.detail.reason));"
    )


def is_open(service: ServiceProcess, person: str, session: str) -> bool:
    """Whether no verdict fell and the session may go on."""
    said = acts.session(service, person, session)
    over = (pb.ENROLLMENT_STATE_PASSED, pb.ENROLLMENT_STATE_FAILED, pb.ENROLLMENT_STATE_EXPIRED)
    return said.state not in over and said.attempts_left > 0


def test_a_token_of_another_session_records_nothing(
    studio: str, service: ServiceProcess, browser: AnyBrowser, page: AnyPage
) -> None:
    problems(page)
    sign_in(page, studio, "ben")
    go_to_camera(page)
    page.wait_for(ELEMENT)
    of_ben, token = session_and_token(page)
    other = browser.page()
    sign_in(other, studio, "mallory")
    go_to_camera(other)
    other.wait_for(ELEMENT)
    of_mallory, _ = session_and_token(other)
    other.close()
    page.run(f"{ELEMENT}.setAttribute('session', {json.dumps(of_mallory)})")
    page.press("Open the camera")
    page.press("Start recording")
    page.wait_for_text("This page may not record")
    assert page.run("problems") == ["CAPTURE_TOKEN_OTHER_SESSION"]
    assert token
    assert is_open(service, "ben", of_ben)
    assert is_open(service, "mallory", of_mallory)


def test_a_page_of_another_site_records_nothing_and_sends_nothing(
    studio: str, service: ServiceProcess, page: AnyPage, elsewhere: str
) -> None:
    sign_in(page, studio, "ben")
    stops = _stops(page)
    go_to_camera(page)
    page.wait_for(ELEMENT)
    session, token = session_and_token(page)
    form_token = page.run("fetch('/api/me').then((reply) => reply.json()).then((me) => me.formToken)")
    page.goto(elsewhere)
    opening = {"sessionId": session, "captureToken": token, "container": "CONTAINER_WEBM", "codec": "VIDEO_CODEC_VP8"}
    assert _answer_to(page, studio, {"open": {**opening, "live": {}}})["refused"]["reason"] == (
        "CAPTURE_TOKEN_OTHER_ORIGIN"
    )
    assert is_open(service, "ben", session)
    forged = partial(_forged, page, studio)
    headers = {"content-type": "application/json", "x-cameo-form": form_token}
    assert forged({"mode": "no-cors", "headers": {"content-type": "text/plain"}}) == "stopped"
    assert forged({"headers": headers}) == "stopped"
    page.goto(studio)
    assert _stops(page) == stops


def _stops(page: AnyPage) -> int:
    """How often the person stopped everything, by their activity."""
    page.press("Activity")
    page.wait_for_text("The app stated your age")
    return page.shown.count("You stopped everything")


def _answer_to(page: AnyPage, studio: str, opening: dict[str, Any]) -> Any:
    address = studio.replace("http", "ws") + "/record"
    return page.run(
        "new Promise((done) => {"
        f" const socket = new WebSocket({json.dumps(address)});"
        f" socket.onopen = () => socket.send(JSON.stringify({json.dumps(opening)}));"
        " socket.onmessage = (said) => done(JSON.parse(said.data)); })"
    )


def _forged(page: AnyPage, studio: str, how: dict[str, Any]) -> str:
    options = {"method": "POST", "credentials": "include", "body": '{"requestId": "forged"}', **how}
    address = f"{studio}/api/ConsentService/FreezeLikeness"
    return str(
        page.run(f"fetch({json.dumps(address)}, {json.dumps(options)}).then((reply) => reply.type, () => 'stopped')")
    )


def test_a_foreign_page_cannot_frame_the_studio(studio: str, page: Page, elsewhere: str) -> None:
    page.goto(elsewhere)
    page.run(
        "new Promise((done) => { const frame = document.createElement('iframe'); frame.onload = done;"
        f" frame.src = {json.dumps(studio)}; document.body.append(frame); }})"
    )
    frames = page.send("Page.getFrameTree")["frameTree"]["childFrames"]
    assert [frame["frame"]["url"] for frame in frames] == ["chrome-error://chromewebdata/"]


def test_a_form_of_a_foreign_page_changes_nothing(studio: str, page: AnyPage, elsewhere: str) -> None:
    sign_in(page, studio, "ben")
    page.goto(elsewhere)
    # As JSON a text form reads {"requestId": "x=y"}.
    submits = (
        "{ const form = document.createElement('form'); form.method = 'post'; form.enctype = 'text/plain';"
        f" form.action = {json.dumps(studio + '/api/ConsentService/FreezeLikeness')};"
        " const field = document.createElement('input'); field.name = '{\"requestId\": \"x'; field.value = 'y\"}';"
        " form.append(field); document.body.append(form); form.submit(); }"
    )
    with page.loading():
        page.load_script(submits)
    page.wait_for_text("ORIGIN_REFUSED")
    page.goto(studio)
    page.wait_for_text("Stop everything")


def test_a_closed_tab_leaves_the_session_open(studio: str, service: ServiceProcess, browser: AnyBrowser) -> None:
    page = browser.page()
    sign_in(page, studio, "ben")
    go_to_camera(page)
    page.press("Open the camera")
    page.press("Start recording")
    page.wait_for_text(BEGAN)
    session, _ = session_and_token(page)
    page.close()
    assert is_open(service, "ben", session)


def test_a_lost_network_is_told_and_the_session_goes_on(studio: str, service: ServiceProcess, page: AnyPage) -> None:
    page.before_every_page(
        "const Real = WebSocket; window.WebSocket = class extends Real { constructor(...all) { super(...all);"
        " window.tear = () => this.close(); } };"
    )
    sign_in(page, studio, "ben")
    go_to_camera(page)
    page.press("Open the camera")
    page.press("Start recording")
    page.wait_for_text(BEGAN)
    page.run("tear()")
    page.wait_for_text("The connection was lost")
    session, _ = session_and_token(page)
    assert is_open(service, "ben", session)
    page.press("Try again")
    page.press("Start recording")
    page.wait_for_text(BEGAN)


def test_a_slow_machine_passes_or_is_asked_again(
    studio: str, page: AnyPage, seated: Callable[..., Person], shoot: Callable[[str], None]
) -> None:
    person = seated(seed=1, take=SLOW)
    sign_in(page, studio, "mallory")
    go_to_camera(page)
    heading = record(page)
    shoot("record-slow-machine")
    assert heading in ("It worked: your likeness is verified.", "Not yet. This helps:"), (heading, person.verdicts)
    assert "without filters" not in page.shown
