import numpy as np
import pytest

from liveness.challenge.language import GROUP, REQUIRED_BITS, Language, digits_bits, is_digits
from liveness.challenge.language_file import ASKED_MIN, SHIPPED, shipped
from liveness.challenge.plan import (
    CONSENT_WORDS_MAX,
    ENROLLMENT,
    VERIFICATION,
    ChallengePlan,
    Step,
    consent_sentence,
    entropy_bits,
    in_digits,
    window_s,
)
from liveness.challenge.prompts import Prompt, PromptKind
from liveness.challenge.vocabulary import NUMERALS, TextKind, kind_of
from liveness.errors import MalformedChallengeError


@pytest.fixture(params=SHIPPED)
def language(request: pytest.FixtureRequest) -> Language:
    return shipped(request.param)


def asked(language: Language, steps: tuple[Step, ...], seed: int = 1) -> list[Prompt]:
    chance = np.random.default_rng(seed)
    plan, prompts = ChallengePlan(consent_sentence("acme", "", None, language), in_digits(steps), language=language), []
    while plan.left:
        prompt, _, plan = plan.draw(lambda n: int(chance.integers(n)))
        prompts.append(prompt)
    return prompts


def test_eight_digits_are_asked_in_two_groups_of_four_and_no_words(language: Language) -> None:
    said = [prompt for prompt in asked(language, ENROLLMENT) if prompt.kind is PromptKind.SAY]
    groups = [prompt.text.split() for prompt in said[1:]]
    assert [len(group) for group in groups] == [GROUP, GROUP]
    assert all(is_digits(" ".join(group)) for group in groups)
    assert {prompt.language for prompt in said} == {language.tag}


@pytest.mark.parametrize("seed", range(20))
def test_no_digit_comes_twice_in_a_group_and_none_that_is_left_out(seed: int) -> None:
    chance = np.random.default_rng(seed)
    drawn = shipped("es").draw(lambda n: int(chance.integers(n))).split()
    assert len(set(drawn)) == GROUP
    assert set(drawn) <= set(NUMERALS)


def test_a_verification_asks_the_sentence_eight_digits_and_a_turn(language: Language) -> None:
    kinds = [prompt.kind for prompt in asked(language, VERIFICATION)]
    assert sorted(kinds) == [PromptKind.SAY] * 3 + [PromptKind.TURN]


def test_the_sentence_comes_first_names_the_operator_and_is_short_enough(language: Language) -> None:
    first = asked(language, ENROLLMENT)[0]
    assert "acme" in first.text
    assert len(first.text.split()) <= CONSENT_WORDS_MAX
    assert kind_of(first.text.split()) is TextKind.SENTENCE


def test_an_operator_whose_name_cannot_be_said_is_refused_in_every_language(language: Language) -> None:
    with pytest.raises(MalformedChallengeError):
        consent_sentence("4711", "", None, language)


def test_a_name_in_letters_of_its_own_is_said_in_its_language() -> None:
    assert "киностудия" in consent_sentence("Киностудия", "", None, shipped("ru"))


def test_a_recording_has_the_bits_that_it_needs_with_one_digit_misheard_and_as_few_digits_as_may_be() -> None:
    assert digits_bits(10) == pytest.approx(18.98, abs=0.01)
    for steps in (ENROLLMENT, VERIFICATION):
        assert entropy_bits(in_digits(steps), ASKED_MIN) >= REQUIRED_BITS
    assert entropy_bits(in_digits(VERIFICATION), ASKED_MIN - 1) < REQUIRED_BITS
    assert entropy_bits(in_digits(ENROLLMENT)) == pytest.approx(22.6, abs=0.05)
    assert entropy_bits(in_digits(VERIFICATION)) == pytest.approx(21.6, abs=0.05)


def test_an_answer_is_compared_with_every_group_that_differs_in_one_digit() -> None:
    variants = shipped("es").variants("9 6 2 8")
    assert len(set(variants)) == 24
    for variant in variants:
        assert sum(one != other for one, other in zip(variant.split(), "9628", strict=True)) == 1
        assert len(set(variant.split())) == GROUP


def test_a_sentence_is_compared_with_itself_with_one_word_changed() -> None:
    spanish = shipped("es")
    sentence = spanish.acts["erase"]
    variants = spanish.sentence_variants(sentence)
    assert len(variants) == len(sentence.split())
    assert sentence not in variants


def test_digits_have_the_time_of_four_short_words() -> None:
    assert window_s(Prompt("p", PromptKind.SAY, "9 6 2 8", language="es")) == pytest.approx(5.0)


def test_only_numerals_are_digits() -> None:
    assert is_digits("9 6 2 8")
    assert not any(map(is_digits, ("9 six", "", "\u0663")))
