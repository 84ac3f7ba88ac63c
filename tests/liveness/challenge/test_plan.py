"""What an enrollment asks, drawn one prompt at a time."""

from collections.abc import Callable

import numpy as np
import pytest

from liveness.challenge.colours import COLOURS_BITS
from liveness.challenge.plan import (
    ENROLLMENT,
    EXTRA_STEPS,
    VERIFICATION,
    WORDLESS_ENROLLMENT,
    WORDLESS_VERIFICATION,
    ChallengePlan,
    ExtraChallenge,
    Step,
    consent_sentence,
    entropy_bits,
    window_s,
)
from liveness.challenge.prompts import Direction, Prompt, PromptKind
from liveness.errors import ColoursNeededError, MalformedChallengeError
from liveness.limits.checks import VOICE_TEMPLATE_MIN

CONSENT = consent_sentence("Example Films", "short clips")


def drawn(seed: int, steps: tuple[Step, ...] = ENROLLMENT) -> list[Prompt]:
    chance = np.random.default_rng(seed)
    plan, prompts = ChallengePlan(CONSENT, steps), []
    while plan.left:
        prompt, _, plan = plan.draw(lambda n: int(chance.integers(n)))
        prompts.append(prompt)
    return prompts


def test_the_consent_sentence_names_operator_and_use_and_comes_first() -> None:
    assert "example films" in CONSENT
    assert "short clips" in CONSENT
    assert all(drawn(seed)[0].text == CONSENT for seed in range(5))


@pytest.mark.parametrize(("operator", "use"), [("???", "clips"), ("Films", "42")])
def test_a_name_that_cannot_be_said_is_refused(operator: str, use: str) -> None:
    with pytest.raises(MalformedChallengeError):
        consent_sentence(operator, use)


def test_each_enrollment_asks_words_numbers_and_one_turn_to_each_side() -> None:
    prompts = drawn(1)
    assert [prompt.id for prompt in prompts] == ["p1", "p2", "p3", "p4", "p5"]
    turns = {prompt.direction for prompt in prompts if prompt.kind is PromptKind.TURN}
    assert turns == {Direction.LEFT, Direction.RIGHT}


def windows(consent: str, steps: tuple[Step, ...] = ENROLLMENT) -> list[tuple[Prompt, float]]:
    plan, asked = ChallengePlan(consent, steps), []
    while plan.left:
        prompt, window_s, plan = plan.draw(lambda _n: 0)
        asked.append((prompt, window_s))
    return asked


@pytest.mark.parametrize("name", ["us", "Example Films", "The Society of Friends of Moving Pictures of the North"])
@pytest.mark.parametrize("steps", [ENROLLMENT, VERIFICATION])
def test_a_slow_reader_has_time_to_read_what_is_asked_and_a_second_is_left_to_the_client(
    name: str, steps: tuple[Step, ...]
) -> None:
    for prompt, given_s in windows(consent_sentence(name, "short clips"), steps):
        if prompt.kind is PromptKind.SAY:
            slow_s = len(prompt.text.split()) * 60 / 100
            assert slow_s + 2.5 <= given_s <= slow_s + 5


def test_a_longer_sentence_has_a_longer_window_and_a_long_word_counts_for_more() -> None:
    short, longer, long_word = (
        windows(consent_sentence(name, "clips"))[0][1] for name in ("us", "us and them", "filmgesellschaft")
    )
    assert short < longer
    assert short < long_word


def test_a_sentence_that_leaves_no_time_for_the_rest_of_the_recording_is_refused() -> None:
    with pytest.raises(MalformedChallengeError, match=r"operator.*at most"):
        consent_sentence("a " * 40, "clips")


LONGEST_S, FIRST_S, BETWEEN_S = 60.0, 3.0, 1.0
"""Of a recording; to the first prompt; between two prompts, at most (`liveness.live.conversation`)."""


@pytest.mark.parametrize("extra", [None, *ExtraChallenge])
def test_the_longest_sentence_and_what_is_asked_besides_fit_in_one_recording(extra: ExtraChallenge | None) -> None:
    longest = next(sentence for words in range(40, 0, -1) if (sentence := sentence_of(words, extra)))
    asked = windows(longest, (*ENROLLMENT, *EXTRA_STEPS[extra]))
    assert FIRST_S + sum(window_s + BETWEEN_S for _, window_s in asked) <= LONGEST_S


def sentence_of(words: int, extra: ExtraChallenge | None) -> str:
    try:
        return consent_sentence("a " * words, "clips", extra)
    except MalformedChallengeError:
        return ""


def test_coming_closer_is_asked_once_at_a_moment_that_is_drawn() -> None:
    places = [
        [prompt.kind for prompt in drawn(seed, (*ENROLLMENT, Step.CLOSER))].index(PromptKind.CLOSER)
        for seed in range(30)
    ]
    assert set(places) == {1, 2, 3, 4, 5}
    assert entropy_bits((*ENROLLMENT, Step.CLOSER)) - entropy_bits(ENROLLMENT) == pytest.approx(np.log2(5))


def test_the_colours_add_their_bits_to_those_of_one_more_step() -> None:
    more = entropy_bits((*ENROLLMENT, Step.COLOURS)) - entropy_bits(ENROLLMENT)
    assert more == pytest.approx(COLOURS_BITS + np.log2(5))


def test_nothing_else_is_asked_unless_the_operator_chose_it() -> None:
    assert EXTRA_STEPS[None] == ()
    assert not {*ENROLLMENT, *VERIFICATION} & {step for steps in EXTRA_STEPS.values() for step in steps}


def test_order_and_words_differ_between_enrollments() -> None:
    enrollments = [drawn(seed) for seed in range(20)]
    assert len({tuple(prompt.text for prompt in prompts) for prompts in enrollments}) == 20
    assert len({tuple(prompt.kind for prompt in prompts) for prompts in enrollments}) > 3


def test_nothing_is_drawn_ahead() -> None:
    asked: list[int] = []

    def counting(choose: Callable[[int], int]) -> Callable[[int], int]:
        return lambda n: asked.append(n) or choose(n)  # type: ignore[func-returns-value]

    _, _, plan = ChallengePlan(CONSENT).draw(counting(lambda _n: 0))
    assert asked == []
    plan.draw(counting(lambda _n: 0))
    assert asked


@pytest.mark.parametrize(
    ("steps", "bits"),
    [(ENROLLMENT, 40.8), (VERIFICATION, 25.9), (WORDLESS_ENROLLMENT, 22.9), (WORDLESS_VERIFICATION, 20.7)],
)
def test_at_least_twenty_bits_are_drawn(steps: tuple[Step, ...], bits: float) -> None:
    assert entropy_bits(steps) == pytest.approx(bits, abs=0.05)
    assert bits >= 20


def test_a_verification_asks_a_sentence_words_and_a_turn_to_one_side() -> None:
    kinds = [[prompt.kind for prompt in drawn(seed, VERIFICATION)] for seed in range(20)]
    assert all(sorted(asked) == [PromptKind.SAY, PromptKind.SAY, PromptKind.TURN] for asked in kinds)
    assert len({tuple(asked) for asked in kinds}) == 2


def test_the_side_of_a_verification_cannot_be_foreseen() -> None:
    sides = {prompt.direction for seed in range(20) for prompt in drawn(seed, VERIFICATION)}
    assert sides == {Direction.LEFT, Direction.RIGHT, None}


WORDLESS = [WORDLESS_ENROLLMENT, WORDLESS_VERIFICATION]


@pytest.mark.parametrize("steps", WORDLESS)
def test_without_words_each_step_is_asked_once_in_an_order_that_is_drawn(steps: tuple[Step, ...]) -> None:
    kinds = [[prompt.kind for prompt in drawn(seed, steps)] for seed in range(20)]
    assert {len(asked) for asked in kinds} == {len(steps)}
    assert all(asked.count(PromptKind.COLOURS) == 2 and asked.count(PromptKind.SPEAK) == 1 for asked in kinds)
    assert not any(PromptKind.SAY in asked for asked in kinds)
    assert len({tuple(asked) for asked in kinds}) > 15


def test_without_words_the_bits_are_those_of_every_answer_that_can_be_asked() -> None:
    sequences = {
        tuple((prompt.kind, prompt.text, prompt.direction) for prompt in drawn(seed, WORDLESS_VERIFICATION))
        for seed in range(400)
    }
    assert len(sequences) == 400


@pytest.mark.parametrize("steps", WORDLESS)
def test_a_challenge_without_words_fits_in_one_recording(steps: tuple[Step, ...]) -> None:
    assert FIRST_S + sum(window_s + BETWEEN_S for _, window_s in windows("", steps)) <= LONGEST_S


def test_there_is_time_to_speak_for_twice_what_a_template_needs() -> None:
    assert window_s(Prompt("p", PromptKind.SPEAK)) >= 2 * VOICE_TEMPLATE_MIN.value + 2.5


def test_without_words_no_other_step_stands_in_for_the_colours() -> None:
    with pytest.raises(ColoursNeededError):
        ChallengePlan("", WORDLESS_VERIFICATION).without_colours()
