"""A small picture and a short challenge: what these tests ask of a rendered subject."""

import pytest

from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from tests.liveness.conftest import engines, models_dir, reference_files

__all__ = ["engines", "models_dir", "reference_files"]


@pytest.fixture
def challenge() -> Challenge:
    return Challenge(
        (
            Prompt("numbers", PromptKind.SAY, "forty two", reveal_s=0.5, deadline_s=3.0),
            Prompt("turn", PromptKind.TURN, direction=Direction.LEFT, reveal_s=3.0, deadline_s=6.0),
        )
    )
