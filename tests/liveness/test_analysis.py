"""One recording to a verdict, and what is kept of it on a pass."""

from itertools import count

from liveness.analysis import Analyser, Analysis
from liveness.challenge import Challenge, Prompt, PromptKind
from liveness.model_limits import DLIB_RESNET
from liveness.observations import FaceMeasurement
from liveness.policy import Check, Policy
from liveness.recording import RecordingLimits
from liveness.verdict import Outcome
from tests.liveness.clips import Clip, encode, every
from tests.liveness.fakes import fake_engines
from tests.liveness.handmade import face

QUALITY_ONLY = Policy("quality", (Check.QUALITY,))
TALKING = Clip(times_s=every(15, 7.0), sound_s=6.0, sound_start_s=1.0)
SAY = Challenge((Prompt("1", PromptKind.SAY, "seven kettle"),))


def analysed(clip: Clip, *faces: FaceMeasurement | None, challenge: Challenge = SAY) -> Analysis:
    ticks = count()
    analyser = Analyser(fake_engines(*faces), RecordingLimits(), lambda: next(ticks) / 1000)
    return analyser.analyse(encode(clip), challenge, QUALITY_ONLY)


def test_a_pass_yields_templates_and_a_reference() -> None:
    result = analysed(TALKING)
    assert result.verdict.outcome is Outcome.PASSED
    assert result.verdict.pack == "fake-1"
    assert result.templates is not None
    assert result.templates.face.model_id == DLIB_RESNET
    assert result.reference is not None
    assert len(result.reference.frames) >= 5


def test_without_a_pass_nothing_of_the_person_is_kept() -> None:
    result = analysed(TALKING, face(luma=3.0))
    assert result.verdict.outcome is Outcome.RETRY
    assert result.templates is None
    assert result.reference is None


def test_a_recording_without_sound_is_judged_and_yields_no_reference() -> None:
    result = analysed(Clip(times_s=every(15, 2.0), audio_codec=None), challenge=Challenge())
    assert result.verdict
    assert result.templates is not None
    assert result.templates.voice is None
    assert result.reference is None


def test_a_policy_that_asks_for_no_face_yields_no_templates() -> None:
    ticks = count()
    analyser = Analyser(fake_engines(None), RecordingLimits(), lambda: next(ticks) / 1000)
    result = analyser.analyse(encode(TALKING), SAY, Policy("mouth", (Check.MOUTH_AND_SPEECH,)))
    assert not result.verdict
    assert result.templates is None


def test_every_stage_is_timed() -> None:
    assert set(analysed(TALKING).stage_ms) == {"sound", "pictures", "checks", "reference"}
