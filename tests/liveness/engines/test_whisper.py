"""The scorer on nets that know nothing, and on the real ones. What its limits accept of people: docs/accuracy.md."""

from pathlib import Path

import numpy as np
import pytest
from scipy.signal import resample_poly

from evaluation.subject.rendered_voice import VOICES, VoiceUnavailableError, speak
from liveness.challenge.vocabulary import one_word_variants
from liveness.checks.asked_words import were_said
from liveness.engines.whisper import STEERING, TOKENS, WhisperScorer, scorer_of
from liveness.engines.whisper_net import _noise, log_mels
from liveness.errors import UnknownWordError
from liveness.limits.words import WHISPER_TINY_EN
from liveness.models import manifest, store, whisper_decoder, whisper_encoder
from liveness.models.errors import MalformedModelError, ModelPackError
from liveness.ports import Samples
from tests.liveness.models.ct2_files import ct2_file, small_whisper

NOISE = (0.1 * np.random.default_rng(3).standard_normal(32_000)).astype(np.float32)
LETTERS = [chr(byte) for byte in (*range(33, 127), *range(161, 173), *range(174, 256))] + [
    chr(256 + hidden) for hidden in range(68)
]


def write_vocabulary(folder: Path, letters: list[str]) -> Path:
    """Every byte, and pairs of bytes up to the size that the net has."""
    pairs = (one + two for one in LETTERS for two in LETTERS)
    lines = letters + [pair for pair, _ in zip(pairs, range(TOKENS - len(letters)), strict=False)]
    path = folder / "vocabulary.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def ignorant(tmp_path_factory: pytest.TempPathFactory) -> WhisperScorer:
    content = ct2_file(small_whisper(STEERING.end + 108, width=64))
    vocabulary = write_vocabulary(tmp_path_factory.mktemp("whisper"), LETTERS)
    return WhisperScorer(whisper_encoder.convert(content), whisper_decoder.convert(content), vocabulary)


def test_a_text_is_scored_with_its_one_word_variants(ignorant: WhisperScorer) -> None:
    scores = ignorant.score(NOISE, "velvet monkey airport noodle")

    assert scores.scorer == WHISPER_TINY_EN
    assert len(scores.alternatives) == len(one_word_variants("velvet monkey airport noodle"))
    assert scores.asked < 0
    assert scores.recognised is None


def test_a_net_that_hears_nothing_in_particular_gains_nothing_from_its_own_noise(ignorant: WhisperScorer) -> None:
    scores = ignorant.score(_noise(), "velvet monkey airport noodle")

    assert scores.gained == pytest.approx(0.0, abs=0.05)
    assert scores.least_gained == pytest.approx(0.0, abs=0.05)


def test_the_same_sound_scores_the_same_twice(ignorant: WhisperScorer) -> None:
    first = ignorant.score(NOISE, "forty two sixty one")
    ignorant.score(NOISE[::-1].copy(), "velvet monkey")

    assert ignorant.score(NOISE, "forty two sixty one") == first


@pytest.mark.parametrize("sound", [NOISE[:0], NOISE[:1_599], np.zeros(16_000, np.float32)])
def test_no_sound_and_silence_are_heard_as_nothing(ignorant: WhisperScorer, sound: Samples) -> None:
    scores = ignorant.score(sound, "velvet monkey")

    assert scores.is_silent
    assert not were_said(("velvet", "monkey"), scores)


def test_a_word_in_other_letters_is_named(ignorant: WhisperScorer) -> None:
    with pytest.raises(UnknownWordError, match="zw\u00f6lf"):
        ignorant.score(NOISE, "velvet zw\u00f6lf")


@pytest.mark.parametrize(
    ("word", "known"), [("volcano", True), ("don't", True), ("f", True), ("2", False), ("", False)]
)
def test_it_knows_what_is_written_in_english_letters(ignorant: WhisperScorer, word: str, known: bool) -> None:  # noqa: FBT001
    assert ignorant.knows(word) is known


@pytest.mark.parametrize(("seconds", "frames"), [(0.5, 400), (3.0, 400), (5.0, 560), (29.9, 3_000), (40.0, 3_000)])
def test_the_window_is_cut_to_the_sound(seconds: float, frames: int) -> None:
    assert log_mels(np.zeros(round(16_000 * seconds), np.float32)).shape == (1, 80, frames)


def test_loudness_moves_all_bands_alike() -> None:
    loud, quiet = log_mels(NOISE), log_mels(0.1 * NOISE)

    np.testing.assert_allclose((loud - quiet)[:, :, :199], 0.5, atol=1e-3)


def test_a_vocabulary_of_other_letters_is_refused(tmp_path: Path) -> None:
    content = ct2_file(small_whisper(60, width=64))
    nets = whisper_encoder.convert(content), whisper_decoder.convert(content)

    with pytest.raises(MalformedModelError, match="vocabulary"):
        WhisperScorer(*nets, write_vocabulary(tmp_path, [*LETTERS, "\u4e00"]))


@pytest.fixture(scope="module")
def whisper(models_dir: Path) -> WhisperScorer:
    try:
        return scorer_of(store.verify(manifest.load("whisper"), models_dir).files)
    except ModelPackError as error:
        pytest.fail(f"{error}: run `make models WORDS=whisper`")


def spoken(text: str) -> Samples:
    try:
        samples = speak(text, VOICES[0]).samples
    except VoiceUnavailableError as error:
        pytest.skip(f"rendered speech was not tested: {error}")
    return np.asarray(resample_poly(samples, 1, 3), np.float32)


@pytest.mark.parametrize("text", ["forty two ninety seven", "velvet monkey airport noodle"])
def test_the_words_that_were_said_fit_and_others_do_not(whisper: WhisperScorer, text: str) -> None:
    sound = spoken(text)
    others = "velvet zebra airport noodle" if "monkey" in text else "forty two ninety nine"

    assert were_said(text.split(), whisper.score(sound, text))
    assert not were_said(others.split(), whisper.score(sound, others))


def test_a_sentence_that_people_often_say_is_not_heard_where_it_was_not_said(whisper: WhisperScorer) -> None:
    sound, often = spoken("velvet monkey airport noodle"), "thank you very much for watching"

    assert not were_said(often.split(), whisper.score(sound, often))
    assert (whisper.score(sound, often).gained or 0.0) < (
        whisper.score(sound, "velvet monkey airport noodle").gained or 0.0
    )
