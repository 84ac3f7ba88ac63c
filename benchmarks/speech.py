"""Accuracy of words and voices on real recordings, and its cost.

The judged half of the people (`evaluation.manifest_data.half_of`) judges what the development half set
(`liveness.limits.speech`). Real recordings are not part of the project: pass the folder that holds them.
"""

import csv
import platform
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.manifest_data import Half, half_of
from evaluation.subject.media_files import read_sound
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.challenge.vocabulary import SHORT_WORDS, same_kind
from liveness.checks import spoken_challenge
from liveness.engines.speech import PocketSphinxSpeech
from liveness.engines.voice import Ge2eVoiceTemplate, SileroVoiceActivity
from liveness.limits.models import GE2E, voice_limits
from liveness.measure.net_speech import net_speech
from liveness.measure.spoken_answers import spoken_answers
from liveness.models import manifest, store
from liveness.observations import Observations, Vector
from liveness.ports import Samples

MODELS = Path(".cache/models")
DIGITS_SAID = 4
STRINGS_A_PERSON = 5
PAUSE = np.zeros(2_400, np.float32)
SECONDS = (1.6, 4.0)
ONE_WORD_SOURCES = ("sc_", "orch_", "fsdd_")
"""Recordings of single words: too short to compare voices, and enough words to make answers from them."""


@dataclass(frozen=True)
class Said:
    """One recording, or several joined recordings of one person. wide_band: sampled at 16 kHz or more."""

    person: str
    text: str
    samples: Samples
    wide_band: bool


def rows(testdata: Path) -> list[dict[str, object]]:
    """Rows of `name`, `value`, `unit`, `ratio`, `n`, `machine`; shares are of the judged half where the name says
    so.
    """
    with (testdata / "manifest.csv").open(encoding="utf-8") as lines:
        recordings = [row for row in csv.DictReader(lines) if row["label"] == "genuine"]
    files = store.verify(manifest.load("open"), MODELS).files
    activity, voices = SileroVoiceActivity(files["voice_activity"]), Ge2eVoiceTemplate(files["voice_template"])
    return [
        *_word_rows(_sentences(testdata, recordings) + _strings(testdata, recordings), activity),
        *_voice_rows(_speech_by_person(testdata, recordings, activity), voices),
    ]


def _row(name: str, value: float, unit: str, n: int) -> dict[str, object]:
    machine = f"{platform.machine()}, {platform.processor() or platform.system()}"
    return {"name": name, "value": round(value, 4), "unit": unit, "ratio": None, "n": n, "machine": machine}


def _sentences(testdata: Path, recordings: list[dict[str, str]]) -> list[Said]:
    spoken = [row for row in recordings if row["kind"] == "video" and row["transcript"]]
    return [
        Said(row["person"], row["transcript"], read_sound(testdata / row["file"]), wide_band=True) for row in spoken
    ]


def _strings(testdata: Path, recordings: list[dict[str, str]]) -> list[Said]:
    """Four recorded words of one person, joined with pauses of 0.15 s."""
    chance = np.random.default_rng(7)
    by_person = defaultdict(list)
    for row in recordings:
        if row["kind"] == "audio" and row["transcript"] and not row["person"].startswith("orch_"):
            by_person[row["person"]].append(row)
    said = []
    for person, words in sorted(by_person.items()):
        for _ in range(STRINGS_A_PERSON):
            chosen = [words[index] for index in chance.choice(len(words), DIGITS_SAID, replace=False)]
            pieces = [part for row in chosen for part in (read_sound(testdata / row["file"]), PAUSE)]
            text = " ".join(row["transcript"] for row in chosen)
            said.append(Said(person, text, np.concatenate(pieces), wide_band=int(chosen[0]["sample_rate"]) >= 16_000))
    return said


def _word_rows(said: list[Said], activity: SileroVoiceActivity) -> list[dict[str, object]]:
    engine, chance = PocketSphinxSpeech(), np.random.default_rng(8)
    passed, cpu_s, sound_s = defaultdict(list), 0.0, 0.0
    for one in said:
        probability = activity.speech_probability(one.samples)
        half, band = half_of(one.person), "wide" if one.wide_band else "narrow"
        for asked, truth in ((one.text, "right"), (_other(one.text, chance), "wrong")):
            started = time.process_time()
            passed[f"{truth}_words_accepted_{band}_band_{half}"].append(_passes(asked, one, probability, engine))
            cpu_s, sound_s = cpu_s + time.process_time() - started, sound_s + len(one.samples) / 16_000
    return [
        *(_row(name, float(np.mean(results)), "share", len(results)) for name, results in sorted(passed.items())),
        _row("spoken_answer_cpu_seconds_per_second", cpu_s / sound_s, "s/s", 2 * len(said)),
    ]


def _passes(text: str, said: Said, probability: NDArray[np.float32], engine: PocketSphinxSpeech) -> bool:
    challenge = Challenge((Prompt("p", PromptKind.SAY, text),))
    answers = spoken_answers(challenge, said.samples, probability, engine, engine)
    nothing_else = Observations(0.0, 0, 0, (), (), None, (), (), answers)
    return bool(spoken_challenge.judge(challenge, nothing_else))


def _other(text: str, chance: np.random.Generator) -> str:
    """As many words of the same kinds, each one different from the word in its place."""
    kinds = ((word, same_kind(word) or SHORT_WORDS) for word in text.split())
    return " ".join(str(chance.choice([other for other in kind if other != word])) for word, kind in kinds)


def _speech_by_person(
    testdata: Path, recordings: list[dict[str, str]], activity: SileroVoiceActivity
) -> dict[str, list[Samples]]:
    speech = defaultdict(list)
    for row in recordings:
        speaks = float(row["speech_fraction"] or row["kind"] == "audio") > 0
        if speaks and row["kind"] != "image" and not row["person"].startswith(ONE_WORD_SOURCES):
            samples = read_sound(testdata / row["file"])
            speech[row["person"]].append(net_speech(samples, activity.speech_probability(samples)))
    return speech


def _voice_rows(speech: dict[str, list[Samples]], engine: Ge2eVoiceTemplate) -> list[dict[str, object]]:
    return [row for seconds in SECONDS for row in _voice_rows_at(seconds, speech, engine)]


def _voice_rows_at(
    seconds: float, speech: dict[str, list[Samples]], engine: Ge2eVoiceTemplate
) -> list[dict[str, object]]:
    """Pairs of pieces with exactly this much net speech; pieces of the same person come from two files."""
    length = round(seconds * 16_000)
    pieces = [
        (person, number, engine.template(recording[:length]))
        for person, recordings in sorted(speech.items())
        for number, recording in enumerate(recordings)
        if len(recording) >= length
    ]
    judging = [piece for piece in pieces if half_of(piece[0]) is Half.JUDGED]
    name = f"voice_at_{seconds:g}_s"
    same, other = _similarities(judging)
    all_same, all_other = _similarities(pieces)
    threshold = voice_limits(GE2E).between_takes(seconds)
    return [
        _row(f"{name}_eer_all_people", _equal_error(all_same, all_other), "share", len(all_same)),
        _row(f"{name}_same_voice_refused_judging", float(np.mean(same < threshold)), "share", len(same)),
        _row(f"{name}_other_voice_accepted_judging", float(np.mean(other >= threshold)), "share", len(other)),
    ]


def _similarities(pieces: list[tuple[str, int, Vector]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    pairs = [(one[0] == two[0], float(one[2] @ two[2])) for one, two in combinations(pieces, 2)]
    return np.array([score for same, score in pairs if same]), np.array([score for same, score in pairs if not same])


def _equal_error(same: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    rates = [(np.mean(same < limit), np.mean(other >= limit)) for limit in np.sort(same)]
    return float(min(max(refused, accepted) for refused, accepted in rates))


if __name__ == "__main__":
    for measured in rows(Path(sys.argv[1])):
        print(measured)
