from typing import Any
from uuid import UUID

import pytest

from consent import decision
from consent.decision import covering_grant, decide_with_room
from consent.facts import Grant, has_room, is_limited
from consent.grants import Usage
from consent.identity import GrantId
from consent.terms import Audience, Use
from consent.verdict import Allowed, Denied, Reason
from tests.consent.people import EVE, GRANT, NOW_US, facts, grant, request

USED = {GRANT.grant_id: Usage(2, 1)}


@pytest.mark.parametrize(
    ("max_renders", "per_day", "fits"),
    [(None, None, True), (3, None, True), (2, None, False), (None, 2, True), (None, 1, False), (3, 1, False)],
)
def test_a_render_fits_below_both_limits(max_renders: int | None, per_day: int | None, fits: bool) -> None:  # noqa: FBT001
    assert has_room(grant(max_renders=max_renders, per_day=per_day), USED[GRANT.grant_id]) is fits


def test_a_grant_without_limits_needs_no_counting() -> None:
    assert not is_limited(GRANT)
    assert is_limited(grant(max_renders=1))
    assert is_limited(grant(per_day=1))


def test_a_used_up_grant_denies_and_says_so() -> None:
    about = facts(grants=(grant(max_renders=2),))
    assert decide_with_room(request(), about, USED, NOW_US) == Denied(Reason.GRANT_USED_UP)
    assert decide_with_room(request(), about, {}, NOW_US) == Allowed(GRANT.grant_id, about.enrollment.expires_us)  # type: ignore[union-attr]


def test_another_grant_with_room_takes_over() -> None:
    other = grant(grant_id=GrantId(UUID(int=9)), provider="studio")
    about = facts(grants=(grant(max_renders=2), other))
    judged = decide_with_room(request(), about, USED, NOW_US)
    assert isinstance(judged, Allowed)
    assert judged.grant_id == other.grant_id


def test_who_may_without_a_grant_may_with_a_used_up_one() -> None:
    about = facts(audience=Audience.EVERYONE, grants=(grant(max_renders=2),))
    assert decide_with_room(request(), about, USED, NOW_US)
    assert decide_with_room(request(use=Use.AD), about, USED, NOW_US) == Denied(Reason.USE_NEEDS_A_GRANT)


def test_a_refusal_for_another_reason_keeps_it() -> None:
    about = facts(blocked=True, grants=(grant(max_renders=2),))
    assert decide_with_room(request(), about, USED, NOW_US) == Denied(Reason.BLOCKED)
    assert decide_with_room(request(), None, USED, NOW_US) == Denied(Reason.UNKNOWN_SUBJECT)


def test_somebody_elses_grant_is_no_room() -> None:
    assert covering_grant(request(), facts(), (grant(grantee=EVE),), NOW_US) is None


@pytest.mark.parametrize("made", [0, 1, 3])
def test_as_many_grants_are_judged_whatever_a_person_made(made: int, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[Grant] = []
    covers = decision._covers

    def counted(grant: Grant, *about: Any) -> bool:
        judged.append(grant)
        return covers(grant, *about)

    monkeypatch.setattr(decision, "_covers", counted)
    decide_with_room(request(), facts(grants=(GRANT,) * made), {}, NOW_US)
    assert len(judged) == 2 * len(decision.SPARE_GRANTS)
