from dataclasses import replace

from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.checks.result import Failed, Inconclusive, Passed, Reason
from liveness.checks.spoken_challenge import judge
from liveness.limits.words import POCKETSPHINX, WHISPER_BASE
from liveness.observations import SpokenAnswer, WordScores, WordTime
from tests.liveness.handmade import observations

NUMBERS = Prompt("p1", PromptKind.SAY, "forty two sixty one", reveal_s=1.0, deadline_s=5.0)
WORDS = Prompt("p2", PromptKind.SAY, "velvet monkey airport", reveal_s=6.0, deadline_s=10.0)
BOTH = Challenge((NUMBERS, WORDS))


def said(prompt: Prompt, start_s: float, heard: str | None = None, **changed: object) -> SpokenAnswer:
    texts = prompt.text.split()
    words = tuple(WordTime(text, start_s + 0.5 * i, start_s + 0.5 * (i + 1), -4.0) for i, text in enumerate(texts))
    recognised = tuple(texts if heard is None else heard.split())
    scores = WordScores(POCKETSPHINX, -4.0, (-6.0,), recognised=recognised)
    return replace(SpokenAnswer(prompt.id, start_s, start_s + 2.0, scores, words), **changed)  # type: ignore[arg-type]


def result(*answers: SpokenAnswer, challenge: Challenge = BOTH) -> object:
    return judge(challenge, observations(answers=answers))


def test_the_asked_words_in_their_time_pass() -> None:
    assert result(said(NUMBERS, 1.5), said(WORDS, 6.5)) == Passed()


def test_without_a_say_prompt_nothing_is_judged() -> None:
    only_turn = Challenge((Prompt("p1", PromptKind.TURN, direction=Direction.LEFT),))

    assert result(challenge=only_turn) == Inconclusive(Reason.NOT_ASKED)


def test_a_prompt_that_nobody_measured_fails() -> None:
    assert result(said(NUMBERS, 1.5)) == Failed(Reason.NO_SPEECH)


def test_hearing_nothing_fails() -> None:
    assert result(said(NUMBERS, 1.5), said(WORDS, 6.5, heard="")) == Failed(Reason.NO_SPEECH)


def test_one_wrong_word_of_three_fails() -> None:
    assert result(said(NUMBERS, 1.5), said(WORDS, 6.5, heard="velvet monkey zebra")) == Failed(Reason.WRONG_WORDS)


def test_one_misheard_word_of_four_passes_and_two_fail() -> None:
    one, two = said(NUMBERS, 1.5, heard="forty two sixty nine"), said(NUMBERS, 1.5, heard="forty two fifty nine")

    assert result(one, said(WORDS, 6.5)) == Passed()
    assert result(two, said(WORDS, 6.5)) == Failed(Reason.WRONG_WORDS)


def test_words_that_cannot_be_aligned_fail() -> None:
    assert result(said(NUMBERS, 1.5), said(WORDS, 6.5, words=())) == Failed(Reason.WRONG_WORDS)


def test_an_engine_that_recognises_nothing_says_wrong_words_only() -> None:
    unlike, silent = (WordScores(POCKETSPHINX, asked, (-6.0,)) for asked in (-7.0, float("-inf")))

    assert result(said(NUMBERS, 1.5), said(WORDS, 6.5, scores=unlike)) == Failed(Reason.WRONG_WORDS)
    assert result(said(NUMBERS, 1.5), said(WORDS, 6.5, scores=silent)) == Failed(Reason.NO_SPEECH)


def test_an_answer_that_starts_before_its_prompt_fails() -> None:
    assert result(said(NUMBERS, 0.8), said(WORDS, 6.5)) == Failed(Reason.ANSWER_TOO_EARLY)


def test_an_answer_that_ends_after_its_deadline_fails() -> None:
    assert result(said(NUMBERS, 3.2), said(WORDS, 6.5)) == Failed(Reason.ANSWER_TOO_LATE)


def test_a_tenth_of_a_second_is_forgiven() -> None:
    assert result(said(NUMBERS, 0.95), said(WORDS, 8.55)) == Passed()


def test_the_right_words_in_the_wrong_order_are_named_so() -> None:
    mixed = said(WORDS, 6.5, heard="monkey velvet airport")

    assert result(said(NUMBERS, 1.5), mixed) == Failed(Reason.WRONG_ORDER)


def test_the_answer_to_another_prompt_is_wrong_order() -> None:
    assert result(said(NUMBERS, 1.5), said(WORDS, 6.5, heard=NUMBERS.text)) == Failed(Reason.WRONG_ORDER)


def test_without_times_only_the_order_counts() -> None:
    untimed = Challenge(tuple(replace(prompt, reveal_s=None, deadline_s=None) for prompt in (NUMBERS, WORDS)))

    assert result(said(NUMBERS, 0.0), said(WORDS, 30.0), challenge=untimed) == Passed()
    assert result(said(NUMBERS, 3.0), said(WORDS, 0.0), challenge=untimed) == Failed(Reason.WRONG_ORDER)


def test_an_answer_that_was_scored_in_another_language_than_asked_is_refused() -> None:
    asked = Challenge((Prompt("p1", PromptKind.SAY, "9 6 2 8", language="es"),))
    scores = WordScores(WHISPER_BASE, -1.0, (-4.0,), gained=9.0, language="es")
    answer = said(asked.prompts[0], 1.5, scores=scores)

    assert result(answer, challenge=asked) == Passed()
    elsewhere = replace(answer, scores=replace(scores, language="it"))
    assert result(elsewhere, challenge=asked) == Failed(Reason.WRONG_WORDS)
