"""The prompts of a recording: what to say and do, when each answer counts, and the rules that every challenge keeps.

Does not judge answers (`liveness.checks`) nor run the session (`liveness.live.conversation`).
"""

from dataclasses import dataclass
from enum import StrEnum

from liveness.challenge.language import ENGLISH
from liveness.errors import MalformedChallengeError


class PromptKind(StrEnum):
    """The kind of answer that a prompt asks for."""

    SAY = "say"
    TURN = "turn"
    EXPRESSION = "expression"
    CLOSER = "closer"
    """Bring the face close to the camera, and back."""
    COLOURS = "colours"
    """Look at the colours that the page shows."""
    SPEAK = "speak"
    """Speak of anything, in any language. Who speaks is judged, and what is said is not."""


class Direction(StrEnum):
    """The subject's own side, in unmirrored media."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing asked. `text` for SAY (lower-case words), EXPRESSION ("smile"...) and COLOURS ("red blue"...),
    `direction` for TURN.

    reveal_s: media time the prompt was shown at; the answer must start after it. None: order only.
    deadline_s: media time the answer must have ended by. None: order only.
    language: of what is said; in others than English digits are numerals, such as "9 6 2 8".
    """

    id: str
    kind: PromptKind
    text: str = ""
    direction: Direction | None = None
    reveal_s: float | None = None
    deadline_s: float | None = None
    language: str = ENGLISH


@dataclass(frozen=True, slots=True)
class Challenge:
    """All prompts of one recording, in the order they were revealed. No prompts: nothing was asked."""

    prompts: tuple[Prompt, ...] = ()

    def of_kind(self, kind: PromptKind) -> tuple[Prompt, ...]:
        """The prompts of one kind, in order."""
        return tuple(prompt for prompt in self.prompts if prompt.kind is kind)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked so far. prompts: those that have closed, and the one that is open, without a deadline.

    is_last: whether nothing is asked behind them, so that the recording ends soon.
    """

    prompts: Challenge
    is_last: bool = False


def require_orderly(challenge: Challenge) -> None:
    """Checks what no schema can say.

    Raises:
        MalformedChallengeError: an id twice, or times that do not rise.
    """
    _require_own_ids(challenge)
    _require_rising_times(challenge)


def _require_own_ids(challenge: Challenge) -> None:
    ids = {prompt.id for prompt in challenge.prompts}
    if len(ids) < len(challenge.prompts):
        raise MalformedChallengeError("prompts", "each id may be used once")


def _require_rising_times(challenge: Challenge) -> None:
    latest_s = 0.0
    for prompt in challenge.prompts:
        if prompt.reveal_s is not None:
            if prompt.reveal_s < latest_s:
                raise MalformedChallengeError(f"prompts.{prompt.id}", "prompts must be in the order of reveal_s")
            latest_s = prompt.reveal_s
        if prompt.deadline_s is not None and prompt.deadline_s <= (prompt.reveal_s or 0.0):
            raise MalformedChallengeError(f"prompts.{prompt.id}", "deadline_s must come after reveal_s")
