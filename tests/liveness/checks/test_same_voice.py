import numpy as np
import pytest

from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.checks.result import Failed, Inconclusive, Passed, Reason
from liveness.checks.same_voice import judge, match
from liveness.limits.models import UnknownModelError, voice_limits
from liveness.limits.net_ids import GE2E
from liveness.limits.speech import SESSION_VOICE_MIN
from liveness.measure.templates import UnreadableTemplatesError
from liveness.observations import VoiceSample
from tests.liveness.handmade import observations

ASKED = Challenge(tuple(Prompt(f"p{number}", PromptKind.SAY, "forty two") for number in range(3)))

LIMITS = voice_limits(GE2E)


def voice(cosine: float = 1.0, net_speech_s: float = 1.5, model_id: str = GE2E) -> VoiceSample:
    """A voice whose template has this cosine with every voice(1.0)."""
    vector = np.zeros(256, np.float32)
    vector[:2] = cosine, np.sqrt(1 - cosine**2)
    return VoiceSample(0.0, 2.0, net_speech_s, vector, model_id)


def result(*voices: VoiceSample, challenge: Challenge = ASKED) -> object:
    return judge(challenge, observations(voices=voices))


def test_one_voice_in_all_answers_passes() -> None:
    assert result(voice(), voice(), voice(SESSION_VOICE_MIN.value + 0.05)) == Passed()


@pytest.mark.parametrize("position", [0, 1, 2])
def test_another_voice_in_any_answer_fails(position: int) -> None:
    voices = [voice(), voice(), voice()]
    voices[position] = voice(SESSION_VOICE_MIN.value - 0.05)

    assert result(*voices) == Failed(Reason.DIFFERENT_VOICE)


def test_answers_too_short_to_tell_voices_apart_are_not_judged() -> None:
    assert result(voice(), voice(), voice(0.0, net_speech_s=0.6)) == Passed()


def test_only_short_answers_are_inconclusive() -> None:
    assert result(*[voice(net_speech_s=0.5)] * 3) == Inconclusive(Reason.TOO_LITTLE_SPEECH)


def test_one_long_answer_of_several_asked_is_inconclusive() -> None:
    assert result(voice(), voice(net_speech_s=0.5)) == Inconclusive(Reason.TOO_LITTLE_SPEECH)


def test_no_voice_at_all_is_inconclusive() -> None:
    assert result() == Inconclusive(Reason.TOO_LITTLE_SPEECH)


def test_the_only_answer_asked_for_passes_alone() -> None:
    assert result(voice(), challenge=Challenge(ASKED.prompts[:1])) == Passed()


def test_without_a_say_prompt_nothing_is_judged() -> None:
    only_turn = Challenge((Prompt("p1", PromptKind.TURN, direction=Direction.LEFT),))

    assert result(voice(), voice(0.0), challenge=only_turn) == Inconclusive(Reason.NOT_ASKED)


def test_more_speech_must_be_more_alike() -> None:
    thresholds = [LIMITS.between_takes(seconds) for seconds in (*LIMITS.seconds, 30.0)]

    assert thresholds == sorted(thresholds)
    assert thresholds[0] < thresholds[-1]


def test_two_recordings_match_at_the_threshold_of_their_speech() -> None:
    assert match(LIMITS.between_takes(4.0), 4.0, GE2E) == Passed()
    assert match(LIMITS.between_takes(4.0) - 0.01, 4.0, GE2E) == Failed(Reason.DIFFERENT_VOICE)
    assert match(LIMITS.between_takes(4.0), 6.0, GE2E) == Failed(Reason.DIFFERENT_VOICE)


def test_too_little_speech_matches_nobody() -> None:
    assert match(1.0, 0.9, GE2E) == Inconclusive(Reason.TOO_LITTLE_SPEECH)


def test_a_similarity_that_is_no_number_matches_nobody() -> None:
    assert not match(float("nan"), 4.0, GE2E)


def test_answers_measured_by_two_models_are_not_compared() -> None:
    with pytest.raises(UnreadableTemplatesError):
        result(voice(), voice(), voice(model_id="another net"))


def test_a_model_without_limits_matches_nobody() -> None:
    with pytest.raises(UnknownModelError, match="another net"):
        match(1.0, 9.0, "another net")
    with pytest.raises(UnknownModelError, match="another net"):
        result(*[voice(model_id="another net")] * 3)


SPEAK = Challenge((Prompt("p", PromptKind.SPEAK),))


def test_free_speech_is_one_voice_in_both_halves() -> None:
    other = voice(SESSION_VOICE_MIN.value - 0.05, 2.5)
    assert result(voice(net_speech_s=2.5), voice(net_speech_s=2.5), challenge=SPEAK) == Passed()
    assert result(voice(net_speech_s=2.5), other, challenge=SPEAK) == Failed(Reason.DIFFERENT_VOICE)


@pytest.mark.parametrize("seconds", [(4.5,), (2.0, 1.9), (0.9, 3.5)])
def test_free_speech_too_short_for_a_template_may_be_tried_again(seconds: tuple[float, ...]) -> None:
    voices = [voice(net_speech_s=each_s) for each_s in seconds]
    assert result(*voices, challenge=SPEAK) == Inconclusive(Reason.TOO_LITTLE_SPEECH)
