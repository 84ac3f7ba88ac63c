"""How often one person may start to enroll, so that an attack cannot simply be repeated until it passes.

Does not count anything itself, nor the attempts inside one session (`liveness.live.session`).

A tried-again check errs more often: k tries at an error rate a let 1 - (1 - a)^k through. Ten sessions of three
attempts keep a = 1 % below 27 % a day, and refusals slow down the person who is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from liveness.errors import TooManyEnrollmentsError
from liveness.live.session import SessionState

WINDOW_US = 24 * 60 * 60 * 1_000_000
SESSIONS_MAX = 10
"""Sessions of one person in WINDOW_US, whatever became of them."""
FAILED_MAX = 5
"""So many refused sessions in WINDOW_US start a pause. RETRY and ABANDONED do not count: bad light is no attack."""
PAUSE_US = 60 * 60 * 1_000_000
"""From the start of the latest refused session."""


@dataclass(frozen=True, slots=True)
class Started:
    """An earlier session of the same person. started_us: UTC microseconds."""

    state: SessionState
    started_us: int


def require_room(earlier: Iterable[Started], now_us: int) -> None:
    """Says nothing when the person may start another session.

    Raises:
        TooManyEnrollmentsError: not yet.
    """
    recent = [one for one in earlier if now_us - one.started_us < WINDOW_US]
    failed_us = [one.started_us for one in recent if one.state is SessionState.FAILED]
    if len(recent) >= SESSIONS_MAX:
        raise TooManyEnrollmentsError(min(one.started_us for one in recent) + WINDOW_US - now_us)
    if len(failed_us) >= FAILED_MAX and now_us - max(failed_us) < PAUSE_US:
        raise TooManyEnrollmentsError(max(failed_us) + PAUSE_US - now_us)
