"""The scorer on recordings without a person, with engines that return the values of the test."""

import itertools
import sys
from collections.abc import Mapping
from dataclasses import replace

import pytest

from evaluation.attacks.species import Presentation
from evaluation.scoring import Scorer
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks import quality
from liveness.limits.recordings import RecordingLimits
from liveness.observations import Observations
from liveness.verdict.analysis import Analyser
from liveness.verdict.policy import STANDARD
from tests.liveness.clips import MP4, Clip, encode, every
from tests.liveness.fakes import fake_engines
from tests.liveness.handmade import face

TALKING = encode(Clip(times_s=every(15, 4.0), sound_s=4.0))
SAY = Challenge((Prompt("1", PromptKind.SAY, "seven kettle"),))


def scorer(**changed: object) -> Scorer:
    ticks = itertools.count()
    analyser = Analyser(fake_engines(face(**changed)), RecordingLimits(), lambda: next(ticks) / 1000)
    return Scorer(analyser, STANDARD)


def test_a_recording_that_cannot_be_read_is_a_row_with_its_code() -> None:
    row = scorer().score(Presentation(b"no recording", SAY))

    assert (row["status"], row["code"]) == ("refused", "UNSUPPORTED_CONTAINER")


@pytest.mark.parametrize(
    "earlier", [b"no recording", encode(replace(MP4, audio_codec="libmp3lame"))], ids=["text", "a codec"]
)
def test_an_earlier_recording_that_cannot_be_read_is_none_that_was_seen(earlier: bytes) -> None:
    row = scorer().score(Presentation(TALKING, SAY, (earlier,)))

    assert row["status"] == "judged"


def test_every_check_is_in_the_row_with_its_reason() -> None:
    row = scorer(luma=3.0).score(Presentation(TALKING, SAY))

    assert row["status"] == "judged"
    assert row["checks"]["quality"] == ["failed", "TOO_DARK", "quality"]  # type: ignore[index]
    assert row["checks"]["head_turn"] == ["inconclusive", "NOT_ASKED", "challenge"]  # type: ignore[index]


def test_the_row_says_what_an_enrollment_requires_and_what_was_asked_here() -> None:
    row = scorer().score(Presentation(TALKING, SAY))

    assert "head_turn" in row["required"]  # type: ignore[operator]
    assert "expression" not in row["required"]  # type: ignore[operator]
    assert "spoken_challenge" in row["asked"]  # type: ignore[operator]
    assert "head_turn" not in row["asked"]  # type: ignore[operator]


def test_terms_that_a_check_offers_are_in_the_row_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
        return {"seconds": observations.duration_s}

    monkeypatch.setattr(sys.modules[quality.__name__], "terms", terms, raising=False)

    assert scorer().score(Presentation(TALKING, SAY))["terms"]["quality.seconds"] == pytest.approx(4.0, abs=0.1)  # type: ignore[index]
