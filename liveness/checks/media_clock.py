"""Did the media time of a live recording pass as fast as time did: a camera cannot run fast, slow, or all at once.

Cannot see footage that was stretched beforehand and is then streamed at the pace of its own new times. A finished file
has no clock to be compared with, and counts as no more than UPLOADED.

A network only ever delays. So of each third of the recording, the chunk that came with the least delay says how far
media was ahead of the clock (the minimum filter of RFC 5905 section 10); what changed between the first third and the
last is drift, not jitter. A server that falls behind looks like a slow line, and asks for another try as that does.
"""

from collections.abc import Mapping

import numpy as np

from liveness.challenge.prompts import Challenge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.limits import attacks as limit
from liveness.observations import Observations

PARTS = 3
"""First and last of which are compared."""


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """Inconclusive when a live recording came in fewer chunks than can be compared."""
    if observations.delivery is None:
        return Passed()
    measured = terms(challenge, observations)
    if not measured:
        return Inconclusive(Reason.NOT_MEASURED)
    if abs(measured["drift_s"]) <= limit.CLOCK_DRIFT_MAX.value or abs(measured["pace"] - 1) <= limit.PACE_MAX.value:
        return Passed()
    return Failed(Reason.AHEAD_OF_TIME if measured["drift_s"] > 0 else Reason.STREAM_TOO_SLOW)


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """drift_s: seconds that media gained on the clock. pace: media seconds in a second of the clock."""
    del challenge
    arrivals = observations.delivery.arrivals if observations.delivery else ()
    if len(arrivals) < PARTS * limit.ARRIVALS_MIN.value:
        return {}
    server_s, media_s = np.array(arrivals).T
    parts = np.array_split(media_s - server_s, PARTS)
    first, last = (int(np.argmax(part)) for part in (parts[0], parts[-1]))
    last += len(server_s) - len(parts[-1])
    drift_s = float((media_s - server_s)[last] - (media_s - server_s)[first])
    passed_s = float(server_s[last] - server_s[first])
    return {"drift_s": drift_s, "pace": 1 + drift_s / max(passed_s, 1e-3)}
