"""Which grant covers a request, why none does, and how many renders a grant is still good for."""

from dataclasses import dataclass

from consent.facts import Grant, RenderFacts, RenderRequest, Usage
from consent.identity import SubjectId
from consent.terms import Modality, Use
from consent.verdict import Reason

USAGE_DAY_US = 24 * 60 * 60 * 1_000_000
"""A per-day cap covers any 24 hours, so that no midnight doubles it."""

LONGEST_GRANT_US = 10 * 366 * 24 * 60 * 60 * 1_000_000
"""The end of a grant, a block or the act of a stand-in lies at most ten years ahead, each counted as a leap year."""


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """A requester asks an owner for a grant. Allows nothing. The newest one per owner and requester is kept.

    asked_us: UTC microseconds.
    """

    owner: SubjectId
    requester: SubjectId
    modalities: frozenset[Modality]
    uses: frozenset[Use]
    asked_us: int


def is_limited(grant: Grant) -> bool:
    """Whether anything needs to be counted for this grant."""
    return grant.max_renders is not None or grant.per_day is not None


def has_room(grant: Grant, usage: Usage) -> bool:
    """Whether one more render fits."""
    return (grant.max_renders is None or usage.renders < grant.max_renders) and (
        grant.per_day is None or usage.last_day < grant.per_day
    )


def covering_grant(request: RenderRequest, facts: RenderFacts, grants: tuple[Grant, ...], now_us: int) -> Grant | None:
    """The live one of the grants that covers the whole request; of several, one that does not ask, then the longest."""
    covering = [grant for grant in grants if _covers(grant, request, facts) and not ended(grant.expires_us, now_us)]
    return max(covering, key=_preference, default=None)


def _preference(grant: Grant) -> tuple[bool, bool, int]:
    return (not grant.asks_each_time, grant.expires_us is None, grant.expires_us or 0)


def _covers(grant: Grant, request: RenderRequest, facts: RenderFacts) -> bool:
    return (
        grant.owner == facts.subject
        and grant.grantee == request.requester.subject
        and grant.provider in (None, request.provider)
        and request.use in grant.uses
        and request.modalities <= grant.modalities
    )


def missing_grant(grants: tuple[Grant, ...], now_us: int) -> Reason:
    """Reason why none of these grants covers the request."""
    if not grants:
        return Reason.NO_GRANT
    live = any(not ended(grant.expires_us, now_us) for grant in grants)
    return Reason.GRANT_DOES_NOT_COVER if live else Reason.GRANT_EXPIRED


def ended(expires_us: int | None, now_us: int) -> bool:
    """Whether something that ends at `expires_us` is over; None never ends."""
    return expires_us is not None and expires_us <= now_us
