"""How many more renders a grant allows. Counts nothing itself: the usage is a fact that the caller reads.

A render counts from its fetch while its lease is live, and for good once it is committed. A render whose lease ended
without a commit counts no more, so a crashed job gives its place back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from consent.decision import decide
from consent.facts import Grant, RenderRequest, SubjectFacts
from consent.identity import GrantId
from consent.verdict import Decision, Denied, Reason

USAGE_DAY_US = 24 * 60 * 60 * 1_000_000
"""A per-day cap covers any 24 hours, so that no midnight doubles it."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Renders that count against one grant: in total, and those whose lease was opened in the last 24 hours."""

    renders: int
    last_day: int


NONE_USED = Usage(0, 0)


def is_limited(grant: Grant) -> bool:
    """Whether the grant has a limit that needs counting."""
    return grant.max_renders is not None or grant.per_day is not None


def has_room(grant: Grant, usage: Usage) -> bool:
    """Whether one more render fits."""
    return (grant.max_renders is None or usage.renders < grant.max_renders) and (
        grant.per_day is None or usage.last_day < grant.per_day
    )


def decide_with_room(
    request: RenderRequest, facts: SubjectFacts | None, usage: Mapping[GrantId, Usage], now_us: int
) -> Decision:
    """`decide` without the used-up grants. A grant that `usage` does not name was never used."""
    roomy = facts and replace(
        facts, grants=tuple(grant for grant in facts.grants if has_room(grant, usage.get(grant.grant_id, NONE_USED)))
    )
    decision = decide(request, roomy, now_us)
    if isinstance(decision, Denied) and not isinstance(decide(request, facts, now_us), Denied):
        return Denied(Reason.GRANT_USED_UP)
    return decision
