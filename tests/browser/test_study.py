"""A study end to end: a rendered volunteer signs, records, uploads, is in the report, and deletes everything."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from cameo_service.cli.collect.serve import StudyServer
from cameo_service.cli.collect.takes import Takes
from cameo_service.cli.studio.demo import DEV_IDENTITY, SERVICE_ID
from cameo_service.clock import SystemClock
from cameo_service.studio.serve import Place, Target
from evaluation.manifest_data import read_manifest
from evaluation.study import Study
from tests.browser.any_page import AnyBrowser, AnyPage
from tests.browser.person import Person
from tests.browser.steps import judged
from tests.browser.test_choices import NEWER, SLOW, hold, is_held, let_go
from tests.browser.whole_studio import WholeStudio

HOSTILE = "<img src=x onerror=window.ran=1>"
NOTICE = "I take part.\n\nMy recordings stay here."


@dataclass
class RunningStudy:
    link: str
    folder: Path


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory, whole: WholeStudio) -> Iterator[RunningStudy]:
    """The pages before the service of all tests; `cameo collect serve` has one of its own."""
    folder, clock = tmp_path_factory.mktemp("study"), SystemClock()
    listening = socket.create_server(("127.0.0.1", 0))
    origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    takes = Takes(Study(folder), whole.service.checks, whole.service.streams, origin, NOTICE, clock)
    checks, streams = whole.service.addresses[:2]
    target = Target(checks, streams, SERVICE_ID, lambda: DEV_IDENTITY)
    server = StudyServer(target, Place(listening, origin), takes, "come-in", "Example Lab")
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield RunningStudy(f"{origin}/?key=come-in", folder)
    server.stop()
    thread.join()


def sign(page: AnyPage, study: RunningStudy, name: str) -> None:
    page.goto(study.link)
    page.wait_for_text("Example Lab asks you to take part.")
    page.run("document.querySelectorAll('input[type=checkbox]').forEach((box) => box.click())")
    page.fill("#name", name)
    page.press("Sign, and take part")
    page.wait_for_text("Keep this link.")


def reported(study: RunningStudy) -> dict[str, dict[str, object]]:
    command = [sys.executable, "-m", "cameo_service", "collect", "report", "--json", "--data", str(study.folder)]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    return {line["condition"]: line for line in json.loads(told.stdout)["conditions"]}


def test_a_rendered_volunteer_takes_part_and_deletes_everything_from_another_device(
    study: RunningStudy,
    page: AnyPage,
    browser: AnyBrowser,
    seated: Callable[..., Person],
    shoot: Callable[[str], None],
    tmp_path: Path,
) -> None:
    volunteer = seated(seed=2)
    page.before_every_page(SLOW)
    page.goto(study.link)
    page.wait_for_text("I take part.")
    shoot("study-release")
    sign(page, study, HOSTILE)
    page.wait_for_text(f"Signed by {HOSTILE}")
    page.press("Show it as a QR code")
    page.wait_for("Boolean(document.querySelector('svg.qr path'))")
    shoot("study-volunteer")
    assert page.run("window.ran") is None
    link = page.run("[...document.querySelectorAll('a')].find((one) => one.innerText === 'My link').href")
    page.press("Record: At rest")
    page.press("Open the camera")
    shoot("study-take")
    page.press("Start recording")
    heading = judged(page)
    page.press("Back to the list")
    page.wait_for_text("passed" if "worked" in heading else "recorded once")
    uploads(page, tmp_path)
    rest = reported(study)["rest"]
    assert rest["people"] == 1
    assert rest["completed"]["n"] == rest["bpcer"]["n"] == 1  # type: ignore[index]
    assert rest["completed"]["value"] == float("worked" in heading), volunteer.verdicts  # type: ignore[index]
    entries = read_manifest(study.folder).entries
    assert [(one.kind, one.is_genuine) for one in entries] == [("video", True)] + 2 * [("image", False)]
    assert len(entries[0].transcript.split()) > 8  # the sentence, the numbers and the words that were asked
    deletes(browser.page(), link, study)
    page.goto(link)
    page.wait_for_text("This link opens nothing")
    assert [told for told in page.troubles if "403" not in told] == []


def uploads(page: AnyPage, folder: Path) -> None:
    page.press("Upload")
    page.wait_for_text("Choose a file first.")
    chooses(page, folder / "print.png", 0)
    hold(page, "/print")
    page.press("Upload")
    is_held(page)
    page.run("document.querySelector('input[value=screen]').click()")
    let_go(page)
    page.wait_for_text("So far: 1.")
    page.wait_for_text(f"Uploaded. Thank you. {NEWER}")
    assert page.run("document.querySelector('#file').files[0].name") == "print.png"
    chooses(page, folder / "screen.png", 255)
    hold(page, "/screen")
    page.press("Upload")
    is_held(page)
    page.press("Record: Dim light")
    page.wait_for_text("Open the camera")
    let_go(page)
    page.wait_for_text("Uploaded. Thank you.")
    assert "Open the camera" in page.shown
    page.press("Back to the list")
    page.wait_for_text("So far: 2.")


def chooses(page: AnyPage, file: Path, light: int) -> None:
    cv2.imwrite(str(file), np.full((8, 8, 3), light, np.uint8))
    page.choose_file("#file", file)


def deletes(phone: AnyPage, link: str, study: RunningStudy) -> None:
    phone.goto(link)
    phone.press("Delete everything about me")
    phone.wait_for_text("Delete everything now?")
    phone.press("Yes, delete everything")
    phone.wait_for_text("Nothing of you is left in the study.")
    assert phone.troubles == []
    phone.close()
    left = {path.name for path in study.folder.rglob("*") if path.is_file()}
    assert left == {"manifest.csv", "deletions.jsonl", ".lock"}


def test_without_the_link_of_the_study_no_person_takes_part(
    study: RunningStudy, page: AnyPage, shoot: Callable[[str], None]
) -> None:
    page.goto(study.link.partition("?")[0])
    page.wait_for_text("Open the link that you were given")
    shoot("study-no-link")
    assert page.troubles == []
