"""Has this recording been handed in before: the same bytes, or the same movements in other clothes.

Does not remember anything: whoever asks says which recordings were seen. Knows no footage that nobody handed in.
"""

from collections.abc import Mapping

from liveness import attack_thresholds as limit
from liveness.challenge import Challenge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.media_fingerprint import resemblance
from liveness.observations import Observations


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """Compares with all that were seen earlier; inconclusive when this recording has no fingerprint."""
    if observations.origin is None:
        return Inconclusive(Reason.NOT_MEASURED)
    measured = terms(challenge, observations).get("resemblance", -1.0)
    return Failed(Reason.REPLAYED) if measured >= limit.RESEMBLANCE_MAX.value else Passed()


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """resemblance: of the earlier recording that is most alike."""
    del challenge
    origin = observations.origin
    if origin is None or not origin.earlier:
        return {}
    return {"resemblance": max(resemblance(origin.fingerprint, earlier) for earlier in origin.earlier)}
