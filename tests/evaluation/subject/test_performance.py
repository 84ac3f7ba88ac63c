import numpy as np
import pytest

from evaluation.subject.media_files import SOUND_RATE_HZ
from evaluation.subject.performance import NEARNESS, Behaviour, Flaw, Performance, UnknownExpressionError
from evaluation.subject.rendered_voice import VOICES
from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind


def performed(challenge: Challenge, *flaws: Flaw) -> Performance:
    performance = Performance(VOICES[0], Behaviour.with_flaw(*flaws), seed=1)
    for prompt in challenge.prompts:
        performance.answer(prompt, prompt.reveal_s or 0.0)
    return performance


def yaws(performance: Performance) -> list[float]:
    return [performance.pose(second).yaw_deg for second in np.arange(0, 7, 0.05)]


def openings(performance: Performance) -> list[float]:
    return [performance.pose(second).opening for second in np.arange(0, 7, 0.05)]


def loudness(performance: Performance, start_s: float, end_s: float) -> float:
    whole = performance.sound(0, 7 * SOUND_RATE_HZ)
    return float(np.sqrt(np.mean(whole[round(start_s * SOUND_RATE_HZ) : round(end_s * SOUND_RATE_HZ)] ** 2)))


def test_a_subject_who_is_asked_to_come_closer_does_so_and_goes_back() -> None:
    closer = performed(Challenge((Prompt("1", PromptKind.CLOSER, reveal_s=1.0),)))
    nearness = [closer.pose(second).nearness for second in np.arange(0, 6, 0.05)]
    assert nearness[0] == nearness[-1] == 1.0
    assert max(nearness) == pytest.approx(NEARNESS)
    assert np.abs(np.diff(nearness)).max() < 0.15


def test_every_answer_lies_between_its_reveal_and_its_deadline(challenge: Challenge) -> None:
    for prompt, answer in zip(challenge.prompts, performed(challenge).answers, strict=True):
        assert prompt.reveal_s is not None
        assert prompt.deadline_s is not None
        assert prompt.reveal_s < answer.start_s < answer.end_s < prompt.deadline_s


def test_a_prompt_shown_during_an_answer_waits_for_its_end(challenge: Challenge) -> None:
    performance = performed(challenge)
    late = performance.answer(Prompt("next", PromptKind.TURN, direction=Direction.RIGHT), 3.0)
    assert late.start_s > performance.answers[1].end_s


def test_the_head_turns_to_the_asked_side_and_back(challenge: Challenge) -> None:
    path = yaws(performed(challenge))
    assert max(path) > 33
    assert min(path) > -6
    assert abs(path[-1]) < 6


def test_wrong_direction_and_no_turn_are_what_they_say(challenge: Challenge) -> None:
    assert min(yaws(performed(challenge, Flaw.WRONG_DIRECTION))) < -33
    assert max(np.abs(yaws(performed(challenge, Flaw.NO_TURN)))) < 6


def test_the_mouth_moves_only_while_something_is_said(challenge: Challenge) -> None:
    said = performed(challenge).answers[0]
    moving_s = np.arange(0, 7, 0.05)[np.array(openings(performed(challenge))) > 0.05]
    assert said.start_s <= moving_s.min() < moving_s.max() <= said.end_s
    assert max(openings(performed(challenge, Flaw.STILL_MOUTH))) == 0


def test_silence_is_room_noise_and_never_digital_zero(challenge: Challenge) -> None:
    performance = performed(challenge, Flaw.SILENT)
    assert 0.001 < loudness(performance, 0, 7) < 0.002
    assert loudness(performed(challenge), 1.1, 1.6) > 0.03


def test_an_early_answer_starts_before_its_prompt(challenge: Challenge) -> None:
    turn = performed(challenge, Flaw.EARLY).answers[1]
    assert turn.start_s < 3.0


def test_a_late_answer_starts_after_the_deadline(challenge: Challenge) -> None:
    assert performed(challenge, Flaw.LATE).answers[0].start_s > 3.0


@pytest.mark.parametrize("flaw", [Flaw.WRONG_WORDS, Flaw.WRONG_ORDER])
def test_wrong_words_sound_different(challenge: Challenge, flaw: Flaw) -> None:
    right, wrong = (performed(challenge, *flaws).answers[0].samples for flaws in ((), (flaw,)))
    assert right is not None
    assert wrong is not None
    assert len(right) != len(wrong) or not np.allclose(right, wrong)


def test_another_voice_speaks_every_second_answer() -> None:
    same = Challenge(tuple(Prompt(name, PromptKind.SAY, "forty two", reveal_s=0.0) for name in "ab"))
    first, second = (answer.samples for answer in performed(same, Flaw.OTHER_VOICE).answers)
    assert first is not None
    assert second is not None
    assert len(first) != len(second) or not np.allclose(first, second)


def test_the_eyes_blink_every_few_seconds_unless_told_not_to(challenge: Challenge) -> None:
    def blinks(performance: Performance) -> int:
        shut = np.array([performance.pose(second).blink > 0.5 for second in np.arange(0, 30, 0.04)])
        return int(np.sum(np.diff(shut.astype(int)) == 1))

    assert 6 <= blinks(performed(challenge)) <= 20
    assert blinks(performed(challenge, Flaw.NO_BLINK)) == 0


def test_an_unknown_expression_is_refused() -> None:
    with pytest.raises(UnknownExpressionError, match="smile"):
        performed(Challenge((Prompt("x", PromptKind.EXPRESSION, "wiggle your ears"),)))
