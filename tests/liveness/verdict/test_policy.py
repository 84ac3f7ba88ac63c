"""What each policy requires, and what is a pass under it worth."""

from dataclasses import replace

import pytest

from consent.terms import Assurance as ConsentAssurance
from consent.terms import Audience
from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.verdict.assurance import Assurance, Ceiling, assurance, ceiling
from liveness.verdict.check_table import JUDGES
from liveness.verdict.policy import DEMO, POLICIES, STANDARD, Check, Policy, PolicyName

JUDGED_APART = {Check.SAME_PERSON, Check.REFERENCE_PHOTO, Check.AGE}
"""Not against what the recording holds, so no policy names it: it is required wherever it is judged."""
EVERYTHING_CHECKED = Policy("later", tuple(Check))


def test_the_demo_leaves_out_exactly_what_a_rendered_subject_cannot_pass() -> None:
    assert set(DEMO.left_out) == {Check.PRESENTATION_ATTACK, Check.INJECTION, Check.SYNTHETIC_VOICE}
    assert {*DEMO.required, *DEMO.left_out} - {Check.SYNTHETIC_VOICE} == set(STANDARD.required)
    assert (*DEMO.when_asked, (Check.SYNTHETIC_VOICE, PromptKind.SAY)) == STANDARD.when_asked


def test_the_standard_policy_names_the_checks_that_do_not_exist_yet() -> None:
    assert set(STANDARD.not_available) == set(Check) - set(JUDGES) - JUDGED_APART


@pytest.mark.parametrize("policy", [STANDARD, DEMO])
def test_no_check_is_both_required_and_missing(policy: Policy) -> None:
    assert len(set(policy.known)) == len(policy.known)


def test_a_check_is_required_where_the_challenge_asks_for_its_kind() -> None:
    say = Challenge((Prompt("1", PromptKind.SAY, "seven"),))
    turn = Challenge((Prompt("1", PromptKind.TURN, direction=Direction.LEFT),))
    always = {Check.QUALITY, Check.CONTINUITY, Check.PRESENTATION_ATTACK, Check.INJECTION}
    assert set(STANDARD.requires(say)) == always | {
        Check.SPOKEN_CHALLENGE,
        Check.SAME_VOICE,
        Check.MOUTH_AND_SPEECH,
        Check.LIP_SYNC,
        Check.SYNTHETIC_VOICE,
    }
    assert set(STANDARD.requires(turn)) == always | {Check.HEAD_TURN}


def test_a_challenge_that_asks_nothing_requires_everything() -> None:
    assert {*STANDARD.requires(Challenge()), *STANDARD.not_available} == set(Check) - JUDGED_APART


def test_the_policies_are_found_by_their_names() -> None:
    assert {name: policy.name for name, policy in POLICIES.items()} == {name: name for name in PolicyName}


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
    assert ceiling(level, replace(STANDARD, not_available=(missing,)), is_bound=True) is Ceiling.ONLY_ME
    assert ceiling(level, replace(STANDARD, left_out=(missing,)), is_bound=True) is Ceiling.ONLY_ME


def test_the_demo_is_not_capped_for_what_it_leaves_out() -> None:
    assert ceiling(Assurance.DEMO, DEMO, is_bound=True) is Ceiling.EVERYONE


@pytest.mark.parametrize(
    ("level", "widest"),
    [
        (Assurance.UPLOADED, Ceiling.ONLY_ME),
        (Assurance.LIVE, Ceiling.APPROVED),
        (Assurance.LIVE_ATTESTED, Ceiling.EVERYONE),
    ],
)
def test_with_every_check_the_assurance_of_a_bound_identity_alone_sets_the_ceiling(
    level: Assurance, widest: Ceiling
) -> None:
    assert ceiling(level, EVERYTHING_CHECKED, is_bound=True) is widest


@pytest.mark.parametrize("level", list(Assurance))
def test_whose_identity_nobody_showed_is_open_to_approved_people_at_most(level: Assurance) -> None:
    policy = DEMO if level is Assurance.DEMO else EVERYTHING_CHECKED
    unbound = ceiling(level, policy, is_bound=False)
    assert unbound == min(ceiling(level, policy, is_bound=True), Ceiling.APPROVED)


def test_the_names_are_those_of_consent() -> None:
    assert all(Audience[widest.name].value == widest.value for widest in Ceiling)
    assert all(ConsentAssurance[level.name].value == level.value for level in Assurance)
