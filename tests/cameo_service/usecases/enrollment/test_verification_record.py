"""What a passed verdict is worth."""

from dataclasses import replace

import pytest

from cameo_service.usecases.enrollment.verification_record import assurance, ceiling
from consent.terms import Assurance, Audience
from liveness.verdict.policy import DEMO, STANDARD, Check, Policy

EVERYTHING_CHECKED = Policy("later", tuple(Check))


def test_assurance_follows_from_how_the_recording_came_in() -> None:
    assert assurance(STANDARD, streamed_in_real_time=False, attested=True) is Assurance.UPLOADED
    assert assurance(STANDARD, streamed_in_real_time=True) is Assurance.LIVE
    assert assurance(STANDARD, streamed_in_real_time=True, attested=True) is Assurance.LIVE_ATTESTED
    assert assurance(DEMO, streamed_in_real_time=True, attested=True) is Assurance.DEMO


@pytest.mark.parametrize("level", list(Assurance))
@pytest.mark.parametrize("missing", [Check.PRESENTATION_ATTACK, Check.INJECTION])
def test_everything_outside_the_demo_is_capped_where_attack_checks_are_missing(
    level: Assurance, missing: Check
) -> None:
    assert ceiling(level, replace(STANDARD, not_available=(missing,)), is_bound=True) <= Audience.ONLY_ME
    assert ceiling(level, replace(STANDARD, left_out=(missing,)), is_bound=True) <= Audience.ONLY_ME


def test_the_demo_is_not_capped_for_what_it_leaves_out() -> None:
    assert ceiling(Assurance.DEMO, DEMO, is_bound=True) is Audience.EVERYONE


@pytest.mark.parametrize(
    ("level", "widest"),
    [
        (Assurance.NONE, Audience.NOBODY),
        (Assurance.UPLOADED, Audience.ONLY_ME),
        (Assurance.LIVE, Audience.APPROVED),
        (Assurance.LIVE_ATTESTED, Audience.EVERYONE),
    ],
)
def test_with_every_check_the_assurance_of_a_bound_identity_alone_sets_the_ceiling(
    level: Assurance, widest: Audience
) -> None:
    assert ceiling(level, EVERYTHING_CHECKED, is_bound=True) is widest


@pytest.mark.parametrize("level", list(Assurance))
def test_whose_identity_nobody_showed_is_open_to_approved_people_at_most(level: Assurance) -> None:
    policy = DEMO if level is Assurance.DEMO else EVERYTHING_CHECKED
    unbound = ceiling(level, policy, is_bound=False)
    assert unbound == min(ceiling(level, policy, is_bound=True), Audience.APPROVED)
