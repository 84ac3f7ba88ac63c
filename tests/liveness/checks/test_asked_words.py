from dataclasses import replace

import pytest

from liveness.checks.asked_words import allowed_errors, were_said, word_errors
from liveness.limits.words import POCKETSPHINX, UnknownScorerError
from liveness.observations import WordScores

ASKED = ("velvet", "monkey", "airport")
HEARD = WordScores(POCKETSPHINX, -4.0, (-6.0,), recognised=ASKED)


def test_words_that_were_recognised_and_beat_their_alternatives_were_said() -> None:
    assert were_said(ASKED, HEARD)


@pytest.mark.parametrize("alternatives", [(-4.2,), (-9.0, -3.0), (), (float("-inf"), -4.0)])
def test_words_that_do_not_clearly_beat_every_alternative_were_not_said(alternatives: tuple[float, ...]) -> None:
    assert not were_said(ASKED, replace(HEARD, alternatives=alternatives))


def test_words_that_beat_alternatives_that_cannot_be_aligned_were_said() -> None:
    assert were_said(ASKED, replace(HEARD, alternatives=(float("-inf"),)))


def test_words_that_cannot_be_aligned_were_not_said() -> None:
    assert not were_said(ASKED, replace(HEARD, asked=float("-inf"), alternatives=(float("-inf"),)))


def test_words_that_an_engine_without_limits_scored_are_refused_by_its_name() -> None:
    with pytest.raises(UnknownScorerError, match="'guess'"):
        were_said(ASKED, replace(HEARD, scorer="guess"))


@pytest.mark.parametrize(("count", "errors"), [(1, 0), (3, 0), (4, 1), (9, 1), (10, 2), (17, 3)])
def test_longer_answers_allow_more_recognition_errors(count: int, errors: int) -> None:
    assert allowed_errors(count) == errors


@pytest.mark.parametrize(
    ("heard", "errors"), [("a b c", 0), ("a c", 1), ("a b b c", 1), ("a x c", 1), ("", 3), ("c b a", 2)]
)
def test_word_errors_count_wrong_missing_and_added_words(heard: str, errors: int) -> None:
    assert word_errors(["a", "b", "c"], heard.split()) == errors
