"""The verdict on real people: right words pass, wrong words do not, and a face that is not there all the time fails."""

import csv
import time
from pathlib import Path

import pytest

from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks.result import Failed, Reason
from liveness.limits.recordings import RecordingLimits
from liveness.media.recording import ANALYSE_FORMATS
from liveness.ports import Engines
from liveness.verdict.analysis import Analyser
from liveness.verdict.judge import Verdict
from liveness.verdict.outcome import Outcome
from liveness.verdict.policy import STANDARD, Check


@pytest.fixture(scope="module")
def spoken(testdata: Path) -> list[tuple[bytes, str]]:
    """Recordings of one sentence each, with what is said."""
    with (testdata / "manifest.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "video" and row["transcript"]]
    assert len(rows) >= 6
    return [((testdata / row["file"]).read_bytes(), row["transcript"]) for row in rows]


def verdict(engines: Engines, data: bytes, text: str) -> Verdict:
    analyser = Analyser(engines, RecordingLimits(), time.perf_counter, ANALYSE_FORMATS)
    return analyser.analyse(data, Challenge((Prompt("1", PromptKind.SAY, text),)), STANDARD).verdict


def answer(seen: Verdict, check: Check) -> object:
    return next(record.result for record in seen.checks if record.check is check)


def test_people_who_say_what_was_asked_pass(engines: Engines, spoken: list[tuple[bytes, str]]) -> None:
    assert [verdict(engines, data, text).outcome for data, text in spoken] == [Outcome.PASSED] * len(spoken)


def test_people_who_say_something_else_may_try_again(engines: Engines, spoken: list[tuple[bytes, str]]) -> None:
    (data, _), (_, other) = spoken[:2]
    seen = verdict(engines, data, other)
    assert seen.outcome is Outcome.RETRY
    assert answer(seen, Check.SPOKEN_CHALLENGE) == Failed(Reason.WRONG_WORDS)


def test_a_face_that_is_there_half_of_the_time_fails(engines: Engines, testdata: Path) -> None:
    (clip,) = testdata.glob("faces_video/*/*noface_face*")
    seen = verdict(engines, clip.read_bytes(), "seven")
    assert answer(seen, Check.QUALITY) == Failed(Reason.NO_FACE)
    assert answer(seen, Check.CONTINUITY) == Failed(Reason.NO_FACE)
