import itertools

import numpy as np
import pytest
from scipy.signal import resample_poly

from evaluation.subject.rendered_voice import VOICES, VoiceUnavailableError, speak
from liveness.engines.speech import NOT_ALIGNED, PocketSphinxSpeech
from liveness.errors import UnknownWordError
from liveness.observations import SpokenAnswer
from liveness.ports import Samples

NUMBERS = "forty two ninety seven"
WORDS = "velvet monkey airport"


@pytest.fixture(scope="module")
def speech() -> PocketSphinxSpeech:
    return PocketSphinxSpeech()


def spoken(text: str) -> Samples:
    try:
        samples = speak(text, VOICES[0]).samples
    except VoiceUnavailableError as error:
        pytest.skip(f"rendered speech was not tested: {error}")
    return np.asarray(resample_poly(samples, 1, 3), np.float32)


def answer(speech: PocketSphinxSpeech, samples: Samples, asked: str, offset_s: float = 0.0) -> SpokenAnswer:
    scores = speech.score(samples, asked)
    return SpokenAnswer("p1", offset_s, offset_s, scores, *speech.times(samples, offset_s, asked))


@pytest.mark.parametrize("text", [NUMBERS, WORDS])
def test_the_asked_words_are_recognised_and_fit_best(speech: PocketSphinxSpeech, text: str) -> None:
    heard = answer(speech, spoken(text), text)

    assert heard.scores.recognised == tuple(text.split())
    assert heard.scores.asked > max(heard.scores.alternatives) + 0.5


@pytest.mark.parametrize(("said", "asked"), [(NUMBERS, "fifty three eighty four"), (WORDS, "zebra volcano picture")])
def test_other_words_are_neither_recognised_nor_fit(speech: PocketSphinxSpeech, said: str, asked: str) -> None:
    heard = answer(speech, spoken(said), asked)

    assert heard.scores.recognised == tuple(said.split())
    assert heard.scores.asked < max(heard.scores.alternatives) + 0.5


def test_how_clearly_other_words_were_heard_is_measured(speech: PocketSphinxSpeech) -> None:
    samples = spoken(NUMBERS)
    right, changed = (speech.score(samples, asked).preferred for asked in (NUMBERS, "forty two ninety three"))
    assert changed is not None

    assert right == 0.0
    assert changed > 50
    assert speech.score(np.zeros(500, np.float32), NUMBERS).preferred == float("inf")


def test_word_times_are_media_times_in_order(speech: PocketSphinxSpeech) -> None:
    silence = np.zeros(16_000, np.float32)
    samples = np.concatenate([silence, spoken(WORDS)])

    times = [(word.start_s, word.end_s) for word in answer(speech, samples, WORDS, offset_s=10.0).words]

    assert times[0][0] == pytest.approx(11.0, abs=0.15)
    assert times[-1][1] == pytest.approx(10.0 + len(samples) / 16_000, abs=0.25)
    assert all(start < end for start, end in times)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(times))


def test_loudness_changes_nothing(speech: PocketSphinxSpeech) -> None:
    # Spoken once: the synthesiser renders a text a little differently each time.
    samples = spoken(WORDS)
    loud, quiet = (answer(speech, samples * gain, WORDS) for gain in (1.0, 0.003))

    assert quiet.scores.recognised == loud.scores.recognised
    assert quiet.scores.asked == pytest.approx(loud.scores.asked, abs=0.05)


@pytest.mark.parametrize("seconds", [0.0, 0.05])
def test_no_sound_is_heard_as_nothing(speech: PocketSphinxSpeech, seconds: float) -> None:
    heard = answer(speech, np.zeros(round(16_000 * seconds), np.float32), WORDS)

    assert (heard.scores.recognised, heard.words, heard.scores.asked) == ((), (), NOT_ALIGNED)


def test_a_second_of_silence_holds_no_asked_words(speech: PocketSphinxSpeech) -> None:
    heard = answer(speech, np.zeros(16_000, np.float32), WORDS)

    assert heard.scores.recognised != tuple(WORDS.split())


@pytest.mark.parametrize("word", ["xyzzyq", "<sil>", "SIL", "[NOISE]", "two(2)", "", "zwei drei", "zw\u00f6lf"])
def test_what_is_no_word_of_the_dictionary_is_unknown(speech: PocketSphinxSpeech, word: str) -> None:
    assert not speech.knows(word)


@pytest.mark.parametrize("word", ["two", "f", "i", "don't", "volcano"])
def test_words_and_letters_are_known(speech: PocketSphinxSpeech, word: str) -> None:
    assert speech.knows(word)


def test_asking_for_an_unknown_word_names_it(speech: PocketSphinxSpeech) -> None:
    with pytest.raises(UnknownWordError, match="xyzzyq"):
        answer(speech, np.zeros(16_000, np.float32), "forty xyzzyq")


def test_words_that_sound_the_same_do_not_compete() -> None:
    speech = PocketSphinxSpeech(others=lambda _: ("by six",))

    assert speech.score(spoken("buy two"), "buy two").recognised == ("buy", "two")


def test_one_engine_answers_many_times_alike(speech: PocketSphinxSpeech) -> None:
    sound = spoken(WORDS)
    first = answer(speech, sound, WORDS)
    answer(speech, spoken(NUMBERS), NUMBERS)

    assert answer(speech, sound, WORDS) == first


def test_phones_lie_inside_their_words_in_order(speech: PocketSphinxSpeech) -> None:
    heard = answer(speech, spoken("bamboo"), "bamboo", offset_s=3.0)

    assert [phone.name for phone in heard.phones] == ["B", "AE", "M", "B", "UW"]
    assert heard.phones[0].start_s == pytest.approx(heard.words[0].start_s, abs=0.1)
    assert heard.phones[-1].end_s == pytest.approx(heard.words[0].end_s, abs=0.1)
    assert all(one.end_s <= two.start_s + 1e-6 for one, two in itertools.pairwise(heard.phones))


def test_words_that_nobody_said_have_no_phones(speech: PocketSphinxSpeech) -> None:
    assert answer(speech, np.zeros(16_000, np.float32), "bamboo").phones == ()
