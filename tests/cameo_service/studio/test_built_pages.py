"""The built pages, and the texts they are built from: no browser, no Node."""

import gzip
import json
import re
from pathlib import Path

from grpc import StatusCode

from cameo_service.studio.gateway import ASSETS
from cameo_service.usecases.ports.activity import ActivityKind
from consent.verdict import Reason as Refusal
from liveness.checks.result import Reason, ReasonClass

ERRORS = Path(__file__).parents[3] / "docs" / "errors.md"
WEB = Path(__file__).parents[3] / "web" / "src"
PAGE_BYTES = 200_000
RECORDER_BYTES = 60_000


def _compressed(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes())) for file in files)


def test_the_whole_page_is_small() -> None:
    assert 0 < _compressed(*ASSETS.iterdir()) <= PAGE_BYTES


def test_the_recorder_with_all_pages_is_small() -> None:
    assert 0 < _compressed(*ASSETS.glob("*.js")) <= RECORDER_BYTES


def test_the_page_says_what_to_do_about_every_reason_that_a_person_may_read() -> None:
    texts = json.loads((WEB / "messages" / "en.json").read_text(encoding="utf-8"))
    told = {key.removeprefix("help.") for key in texts if key.startswith("help.")}
    readable = {reason for reason in Reason if reason.about is not ReasonClass.ATTACK} | {Reason.COULD_NOT_VERIFY}
    assert told == {reason.value for reason in readable}


def test_the_page_has_words_for_all_that_happens_to_a_person_and_for_every_refusal() -> None:
    texts = json.loads((WEB / "messages" / "en.json").read_text(encoding="utf-8"))
    kinds = {key.removeprefix("kind.") for key in texts if key.startswith("kind.")}
    # A signed grant stands in the history only.
    assert kinds == {kind.value for kind in ActivityKind} - {ActivityKind.ISSUED}
    reasons = {key.removeprefix("reason.") for key in texts if key.startswith("reason.")}
    assert {refusal.value for refusal in Refusal} <= reasons


def test_every_text_of_the_recorder_is_used() -> None:
    texts = json.loads((WEB / "messages" / "en.json").read_text(encoding="utf-8"))
    code = "".join(file.read_text(encoding="utf-8") for file in WEB.rglob("*.ts"))
    asked = set(re.findall(r'"(capture\.\w+)"', code))
    # The advice about light, sound and pictures is named by its kind.
    asked |= {f"capture.{kind}" for kind in re.findall(r'"(\w+)"', _advice_kinds())}
    assert {key for key in texts if key.startswith("capture.")} == asked


def test_every_refusal_that_the_recorder_knows_is_one_of_the_service() -> None:
    problems = (WEB / "capture" / "problems.ts").read_text(encoding="utf-8")
    known = set(re.findall(r"^  ([A-Z_]+): \"", problems, re.MULTILINE))
    listed = set(re.findall(r"^\| `([A-Z_]+)`", ERRORS.read_text(encoding="utf-8"), re.MULTILINE))
    # A service that is gone gives no reason: the studio then tells the status.
    assert known - {StatusCode.UNAVAILABLE.name} <= listed
    assert "TOO_MANY_RECORDINGS" in known


def _advice_kinds() -> str:
    found = re.search(r"type Advice = (.*);", (WEB / "capture" / "surroundings.ts").read_text(encoding="utf-8"))
    assert found
    return found[1]
