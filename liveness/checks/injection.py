"""Checks that a camera made the recording just now: not looped, retimed, or made by other software.

Cannot see a good virtual camera: what it feeds in has passed through the same browser and encoder as a real one's
picture. Only an attestation of the capturing device closes that; without one the assurance stays lower. Knows no
earlier recordings: copies are found where recordings are remembered, with `liveness.checks.replay`.

The media clock: the media time of a live recording passes as fast as time does. Footage that was stretched beforehand
and is then streamed at the pace of its own new times passes. A finished file has no clock to be compared with, and
counts as no more than UPLOADED. A network only ever delays. So of each third of the recording, the chunk that came with
the least delay says how far media was ahead of the clock (the minimum filter of RFC 5905 section 10); what changed
between the first third and the last is drift, not jitter. A server that falls behind looks like a slow line, and asks
for another try as that does.
"""

from collections.abc import Mapping

import numpy as np

from liveness.challenge.prompts import Challenge
from liveness.checks import looped_footage
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason, first_against
from liveness.limits import attacks as limit
from liveness.observations import Observations

CLOCK_PARTS = 3
"""First and last of which are compared."""


def judge_clock(challenge: Challenge, observations: Observations) -> CheckResult:
    """Inconclusive when a live recording came in fewer chunks than can be compared."""
    if observations.delivery is None:
        return Passed()
    measured = clock_terms(challenge, observations)
    if not measured:
        return Inconclusive(Reason.NOT_MEASURED)
    if abs(measured["drift_s"]) <= limit.CLOCK_DRIFT_MAX.value or abs(measured["pace"] - 1) <= limit.PACE_MAX.value:
        return Passed()
    return Failed(Reason.AHEAD_OF_TIME if measured["drift_s"] > 0 else Reason.STREAM_TOO_SLOW)


def clock_terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """drift_s: seconds that media gained on the clock. pace: media seconds in a second of the clock."""
    del challenge
    arrivals = observations.delivery.arrivals if observations.delivery else ()
    if len(arrivals) < CLOCK_PARTS * limit.ARRIVALS_MIN.value:
        return {}
    server_s, media_s = np.array(arrivals).T
    parts = np.array_split(media_s - server_s, CLOCK_PARTS)
    first, last = (int(np.argmax(part)) for part in (parts[0], parts[-1]))
    last += len(server_s) - len(parts[-1])
    drift_s = float((media_s - server_s)[last] - (media_s - server_s)[first])
    passed_s = float(server_s[last] - server_s[first])
    return {"drift_s": drift_s, "pace": 1 + drift_s / max(passed_s, 1e-3)}


FEEDERS = ("obs", "manycam", "xsplit", "vmix", "splitcam", "snap camera", "droidcam", "iriun", "virtual camera")
"""Names that feeding software writes into files. FFmpeg is not among them: honest apps re-encode with it."""
REWRITERS = ("lavf", "lavc", "handbrake", "shotcut")
"""Names written by software that makes files from files. They have no place in a live stream: browsers and phones write
with their own recorders, WebKit on Linux with GStreamer, which is therefore not among them."""


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """The first evidence found; inconclusive when one of the parts is."""
    answers = [part(challenge, observations) for part in _PARTS]
    return first_against(answers)


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """Of all parts."""
    measured = [part(challenge, observations) for part in (looped_footage.terms, clock_terms)]
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


_PARTS = (_software, looped_footage.judge, judge_clock)
"""Poor quality comes last, after evidence of an attack."""
