"""Which of the people a render shows are mutuals of the requester, as far as the app vouched for it with this call."""

from dataclasses import replace

from cameo_service.usecases.ports.store import Snapshot
from cameo_service.usecases.render.mention_facts import Named
from consent.facts import SubjectFacts
from consent.identity import SubjectId
from consent.relationship import Vouched, is_fresh


def with_mutuals(
    snapshot: Snapshot,
    found: dict[Named, SubjectFacts | None],
    vouched: Vouched | None,
    requester: SubjectId | None,
    now_us: int,
) -> dict[Named, SubjectFacts | None]:
    """The facts, with what was vouched for about exactly this requester. The same lookups whoever is shown."""
    if vouched is None or requester is None or not is_fresh(vouched, now_us):
        return found
    if snapshot.people.of_account(vouched.issuer, vouched.requester) != requester:
        return found
    mutuals = {snapshot.people.of_account(vouched.issuer, sub) for sub in sorted(vouched.mutuals)}
    return {name: facts and replace(facts, mutual=facts.subject in mutuals) for name, facts in found.items()}
