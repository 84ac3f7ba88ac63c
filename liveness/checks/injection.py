"""Did the recording come out of a camera just now, or was it fed in: looped, or made by other software.

Cannot see a good virtual camera: what it feeds in has passed through the same browser and encoder as a real one's
picture. Only an attestation of the capturing device closes that; without one the assurance stays lower.

Does not know earlier recordings: copies are found where recordings are remembered, with `liveness.checks.replay`.
"""

from collections.abc import Mapping

from liveness.challenge.prompts import Challenge
from liveness.checks import looped_footage, media_clock
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason, first_against
from liveness.observations import Observations

FEEDERS = ("obs", "manycam", "xsplit", "vmix", "splitcam", "snap camera", "droidcam", "iriun", "virtual camera")
"""Names that feeding software writes into files. FFmpeg's own name is none of them: honest apps re-encode with it."""
REWRITERS = ("lavf", "lavc", "handbrake", "shotcut")
"""Names that software writes which makes files from files. In a live stream they have no place: browsers and phones
write with recorders of their own, WebKit on Linux with GStreamer, which is therefore none of them."""


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """The first evidence found; inconclusive when one of the parts could not look."""
    answers = [part(challenge, observations) for part in _PARTS]
    return first_against(answers)


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """Of all parts."""
    measured = [part.terms(challenge, observations) for part in (looped_footage, media_clock)]
    return {name: value for part in measured for name, value in part.items()}


def _software(challenge: Challenge, observations: Observations) -> CheckResult:
    del challenge
    if observations.origin is None:
        return Inconclusive(Reason.NOT_MEASURED)
    words = " ".join(observations.origin.tags).lower()
    padded = f" {words} "
    names = FEEDERS if observations.delivery is None else (*FEEDERS, *REWRITERS)
    named = any(f" {name}" in padded for name in names)
    return Failed(Reason.FED_IN) if named else Passed()


_PARTS = (_software, looped_footage.judge, media_clock.judge)
"""What is poor rather than an attack comes last."""
