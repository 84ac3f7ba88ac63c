"""What each policy requires."""

import pytest

from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.verdict.check_table import JUDGES
from liveness.verdict.policy import DEMO, POLICIES, STANDARD, Check, Policy, PolicyName

JUDGED_APART = {Check.SAME_PERSON, Check.REFERENCE_PHOTO, Check.AGE}
"""Not against what the recording holds, so no policy names it: it is required wherever it is judged."""


def test_the_demo_leaves_out_exactly_what_a_rendered_subject_cannot_pass() -> None:
    assert set(DEMO.left_out) == {Check.PRESENTATION_ATTACK, Check.INJECTION, Check.SYNTHETIC_VOICE}
    assert {*DEMO.required, *DEMO.left_out} - {Check.SYNTHETIC_VOICE} == set(STANDARD.required)
    heard = tuple((Check.SYNTHETIC_VOICE, kind) for kind in (PromptKind.SAY, PromptKind.SPEAK))
    assert (*DEMO.when_asked, *heard) == STANDARD.when_asked


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
    closer = Challenge((Prompt("1", PromptKind.CLOSER),))
    assert set(STANDARD.requires(closer)) == always | {Check.PERSPECTIVE}


def test_free_speech_is_held_to_every_check_of_a_voice_but_that_of_words() -> None:
    say, speak = (STANDARD.requires(Challenge((Prompt("1", kind),))) for kind in (PromptKind.SAY, PromptKind.SPEAK))
    assert set(say) - set(speak) == {Check.SPOKEN_CHALLENGE}
    assert set(speak) < set(say)


def test_a_challenge_that_asks_nothing_requires_everything() -> None:
    assert {*STANDARD.requires(Challenge()), *STANDARD.not_available} == set(Check) - JUDGED_APART


def test_the_policies_are_found_by_their_names() -> None:
    assert {name: policy.name for name, policy in POLICIES.items()} == {name: name for name in PolicyName}
