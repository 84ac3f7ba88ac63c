import itertools
import secrets

import pytest

from liveness.challenge.plan import consent_sentence
from liveness.challenge.vocabulary import (
    DIGITS,
    MAX_ALTERNATIVES,
    MAX_VARIANTS,
    MAX_VARIANTS_OF_SENTENCE,
    NUMBERS_BITS,
    SHORT_WORDS,
    TEENS,
    TENS,
    VARIANTS_OF_WORD,
    WORDS,
    WORDS_BITS,
    TextKind,
    alternatives,
    draw_numbers,
    draw_words,
    kind_of,
    one_word_variants,
    same_kind,
)
from liveness.checks.asked_words import word_errors
from liveness.engines.speech import PocketSphinxSpeech


@pytest.fixture(scope="module")
def speech() -> PocketSphinxSpeech:
    return PocketSphinxSpeech()


def first(_count: int) -> int:
    return 0


def last(count: int) -> int:
    return count - 1


def test_numbers_and_words_together_hold_more_than_20_bits() -> None:
    assert NUMBERS_BITS + WORDS_BITS >= 20


def test_drawn_numbers_are_two_numbers_of_two_words() -> None:
    assert (draw_numbers(first), draw_numbers(last)) == ("twenty one twenty one", "ninety nine ninety nine")


def test_no_word_is_asked_twice_in_one_answer() -> None:
    assert all(len(set(draw_words(choose).split())) == 4 for choose in (first, last, *[secrets.randbelow] * 50))


def test_every_word_can_be_drawn() -> None:
    indices = iter(range(len(WORDS)))

    def next_index(count: int) -> int:
        return next(indices) if count == len(WORDS) else 0

    assert {draw_words(next_index).split()[0] for _ in WORDS} == set(WORDS)


def test_the_speech_dictionary_holds_every_word_we_use(speech: PocketSphinxSpeech) -> None:
    assert [word for word in (*DIGITS, *TEENS, *TENS, *WORDS, *SHORT_WORDS) if not speech.knows(word)] == []


def test_any_two_words_of_the_list_differ_in_three_phones(speech: PocketSphinxSpeech) -> None:
    phones = {word: speech._decoder.lookup_word(word).split() for word in WORDS}

    close = [pair for pair in itertools.combinations(WORDS, 2) if word_errors(phones[pair[0]], phones[pair[1]]) < 3]

    assert close == []


@pytest.mark.parametrize("text", ["forty two", "velvet monkey airport", "bin blue at f two now", "i", "zero " * 17])
def test_alternatives_have_as_many_words_and_share_none_in_place(text: str) -> None:
    others = alternatives(text)

    assert len(others) == MAX_ALTERNATIVES
    assert len(set(others)) == len(others)
    for other in others:
        assert all(one != two for one, two in zip(text.split(), other.split(), strict=True))


def test_alternatives_are_of_the_asked_kind() -> None:
    for other in alternatives("forty two velvet"):
        tens, digit, word = other.split()
        assert (tens in TENS, digit in DIGITS, word in WORDS) == (True, True, True)


def test_a_text_always_has_the_same_alternatives() -> None:
    assert alternatives("forty two") == alternatives("forty two")


def test_a_text_without_words_has_no_alternatives() -> None:
    assert alternatives("") == ()


def test_a_word_we_never_draw_is_of_no_kind() -> None:
    assert same_kind("blue") == ()


@pytest.mark.parametrize("text", ["forty two ninety seven", "velvet monkey airport noodle", "bin blue at f two now"])
def test_a_variant_differs_in_one_word_and_every_word_is_changed(text: str) -> None:
    variants = one_word_variants(text)

    assert len(variants) == len(set(variants)) <= MAX_VARIANTS
    assert {word_errors(text.split(), variant.split()) for variant in variants} == {1}
    words = [variant.split() for variant in variants]
    changed = {at for one in words for at, word in enumerate(text.split()) if one[at] != word}
    assert changed == set(range(len(text.split())))


def test_every_number_that_could_have_been_said_instead_is_a_variant() -> None:
    said = ["forty", "two", "ninety", "seven"]
    others = {
        " ".join((*said[:at], other, *said[at + 1 :]))
        for at, word in enumerate(said)
        for other in same_kind(word)
        if other != word
    }

    assert others == set(one_word_variants(" ".join(said)))


@pytest.mark.parametrize(("asked", "alike"), [("pumpkin", "dolphin"), ("bed", "bell"), ("bottle", "butter")])
def test_a_word_has_many_variants_and_those_spelled_most_alike_are_among_them(asked: str, alike: str) -> None:
    variants = {text.split()[0] for text in one_word_variants(f"{asked} velvet airport noodle")} - {asked}

    assert len(variants) == VARIANTS_OF_WORD
    assert alike in variants


def test_a_long_sentence_has_fewer_variants_and_every_word_of_it_is_changed() -> None:
    sentence = consent_sentence("acme", "advertising").split()
    changed = {
        at
        for variant in one_word_variants(" ".join(sentence))
        for at, word in enumerate(variant.split())
        if word != sentence[at]
    }

    assert len(one_word_variants(" ".join(sentence))) <= MAX_VARIANTS_OF_SENTENCE
    assert changed == set(range(len(sentence)))


def test_a_variant_has_a_word_of_the_same_kind() -> None:
    for variant in one_word_variants("velvet forty two f"):
        word, ten, digit, letter = variant.split()
        assert (word in WORDS, ten in TENS, digit in DIGITS, len(letter)) == (True, True, True, 1)


def test_the_same_text_always_has_the_same_variants() -> None:
    assert one_word_variants("velvet monkey") == one_word_variants("velvet monkey")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("forty two nineteen zero", TextKind.NUMBERS),
        ("velvet monkey", TextKind.WORDS),
        ("bin blue at f two now", TextKind.WORDS),
        (consent_sentence("acme", "advertising"), TextKind.SENTENCE),
    ],
)
def test_a_text_is_of_numbers_where_every_word_is_one(text: str, kind: TextKind) -> None:
    assert kind_of(text.split()) is kind
