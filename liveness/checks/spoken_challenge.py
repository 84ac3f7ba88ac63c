"""Checks that the asked words were said, in order, each in its time.

Does not ask whose voice said them (`liveness.checks.same_voice`) nor whether the mouth moved with them.

Two measurements must agree for each prompt: what a grammar with as many words as asked recognised, and how much
better the asked words fit the sound than the best alternative does. Recognition alone errs on noisy speech, the score
alone on answers with one word wrong.
"""

import itertools
from collections.abc import Sequence

from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.limits import speech as limit
from liveness.observations import Observations, SpokenAnswer


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
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
        reason = _words_reason(prompt, answers.get(prompt.id), asked) or _time_reason(prompt, answers[prompt.id])
        if reason is not None:
            return Failed(reason)
    return Passed() if _in_order([answers[prompt.id] for prompt in prompts]) else Failed(Reason.WRONG_ORDER)


def allowed_errors(word_count: int) -> int:
    """How many words of an answer may be recognised wrongly, inserted or left out."""
    if word_count <= limit.EXACT_WORDS_MAX.value:
        return 0
    return max(1, int(word_count // limit.WORDS_PER_ERROR.value))


def word_errors(asked: Sequence[str], heard: Sequence[str]) -> int:
    """Levenshtein distance in words."""
    row = list(range(len(heard) + 1))
    for count, word in enumerate(asked, start=1):
        above, row[0] = row[0], count
        for index, other in enumerate(heard, start=1):
            above, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, above + (word != other))
    return row[-1]


def _words_reason(prompt: Prompt, answer: SpokenAnswer | None, all_asked: Sequence[tuple[str, ...]]) -> Reason | None:
    if answer is None or not answer.recognised:
        return Reason.NO_SPEECH
    asked = tuple(prompt.text.split())
    if _heard(asked, answer) and _fits_best(answer):
        return None
    elsewhere = [other for other in all_asked if other != asked]
    swapped = answer.recognised != asked and sorted(answer.recognised) == sorted(asked)
    return Reason.WRONG_ORDER if swapped or any(_heard(other, answer) for other in elsewhere) else Reason.WRONG_WORDS


def _heard(asked: tuple[str, ...], answer: SpokenAnswer) -> bool:
    return word_errors(asked, answer.recognised) <= allowed_errors(len(asked))


def _fits_best(answer: SpokenAnswer) -> bool:
    """False without alternatives or alignment: an answer that was compared with nothing is not shown to be right."""
    if not answer.words or not answer.alternative_scores:
        return False
    return answer.asked_score - max(answer.alternative_scores) >= limit.WORDS_MARGIN_MIN.value


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
