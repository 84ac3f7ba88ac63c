"""Checks that there is one voice: in all answers of a recording, and in two recordings of one person.

Does not tell a living voice from a copied or generated one (synthetic voice).
"""

from collections.abc import Sequence

from liveness.challenge.prompts import Challenge, PromptKind
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.limits import speech as limit
from liveness.limits.checks import VOICE_TEMPLATE_MIN
from liveness.limits.in_force import SHIPPED, LimitsInForce
from liveness.limits.models import voice_limits
from liveness.measure.templates import only_model, pooled
from liveness.observations import Observations, Vector, VoiceSample


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """Each answer is compared with the mean of all others; answers below VOICE_SPEECH_MIN are not judged.

    At least two answers must be long enough, or the one that was asked for. Where the person was to speak of anything,
    both halves must be, and hold enough for a template together: without one, no later voice would be compared.

    Raises:
        UnreadableTemplatesError, UnknownModelError: the samples are of several models, or of one without limits.
    """
    freely = len(challenge.of_kind(PromptKind.SPEAK))
    asked = len(challenge.of_kind(PromptKind.SAY)) + 2 * freely
    if not asked:
        return Inconclusive(Reason.NOT_ASKED)
    if not observations.voices:
        return Inconclusive(Reason.TOO_LITTLE_SPEECH)
    voices = [voice for voice in observations.voices if voice.net_speech_s >= limit.VOICE_SPEECH_MIN.value]
    enough_s = VOICE_TEMPLATE_MIN.value if freely else 0.0
    if len(voices) < min(asked, 2) or sum(voice.net_speech_s for voice in voices) < enough_s:
        return Inconclusive(Reason.TOO_LITTLE_SPEECH)
    return Passed() if _one_voice(voices) else Failed(Reason.DIFFERENT_VOICE)


def match(similarity: float, net_seconds: float, model_id: str, in_force: LimitsInForce = SHIPPED) -> CheckResult:
    """Whether two recordings hold one voice.

    similarity: cosine of their templates, -1..1. net_seconds: net speech of the shorter one. model_id: what made both.

    Raises:
        UnknownModelError: that model has no limits.
    """
    if net_seconds < limit.VOICE_SPEECH_MIN.value:
        return Inconclusive(Reason.TOO_LITTLE_SPEECH)
    needed = in_force.voice(model_id).between_takes(net_seconds)
    return Passed() if similarity >= needed else Failed(Reason.DIFFERENT_VOICE)


def _one_voice(voices: Sequence[VoiceSample]) -> bool:
    needed = voice_limits(only_model(voices)).one_take.value
    others = ([other for other in voices if other is not voice] for voice in voices)
    return all(
        float(voice.vector @ _pooled(rest)) >= needed for voice, rest in zip(voices, others, strict=True) if rest
    )


def _pooled(voices: Sequence[VoiceSample]) -> Vector:
    """The mean template, each weighed with its net speech."""
    return pooled([voice.vector * voice.net_speech_s for voice in voices])
