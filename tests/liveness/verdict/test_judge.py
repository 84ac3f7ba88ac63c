"""The verdict: every required check passed, or not at all."""

from collections.abc import Mapping
from itertools import count

import pytest

from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.observations import Observations
from liveness.verdict.check_table import JUDGES, Judge
from liveness.verdict.judge import Verdict, reach, refused
from liveness.verdict.outcome import Outcome
from liveness.verdict.policy import OPTIONS, STANDARD, Check, Policy
from tests.liveness.handmade import observations

TWO = Policy("two", (Check.QUALITY, Check.CONTINUITY), not_available=(Check.INJECTION,), left_out=(Check.LIP_SYNC,))


def answering(result: CheckResult) -> Judge:
    def judge(challenge: Challenge, seen: Observations) -> CheckResult:
        return result

    return judge


def verdict(policy: Policy = TWO, **results: CheckResult) -> Verdict:
    judges: Mapping[Check, Judge] = {Check(name): answering(result) for name, result in results.items()}
    ticks = count()
    return reach(Challenge(), observations(), policy, "pack-1", lambda: next(ticks) / 1000, judges)


def test_all_required_checks_passed_is_passed() -> None:
    passed = verdict(quality=Passed(), continuity=Passed())
    assert passed
    assert passed.outcome is Outcome.PASSED


def test_a_policy_that_requires_nothing_passes_nobody() -> None:
    assert verdict(Policy("empty", ()), quality=Passed()).outcome is Outcome.FAILED


def test_a_required_check_that_was_not_run_fails() -> None:
    missing = verdict(quality=Passed())
    assert missing.outcome is Outcome.FAILED
    assert not missing
    assert Check.CONTINUITY in missing.not_run


@pytest.mark.parametrize("answer", [Failed, Inconclusive])
@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        (Reason.TOO_DARK, Outcome.RETRY),
        (Reason.NO_TURN, Outcome.RETRY),
        (Reason.CUT, Outcome.FAILED),
        (Reason.NOT_ASKED, Outcome.RETRY),
        (Reason.NOT_MEASURED, Outcome.FAILED),
    ],
)
def test_only_quality_and_missed_challenges_may_be_tried_again(
    answer: type[Failed | Inconclusive], reason: Reason, outcome: Outcome
) -> None:
    assert verdict(quality=Passed(), continuity=answer(reason)).outcome is outcome


def test_an_attack_outweighs_poor_quality() -> None:
    assert verdict(quality=Failed(Reason.TOO_DARK), continuity=Failed(Reason.CUT)).outcome is Outcome.FAILED


def test_a_check_that_is_not_required_is_recorded_and_does_not_decide() -> None:
    seen = verdict(quality=Passed(), continuity=Passed(), expression=Failed(Reason.NO_BLINK))
    assert seen
    assert seen.checks[-1].result == Failed(Reason.NO_BLINK)


def test_the_record_names_policy_pack_times_and_what_was_not_run() -> None:
    seen = verdict(quality=Passed(), continuity=Passed())
    assert (seen.policy, seen.pack) == ("two", "pack-1")
    assert seen.not_run == (Check.INJECTION, Check.LIP_SYNC)
    assert [record.ms for record in seen.checks] == [pytest.approx(1.0)] * 2


def test_a_check_that_the_policy_leaves_out_is_not_run_even_where_it_exists() -> None:
    seen = verdict(quality=Passed(), continuity=Passed(), lip_sync=Failed(Reason.LIPS_OUT_OF_SYNC))
    assert Check.LIP_SYNC not in [record.check for record in seen.checks]
    assert Check.LIP_SYNC in seen.not_run


def test_the_checks_of_the_product_run_on_a_recording_without_a_challenge_and_do_not_pass() -> None:
    seen = reach(Challenge(), observations(), Policy("head", (Check.HEAD_TURN,)), "pack-1", lambda: 0.0)
    assert [record.check for record in seen.checks] == list(JUDGES)
    assert seen.outcome is Outcome.RETRY, "nothing failed: the prompts are missing"
    assert not seen


def test_what_no_prompt_asks_for_is_no_part_of_the_verdict_where_it_is_an_option() -> None:
    asked = Challenge((Prompt("1", PromptKind.TURN, direction=Direction.LEFT),))
    seen = reach(asked, observations(), STANDARD, "pack-1", lambda: 0.0)
    assert [record.check for record in seen.checks] == [check for check in JUDGES if check not in OPTIONS]
    assert not OPTIONS & set(seen.not_run)


@pytest.mark.parametrize("before", [Passed(), Failed(Reason.TOO_DARK)])
def test_evidence_from_elsewhere_fails_what_passed_or_may_be_tried_again(before: CheckResult) -> None:
    found = refused(verdict(quality=before, continuity=Passed()), Check.CONTINUITY, Reason.REPLAYED)
    assert found.outcome is Outcome.FAILED
    assert [record.result for record in found.checks] == [before, Failed(Reason.REPLAYED)]


def test_evidence_from_elsewhere_does_not_hide_what_the_check_saw_itself() -> None:
    cut = verdict(quality=Passed(), continuity=Failed(Reason.CUT))
    assert refused(cut, Check.CONTINUITY, Reason.REPLAYED).checks == cut.checks


def test_evidence_for_a_check_that_the_policy_leaves_out_changes_nothing() -> None:
    passed = verdict(quality=Passed(), continuity=Passed())
    assert refused(passed, Check.LIP_SYNC, Reason.REPLAYED) == passed


def test_a_verdict_on_free_speech_names_the_check_of_words_as_not_run() -> None:
    speak = Challenge((Prompt("1", PromptKind.SPEAK),))
    seen = reach(speak, observations(), STANDARD, "pack-1", lambda: 0.0)
    assert Check.SPOKEN_CHALLENGE in seen.not_run
    assert Check.SPOKEN_CHALLENGE not in [record.check for record in seen.checks]
