from dataclasses import replace

import numpy as np
import pytest

from liveness.challenge.vocabulary import TextKind
from liveness.engines.second_opinion import ScorerWithSecondOpinion
from liveness.errors import UnknownWordError
from liveness.limits.words import POCKETSPHINX, WHISPER_TINY_EN, word_limits
from liveness.observations import WordScores
from liveness.ports import Samples

SOUND = np.zeros(16_000, np.float32)
ASKED = "velvet monkey airport noodle"
SECOND = WordScores(POCKETSPHINX, -4.0, (-6.0,), recognised=tuple(ASKED.split()), preferred=-9.0)


class Scores:
    """Scores every text alike, and remembers which were asked."""

    def __init__(self, scores: WordScores, unknown: str = "") -> None:
        self.scores, self.unknown, self.scorer_id = scores, unknown, scores.scorer
        self.asked: list[str] = []

    def knows(self, word: str) -> bool:
        return word != self.unknown

    def score(self, samples: Samples, asked: str, language: str = "en") -> WordScores:
        self.asked.append(asked)
        if self.unknown in asked.split():
            raise UnknownWordError([self.unknown])
        return self.scores


def first(margin: float) -> Scores:
    return Scores(WordScores(WHISPER_TINY_EN, -1.0, (-1.0 - margin,), gained=6.0, least_gained=4.0))


@pytest.fixture
def second() -> Scores:
    return Scores(SECOND)


@pytest.mark.parametrize("kind", [TextKind.NUMBERS, TextKind.WORDS])
def test_the_second_engine_is_asked_where_the_first_is_not_sure(second: Scores, kind: TextKind) -> None:
    text = ASKED if kind is TextKind.WORDS else "forty two ninety seven"
    opinion = word_limits(WHISPER_TINY_EN, kind).second
    assert opinion is not None

    for margin, is_asked in (
        (opinion.from_margin.value - 0.01, False),
        (opinion.from_margin.value + 0.01, True),
        (opinion.sure_margin.value - 0.01, True),
        (opinion.sure_margin.value + 0.01, False),
    ):
        scores = ScorerWithSecondOpinion(first(margin), second).score(SOUND, text)
        assert scores.second == (SECOND if is_asked else None)
        assert replace(scores, second=None) == first(margin).scores
    assert second.asked == [text, text]


def test_silence_needs_no_second_opinion(second: Scores) -> None:
    silent = Scores(WordScores(WHISPER_TINY_EN, float("-inf"), ()))

    assert ScorerWithSecondOpinion(silent, second).score(SOUND, ASKED).is_silent
    assert second.asked == []


def test_the_limits_are_those_of_the_first_engine(second: Scores) -> None:
    assert ScorerWithSecondOpinion(first(2.0), second).scorer_id == WHISPER_TINY_EN


def test_a_word_that_one_of_them_does_not_know_is_known_to_neither() -> None:
    together = ScorerWithSecondOpinion(first(0.1), Scores(SECOND, "velvet"))

    assert together.knows("monkey")
    assert not together.knows("velvet")
    assert not ScorerWithSecondOpinion(Scores(SECOND, "velvet"), first(0.1)).knows("velvet")
    with pytest.raises(UnknownWordError):
        together.score(SOUND, ASKED)
