"""Checks that the asked words were said, in order, each in its time.

Does not ask whose voice said them (`liveness.checks.same_voice`) nor whether the mouth moved with them.

Which scores show that the words of one prompt were said is for `liveness.checks.asked_words`. Only an engine that
recognises words can tell a wrong order from wrong words; the others say WRONG_WORDS.
"""

import itertools
from collections.abc import Sequence

from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks.asked_words import was_recognised, were_said
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.limits import speech as limit
from liveness.limits.in_force import SHIPPED, LimitsInForce
from liveness.observations import Observations, SpokenAnswer


def judge(challenge: Challenge, observations: Observations, in_force: LimitsInForce = SHIPPED) -> CheckResult:
    """Every `say` prompt must be answered with its words, after reveal_s, before deadline_s, one after the other.

    Word times are right to ALIGNMENT_TOLERANCE, and that much is forgiven on either side. A prompt without an
    observation fails.
    """
    prompts = challenge.of_kind(PromptKind.SAY)
    if not prompts:
        return Inconclusive(Reason.NOT_ASKED)
    answers = {answer.prompt_id: answer for answer in observations.answers}
    asked = [tuple(prompt.text.split()) for prompt in prompts]
    for prompt in prompts:
        answer = answers.get(prompt.id)
        reason = _words_reason(prompt, answer, asked, in_force) or _time_reason(prompt, answers[prompt.id])
        if reason is not None:
            return Failed(reason)
    return Passed() if _in_order([answers[prompt.id] for prompt in prompts]) else Failed(Reason.WRONG_ORDER)


def _words_reason(
    prompt: Prompt, answer: SpokenAnswer | None, all_asked: Sequence[tuple[str, ...]], in_force: LimitsInForce
) -> Reason | None:
    if answer is None or answer.scores.is_silent:
        return Reason.NO_SPEECH
    asked, recognised = tuple(prompt.text.split()), answer.scores.recognised
    # An answer without times was not found in the sound, so nothing shows when it was given.
    is_in_its_language = answer.scores.language == prompt.language
    if answer.words and is_in_its_language and were_said(asked, answer.scores, in_force):
        return None
    if recognised is None:
        return Reason.WRONG_WORDS
    elsewhere = [other for other in all_asked if other != asked]
    swapped = recognised != asked and sorted(recognised) == sorted(asked)
    is_another = any(was_recognised(other, answer.scores) for other in elsewhere)
    return Reason.WRONG_ORDER if swapped or is_another else Reason.WRONG_WORDS


def _time_reason(prompt: Prompt, answer: SpokenAnswer) -> Reason | None:
    tolerance_s = limit.ALIGNMENT_TOLERANCE.value
    if prompt.reveal_s is not None and answer.words[0].start_s < prompt.reveal_s - tolerance_s:
        return Reason.ANSWER_TOO_EARLY
    if prompt.deadline_s is not None and answer.words[-1].end_s > prompt.deadline_s + tolerance_s:
        return Reason.ANSWER_TOO_LATE
    return None


def _in_order(answers: Sequence[SpokenAnswer]) -> bool:
    tolerance_s = limit.ALIGNMENT_TOLERANCE.value
    return all(
        after.words[0].start_s >= before.words[-1].end_s - tolerance_s for before, after in itertools.pairwise(answers)
    )
