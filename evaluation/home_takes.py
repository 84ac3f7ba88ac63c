"""What one person's recordings give for a calibration: templates of takes, and scores of spoken answers. Runs in a
worker, whose reply holds plain values and arrays alone; templates stay in memory and are never written.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import av
import numpy as np

from evaluation.face_comparisons import FaceComparisons
from evaluation.manifest_data import Entry
from evaluation.speech_comparisons import PAUSE, VoiceComparisons, answers, other_words
from evaluation.subject.media_files import read_sound
from liveness.challenge.file import read_challenge
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.challenge.vocabulary import kind_of
from liveness.checks.asked_words import were_said
from liveness.engines import loading
from liveness.engines.choice import EngineChoice
from liveness.errors import ChallengeError
from liveness.limits.calibration import Role
from liveness.limits.in_force import LimitsInForce
from liveness.measure.spoken_answers import SAMPLE_RATE, spoken_answers
from liveness.observations import Vector, WordScores
from liveness.ports import Engines, Samples

OTHER_TEXTS = 2
"""Texts of other words that each answer is asked for."""

Plain: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer and one text. kind: of the text. is_right: the person was asked for it.

    score: by how much the text fits better than its alternatives; minus infinity where another limit refuses it anyway.
    """

    kind: str
    is_right: bool
    score: float


@dataclass(frozen=True, slots=True)
class Person:
    """One volunteer. faces, voices: templates, one a take. unread: files that gave nothing."""

    name: str
    faces: tuple[Vector, ...]
    voices: tuple[Vector, ...]
    answers: tuple[Answer, ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HomeWorker:
    """State of one worker process, loaded once."""

    folder: Path
    models: Path
    engines: Engines


def load_home_worker(folder: Path, models: Path, choice: EngineChoice) -> HomeWorker:
    """Loads the chosen engines.

    Raises:
        ModelPackError: a model file is missing or wrong.
    """
    return HomeWorker(folder, models, loading.load(models, choice))


def measure_person(worker: HomeWorker, job: tuple[frozenset[Role], Sequence[Entry]]) -> Plain:
    """What the recordings of one person give for these roles, and the ids of what measured it. `person_of` reads it."""
    roles, entries = job
    engines, unread = worker.engines, list[str]()
    shown, heard = entries if Role.FACE in roles else (), entries if Role.VOICE in roles else ()
    faces = FaceComparisons(worker.folder, engines, worker.models).takes(shown)
    voices = list(_voices(VoiceComparisons(worker.folder, engines), heard, unread))
    said = list(_answers(worker, entries if Role.WORDS in roles else (), unread))
    return {
        "models": [engines.face_template.model_id, engines.voice_template.model_id, engines.speech_scorer.scorer_id],
        "name": entries[0].person,
        "faces": [side.vector for side in faces if side.vector is not None],
        "voices": voices,
        "answers": [(one.kind, one.is_right, one.score) for one in said],
        "unread": sorted(set(unread)),
    }


def person_of(reply: Mapping[str, Any]) -> Person:
    """What `measure_person` replied."""
    said = tuple(Answer(*one) for one in reply["answers"])
    return Person(reply["name"], tuple(reply["faces"]), tuple(reply["voices"]), said, tuple(reply["unread"]))


def _voices(comparisons: VoiceComparisons, entries: Sequence[Entry], unread: list[str]) -> Iterator[Vector]:
    for entry in entries:
        if entry.kind == "image" or not entry.has_speech:
            continue
        try:
            voice = comparisons.voice(entry)
        except (ValueError, OSError, av.error.FFmpegError):
            unread.append(entry.file)
        else:
            if voice:
                yield voice.vector


def _answers(worker: HomeWorker, entries: Sequence[Entry], unread: list[str]) -> Iterator[Answer]:
    """Of what was asked where that is known, else of transcripts: single words are joined to strings."""
    rng = np.random.default_rng(0)
    heard = [entry for entry in entries if entry.kind != "image"]
    asked: list[tuple[Path | str, tuple[Entry, ...]]] = [
        (worker.folder / entry.challenge, (entry,)) for entry in heard if entry.challenge
    ]
    transcribed = [entry for entry in heard if entry.transcript and not entry.challenge]
    for what, files in (*asked, *answers(transcribed, rng)):
        try:
            pieces = [part for entry in files for part in (read_sound(worker.folder / entry.file), PAUSE)]
            challenge = _challenge(what)
            yield from _scored(worker.engines, challenge, np.concatenate(pieces), rng)
        except (ValueError, OSError, av.error.FFmpegError, ChallengeError):
            unread.append(files[0].file)


def _challenge(what: Path | str) -> Challenge:
    if isinstance(what, Path):
        return read_challenge(what.read_text(encoding="utf-8"))
    return Challenge((Prompt("said", PromptKind.SAY, what),))


def _scored(engines: Engines, challenge: Challenge, samples: Samples, rng: np.random.Generator) -> Iterator[Answer]:
    probability = engines.voice_activity.speech_probability(samples)
    texts = {prompt.id: prompt.text for prompt in challenge.of_kind(PromptKind.SAY)}
    for answer in spoken_answers(challenge, samples, probability, engines.speech_scorer, engines.phone_timer):
        right = texts[answer.prompt_id]
        yield _answer(right, answer.scores, is_right=True, is_timed=bool(answer.words))
        within = samples[round(answer.start_s * SAMPLE_RATE) : round(answer.end_s * SAMPLE_RATE)]
        for _ in range(OTHER_TEXTS):
            other = other_words(right, rng)
            yield _answer(other, engines.speech_scorer.score(within, other), is_right=False, is_timed=True)


def _answer(text: str, scores: WordScores, *, is_right: bool, is_timed: bool) -> Answer:
    asked = text.split()
    kind = kind_of(asked)
    # Every other rule decides as it does: only what is left is calibrated.
    open_margin = LimitsInForce(words={(scores.scorer, kind): -math.inf})
    is_left = is_timed and were_said(asked, scores, open_margin)
    score = scores.asked - max(scores.alternatives) if is_left else -math.inf
    return Answer(str(kind), is_right, score)
