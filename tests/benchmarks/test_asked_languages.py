from dataclasses import replace

import pytest

from benchmarks.asked_languages import SET_ON, Row, rows_of, sets_limits
from evaluation.spoken_digits import ONE_WRONG, RIGHT, WRONG, DigitTrial
from liveness.challenge.language_file import shipped
from liveness.limits.languages import MEASURED
from liveness.limits.words import WHISPER_BASE
from liveness.observations import WordScores

SETS, JUDGES = "uk-digits_man_1", "uk-digits_man_16"
HEARD = WordScores(WHISPER_BASE, -1.0, (-2.0,), gained=4.0)


def trial(person: str, truth: str = RIGHT, scores: WordScores = HEARD) -> DigitTrial:
    return DigitTrial(person, truth, "1 2 3 4", "1 2 3 4", scores)


def test_voices_that_set_limits_are_a_row_of_their_own_and_judge_nothing() -> None:
    judged, setting = rows_of(shipped(SET_ON), [trial(JUDGES), trial(SETS), trial(SETS, WRONG)])
    assert (judged.sets_limits, judged.measured.voices, judged.measured.right) == (False, 1, (1, 1))
    assert (setting.sets_limits, setting.measured.voices, setting.measured.wrong) == (True, 1, (1, 1))
    assert setting.cells[-1] == "-"


def test_a_voice_of_another_language_sets_no_limit() -> None:
    assert sets_limits(SETS)
    assert not sets_limits(SETS.replace(SET_ON, "it", 1))


def test_an_answer_counts_as_the_rule_of_asked_words_says() -> None:
    (row,) = rows_of(
        shipped("it"), [trial("it-1"), trial("it-2", scores=replace(HEARD, asked=-3.0)), trial("it-2", ONE_WRONG)]
    )
    assert (row.measured.right, row.measured.one_wrong) == ((1, 2), (1, 1))
    assert row.cells[3] == "1 of 2 (1-99 %)"


@pytest.mark.parametrize("tag", MEASURED)
def test_a_row_that_sessions_do_not_start_by_is_told(tag: str) -> None:
    kept = Row(tag, sets_limits=False, measured=MEASURED[tag])
    other = replace(kept, measured=replace(MEASURED[tag], right=(0, 1)))
    assert kept.is_kept
    assert not other.is_kept
    assert replace(other, sets_limits=True).is_kept
