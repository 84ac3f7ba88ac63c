"""Checks that the voice trembles and pulses as living ones do, and that no stretch of it is a copy of another.

Does not find voices that were cloned or converted by a trained net, nor words that were spliced in once each: it knows
rule-based synthesis, conversion in the frequency domain and repeated sound only. A pass says no more than that.
"""

from collections.abc import Mapping

from liveness.challenge.prompts import Challenge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.limits import speech as limit
from liveness.observations import Observations


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """Needs half a second of voiced speech whose pulses are heard: no whisper, no echo, no noise, nothing converted."""
    del challenge
    sound = observations.sound
    if sound is None:
        return Inconclusive(Reason.NO_SOUND)
    if sound.repetition > limit.REPETITION_MAX.value:
        return Failed(Reason.SOUND_REPEATED)
    if sound.pitch_tremor_cents is None:
        return Inconclusive(Reason.TOO_LITTLE_SPEECH)
    if sound.pulses is None:
        return Inconclusive(Reason.TOO_LITTLE_SPEECH)
    if sound.pulses < limit.PULSES_MIN.value:
        return Inconclusive(Reason.VOICE_UNCLEAR)
    living = limit.PITCH_TREMOR_MIN.value <= sound.pitch_tremor_cents <= limit.PITCH_TREMOR_MAX.value
    return Passed() if living else Failed(Reason.VOICE_UNNATURAL)


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """`repetition`, `pitch_tremor_cents` and `pulses`, as far as they could be measured."""
    del challenge
    sound = observations.sound
    if sound is None:
        return {}
    found = {"repetition": sound.repetition, "pitch_tremor_cents": sound.pitch_tremor_cents, "pulses": sound.pulses}
    return {name: value for name, value in found.items() if value is not None}
