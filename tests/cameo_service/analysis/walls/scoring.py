"""What a worker does that scores asked words, and nothing else."""

from pathlib import Path

import numpy as np

from liveness.engines.whisper import WhisperScorer, scorer_of
from liveness.models import manifest, store
from liveness.observations import WordScores

HUM = np.sin(np.arange(32_000) ** 2 / 3e5).astype(np.float32)
"""Two seconds."""


def load(models: Path) -> WhisperScorer:
    return scorer_of(store.verify(manifest.load("whisper"), models).files)


def score(scorer: WhisperScorer, asked: str) -> WordScores:
    return scorer.score(HUM, asked)
