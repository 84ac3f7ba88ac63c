from dataclasses import replace

import pytest

from liveness.challenge.vocabulary import kind_of
from liveness.checks.asked_words import allowed_errors, were_said, word_errors
from liveness.limits.words import POCKETSPHINX, WHISPER_TINY_EN, SecondOpinion, UnknownScorerError, word_limits
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


FORCED = WordScores(WHISPER_TINY_EN, -0.8, (-2.5, -3.0), gained=6.0, least_gained=4.0)
NUMBERS = ("forty", "two")


def test_words_that_were_heard_and_beat_their_variants_were_said() -> None:
    assert were_said(ASKED, FORCED)
    assert were_said(NUMBERS, FORCED)


@pytest.mark.parametrize("asked", [ASKED, NUMBERS])
def test_a_text_that_one_variant_beats_was_not_said(asked: tuple[str, ...]) -> None:
    assert not were_said(asked, replace(FORCED, alternatives=(-2.0, -0.7)))


@pytest.mark.parametrize("asked", [ASKED, NUMBERS])
def test_a_text_that_is_as_likely_without_the_sound_was_not_said(asked: tuple[str, ...]) -> None:
    least = word_limits(WHISPER_TINY_EN, kind_of(asked)).gained
    assert least is not None

    for gained, said in ((least.value, True), (least.value - 0.01, False), (float("nan"), False), (None, False)):
        assert were_said(asked, replace(FORCED, gained=gained, alternatives=(-99.0,))) is said


def test_one_word_that_the_sound_does_not_hold_refuses_the_text() -> None:
    least = word_limits(WHISPER_TINY_EN, kind_of(ASKED)).least_gained
    assert least is not None

    for gained, said in ((least.value, True), (least.value - 0.01, False), (float("nan"), False), (None, False)):
        assert were_said(ASKED, replace(FORCED, least_gained=gained)) is said


SECOND = WordScores(POCKETSPHINX, -4.0, (-6.0,), recognised=ASKED, preferred=-9.0)
OTHER_HEARD = ("velvet", "monkey", "noodle")


def unsure(margin: float, second: WordScores | None) -> WordScores:
    return replace(FORCED, alternatives=(FORCED.asked - margin,), second=second)


def opinion() -> SecondOpinion:
    found = word_limits(WHISPER_TINY_EN, kind_of(ASKED)).second
    assert found is not None
    return found


def test_a_sure_engine_needs_no_second_opinion_and_is_not_outvoted() -> None:
    sure = opinion().sure_margin.value
    deaf = replace(SECOND, recognised=OTHER_HEARD, preferred=999.0)

    assert were_said(ASKED, unsure(sure + 0.01, None))
    assert were_said(ASKED, unsure(sure + 0.01, deaf))


def test_an_unsure_engine_without_a_second_opinion_accepts_nothing() -> None:
    assert were_said(ASKED, unsure(0.01, SECOND))
    assert not were_said(ASKED, unsure(0.01, None))
    assert not were_said(ASKED, unsure(0.01, replace(SECOND, scorer=WHISPER_TINY_EN)))
    assert not were_said(ASKED, unsure(0.01, replace(SECOND, preferred=None)))


def test_other_words_that_the_second_engine_clearly_hears_refuse_the_text() -> None:
    most = opinion().preferred_max.value

    for preferred, said in ((most, True), (most + 0.1, False), (float("inf"), False), (float("nan"), False)):
        second = replace(SECOND, recognised=OTHER_HEARD, preferred=preferred)
        assert were_said(ASKED, unsure(0.01, second)) is said


def test_a_text_just_below_a_variant_was_said_where_the_second_engine_hears_it_word_for_word() -> None:
    least = opinion().from_margin.value

    assert least < 0
    assert were_said(ASKED, unsure(least + 0.01, SECOND))
    assert not were_said(ASKED, unsure(least - 0.01, SECOND))


@pytest.mark.parametrize(
    "second",
    [
        None,
        replace(SECOND, recognised=OTHER_HEARD),
        replace(SECOND, recognised=()),
        replace(SECOND, recognised=(*ASKED, "noodle")),
        replace(SECOND, alternatives=(-4.1,)),
        replace(SECOND, alternatives=()),
        replace(SECOND, scorer=WHISPER_TINY_EN, recognised=ASKED),
    ],
)
def test_a_text_just_below_a_variant_was_not_said_where_the_second_engine_is_not_sure_of_all_of_it(
    second: WordScores | None,
) -> None:
    assert not were_said(ASKED, unsure(opinion().from_margin.value + 0.01, second))


def test_the_second_engine_alone_may_mishear_one_word_of_four_but_outvotes_only_with_all() -> None:
    asked = (*ASKED, "noodle")
    second = replace(SECOND, recognised=(*ASKED, "zebra"))

    assert were_said(asked, second)
    assert not were_said(asked, unsure(opinion().from_margin.value + 0.01, second))


def test_no_second_opinion_replaces_what_the_sound_must_add() -> None:
    least = word_limits(WHISPER_TINY_EN, kind_of(ASKED)).gained
    assert least is not None

    assert not were_said(ASKED, replace(unsure(-0.01, SECOND), gained=least.value - 0.01))


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
