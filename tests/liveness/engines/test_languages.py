"""The engines of other languages, on nets that know nothing. What their limits accept of people: docs/accuracy.md."""

from pathlib import Path

import numpy as np
import pytest
from scipy.signal import resample_poly

from evaluation.subject.rendered_voice import VOICES, VoiceUnavailableError, speak
from liveness.challenge.language import Digit, Language
from liveness.challenge.language_errors import UnknownLanguageError
from liveness.challenge.language_file import shipped
from liveness.challenge.vocabulary import NUMERALS
from liveness.engines.by_language import ScorerByLanguage
from liveness.engines.speech import PocketSphinxSpeech
from liveness.engines.whisper_languages import TOKENS, WITHOUT_TIMES, WhisperLanguages, spellings
from liveness.limits.words import WHISPER_BASE, require_limits
from liveness.models import whisper_decoder, whisper_encoder
from liveness.observations import WordScores
from liveness.ports import Samples
from tests.liveness.engines.test_whisper import LETTERS
from tests.liveness.fakes import HearsWhatWasAsked
from tests.liveness.models.ct2_files import ct2_file, small_whisper

SPANISH = shipped("es")
PHONES = ("Z IH R OW", "W AH N", "T UW", "TH R IY", "F AO R", "F AY V", "S IH K S", "S EH V AH N", "EY T", "N AY N")
AMERICAN = Language(
    tag="xx",
    name="X",
    version="xx-1",
    digits=tuple(Digit(numeral, numeral, (phones,)) for numeral, phones in zip(NUMERALS, PHONES, strict=True)),
    left_out=(),
    separators=(", ",),
    stop=".",
    consent="{operator} {use}",
    use="x",
    acts={},
)
"""A language whose digits sound like those of the only voice that there is."""
NOISE = (0.1 * np.random.default_rng(3).standard_normal(32_000)).astype(np.float32)


def write_vocabulary(folder: Path) -> Path:
    pairs = (one + two for one in LETTERS for two in LETTERS)
    lines = LETTERS + [pair for pair, _ in zip(pairs, range(TOKENS - len(LETTERS)), strict=False)]
    path = folder / "vocabulary.txt"
    path.write_text("\n".join((*lines, "<|endoftext|>", "<|startoftranscript|>", "<|es|>")), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def ignorant(tmp_path_factory: pytest.TempPathFactory) -> WhisperLanguages:
    content = ct2_file(small_whisper(WITHOUT_TIMES + 1, width=64))
    nets = whisper_encoder.convert(content), whisper_decoder.convert(content)
    vocabulary = write_vocabulary(tmp_path_factory.mktemp("languages"))
    with pytest.raises(UnknownLanguageError):
        WhisperLanguages(*nets, vocabulary, [AMERICAN])
    return WhisperLanguages(*nets, vocabulary, [SPANISH])


class Deaf:
    scorer_id = "deaf"

    def knows(self, _word: str) -> bool:
        return True

    def score(self, _samples: Samples, _asked: str, language: str = "en") -> WordScores:
        return WordScores(self.scorer_id, -9.0, (), language=language)


def test_digits_are_scored_in_their_language_with_all_that_could_have_been_asked(ignorant: WhisperLanguages) -> None:
    scores = ignorant.score(NOISE, "9 6 2 8", "es")

    assert (scores.scorer, scores.language) == (WHISPER_BASE, "es")
    assert len(scores.alternatives) == 24
    assert scores.asked < 0
    assert scores.gained is not None
    require_limits(scores.scorer)


def test_a_sentence_is_scored_with_each_word_changed(ignorant: WhisperLanguages) -> None:
    sentence = SPANISH.acts["erase"]
    assert len(ignorant.score(NOISE, sentence, "es").alternatives) == len(sentence.split())


def test_silence_holds_no_digits(ignorant: WhisperLanguages) -> None:
    assert ignorant.score(np.zeros(32_000, np.float32), "9 6 2 8", "es").is_silent


@pytest.mark.parametrize("language", ["en", "it"])
def test_a_language_that_was_not_loaded_is_refused_by_the_net(ignorant: WhisperLanguages, language: str) -> None:
    with pytest.raises(UnknownLanguageError):
        ignorant.score(NOISE, "9 6 2 8", language)


def test_the_english_engines_score_no_other_language() -> None:
    with pytest.raises(UnknownLanguageError):
        PocketSphinxSpeech().score(NOISE, "9 6 2 8", "es")


def test_each_language_has_its_scorer_and_the_name_is_that_of_english() -> None:
    both = ScorerByLanguage(HearsWhatWasAsked(), Deaf())
    assert both.score(NOISE, "velvet").scorer == both.scorer_id
    assert both.score(NOISE, "9 6 2 8", "es").scorer == "deaf"


def test_digits_are_spelled_with_each_separator_and_a_stop_where_one_stands_between_them() -> None:
    assert [text for (text,) in spellings("9 6", SPANISH).values()] == [" 9, 6."]


def test_digits_are_timed_by_the_phones_of_their_vocabulary() -> None:
    try:
        samples = speak("nine six two eight", VOICES[0]).samples
    except VoiceUnavailableError as error:
        pytest.skip(f"rendered speech was not tested: {error}")
    sound = np.asarray(resample_poly(samples, 1, 3), np.float32)
    words, phones = PocketSphinxSpeech(languages=[AMERICAN]).times(sound, 10.0, "9 6 2 8", "xx")

    assert [word.word for word in words] == ["9", "6", "2", "8"]
    assert words[0].start_s == pytest.approx(10.0, abs=0.3)
    assert [phone.name for phone in phones][:3] == ["N", "AY", "N"]


def test_a_sentence_in_another_language_has_no_times_and_an_unknown_language_is_refused() -> None:
    timer = PocketSphinxSpeech(languages=[SPANISH])
    assert timer.times(NOISE, 0.0, SPANISH.acts["erase"], "es") == ((), ())
    with pytest.raises(UnknownLanguageError):
        timer.times(NOISE, 0.0, "9 6 2 8", "it")
