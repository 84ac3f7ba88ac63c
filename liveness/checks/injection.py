"""Did the recording come out of a camera just now, or was it fed in: replayed, looped, or made by other software.

Cannot see a good virtual camera: what it feeds in has passed through the same browser and encoder as a real one's
picture. Only an attestation of the capturing device closes that; without one the assurance stays lower
(`liveness.assurance`).
"""

from collections.abc import Mapping

from liveness.challenge import Challenge
from liveness.checks import looped_footage, replay
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason, first_against
from liveness.observations import Observations

FEEDERS = ("obs", "manycam", "xsplit", "vmix", "splitcam", "snap camera", "droidcam", "iriun", "virtual camera")
"""Names that feeding software writes into files. FFmpeg's own name is none of them: honest apps re-encode with it."""


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """The first evidence found; inconclusive when one of the parts could not look."""
    answers = [part(challenge, observations) for part in (_software, replay.judge, looped_footage.judge)]
    return first_against(answers)


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """Of all parts."""
    return {**replay.terms(challenge, observations), **looped_footage.terms(challenge, observations)}


def _software(challenge: Challenge, observations: Observations) -> CheckResult:
    del challenge
    if observations.origin is None:
        return Inconclusive(Reason.NOT_MEASURED)
    words = " ".join(observations.origin.tags).lower()
    padded = f" {words} "
    named = any(f" {name}" in padded for name in FEEDERS)
    return Failed(Reason.FED_IN) if named else Passed()
