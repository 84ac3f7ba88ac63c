"""What the pages say of a refusal is what docs/errors.md says of it: whether it cost an attempt, and what to do."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROBLEMS = (ROOT / "web/src/capture/problems.ts").read_text(encoding="utf-8")
ERRORS = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
TEXTS = json.loads((ROOT / "web/src/messages/en.json").read_text(encoding="utf-8"))
CODES = dict(re.findall(r"^  ([A-Z_]+): \"(\w+)\",$", PROBLEMS, re.MULTILINE))
OF_GRPC = {"UNAVAILABLE"}
"""No reason of the service: nothing is known of what it did."""
FREE = re.compile(r"no attempt was counted|nothing was done", re.IGNORECASE)
BEGUN = re.compile(r"lost the recording|ended a recording", re.IGNORECASE)
"""Of a recording that had begun, perhaps whole."""
NEW_SESSION = re.compile(r"^Start a new|Start a new session", re.IGNORECASE)


def documented(code: str) -> str:
    found = re.search(rf"^\| `{code}` \| \w+ \| (.*) \|$", ERRORS, re.MULTILINE)
    assert found, f"docs/errors.md does not know {code}"
    return found[1]


def told(code: str) -> str:
    return f"{TEXTS[f'problem.{CODES[code]}.title']}. {TEXTS[f'problem.{CODES[code]}.do']}"


@pytest.mark.parametrize("code", sorted(set(CODES) - OF_GRPC))
def test_a_person_is_told_of_a_refusal_what_is_documented_of_it(code: str) -> None:
    row, words = documented(code), told(code)
    assert ("no attempt was counted" in words.lower()) == bool(FREE.search(row)), words
    if BEGUN.search(row):
        assert "did not begin" not in words, words
    if NEW_SESSION.search(row):
        assert "new" in words, words


def test_what_the_service_lost_is_never_called_a_recording_that_did_not_begin() -> None:
    assert CODES["ANALYSIS_INTERRUPTED"] != CODES["TOO_MANY_RECORDINGS"]
    assert "our fault" in told("ANALYSIS_INTERRUPTED")


def test_of_a_service_that_does_not_answer_nothing_is_promised() -> None:
    assert "attempt was counted" not in told("UNAVAILABLE")


def test_every_problem_has_a_title_and_says_what_to_do() -> None:
    kinds = set(re.findall(r"^  \| \"(\w+)\"", PROBLEMS, re.MULTILINE))
    assert set(CODES.values()) <= kinds
    assert {f"problem.{kind}.{part}" for kind in kinds for part in ("title", "do")} == {
        key for key in TEXTS if key.startswith("problem.")
    }
