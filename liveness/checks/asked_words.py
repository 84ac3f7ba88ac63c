"""Whether the scores of one answer say that its asked words were said: the rule that decides, and nothing else.

A forced score tells an answer from others by the text that was asked. Four ways in which it errs are closed one by
one, and each engine is asked for those that it measures (`liveness.limits.words`):

- A loud, clear answer fits every text better than a faint one: so the asked text must beat its alternatives.
- A sentence that people often say fits every sound better than words that are never said in a row: so the sound must
  add to the likelihood of the asked text.
- A mean over a text hides one wrong word among right ones: so the sound must add to each word, or a grammar must have
  recognised the words.
- Every text has some alternative that fits worse: so beating them is never enough.

Where an engine is not sure, a second one is heard (`liveness.limits.words.SecondOpinion`). It refuses a text where it
clearly hears another, and lets one pass that the first puts just below an alternative, if it hears it word for word.
"""

from collections.abc import Sequence

from liveness.challenge.vocabulary import kind_of
from liveness.limits import speech as limit
from liveness.limits.checks import Threshold
from liveness.limits.in_force import SHIPPED, LimitsInForce
from liveness.limits.words import WordLimits
from liveness.observations import WordScores


def were_said(asked: Sequence[str], scores: WordScores, in_force: LimitsInForce = SHIPPED) -> bool:
    """Whether every limit of the engine that scored the words is kept, and it recognised them where it recognises.

    False without alternatives: an answer that was compared with nothing is not shown to be right.

    Raises:
        UnknownScorerError: the engine has no limits.
    """
    limits = in_force.word(scores.scorer, kind_of(asked))
    is_heard = was_recognised(asked, scores) and _was_heard(scores, limits)
    return is_heard and _beats_alternatives(asked, scores, limits, in_force)


def was_recognised(asked: Sequence[str], scores: WordScores) -> bool:
    """Whether as many words were recognised as must be; true where the engine recognises none freely."""
    return scores.recognised is None or word_errors(asked, scores.recognised) <= allowed_errors(len(asked))


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


def _beats_alternatives(asked: Sequence[str], scores: WordScores, limits: WordLimits, in_force: LimitsInForce) -> bool:
    opinion, is_above = limits.second, scores.margin >= limits.margin.value
    if opinion is None or scores.margin >= opinion.sure_margin.value:
        return is_above
    second = scores.second
    if not opinion.is_asked(scores.margin) or second is None or second.scorer != opinion.scorer:
        return False
    if is_above:
        return second.preferred is not None and second.preferred <= opinion.preferred_max.value
    return second.recognised == tuple(asked) and were_said(asked, second, in_force)


def _was_heard(scores: WordScores, limits: WordLimits) -> bool:
    return _reaches(scores.gained, limits.gained) and _reaches(scores.least_gained, limits.least_gained)


def _reaches(score: float | None, least: Threshold | None) -> bool:
    return least is None or (score is not None and score >= least.value)
