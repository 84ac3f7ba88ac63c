"""Does the voice tremble as living ones do, and is no stretch of it a copy of another.

Does not find modern cloned or converted voices, nor words that were spliced in once each: it knows rule-based
synthesis and repeated sound only. A pass says no more than that.
"""

from collections.abc import Mapping

from liveness import synthetic_voice_thresholds as limit
from liveness.challenge import Challenge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.observations import Observations


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """Needs half a second of voiced speech: a whisper cannot be judged."""
    del challenge
    sound = observations.sound
    if sound is None:
        return Inconclusive(Reason.NO_SOUND)
    if sound.repetition > limit.REPETITION_MAX.value:
        return Failed(Reason.SOUND_REPEATED)
    if sound.pitch_tremor_cents is None:
        return Inconclusive(Reason.TOO_LITTLE_SPEECH)
    living = limit.PITCH_TREMOR_MIN.value <= sound.pitch_tremor_cents <= limit.PITCH_TREMOR_MAX.value
    return Passed() if living else Failed(Reason.VOICE_UNNATURAL)


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """`pitch_tremor_cents` and `repetition`, as far as they could be measured."""
    del challenge
    sound = observations.sound
    if sound is None:
        return {}
    tremor = {} if sound.pitch_tremor_cents is None else {"pitch_tremor_cents": sound.pitch_tremor_cents}
    return {"repetition": sound.repetition, **tremor}
