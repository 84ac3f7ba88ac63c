"""How often each speech scorer accepts asked words that were said, and words that were not, on real recordings.

`python -m benchmarks.asked_words DIR [SCORES]` prints one row for each engine, half, band and kind of answer. DIR
holds the recordings (`evaluation.manifest_data`), and may hold `speech_languages` with accented English. SCORES, a
file, keeps what was scored: limits can then be judged again without hearing anything again.

Limits are set on the development half of the people and judged on the other. Answers are sentences, or four single
recordings of one person joined with 0.15 s of silence; wide-band ones are heard again in the band of a telephone.
"""

import csv
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.signal import butter, resample_poly, sosfiltfilt

from evaluation.manifest_data import half_of
from evaluation.rates import proportion
from evaluation.subject.media_files import read_sound
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.challenge.vocabulary import SHORT_WORDS, WORDS, same_kind
from liveness.checks import spoken_challenge
from liveness.engines.speech import PocketSphinxSpeech
from liveness.engines.voice import SileroVoiceActivity
from liveness.engines.whisper import scorer_of
from liveness.measure.spoken_answers import all_speech
from liveness.models import manifest, store
from liveness.observations import Observations, SpokenAnswer, WordScores, WordTime
from liveness.ports import Samples, SpeechScorer

RATE = 16_000
JOINED = 4
PAUSE = np.zeros(2_400, np.float32)
STRINGS_OF_MANY, STRINGS_OF_FEW, MANY = 20, 5, 50
"""Answers joined from the words of a person with at least MANY recordings, and of the others."""
NOT_SAID = {"one word wrong": 1, "all words wrong": 2}
"""How many texts of each sort are asked about each answer."""
TELEPHONE_HZ = (300, 3_400)
SEED = 7


@dataclass(frozen=True, slots=True)
class Answer:
    """Recorded speech of one person. band: wide, 8 kHz as recorded, or a telephone's made of a wide one."""

    kind: str
    band: str
    person: str
    text: str
    samples: Samples


@dataclass(frozen=True, slots=True)
class Trial:
    """One answer, asked for one text, as one engine scored it."""

    engine: str
    kind: str
    band: str
    person: str
    asked: str
    truth: str
    scores: WordScores
    words: tuple[WordTime, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether the check lets it pass, for its words alone: no prompt has a time."""
        challenge = Challenge((Prompt("p", PromptKind.SAY, self.asked),))
        answer = SpokenAnswer("p", 0.0, 0.0, self.scores, self.words)
        return bool(spoken_challenge.judge(challenge, Observations(0.0, 0, 0, (), (), None, (), (), (answer,))))


def answers(folder: Path) -> list[Answer]:
    """All answers that the recordings give, the same ones every time."""
    chance = np.random.default_rng(SEED)
    heard = [*_sentences(folder), *_accented_sentences(folder)]
    for (kind, person, rate), files in sorted(_single_words(folder).items()):
        for _ in range(STRINGS_OF_MANY if len(files) >= MANY else STRINGS_OF_FEW):
            chosen = [files[int(at)] for at in chance.choice(len(files), JOINED, replace=False)]
            sound = np.concatenate([part for _, file in chosen for part in (read_sound(folder / file), PAUSE)])
            band = "wide" if rate >= RATE else "8 kHz"
            heard.append(Answer(kind, band, person, " ".join(word for word, _ in chosen), sound))
    return heard + [_by_telephone(answer) for answer in heard if answer.band == "wide"]


def _sentences(folder: Path) -> Iterator[Answer]:
    for row in _rows(folder / "manifest.csv"):
        if row["label"] == "genuine" and row["kind"] == "video" and row["transcript"]:
            sound = read_sound(folder / row["file"])
            yield Answer("sentences with a letter", "wide", row["person"], row["transcript"], sound)


def _accented_sentences(folder: Path) -> Iterator[Answer]:
    for row in _rows(folder / "speech_languages" / "manifest.csv"):
        if row["language"] == "en" and row["kind"] == "sentence":
            sound = read_sound(folder / "speech_languages" / row["file"])
            whose = "children" if row["set"].endswith("child") else "adults"
            yield Answer(f"sentences, Chinese accent, {whose}", "wide", row["person"], row["transcript"], sound)


def _single_words(folder: Path) -> dict[tuple[str, str, int], list[tuple[str, str]]]:
    """(kind, person, sample rate) -> words and their files."""
    found = defaultdict(list)
    for row in _rows(folder / "manifest.csv"):
        # The speakers of `orch_` say one word only.
        if row["kind"] == "audio" and row["transcript"] and not row["person"].startswith("orch_"):
            kind = "digits" if same_kind(row["transcript"]) else "short words"
            found[kind, row["person"], int(row["sample_rate"])].append((row["transcript"], row["file"]))
    for row in _rows(folder / "speech_languages" / "manifest.csv"):
        if row["language"] == "en" and row["kind"] == "digit":
            kind = "digits" if row["set"].endswith("usa") else "digits, European accents"
            found[kind, row["person"], 8_000].append((row["transcript"], f"speech_languages/{row['file']}"))
    return found


def _rows(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _by_telephone(answer: Answer) -> Answer:
    band = butter(4, TELEPHONE_HZ, "band", fs=RATE, output="sos")
    narrow = resample_poly(resample_poly(sosfiltfilt(band, answer.samples), 1, 2), 2, 1)
    return Answer(answer.kind, "telephone", answer.person, answer.text, np.asarray(narrow, np.float32))


def asked_of(answer: Answer, chance: np.random.Generator) -> Iterator[tuple[str, str]]:
    """The texts that are asked about one answer: what it says, and others."""
    yield "right", answer.text
    words = answer.text.split()
    for _ in range(NOT_SAID["one word wrong"]):
        slot = int(chance.integers(len(words)))
        yield "one word wrong", " ".join((*words[:slot], _other(words[slot], chance), *words[slot + 1 :]))
    for _ in range(NOT_SAID["all words wrong"]):
        yield "all words wrong", " ".join(_other(word, chance) for word in words)


def _other(word: str, chance: np.random.Generator) -> str:
    """Another word that a prompt could have asked for in its place."""
    kind = same_kind(word) or (WORDS if len(word) > 2 else SHORT_WORDS)
    return str(chance.choice([other for other in kind if other != word]))


def trials(folder: Path) -> Iterator[Trial]:
    """Every answer, asked for each of its texts, by each engine."""
    models = Path(os.environ.get("CAMEO_MODELS", ".cache/models"))  # noqa: TID251 - as every benchmark
    opened, whisper = (store.verify(manifest.load(pack), models).files for pack in ("open", "whisper"))
    activity, timer = SileroVoiceActivity(opened["voice_activity"]), PocketSphinxSpeech()
    scorers: Sequence[SpeechScorer] = (timer, scorer_of(whisper))
    chance = np.random.default_rng(SEED)
    for answer in track(answers(folder), "asking ..."):
        window = all_speech(Prompt("p", PromptKind.SAY, ""), activity.speech_probability(answer.samples))
        sound = answer.samples[round(window.start_s * RATE) : round(window.end_s * RATE)]
        for truth, asked in asked_of(answer, chance):
            scored = [scorer.score(sound, asked) for scorer in scorers]
            words, _ = timer.times(sound, 0.0, asked)
            for scores in scored:
                yield Trial(scores.scorer, answer.kind, answer.band, answer.person, asked, truth, scores, words)


def scored_before(file: Path) -> list[Trial]:
    """The trials that `main` kept in a file."""
    return [_trial(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def _trial(form: dict[str, object]) -> Trial:
    scores, words = dict(form.pop("scores")), list(form.pop("words"))  # type: ignore[call-overload]
    recognised = scores.pop("recognised")
    heard = None if recognised is None else tuple(recognised)
    kept = WordScores(**{**scores, "alternatives": tuple(scores["alternatives"])}, recognised=heard)
    return Trial(**form, scores=kept, words=tuple(WordTime(**word) for word in words))  # type: ignore[arg-type]


def table(done: Sequence[Trial]) -> Table:
    """One row for each engine, half, band and kind, and one for all of a half: accepted of n, people, 95 % interval."""
    found = Table("engine", "half", "band", "answers", "people", "right", *NOT_SAID)
    groups: dict[tuple[str, str, str, str], list[Trial]] = defaultdict(list)
    for trial in done:
        half = half_of(trial.person)
        for band, kind in ((trial.band, trial.kind), (trial.band, "all"), ("all", "all")):
            groups[trial.engine, half, band, kind].append(trial)
    for key, members in sorted(groups.items()):
        people = len({trial.person for trial in members})
        found.add_row(*key, str(people), *(_accepted(members, truth) for truth in ("right", *NOT_SAID)))
    return found


def _accepted(members: Sequence[Trial], truth: str) -> str:
    asked = [(trial.person, trial.is_accepted) for trial in members if trial.truth == truth]
    rate = proportion(asked)
    if rate.low is None or rate.high is None:
        return "not shown"
    return f"{sum(accepted for _, accepted in asked)} of {rate.n} ({100 * rate.low:.1f}-{100 * rate.high:.1f} %)"


def main(folder: Path, kept: Path | None) -> None:
    """Prints the table, and keeps the scores where a file is named."""
    if kept is not None and kept.is_file():
        done = scored_before(kept)
    else:
        done = list(trials(folder))
        if kept is not None:
            kept.write_text("".join(json.dumps(asdict(trial)) + "\n" for trial in done), encoding="utf-8")
    Console(width=160).print(table(done))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
