"""Runs one trial in a worker process: returns rows for the score file, also if the recording cannot be used."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.attacks import catalogue
from evaluation.attacks.neural_speech import neural_speech
from evaluation.attacks.species import Kind, MaterialMissingError
from evaluation.face_comparisons import FaceComparisons
from evaluation.manifest_data import Entry
from evaluation.presentations import Studio
from evaluation.run import Row
from evaluation.scoring import Scorer
from evaluation.speech_comparisons import LipComparisons, VoiceComparisons, WordTrials
from evaluation.subject.rendered_voice import VoiceUnavailableError
from evaluation.trials import Task, Trial
from liveness.engines import loading
from liveness.engines.choice import EngineChoice
from liveness.limits.recordings import RecordingLimits
from liveness.media.recording import ANALYSE_FORMATS
from liveness.media.recording_errors import RecordingError
from liveness.verdict.analysis import Analyser
from liveness.verdict.policy import DEMO, STANDARD

RENDERED_SPECIES = "rendered head"
RENDERED_SUBJECT = "rendered"
"""Name of a rendered subject, followed by its number."""


@dataclass(frozen=True, slots=True)
class Worker:
    """State of one worker process, loaded once."""

    folder: Path
    models: Path
    analyser: Analyser
    studio: Studio


def load_worker(folder: Path, models: Path, choice: EngineChoice) -> Worker:
    """Loads the chosen engines.

    Raises:
        ModelPackError: a model file is missing or wrong.
    """
    engines = loading.load(models, choice)
    analyser = Analyser(engines, RecordingLimits(), time.perf_counter, ANALYSE_FORMATS)
    return Worker(folder, models, analyser, Studio(folder, engines.face, neural_speech(models)))


def run_trial(worker: Worker, trial: Trial) -> list[Row]:
    """All rows of one trial, each with the key of the trial."""
    return [{"trial": trial.key, **row} for row in _rows(worker, trial)]


def _rows(worker: Worker, trial: Trial) -> Iterator[Row]:
    engines = worker.analyser.engines
    if trial.task is Task.FACES:
        yield from FaceComparisons(worker.folder, engines, worker.models).rows(trial.entries)
    elif trial.task is Task.VOICES:
        yield from VoiceComparisons(worker.folder, engines).rows(trial.entries)
    elif trial.task is Task.WORDS:
        yield from WordTrials(worker.folder, engines).rows(trial.entries, trial.seed)
    elif trial.task is Task.LIPS:
        yield from LipComparisons(worker.folder, worker.analyser).rows(trial.entries)
    else:
        yield from _presented(worker, trial)


def _presented(worker: Worker, trial: Trial) -> Iterator[Row]:
    """One row; two rows for a rendered subject without a flaw, which is genuine for DEMO and an attack for other
    policies.
    """
    about = _about(trial)
    try:
        presentation = worker.studio.present(trial)
    except RecordingError as error:
        yield {**about, "status": "unreadable", "code": error.code}
    except OSError:
        yield {**about, "status": "missing", "code": "MISSING_FILE"}
    except (MaterialMissingError, VoiceUnavailableError) as error:
        yield {**about, "status": "not made", "code": str(error)}
    else:
        is_rendered = trial.task is Task.RENDERED
        policy = DEMO if is_rendered else STANDARD
        yield {**about, **Scorer(worker.analyser, policy).score(presentation)}
        if is_rendered and not trial.species:
            as_attack = {"population": "a", "label": "attack", "species": RENDERED_SPECIES}
            score = Scorer(worker.analyser, STANDARD).score(presentation)
            yield {**about, **as_attack, "kind": str(Kind.INJECTION), **score}


def _about(trial: Trial) -> Row:
    entry = trial.entries[0] if trial.entries else None
    return {
        "set": "clip",
        "population": "b" if trial.task is Task.RENDERED else "a",
        "subject": entry.person if entry else f"{RENDERED_SUBJECT} {trial.seed}",
        "source": entry.file if entry else "",
        "seed": trial.seed,
        **_labelled(trial, entry),
    }


def _labelled(trial: Trial, entry: Entry | None) -> Row:
    """label: genuine, control (re-encoded genuine) or attack; species, its kind and catalogue row."""
    if trial.task is Task.ATTACK:
        species = catalogue.BY_NAME[trial.species]
        return {"label": "attack", "species": species.name, "kind": str(species.kind), "row": species.row}
    if trial.task is Task.CONTROL:
        return {"label": "control", "species": trial.species, "kind": "", "row": 0}
    if entry is not None and not entry.is_genuine:
        return {"label": "attack", "species": f"recorded: {entry.species}", "kind": "recorded", "row": 0}
    return {"label": "attack" if trial.species else "genuine", "species": trial.species, "kind": "", "row": 0}


MISSING = "missing"


def missing_row(entry: Entry) -> Row:
    """The row of a listed file that is missing: no response."""
    trial = Trial(f"{MISSING} {entry.file}", Task.AS_IT_IS, 0, entries=(entry,))
    return {"trial": trial.key, **_about(trial), "status": "missing", "code": "MISSING_FILE"}


def failed_row(trial: Trial, detail: str) -> Row:
    """The row of a trial without a result."""
    if trial.task in (Task.FACES, Task.VOICES, Task.WORDS, Task.LIPS):
        return {"trial": trial.key, "set": "remark", "about": trial.key, "text": f"gave no result: {detail}"}
    return {"trial": trial.key, **_about(trial), "status": "error", "code": detail}
