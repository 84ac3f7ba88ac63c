"""Which grant covers a request, and why none does."""

from consent.facts import Grant, RenderFacts, RenderRequest
from consent.verdict import Reason


def covering_grant(request: RenderRequest, facts: RenderFacts, now_us: int) -> Grant | None:
    """The live grant that covers the whole request; of several, one that does not ask, then the one that lasts."""
    covering = [
        grant for grant in facts.grants if _covers(grant, request, facts) and not ended(grant.expires_us, now_us)
    ]
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


def missing_grant(facts: RenderFacts, now_us: int) -> Reason:
    """Why no grant of this requester helps."""
    if not facts.grants:
        return Reason.NO_GRANT
    live = any(not ended(grant.expires_us, now_us) for grant in facts.grants)
    return Reason.GRANT_DOES_NOT_COVER if live else Reason.GRANT_EXPIRED


def ended(expires_us: int | None, now_us: int) -> bool:
    """Whether something that ends at `expires_us` is over; None never ends."""
    return expires_us is not None and expires_us <= now_us
