"""Challenge + observations + policy -> verdict. Fails closed.

Does not measure anything, and does not decide who may render the likeness. Steps:

1. A policy that requires nothing passes no recording.
2. Every check that exists is run and timed, but for those that the policy leaves out, or that no words were asked for;
   the ones that it does not require are recorded only.
3. A required check that does not exist, or that could measure nothing, fails the verdict.
4. Evidence of an attack in a required check, or doubt about the person, fails the verdict.
5. Poor quality, or a challenge that was missed or never asked, asks for another attempt.
6. Only when every required check passed is the verdict passed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from liveness.challenge.prompts import Challenge
from liveness.checks.result import CheckResult, Failed, Passed, Reason, ReasonClass
from liveness.observations import Observations
from liveness.verdict.check_table import JUDGES, Judge
from liveness.verdict.outcome import Outcome
from liveness.verdict.policy import Check, Policy

Timer: TypeAlias = Callable[[], float]
"""Seconds that never go back; only differences mean anything."""


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """One check that was run, its answer, and how long judging took in milliseconds."""

    check: Check
    result: CheckResult
    ms: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome and the records behind it. not_run: checks that the policy names and that did not run."""

    outcome: Outcome
    checks: tuple[CheckRecord, ...]
    not_run: tuple[Check, ...]
    policy: str
    pack: str

    def __bool__(self) -> bool:
        return self.outcome is Outcome.PASSED


def reach(
    challenge: Challenge,
    observations: Observations,
    policy: Policy,
    pack: str,
    timer: Timer,
    judges: Mapping[Check, Judge] = JUDGES,
) -> Verdict:
    """Runs the checks and draws the conclusion.

    Args:
        challenge: The prompts; without them every check that needs one is inconclusive, so nothing passes.
        observations: The measurements.
        policy: The checks that must pass.
        pack: Name and version of the model pack, for the record.
        timer: Where the milliseconds of the record come from.
        judges: The checks that exist.
    """
    never_asked = policy.options_not_asked(challenge)
    unmade = {*policy.left_out, *never_asked, *policy.words_not_asked(challenge)}
    chosen = {check: judge for check, judge in judges.items() if check not in unmade}
    records = tuple(_run(check, judge, challenge, observations, timer) for check, judge in chosen.items())  # step 2
    not_run = tuple(check for check in policy.known if check not in {*chosen, *never_asked})
    return Verdict(_conclude(policy.requires(challenge), records), records, not_run, policy.name, pack)


def with_check(verdict: Verdict, record: CheckRecord) -> Verdict:
    """The verdict with one more check that must have passed, judged against facts from outside the recording."""
    outcome = _conclude((record.check,), (record,)) if verdict else verdict.outcome
    return replace(verdict, outcome=outcome, checks=(*verdict.checks, record))


def refused(verdict: Verdict, check: Check, reason: Reason) -> Verdict:
    """The verdict once evidence of an attack is found that the recording itself does not hold.

    A check that already failed keeps its reason. Where the policy leaves the check out, nothing changes.
    """
    if check in verdict.not_run:
        return verdict
    records = tuple(
        replace(record, result=Failed(reason)) if record.check is check and record.result else record
        for record in verdict.checks
    )
    return replace(verdict, outcome=Outcome.FAILED, checks=records)


def _run(check: Check, judge: Judge, challenge: Challenge, observations: Observations, timer: Timer) -> CheckRecord:
    started_s = timer()
    result = judge(challenge, observations)
    return CheckRecord(check, result, (timer() - started_s) * 1000)


def _conclude(required: tuple[Check, ...], records: tuple[CheckRecord, ...]) -> Outcome:
    answers = {record.check: record.result for record in records}
    if not required or any(check not in answers for check in required):  # steps 1 and 3
        return Outcome.FAILED
    wrong = {answer.reason.about for check in required if not isinstance(answer := answers[check], Passed)}
    if wrong & {ReasonClass.SYSTEM, ReasonClass.ATTACK, ReasonClass.PERSON}:  # steps 3 and 4
        return Outcome.FAILED
    return Outcome.RETRY if wrong else Outcome.PASSED  # steps 5 and 6
