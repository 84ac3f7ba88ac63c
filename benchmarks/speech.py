"""Accuracy of words on real recordings, and of the voices of both open packs, and their cost.

The judged half of the people (`evaluation.manifest_data.half_of`) judges what the development half set
(`liveness.limits.speech`). Real recordings are not part of the project: pass the folder that holds them.
"""

import csv
import platform
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.manifest_data import Half, half_of
from evaluation.rates import Comparison, Rate, compared, equal_error, miss_at, proportion, widened
from evaluation.subject.media_files import read_sound
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.challenge.vocabulary import SHORT_WORDS, same_kind
from liveness.checks import spoken_challenge
from liveness.engines.choice import OPEN_1, OPEN_2
from liveness.engines.speech import PocketSphinxSpeech
from liveness.engines.voice import CampplusVoice, Ge2eVoiceTemplate, SileroVoiceActivity
from liveness.limits.models import voice_limits
from liveness.measure.net_speech import net_speech
from liveness.measure.spoken_answers import spoken_answers
from liveness.models import manifest, store
from liveness.observations import Observations
from liveness.ports import Samples, VoiceTemplateEngine

MODELS = Path(".cache/models")
DIGITS_SAID = 4
STRINGS_A_PERSON = 5
PAUSE = np.zeros(2_400, np.float32)
WHOLE_S, LEAST_S = 12.0, 0.8
"""Whole recordings: up to so much net speech, and at least so much."""
SECONDS = (1.6, 4.0, WHOLE_S)
COST = 4 * 16_000
"""Samples of the speech whose template is timed: an enrollment asks for so much."""
REPEATS = 20
SEED = 0
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
    first, second = (store.verify(manifest.load(pack), MODELS).files for pack in (OPEN_1, OPEN_2))
    activity = SileroVoiceActivity(second["voice_activity"])
    speech = _speech_by_person(testdata, recordings, activity)
    nets: tuple[tuple[str, VoiceTemplateEngine], ...] = (
        ("", CampplusVoice(second["voice_template"])),
        ("_open_1", Ge2eVoiceTemplate(first["voice_template"])),
    )
    return [
        *_word_rows(_sentences(testdata, recordings) + _strings(testdata, recordings), activity),
        *(row for suffix, net in nets for row in _voice_rows(suffix, speech, net)),
        *(_cost_row(suffix, speech, net) for suffix, net in nets),
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


def _voice_rows(suffix: str, speech: dict[str, list[Samples]], engine: VoiceTemplateEngine) -> list[dict[str, object]]:
    return [row for seconds in SECONDS for row in _voice_rows_at(suffix, seconds, speech, engine)]


def _voice_rows_at(
    suffix: str, seconds: float, speech: dict[str, list[Samples]], engine: VoiceTemplateEngine
) -> list[dict[str, object]]:
    """Pairs of pieces with exactly this much net speech, or all up to WHOLE_S; of one person from two files."""
    length = round(seconds * 16_000)
    pieces = [
        (person, engine.template(recording[:length]))
        for person, recordings in sorted(speech.items())
        for recording in recordings
        if len(recording) >= (length if seconds != WHOLE_S else LEAST_S * 16_000)
    ]
    name = f"voice{suffix}_whole" if seconds == WHOLE_S else f"voice{suffix}_at_{seconds:g}_s"
    pairs = [
        Comparison(one[0], two[0], float(one[1] @ two[1]), one[0] == two[0]) for one, two in combinations(pieces, 2)
    ]
    judged = [pair for pair in pairs if half_of(pair.subject) is half_of(pair.other) is Half.JUDGED]
    needed = voice_limits(engine.model_id).between_takes(seconds)
    return [
        _rate_row(f"{name}_eer_all_people", compared(pairs, equal_error, SEED)),
        _rate_row(f"{name}_fnmr_at_fmr_1e_3", compared(pairs, partial(miss_at, false_match=1e-3), SEED)),
        _rate_row(
            f"{name}_same_voice_refused_judging",
            proportion([(pair.subject, pair.score < needed) for pair in judged if pair.is_same]),
        ),
        _rate_row(
            f"{name}_other_voice_accepted_judging",
            proportion([(pair.subject, pair.score >= needed) for pair in judged if not pair.is_same]),
        ),
    ]


def _rate_row(name: str, rate: Rate) -> dict[str, object]:
    rate = widened(rate)
    return _row(name, rate.value or 0.0, "share", rate.n) | {
        "people": rate.subjects,
        "low": round(rate.low or 0.0, 4),
        "high": round(1.0 if rate.high is None else rate.high, 4),
    }


def _cost_row(suffix: str, speech: dict[str, list[Samples]], engine: VoiceTemplateEngine) -> dict[str, object]:
    """Processor time of one template of 4 s of speech, bands included."""
    long = next(recording for recordings in speech.values() for recording in recordings if len(recording) >= COST)
    engine.template(long[:COST])
    times = []
    for _ in range(REPEATS):
        started = time.process_time()
        engine.template(long[:COST])
        times.append(time.process_time() - started)
    return _row(f"voice_template_cpu_ms{suffix}", 1e3 * statistics.median(times), "ms", REPEATS)


if __name__ == "__main__":
    for measured in rows(Path(sys.argv[1])):
        print(measured)
