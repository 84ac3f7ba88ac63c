"""What a rendered subject does wrong on purpose."""

from dataclasses import dataclass
from enum import StrEnum


class Flaw(StrEnum):
    """One mistake or attack. The media flaws begin FLAW_START_S into the recording."""

    WRONG_WORDS = "wrong words"
    WRONG_ORDER = "right words in reverse order"
    EARLY = "answers before the prompt is shown"
    LATE = "answers after the deadline"
    SILENT = "mouth moves, nothing is heard"
    STILL_MOUTH = "is heard, mouth rests"
    OTHER_VOICE = "every second spoken answer in somebody else's voice"
    WRONG_DIRECTION = "turns to the other side"
    NO_TURN = "does not turn"
    NO_EXPRESSION = "makes no expression"
    NO_BLINK = "never blinks"
    OTHER_HEAD = "another head takes over"
    SECOND_FACE = "somebody else joins"
    DARK = "no light from the first frame on"
    CUT = "another scene from one frame to the next"
    FROZEN = "the picture stands still for two seconds"


FLAW_START_S = 2.0
FROZEN_S = 2.0


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a subject answers. reaction_s: from a prompt's reveal to the start of its answer."""

    flaws: frozenset[Flaw] = frozenset()
    reaction_s: float = 0.6

    @classmethod
    def with_flaw(cls, *flaws: Flaw) -> "Behaviour":
        """A subject that does these things wrong and all else right."""
        return cls(frozenset(flaws))
