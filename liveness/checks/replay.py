"""Checks that a recording was not sent before: same bytes, or same pictures or sound re-encoded, mirrored, dubbed.

Does not remember anything: the caller says which recordings were seen. Does not know footage that was never sent.
"""

from collections.abc import Mapping

from liveness.challenge.prompts import Challenge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.limits import attacks as limit
from liveness.measure.media_fingerprint import resemblance
from liveness.observations import MediaFingerprint, Observations


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """Compares with all that were seen earlier; inconclusive when this recording has no fingerprint."""
    del challenge
    origin = observations.origin
    if origin is None:
        return Inconclusive(Reason.NOT_MEASURED)
    came_before = any(is_copy(origin.fingerprint, earlier) for earlier in origin.earlier)
    return Failed(Reason.REPLAYED) if came_before else Passed()


def is_copy(this: MediaFingerprint, earlier: MediaFingerprint) -> bool:
    """Whether two recordings are one: the sound alone may have been exchanged, or the pictures alone."""
    alike = resemblance(this, earlier)
    return (
        this.sha256 == earlier.sha256
        or alike.pictures >= limit.PICTURES_ALIKE_MAX.value
        or alike.sound >= limit.SOUND_ALIKE_MAX.value
    )


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """pictures_alike, sound_alike: of the earlier recordings that are most alike."""
    del challenge
    origin = observations.origin
    if origin is None or not origin.earlier:
        return {}
    found = [resemblance(origin.fingerprint, earlier) for earlier in origin.earlier]
    return {
        "pictures_alike": max(alike.pictures for alike in found),
        "sound_alike": max(alike.sound for alike in found),
    }
