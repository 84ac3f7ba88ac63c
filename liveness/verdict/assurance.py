"""The worth of a passed verdict: computed from how the recording came in, never chosen by a caller.

Does not know audiences: `Ceiling` names the widest audience in plain values, and the use case maps it by name.
"""

from enum import IntEnum

from liveness.verdict.policy import Check, Policy


class Assurance(IntEnum):
    """How the recording reached the service, from least to most trusted."""

    UPLOADED = 1
    """A finished file, or a stream that ran ahead of real time."""
    DEMO = 2
    """Anything that was judged under the demo policy."""
    LIVE = 3
    """Streamed in real time, every prompt revealed while it ran."""
    LIVE_ATTESTED = 4
    """LIVE, and the device attested the capture."""


class Ceiling(IntEnum):
    """The widest audience an assurance allows, by the names of the audiences."""

    ONLY_ME = 1
    APPROVED = 2
    EVERYONE = 4


_CEILINGS = {
    Assurance.UPLOADED: Ceiling.ONLY_ME,
    Assurance.LIVE: Ceiling.APPROVED,
    Assurance.LIVE_ATTESTED: Ceiling.EVERYONE,
    Assurance.DEMO: Ceiling.EVERYONE,
}
_WITHOUT_THESE_ONLY_ME = {Check.PRESENTATION_ATTACK, Check.INJECTION}


def assurance(policy: Policy, *, streamed_in_real_time: bool, attested: bool = False) -> Assurance:
    """The assurance of a recording that was judged under `policy`."""
    if policy.demo:
        return Assurance.DEMO
    if not streamed_in_real_time:
        return Assurance.UPLOADED
    return Assurance.LIVE_ATTESTED if attested else Assurance.LIVE


def ceiling(level: Assurance, policy: Policy, *, is_bound: bool) -> Ceiling:
    """The widest audience for `level`, capped at ONLY_ME where the policy lacks a check against attacks.

    is_bound: whether the person's identity was shown. Without that, APPROVED at most: a person who enrolled their own
    face under another name may then fool requesters that they chose one by one, but not the public.

    A verdict never claims more than was checked. The demo, which never leaves loopback, is free of the first cap and
    keeps the second.
    """
    if not policy.demo and _WITHOUT_THESE_ONLY_ME & set(policy.not_available + policy.left_out):
        return Ceiling.ONLY_ME
    widest = _CEILINGS[level]
    return widest if is_bound else min(widest, Ceiling.APPROVED)
