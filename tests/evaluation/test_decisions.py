import pytest

from evaluation.decisions import GRANTED, Decision, blamed, decide, decide_all
from tests.evaluation.score_rows import (
    ATTACK,
    CONTROL,
    NOT_ASKED,
    PASSED,
    POOR,
    SILENT,
    STILL,
    WRONG_WORDS,
    answered,
    clip,
)

ALL_COUNT: frozenset[str] = frozenset()


def test_what_passes_all_checks_it_can_carry_is_accepted() -> None:
    assert decide(clip("genuine"), None, ALL_COUNT) is Decision.ACCEPTED


def test_a_recording_that_could_not_be_read_gives_no_response() -> None:
    assert decide(clip("genuine", status="unreadable", checks={}), None, ALL_COUNT) is Decision.NO_RESPONSE


def test_evidence_of_an_attack_refuses() -> None:
    assert decide(clip("attack", checks=answered(continuity=ATTACK)), CONTROL, ALL_COUNT) is Decision.REFUSED


def test_poor_quality_alone_gives_no_response() -> None:
    assert decide(clip("genuine", checks=answered(quality=POOR)), None, ALL_COUNT) is Decision.NO_RESPONSE


def test_evidence_of_an_attack_outweighs_poor_quality() -> None:
    row = clip("attack", checks=answered(quality=POOR, continuity=ATTACK))

    assert decide(row, CONTROL, ALL_COUNT) is Decision.REFUSED


def test_a_check_that_the_control_could_carry_may_not_fall_silent_on_the_attack() -> None:
    row = clip("attack", checks=answered(mouth_and_speech=SILENT))

    assert decide(row, CONTROL, ALL_COUNT) is not Decision.ACCEPTED


def test_a_check_that_the_genuine_recording_cannot_carry_does_not_count() -> None:
    silent = clip("control", "webm", checks=answered(mouth_and_speech=SILENT))
    row = clip("attack", checks=answered(mouth_and_speech=SILENT))

    assert decide(row, silent, ALL_COUNT) is Decision.ACCEPTED


def test_a_person_who_is_asked_to_try_again_is_not_accepted() -> None:
    row = clip("genuine", checks=answered(presentation_attack=STILL))

    assert decide(row, None, ALL_COUNT) is Decision.NO_RESPONSE


def test_an_attack_that_is_asked_to_try_again_as_its_control_was_is_not_accepted() -> None:
    still = clip("control", "webm", checks=answered(presentation_attack=STILL))
    row = clip("attack", "print", checks=answered(presentation_attack=STILL))

    assert decide(row, still, ALL_COUNT) is Decision.NO_RESPONSE


def test_an_attack_on_a_recording_that_would_have_to_be_made_again_does_not_count() -> None:
    still = clip("control", "webm", checks=answered(presentation_attack=STILL))

    (_, attack) = decide_all([still, clip("attack", "print", checks=answered(presentation_attack=STILL))])

    assert not attack.counts


@pytest.mark.parametrize("reason", ["NOT_ASKED", "NO_SOUND", "TOO_LITTLE_SPEECH", "TOO_SHORT"])
def test_only_what_was_not_asked_and_what_a_clip_lacks_leaves_a_check_out(reason: str) -> None:
    row = clip("genuine", checks=answered(presentation_attack=["inconclusive", reason, "challenge"]))

    assert decide(row, None, ALL_COUNT) is Decision.ACCEPTED


def test_evidence_counts_even_where_the_control_could_not_be_judged() -> None:
    silent = clip("control", "webm", checks=answered(mouth_and_speech=SILENT))
    row = clip("attack", checks=answered(mouth_and_speech=ATTACK))

    assert decide(row, silent, ALL_COUNT) is Decision.REFUSED


def test_what_was_asked_must_be_answered_even_if_nothing_was_measured() -> None:
    row = clip("genuine", asked=["head_turn"], checks=answered(head_turn=NOT_ASKED))

    assert decide(row, None, ALL_COUNT) is Decision.REFUSED


def test_without_any_check_nothing_is_accepted() -> None:
    assert decide(clip("genuine", required=[]), None, ALL_COUNT) is Decision.REFUSED


def test_wrong_words_count_as_undetected_once_they_are_granted() -> None:
    row = clip("attack", checks=answered(spoken_challenge=WRONG_WORDS))

    assert decide(row, CONTROL, ALL_COUNT) is Decision.REFUSED
    assert decide(row, CONTROL, GRANTED) is Decision.ACCEPTED


def test_what_only_one_check_refuses_is_accepted_without_it() -> None:
    row = clip("attack", checks=answered(continuity=ATTACK))

    assert decide(row, CONTROL, frozenset({"continuity"})) is Decision.ACCEPTED


def test_an_attack_on_a_recording_whose_control_fails_does_not_count() -> None:
    bad_control = clip("control", "webm", checks=answered(continuity=ATTACK))

    (_, attack) = decide_all([bad_control, clip("attack", "loop")])

    assert not attack.counts


def test_recorded_attacks_and_rendered_ones_count_without_a_control() -> None:
    rows = [clip("attack", "puppet", kind="recorded"), clip("attack", "rendered head", source="")]

    assert all(one.counts for one in decide_all(rows))


def test_attacks_that_could_not_be_made_are_not_presentations() -> None:
    assert decide_all([clip("attack", "loop", status="not made")]) == []


def test_the_blame_names_checks_with_their_reasons() -> None:
    row = clip("attack", checks=answered(continuity=ATTACK, spoken_challenge=PASSED))

    assert blamed(row) == {"continuity CUT"}
