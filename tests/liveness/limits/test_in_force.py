"""A deployment's own limits decide where it has some, and can be no looser than the shipped ones by accident."""

import math
from dataclasses import replace

import numpy as np
import pytest

from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.challenge.vocabulary import TextKind
from liveness.checks import same_person
from liveness.checks.result import Failed, Passed, Reason
from liveness.limits.calibration import (
    CalibratedForOtherModelsError,
    CalibratedLimit,
    CalibratedOnOtherLimitsError,
    Calibration,
    ErrorCount,
    LooserThanShippedError,
    Role,
)
from liveness.limits.in_force import SHIPPED, LimitsInForce, in_force, shipped_limit
from liveness.limits.net_ids import CAMPPLUS, SFACE
from liveness.limits.words import POCKETSPHINX, WHISPER_TINY_EN
from liveness.measure.templates import MatchingTemplates, Template
from liveness.observations import Observations, SpokenAnswer, WordScores, WordTime
from liveness.verdict.check_table import judges_by
from liveness.verdict.policy import Check

COUNT = ErrorCount(0, 90, 14, 0.0, 0.04)


def limit_of(role: Role, model: str, value: float, kind: str = "") -> CalibratedLimit:
    shipped = shipped_limit(role, model, kind)
    return CalibratedLimit(
        role, model, kind, value, shipped, is_loosened=False, own_refused=COUNT, others_accepted=COUNT
    )


FACE, VOICE = limit_of(Role.FACE, SFACE, 0.9), limit_of(Role.VOICE, CAMPPLUS, 0.6)
WORDS = limit_of(Role.WORDS, POCKETSPHINX, 1.5, "words")


def record(*limits: CalibratedLimit) -> Calibration:
    return Calibration(1, "00", 28, 0.1, limits)


HERE = in_force(record(FACE, VOICE, WORDS), "abc")


def person(face: float, voice: float) -> MatchingTemplates:
    """As far from the first one as these cosines say."""
    made = [np.array([cosine, math.sqrt(1 - cosine**2)], np.float32) for cosine in (face, voice)]
    return MatchingTemplates("pack", Template(SFACE, made[0]), Template(CAMPPLUS, made[1]))


def test_a_take_that_the_shipped_limits_accept_is_refused_by_stricter_ones() -> None:
    known = person(1.0, 1.0)
    for take, reason in ((person(0.5, 1.0), Reason.OTHER_FACE), (person(1.0, 0.55), Reason.OTHER_VOICE)):
        assert same_person.judge(known, take) == Passed()
        assert same_person.judge(known, take, HERE) == Failed(reason)
    assert same_person.judge(known, person(0.7, 0.7), HERE) == Passed()


def test_a_photo_is_compared_by_the_limit_of_the_deployment() -> None:
    assert same_person.judge_photo(person(1.0, 1.0).face, person(0.5, 1.0)) == Passed()
    assert same_person.judge_photo(person(1.0, 1.0).face, person(0.5, 1.0), HERE) == Failed(Reason.OTHER_FACE)


def test_words_are_judged_by_the_margin_of_the_deployment_for_their_kind() -> None:
    asked = ("velvet", "monkey", "airport", "noodle")
    said = SpokenAnswer(
        "p",
        0.0,
        2.0,
        WordScores(POCKETSPHINX, -4.0, (-5.0,), recognised=asked),
        tuple(WordTime(word, float(at), at + 0.5, -1.0) for at, word in enumerate(asked)),
    )
    challenge = Challenge((Prompt("p", PromptKind.SAY, " ".join(asked)),))
    seen = Observations(0.0, 0, 0, (), (), None, (), (), (said,))

    assert judges_by(SHIPPED)[Check.SPOKEN_CHALLENGE](challenge, seen) == Passed()
    assert judges_by(HERE)[Check.SPOKEN_CHALLENGE](challenge, seen) == Failed(Reason.WRONG_WORDS)
    assert HERE.word(POCKETSPHINX, TextKind.NUMBERS) == SHIPPED.word(POCKETSPHINX, TextKind.NUMBERS)


def test_limits_within_a_take_and_of_a_move_stay_as_shipped() -> None:
    for here, shipped in ((HERE.face(SFACE), SHIPPED.face(SFACE)), (HERE.voice(CAMPPLUS), SHIPPED.voice(CAMPPLUS))):
        assert (here.one_take, here.moved) == (shipped.one_take, shipped.moved)


@pytest.mark.parametrize("limit", [FACE, VOICE, WORDS])
@pytest.mark.parametrize("value", [3.0, -3.0, math.nan])
def test_a_looser_limit_counts_only_where_the_record_says_that_it_was_accepted(
    limit: CalibratedLimit, value: float
) -> None:
    changed = replace(limit, value=value)
    is_stricter = value < 0 if limit.role is Role.FACE else value > 0
    if is_stricter:
        assert in_force(record(changed), "abc").calibration == "abc"
        return
    with pytest.raises(LooserThanShippedError, match="--accept"):
        in_force(record(changed), "abc")
    assert in_force(record(replace(changed, is_loosened=True)), "abc").calibration == "abc"


def test_a_record_that_was_compared_with_other_shipped_limits_is_made_again() -> None:
    with pytest.raises(CalibratedOnOtherLimitsError, match="run `cameo calibrate` again"):
        in_force(record(replace(FACE, shipped=1.0)), "abc")


def test_a_record_of_a_net_that_this_program_does_not_know_is_refused() -> None:
    with pytest.raises(CalibratedForOtherModelsError):
        in_force(record(replace(FACE, model="another-net")), "abc")


@pytest.mark.parametrize(
    "loaded",
    [
        ("dlib-resnet-v1", CAMPPLUS, POCKETSPHINX),
        (SFACE, "ge2e", POCKETSPHINX),
        (SFACE, CAMPPLUS, WHISPER_TINY_EN),
    ],
)
def test_a_record_of_other_models_than_those_loaded_is_refused_by_name(loaded: tuple[str, str, str]) -> None:
    HERE.require_models(SFACE, CAMPPLUS, POCKETSPHINX)
    with pytest.raises(CalibratedForOtherModelsError, match="is loaded"):
        HERE.require_models(*loaded)


def test_what_was_not_calibrated_asks_for_no_model() -> None:
    LimitsInForce("abc", faces={SFACE: 0.9}).require_models(SFACE, "any voice", "any scorer")
