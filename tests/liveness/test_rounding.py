"""What another processor rounds otherwise changes no answer of any check, and no measured curve."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.checks import (
    continuity,
    expression,
    injection,
    lip_sync,
    looped_footage,
    mouth_and_speech,
    perspective,
    planarity,
    presentation_attack,
    synthetic_voice,
)
from liveness.checks.planarity import carried_along
from liveness.engines.face_mesh import head_pose
from liveness.engines.face_template import similarity
from liveness.measure.lips import expected_lips, lip_trace
from liveness.measure.media_fingerprint import fingerprint_of
from liveness.measure.repeated_sound import repetition
from liveness.measure.sound_bands import band_levels
from liveness.measure.synchrony import band_pass, correlated, fitted, shifts_apart, standardised
from liveness.measure.templates import pooled
from liveness.measure.voice_source import pitch_tremor, voice_pulses
from liveness.observations import Observations
from liveness.verdict.check_table import JUDGES
from tests.liveness.rounding import ROUNDING, Rounding
from tests.liveness.rounding_scenes import SCENES

MOST = 1e-6
"""What a curve may move by: absolute, and of itself where it is larger than 1."""
SEED = 1
SEEDS = (1, 2, 3)

ASKED = Challenge(
    (
        Prompt("p", PromptKind.SAY, "velvet monkey"),
        Prompt("t", PromptKind.TURN, direction=Direction.LEFT),
        Prompt("s", PromptKind.EXPRESSION, "smile"),
        Prompt("c", PromptKind.CLOSER),
        Prompt("l", PromptKind.COLOURS, "red blue green red blue"),
    )
)
PARTS = MappingProxyType(
    {
        "looped footage": looped_footage.judge,
        "media clock": injection.judge_clock,
        "planarity": planarity.judge,
        "flicker": presentation_attack.judge_flicker,
        "texture": presentation_attack.judge_texture,
    }
)
"""Checks that are parts of another one."""
MEASURED = (injection, lip_sync, presentation_attack, synthetic_voice, looped_footage, planarity, perspective)
"""Checks that tell what they measured; those of several parts tell it for all parts."""


def answers(seen: Observations) -> dict[str, object]:
    judges: dict[Any, Any] = {**JUDGES, **PARTS}
    found: dict[str, object] = {str(name): judge(ASKED, seen) for name, judge in judges.items()}
    return {**found, "blinks": expression.judge(Challenge(), seen), "sync": lip_sync.judge(Challenge(), seen)}


def curves_of(seen: Observations) -> dict[str, Any]:
    """All numbers that any check measures."""
    measured = {module.__name__: dict(module.terms(ASKED, seen)) for module in MEASURED}
    found: dict[str, Any] = {
        f"{module} {term}": value for module, terms in measured.items() for term, value in terms.items()
    }
    lips, faces = lip_trace(seen.frames), [(at.media_s, at.face) for at in seen.frames if at.face]
    if lips is not None:
        found |= {"opening": lips.opening, "width": lips.width, "jaw": lips.jaw}
    found |= {"carried": carried_along(seen), "still": continuity.longest_still_s(seen.frames)}
    found |= {"groups": continuity.distance_of_groups(seen.faces), "mean": pooled([at.vector for at in seen.faces])}
    found |= {"times": mouth_and_speech.mouth_speed(seen)[0], "speed": mouth_and_speech.mouth_speed(seen)[1]}
    found |= {"blinks": expression.count_blinks(faces), "smile": expression.EXPRESSIONS["smile"][0](faces[0][1])}
    if seen.sound is not None:
        found["range"] = mouth_and_speech.opening_range(seen, seen.sound)
    return found


@pytest.mark.parametrize("scene", SCENES)
def test_what_is_rounded_otherwise_changes_no_answer_and_nothing_that_a_check_measures(scene: str) -> None:
    seen = SCENES[scene]()
    here, there = (Rounding(SEED, share).of(seen) for share in (0.0, ROUNDING))
    assert answers(there) == answers(here)
    measured = curves_of(there)
    for name, curve in curves_of(here).items():
        np.testing.assert_allclose(measured[name], curve, rtol=MOST, atol=MOST, err_msg=name)


ROWS, RATE = 600, 16_000
Signal = NDArray[np.float64]
SIGNALS: MappingProxyType[str, Callable[[np.random.Generator, int], Signal]] = MappingProxyType(
    {
        "noise": lambda chance, n: chance.normal(0, 0.1, n),
        "a wave on an offset": lambda chance, n: 3.0 + 0.1 * np.sin(0.07 * np.arange(n) + chance.uniform(0, 6)),
        "nothing": lambda _, n: np.zeros(n),
        "an offset": lambda chance, n: np.full(n, chance.uniform(0.1, 0.9)),
        "rounding noise": lambda chance, n: chance.normal(0, 1e-13, n),
        "rounding noise on an offset": lambda chance, n: 0.7 + chance.normal(0, 1e-13, n),
        "noise that stops": lambda chance, n: np.where(np.arange(n) < n // 2, chance.normal(0, 0.1, n), 0.0),
    }
)
Curve = Callable[[Signal, Signal], Any]
INSIDE, CONTROLS = shifts_apart(ROWS, -5, 15, 15)


def _speech(samples: Signal) -> NDArray[np.float32]:
    return np.ones(-(-len(samples) // 512), np.float32)


SHORT: MappingProxyType[str, Curve] = MappingProxyType(
    {
        "band_pass": lambda one, _: band_pass(one[:, None], 1.5, 8.0, 50.0),
        "fitted": lambda one, other: fitted(one, np.column_stack([other, one])),
        "correlated": correlated,
        "standardised": lambda one, other: standardised(correlated(one, other), CONTROLS),
        "standardised fit": lambda one, other: standardised(fitted(one, other[:, None]), CONTROLS),
        "similarity": lambda one, other: similarity(np.eye(5, 2), np.column_stack([one[:5], other[:5]])),
    }
)
SOUNDS: MappingProxyType[str, Curve] = MappingProxyType(
    {
        "band_levels": lambda one, _: band_levels(one),  # type: ignore[arg-type]
        "pitch_tremor": lambda one, _: pitch_tremor(one, _speech(one)) or 0.0,  # type: ignore[arg-type]
        "repetition": lambda one, _: repetition(one, _speech(one)),  # type: ignore[arg-type]
        "voice_pulses": lambda one, _: voice_pulses(one, _speech(one)) or 0.0,  # type: ignore[arg-type]
        "fingerprint": lambda one, other: (
            fingerprint_of(
                b"", tuple(np.arange(150) / 15), np.resize(one, (150, 64, 64)), np.resize(other, (500, 10))
            ).sound
        ),
    }
)


def moved_by_rounding(curve: Curve, one: str, other: str, rows: int, seed: int) -> tuple[Any, Any]:
    chance = np.random.default_rng(seed)
    signals = SIGNALS[one](chance, rows), SIGNALS[other](chance, rows)
    return curve(*signals), curve(*Rounding(seed).of(signals))


@pytest.mark.parametrize("other", SIGNALS)
@pytest.mark.parametrize("one", SIGNALS)
@pytest.mark.parametrize("curve", SHORT)
def test_no_curve_of_two_signals_moves(curve: str, one: str, other: str) -> None:
    for seed in SEEDS:
        here, there = moved_by_rounding(SHORT[curve], one, other, ROWS, seed)
        np.testing.assert_allclose(there, here, rtol=MOST, atol=MOST)


@pytest.mark.parametrize("one", SIGNALS)
@pytest.mark.parametrize("curve", SOUNDS)
def test_no_measure_of_a_sound_moves(curve: str, one: str) -> None:
    here, there = moved_by_rounding(SOUNDS[curve], one, "noise", 3 * RATE, seed=1)
    np.testing.assert_allclose(there, here, rtol=MOST, atol=MOST)


FLAT_SIGNALS = ("nothing", "an offset", "rounding noise on an offset")


@pytest.mark.parametrize("flat", FLAT_SIGNALS)
def test_a_flat_signal_fits_nothing_and_nothing_fits_it(flat: str) -> None:
    chance = np.random.default_rng(1)
    still, noise = SIGNALS[flat](chance, ROWS), SIGNALS["noise"](chance, ROWS)
    for one, other in ((still, noise), (noise, still), (still, still)):
        assert not correlated(one, other).any()
        assert not standardised(fitted(one, other[:, None]), CONTROLS).any()


@pytest.mark.parametrize("flat", ["nothing", "rounding noise"])
def test_silence_has_no_pitch_no_pulses_and_no_copies(flat: str) -> None:
    samples = SIGNALS[flat](np.random.default_rng(1), 3 * RATE).astype(np.float32)
    speech = _speech(samples.astype(np.float64))
    assert pitch_tremor(samples, speech) is None
    assert voice_pulses(samples, speech) is None
    assert repetition(samples, speech) == 0.0


def test_lips_or_a_sound_that_stand_still_score_nothing() -> None:
    for scene in ("lips at rest, phones asked", "lips at rest", "a sound that stands still"):
        seen = SCENES[scene]()
        assert lip_sync.terms(ASKED, seen) == {"sync": 0.0}


def test_a_picture_that_stands_still_is_alike_to_itself_and_returns_nowhere() -> None:
    still = SCENES["a still picture"]()
    assert looped_footage.terms(Challenge(), still) == {"likeness": 0.0, "step_likeness": 0.0, "stalled": 0.0}
    assert presentation_attack.flicker_terms(Challenge(), still) == {
        "flicker": 0.0,
        "return": 0.0,
        "bands": 0.0,
        "in_rows": 0.0,
    }
    assert carried_along(still) == 0.0


def test_a_pose_does_not_move() -> None:
    points = np.random.default_rng(1).normal(0, 50, (468, 3))
    here, there = (head_pose(Rounding(1, share).of(points)) for share in (0.0, ROUNDING))  # type: ignore[arg-type]
    assert here is not None
    assert there is not None
    assert (there.yaw_deg, there.pitch_deg, there.roll_deg) == pytest.approx(
        (here.yaw_deg, here.pitch_deg, here.roll_deg), abs=MOST
    )


def test_expected_lips_do_not_move() -> None:
    phones = SCENES["lips that form the words"]().answers[0].phones
    for here, there in zip(expected_lips(phones, 500), expected_lips(Rounding(1).of(phones), 500), strict=True):
        assert there == pytest.approx(here, abs=MOST)
