"""How many renders a grant is still good for. Counts nothing itself: usage comes in as a fact.

A render counts from its fetch on, while its lease is live, and for good once it is committed. What ended without a
commit counts no more, so a crashed job gives its place back when its lease ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from consent.decision import decide
from consent.facts import Grant, RenderFacts, RenderRequest
from consent.identity import GrantId
from consent.verdict import Decision, Denied, Reason

DAY_US = 24 * 60 * 60 * 1_000_000
"""A per-day cap covers any 24 hours, so that no midnight doubles it."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Renders that count against one grant: at all, and those whose lease was opened in the last 24 hours."""

    renders: int
    last_day: int


NONE_USED = Usage(0, 0)


def is_limited(grant: Grant) -> bool:
    """Whether anything needs to be counted for this grant."""
    return grant.max_renders is not None or grant.per_day is not None


def has_room(grant: Grant, usage: Usage) -> bool:
    """Whether one more render fits."""
    return (grant.max_renders is None or usage.renders < grant.max_renders) and (
        grant.per_day is None or usage.last_day < grant.per_day
    )


def decide_with_room(
    request: RenderRequest, facts: RenderFacts | None, usage: Mapping[GrantId, Usage], now_us: int
) -> Decision:
    """`decide`, with used-up grants left out. A grant that `usage` does not name was never used."""
    decision = decide(request, facts, now_us)
    if facts is None or isinstance(decision, Denied):
        return decision
    roomy = tuple(grant for grant in facts.grants if has_room(grant, usage.get(grant.grant_id, NONE_USED)))
    if len(roomy) == len(facts.grants):
        return decision
    with_room = decide(request, replace(facts, grants=roomy), now_us)
    return Denied(Reason.GRANT_USED_UP) if isinstance(with_room, Denied) else with_room
