"""What a person is asked to say and do, and when each answer counts.

Does not decide whether it was done (`liveness.checks`) nor run the session (`liveness.live.conversation`).
"""

from dataclasses import dataclass
from enum import StrEnum


class PromptKind(StrEnum):
    """What kind of answer a prompt asks for."""

    SAY = "say"
    TURN = "turn"
    EXPRESSION = "expression"


class Direction(StrEnum):
    """The subject's own side, in unmirrored media."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing asked. `text` for SAY (lower-case words) and EXPRESSION ("smile"...), `direction` for TURN.

    reveal_s: media time the prompt was shown at; the answer must start after it. None: order only.
    deadline_s: media time the answer must have ended by. None: order only.
    """

    id: str
    kind: PromptKind
    text: str = ""
    direction: Direction | None = None
    reveal_s: float | None = None
    deadline_s: float | None = None


@dataclass(frozen=True, slots=True)
class Challenge:
    """All prompts of one recording, in the order they were revealed. No prompts: nothing was asked."""

    prompts: tuple[Prompt, ...] = ()

    def of_kind(self, kind: PromptKind) -> tuple[Prompt, ...]:
        """The prompts of one kind, in order."""
        return tuple(prompt for prompt in self.prompts if prompt.kind is kind)
