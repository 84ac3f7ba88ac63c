"""Whisper behind the walls: what it needs was opened before they stood."""

from functools import partial
from pathlib import Path

from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.worker_process import WorkerProcess
from cameo_service.clock import SystemClock
from liveness.challenge.vocabulary import one_word_variants
from liveness.limits.words import WHISPER_TINY_EN
from tests.cameo_service.analysis.walls import scoring
from tests.liveness.conftest import models_dir

__all__ = ["models_dir"]

ASKED = "velvet monkey airport noodle"
FAR_S = 300.0


def test_whisper_scores_words_in_a_worker_with_its_walls_up(models_dir: Path) -> None:
    clock = SystemClock()
    worker = WorkerProcess(partial(scoring.load, models_dir), scoring.score, WorkerLimits(), clock)
    try:
        worker.wait_until_loaded()
        scores = worker.run(ASKED, clock.monotonic_s() + FAR_S)
    finally:
        worker.kill()

    assert scores.scorer == WHISPER_TINY_EN
    assert len(scores.alternatives) == len(one_word_variants(ASKED))
