"""The net and the limits of other languages on recordings of people: a few answers of each language that is asked."""

from pathlib import Path

import pytest

from benchmarks.asked_languages import FOLDER
from evaluation.spoken_digits import ONE_WRONG, RIGHT, WRONG, accepted, digit_trials, recorded_digits
from liveness.challenge.language_file import shipped
from liveness.engines.choice import LANGUAGES_PACK
from liveness.engines.whisper_languages import WhisperLanguages, scorer_of
from liveness.limits.languages import MEASURED
from liveness.models.manifest import load
from liveness.models.store import verify

ASKED = tuple(tag for tag, measured in MEASURED.items() if measured.is_enough)


@pytest.fixture(scope="module")
def scorer(models_dir: Path) -> WhisperLanguages:
    return scorer_of(verify(load(LANGUAGES_PACK), models_dir).files, map(shipped, ASKED))


@pytest.mark.parametrize("tag", ASKED)
def test_digits_of_a_person_are_accepted_for_what_they_are_and_for_nothing_else(
    scorer: WhisperLanguages, testdata: Path, tag: str
) -> None:
    people = recorded_digits(testdata / FOLDER, shipped(tag))
    first = dict(list(people.items())[:1])
    trials = list(digit_trials(first, shipped(tag), lambda sound, text: scorer.score(sound, text, tag)))
    (right, of), *wrong = (accepted(trials, truth) for truth in (RIGHT, WRONG, ONE_WRONG))
    assert right >= 0.9 * of > 0
    assert [count for count, _ in wrong] == [0, 0]
