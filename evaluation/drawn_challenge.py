"""The prompts of an enrollment, drawn for a subject who does not exist; without the sentence of consent."""

from collections.abc import Iterator

import numpy as np

from liveness.challenge.plan import ENROLLMENT, ChallengePlan, Step
from liveness.challenge.prompts import Challenge, Prompt

REVEALED_EVERY_S = 3.4
FIRST_REVEAL_S = 1.0


def drawn_challenge(rng: np.random.Generator) -> Challenge:
    """Numbers, words and both turns in random order, one after another, each with its window."""
    return Challenge(tuple(_prompts(rng)))


def _prompts(rng: np.random.Generator) -> Iterator[Prompt]:
    plan = ChallengePlan("", tuple(step for step in ENROLLMENT if step is not Step.CONSENT))
    reveal_s = FIRST_REVEAL_S
    while plan.left:
        prompt, window_s, plan = plan.draw(lambda count: int(rng.integers(count)))
        yield Prompt(prompt.id, prompt.kind, prompt.text, prompt.direction, reveal_s, reveal_s + window_s)
        reveal_s += REVEALED_EVERY_S
