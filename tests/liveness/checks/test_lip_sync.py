"""Lips that follow the sound, lips that do not, and recordings too short to tell."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks import lip_sync
from liveness.checks.result import Failed, Inconclusive, Passed, Reason
from liveness.limits import speech as limit
from liveness.limits.recordings import RecordingLimits
from liveness.limits.words import POCKETSPHINX
from liveness.measure.lips import expected_lips
from liveness.measure.sound_bands import BANDS, ROW_S
from liveness.measure.synchrony import band_pass
from liveness.media.recording import ANALYSE_FORMATS
from liveness.observations import (
    FrameObservation,
    Observations,
    PhoneTime,
    SoundObservation,
    SpokenAnswer,
    WordScores,
)
from liveness.ports import Engines
from liveness.verdict.analysis import Analyser
from tests.liveness.handmade import face, frame, frames, observations, sound

SECONDS = 10.0
LOWER_LIPS = MappingProxyType({14: 1, 87: 1, 317: 1, 17: 1})
ASKED = Challenge((Prompt("p", PromptKind.SAY, "any words"),))


def syllables(seed: int) -> np.ndarray:
    """A mouth over 10 s: opening at the pace of speech, one value every 20 ms, deviation 1."""
    noise = np.random.default_rng(seed).normal(size=(round(SECONDS / ROW_S), 1))
    opening = band_pass(noise, 1.5, 6.0, 1 / ROW_S)[:, 0]
    return np.asarray(opening / opening.std())


def talking(
    opening: np.ndarray, yaw_deg: float = 0.0, moved: Mapping[int, int] = LOWER_LIPS
) -> tuple[FrameObservation, ...]:
    """A mouth of which these mesh points move, each along one axis."""

    def at(media_s: float) -> FrameObservation:
        points = np.zeros((468, 3), np.float32)
        points[[291, 14, 87, 317, 17, 152], [0, 1, 1, 1, 1, 1]] = 10.0
        for point, axis in moved.items():
            points[point, axis] += 2.0 * np.interp(media_s, np.arange(len(opening)) * ROW_S, opening)
        return frame(media_s, face=face(landmarks_px=points, yaw_deg=yaw_deg))

    return frames(SECONDS, at)


def voice(opening: np.ndarray, spoken: tuple[float, float] = (0.0, SECONDS), late_s: float = 0.0) -> SoundObservation:
    heard = np.roll(opening, round(late_s / ROW_S))
    noise = np.random.default_rng(9).normal(size=(len(opening), BANDS))
    return replace(sound(SECONDS, [spoken]), bands=(heard[:, None] + 0.7 * noise).astype(np.float32))


def judged(shown: tuple[FrameObservation, ...], heard: SoundObservation | None) -> object:
    return lip_sync.judge(Challenge(), observations(frames=shown, sound=heard))


def test_lips_that_follow_the_sound_pass() -> None:
    assert judged(talking(syllables(1)), voice(syllables(1))) == Passed()


def test_lips_that_follow_another_sound_are_out_of_sync_but_for_chance() -> None:
    answers = [judged(talking(syllables(1)), voice(syllables(seed))) for seed in range(2, 32)]
    assert answers.count(Failed(Reason.LIPS_OUT_OF_SYNC)) >= 27


def test_lips_at_rest_are_out_of_sync() -> None:
    assert judged(talking(np.zeros(500)), voice(syllables(1))) == Failed(Reason.LIPS_OUT_OF_SYNC)


@pytest.mark.parametrize("late_s", [-0.08, 0.24])
def test_sound_that_a_camera_records_a_little_early_or_late_passes(late_s: float) -> None:
    assert judged(talking(syllables(1)), voice(syllables(1), late_s=late_s)) == Passed()


@pytest.mark.parametrize("late_s", [-0.5, 0.7])
def test_sound_that_was_moved_away_from_the_lips_is_out_of_sync(late_s: float) -> None:
    assert judged(talking(syllables(1)), voice(syllables(1), late_s=late_s)) == Failed(Reason.LIPS_OUT_OF_SYNC)


@pytest.mark.parametrize(
    ("shown", "heard"),
    [
        (talking(syllables(1)), voice(syllables(1), spoken=(4.0, 4.8))),
        (talking(syllables(1), yaw_deg=40.0), voice(syllables(1))),
        (talking(syllables(1)), replace(voice(syllables(1)), bands=np.zeros((0, BANDS), np.float32))),
        ((), voice(syllables(1))),
        (talking(syllables(1))[:18], voice(syllables(1))),
    ],
    ids=["hardly a word", "a turned face", "no bands measured", "no frames", "hardly anything to shift against"],
)
def test_too_little_seen_speech_is_not_judged(shown: tuple[FrameObservation, ...], heard: SoundObservation) -> None:
    assert judged(shown, heard) == Inconclusive(Reason.TOO_LITTLE_SPEECH)
    assert lip_sync.terms(Challenge(), observations(frames=shown, sound=heard)) == {}


def test_lips_that_were_turned_away_do_not_count_as_watched() -> None:
    frontal, turned = talking(syllables(1)), talking(syllables(1), yaw_deg=40.0)
    shown = (*frontal[:24], *turned[24:-1], frontal[-1])
    assert judged(shown, voice(syllables(1))) == Inconclusive(Reason.TOO_LITTLE_SPEECH)


def test_a_recording_without_sound_is_not_judged() -> None:
    assert judged(talking(syllables(1)), None) == Inconclusive(Reason.NO_SOUND)


def test_the_score_is_recorded() -> None:
    seen = observations(frames=talking(syllables(1)), sound=voice(syllables(1)))
    assert seen.sound is not None
    assert lip_sync.terms(Challenge(), seen) == {"sync": lip_sync.sync_score(seen.frames, seen.sound)}


def test_more_speech_must_stand_out_further() -> None:
    asked = [limit.sync_threshold(seconds, words_asked=False) for seconds in (1.0, 2.0, 4.0, 8.0, 30.0)]
    assert asked == sorted(asked)
    assert asked[0] == limit.SYNC_MIN[0].value
    assert asked[-1] == limit.SYNC_MIN[-1].value


@pytest.mark.parametrize("moved", [{291: 0}, {152: 1}], ids=["the corners of the mouth", "the chin"])
def test_lips_that_spread_and_a_jaw_that_drops_are_seen_too(moved: dict[int, int]) -> None:
    lips = talking(syllables(1), moved=moved)
    assert judged(lips, voice(syllables(1))) == Passed()
    assert judged(lips, voice(syllables(2))) == Failed(Reason.LIPS_OUT_OF_SYNC)


def test_where_words_are_asked_a_short_agreement_by_chance_is_too_little() -> None:
    lips, sounds = talking(syllables(1)), (voice(syllables(seed), spoken=(0.0, 2.0)) for seed in range(2, 32))
    seen = (observations(frames=lips, sound=heard) for heard in sounds)
    by_chance = [one for one in seen if lip_sync.judge(Challenge(), one)]
    refused = [one for one in by_chance if lip_sync.judge(ASKED, one) == Failed(Reason.LIPS_OUT_OF_SYNC)]
    assert len(refused) > len(by_chance) / 2


def test_asked_words_whose_phones_do_not_fit_the_sound_leave_it_open() -> None:
    lips, sounding = talking(syllables(1)), voice(syllables(1))
    fits = observations(frames=lips, sound=sounding, answers=(answered(bilabials_and_vowels(seed=4)),))
    assert lip_sync.judge(ASKED, fits) == Passed()
    for answers in ((), (answered(()),)):
        unfit = observations(frames=lips, sound=sounding, answers=answers)
        assert lip_sync.judge(ASKED, unfit) == Inconclusive(Reason.WRONG_WORDS)


ITALIAN = Challenge(
    (
        Prompt("s", PromptKind.SAY, "permetto a acme", language="it"),
        Prompt("d", PromptKind.SAY, "9 6 2 8", language="it"),
    )
)


def test_a_sentence_in_another_language_has_no_phones_and_its_digits_must_have_them() -> None:
    lips, phones = talking(syllables(1)), bilabials_and_vowels(seed=4)
    sentence, digits = replace(answered(()), prompt_id="s"), replace(answered(phones), prompt_id="d")
    seen = observations(frames=lips, sound=voice(syllables(1)), answers=(sentence, digits))
    assert lip_sync.judge(ITALIAN, seen) == Passed()
    for answers in (
        (sentence, replace(digits, phones=())),
        (replace(sentence, phones=phones), replace(digits, phones=())),
    ):
        assert lip_sync.judge(ITALIAN, replace(seen, answers=answers)) == Inconclusive(Reason.WRONG_WORDS)


def test_the_phones_of_the_asked_words_speak_for_lips_that_form_them() -> None:
    phones = bilabials_and_vowels(seed=4)
    lips = talking(expected_lips(phones, round(SECONDS / ROW_S))[0] * 4)
    assert in_words(lips, phones) > in_words(lips, bilabials_and_vowels(seed=5)) + 2.0


def bilabials_and_vowels(seed: int) -> tuple[PhoneTime, ...]:
    """Syllables such as BAA and PIY one after the other, at a speaking pace."""
    chance, phones, at = np.random.default_rng(seed), list[PhoneTime](), 0.5
    while at < SECONDS - 1.0:
        shut, vowel = chance.choice(["P", "B", "M", "T"]), chance.choice(["AA", "IY", "UW"])
        middle, end = at + chance.uniform(0.06, 0.12), at + chance.uniform(0.18, 0.4)
        phones += [PhoneTime(str(shut), at, middle), PhoneTime(str(vowel), middle, end)]
        at = end + chance.uniform(0.0, 0.1)
    return tuple(phones)


def answered(phones: tuple[PhoneTime, ...]) -> SpokenAnswer:
    return SpokenAnswer("p", 0.0, SECONDS, WordScores(POCKETSPHINX, -1.0, ()), (), phones)


def in_words(lips: tuple[FrameObservation, ...], phones: tuple[PhoneTime, ...]) -> float:
    """The score of lips against a sound that says nothing, so that only the phones can speak for them."""
    seen = observations(frames=lips, sound=voice(syllables(9)), answers=(answered(phones),))
    return lip_sync.terms(ASKED, seen)["sync"]


@pytest.fixture(scope="module")
def talkers(engines: Engines, testdata: Path) -> list[Observations]:
    """Four real people who talk for 10 s and more."""
    analyser = Analyser(engines, RecordingLimits(), lambda: 0.0, ANALYSE_FORMATS)
    files = ("latsync_1/*demo1*", "vr_1/*face_1*", "obama/*uncrop*", "reagan/*clip1*")
    clips = [next(testdata.glob(f"faces_video/{file}")) for file in files]
    return [analyser.observe(clip.read_bytes(), Challenge()) for clip in clips]


def test_real_lips_belong_to_their_own_sound(talkers: list[Observations]) -> None:
    assert [lip_sync.judge(Challenge(), talker) for talker in talkers] == [Passed()] * len(talkers)


def test_real_lips_hardly_ever_fit_the_sound_of_others(talkers: list[Observations]) -> None:
    others = [replace(one, sound=other.sound) for one in talkers for other in talkers if one is not other]
    refused = sum(not lip_sync.judge(Challenge(), other) for other in others)
    assert refused >= len(others) - 1
