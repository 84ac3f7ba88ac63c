"""Cost of one enrollment: a 12 s recording of the rendered subject in 720p, analysed on one thread."""

import os
import time
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from evaluation.subject.media_files import Container
from evaluation.subject.rendered_subject import Subject, Take, record
from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.engines import loading
from liveness.engines.choice import EngineChoice, Words
from liveness.limits.recordings import RecordingLimits
from liveness.media.recording import open_recording
from liveness.verdict.analysis import Analyser, Analysis
from liveness.verdict.policy import DEMO

REPEATS = 3
TAKE = Take(size=(1280, 720), frames_per_second=30)
ASKED = Challenge(
    (
        Prompt("p1", PromptKind.SAY, "thirty two fifty one", None, 0.5, 4.5),
        Prompt("p2", PromptKind.TURN, "", Direction.LEFT, 4.5, 8.0),
        Prompt("p3", PromptKind.SAY, "hotel carpet camera window", None, 8.0, 12.0),
    )
)


def rows() -> list[dict[str, Any]]:
    """Medians of REPEATS. `ratio` of the whole: to decoding alone; of a stage: to the whole.

    The targets are 9 times decoding, and 14 times where Whisper scores the asked words.
    """
    data = recording()
    runs, with_whisper = (_runs(data, EngineChoice(words=words)) for words in (Words.POCKETSPHINX, Words.WHISPER))
    whole, decode = median(cpu for cpu, _ in runs), median(_decoding(data) for _ in range(REPEATS))
    whisper = median(cpu for cpu, _ in with_whisper)
    stages = {name: median(run.stage_ms[name] for _, run in runs) for name in runs[0][1].stage_ms}
    return [
        _row("cpu_seconds_per_enrollment", round(whole, 3), "CPU s", whole / decode),
        _row("cpu_seconds_per_enrollment_with_whisper", round(whisper, 3), "CPU s", whisper / decode),
        _row("decode_ms", round(decode * 1e3, 1), "CPU ms", decode / whole),
        *(_row(f"{name}_ms", round(ms, 1), "CPU ms", ms / 1e3 / whole) for name, ms in stages.items()),
    ]


@cache
def recording() -> bytes:
    """The subject who is judged. Rendered once a process: it takes longer than judging it."""
    return record(Subject(1), ASKED, Container.MP4, TAKE)


def _runs(data: bytes, choice: EngineChoice) -> list[tuple[float, Analysis]]:
    models = Path(os.environ.get("CAMEO_MODELS", ".cache/models"))  # noqa: TID251 - as above
    analyser = Analyser(loading.load(models, choice), RecordingLimits(), time.process_time)
    _cpu(analyser, data)
    return [_cpu(analyser, data) for _ in range(REPEATS)]


def _cpu(analyser: Analyser, data: bytes) -> tuple[float, Analysis]:
    began = time.process_time()
    analysis = analyser.analyse(data, ASKED, DEMO)
    return time.process_time() - began, analysis


def _decoding(data: bytes) -> float:
    began = time.process_time()
    for _ in open_recording(data, RecordingLimits()).frames(0.001):
        pass
    return time.process_time() - began


def _row(name: str, value: float, unit: str, ratio: float) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "ratio": round(ratio, 3), "n": REPEATS}
