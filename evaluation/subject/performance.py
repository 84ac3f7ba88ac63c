"""The performance of a rendered subject: answers queued in media time, and its pose and sound at any time.

Does not draw (`rendered_scene`) nor encode (`media_files`). The same object serves a file, where all prompts are known,
and a live stream, where they come one by one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from evaluation.subject.media_files import SOUND_RATE_HZ
from evaluation.subject.point_picture import Pose
from evaluation.subject.rendered_voice import (
    CLOSED,
    VOICES,
    MouthTrack,
    Shape,
    Utterance,
    VoiceStyle,
    mouth_track,
    speak,
)
from liveness.challenge.colours import COLOUR_S, SoftColour
from liveness.challenge.prompts import Direction, Prompt, PromptKind

Speaks: TypeAlias = Callable[[str, VoiceStyle], Utterance]


class Flaw(StrEnum):
    """One mistake or attack. The media flaws begin FLAW_START_S into the recording."""

    WRONG_WORDS = "wrong words"
    WRONG_ORDER = "right words in reverse order"
    EARLY = "answers before the prompt is shown"
    LATE = "answers after the deadline"
    SILENT = "mouth moves, nothing is heard"
    STILL_MOUTH = "is heard, mouth rests"
    OTHER_VOICE = "every second spoken answer in another voice"
    WRONG_DIRECTION = "turns to the other side"
    NO_TURN = "does not turn"
    NO_EXPRESSION = "makes no expression"
    NO_BLINK = "never blinks"
    OTHER_HEAD = "another head takes over"
    SECOND_FACE = "a second person joins"
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


TURN_DEG = 38.0
TURN_S = 1.9
EXPRESSION_S = 1.6
SHOWN_S = 0.15
"""From the reveal until a screen shows a colour."""
LAMPS = {SoftColour.RED: (0.03, 0.03, 0.12), SoftColour.GREEN: (0.03, 0.12, 0.03), SoftColour.BLUE: (0.12, 0.03, 0.03)}
"""Blue, green, red light of a screen on the face, where the room's lights give up to 1: a laptop's at arm's length."""
CLOSER_S = 3.0
NEARNESS = 1.9
"""From 84 cm to 44 cm, if the outer corners of the eyes are 9 cm apart. Nearer, the chin would leave the picture."""
PAUSE_S = 0.35
"""Shortest rest between two answers."""
BLINK_S = 0.36
BLINKS_S = (1.8, 4.2)
"""Shortest and longest time between two blinks: about 20 a minute (Bentivoglio 1997: 17 at rest, 26 talking)."""
ROOM_LEVEL = 0.0015
"""Root mean square of the room, full scale = 1: -56 dBFS, 34 dB under the speech."""
DECOYS = ("nineteen", "purple", "seventy", "window", "eleven", "garden", "thirty", "river")


class UnknownExpressionError(ValueError):
    """The rendered subject cannot make this expression; use one of EXPRESSIONS."""


EXPRESSIONS: dict[str, Pose] = {
    "smile": Pose(smile=1.0),
    "open your mouth": Pose(opening=1.0),
    "close your eyes": Pose(blink=1.0),
    "blink": Pose(blink=1.0),
    "look up": Pose(pitch_deg=16.0),
    "look down": Pose(pitch_deg=-16.0),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer between two media times. Only the field of its kind is set."""

    prompt_id: str
    start_s: float
    end_s: float
    samples: NDArray[np.float32] | None = None
    mouth: MouthTrack | None = None
    yaw_deg: float = 0.0
    expression: Pose | None = None
    nearness: float = 1.0
    colours: tuple[SoftColour, ...] = ()


class Performance:
    """One subject in front of one camera.

    Args:
        voice: the voice that speaks.
        behaviour: what goes wrong.
        seed: chance of blinks, drift and room tone; the same seed repeats all of it.
        speaks: what says a text in a voice.
    """

    def __init__(self, voice: VoiceStyle, behaviour: Behaviour, seed: int, speaks: Speaks = speak) -> None:
        self._voice, self._behaviour, self._speaks = voice, behaviour, speaks
        self._answers: list[Answer] = []
        self._rng = np.random.default_rng(seed)
        self._phases = self._rng.uniform(0, 2 * np.pi, (5, 3))
        self._blinks = [float(self._rng.uniform(0.6, 1.6))]
        self._spoken = 0

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All answers so far, in order."""
        return tuple(self._answers)

    @property
    def end_s(self) -> float:
        """End of the last answer in media time; 0 without answers."""
        return max((answer.end_s for answer in self._answers), default=0.0)

    def answer(self, prompt: Prompt, revealed_s: float) -> Answer:
        """Queues the answer to a prompt shown at a media time, after all answers before it.

        Raises:
            UnknownExpressionError: the prompt asks for an expression that is not in EXPRESSIONS.
        """
        start_s = max(revealed_s + self._delay_s(prompt), self.end_s + PAUSE_S if self._answers else 0.0)
        answer = self._begun(prompt, start_s)
        self._answers.append(answer)
        return answer

    def _delay_s(self, prompt: Prompt) -> float:
        if Flaw.EARLY in self._behaviour.flaws:
            return -0.8
        if Flaw.LATE in self._behaviour.flaws and prompt.deadline_s is not None and prompt.reveal_s is not None:
            return prompt.deadline_s - prompt.reveal_s + 0.3
        return SHOWN_S if prompt.kind is PromptKind.COLOURS else self._behaviour.reaction_s

    def _begun(self, prompt: Prompt, start_s: float) -> Answer:
        if prompt.kind in _TEXTS:
            return self._said(replace(prompt, text=_TEXTS[prompt.kind] or prompt.text), start_s)
        if prompt.kind is PromptKind.TURN:
            return Answer(prompt.id, start_s, start_s + TURN_S, yaw_deg=self._yaw_deg(prompt.direction))
        if prompt.kind is PromptKind.COLOURS:
            shown = tuple(SoftColour(name) for name in prompt.text.split())
            return Answer(prompt.id, start_s, start_s + COLOUR_S * len(shown), colours=shown)
        if prompt.kind is PromptKind.CLOSER:
            return Answer(prompt.id, start_s, start_s + CLOSER_S, nearness=NEARNESS)
        if prompt.text not in EXPRESSIONS:
            raise UnknownExpressionError(f"cannot make {prompt.text!r}; ask for one of {sorted(EXPRESSIONS)}")
        made = Pose() if Flaw.NO_EXPRESSION in self._behaviour.flaws else EXPRESSIONS[prompt.text]
        return Answer(prompt.id, start_s, start_s + EXPRESSION_S, expression=made)

    def _yaw_deg(self, direction: Direction | None) -> float:
        if Flaw.NO_TURN in self._behaviour.flaws:
            return 0.0
        side = 1.0 if direction is Direction.LEFT else -1.0
        return TURN_DEG * (-side if Flaw.WRONG_DIRECTION in self._behaviour.flaws else side)

    def _said(self, prompt: Prompt, start_s: float) -> Answer:
        flaws, voice, words = self._behaviour.flaws, self._voice, prompt.text.split()
        self._spoken += 1
        if Flaw.OTHER_VOICE in flaws and self._spoken % 2 == 0:
            voice = VOICES[(_number(voice) + 1) % len(VOICES)]
        if Flaw.WRONG_ORDER in flaws:
            words.reverse()
        if Flaw.WRONG_WORDS in flaws:
            words = [DECOYS[index % len(DECOYS)] for index in range(len(words))]
        said = self._speaks(" ".join(words), voice)
        samples = said.samples * np.float32(0 if Flaw.SILENT in flaws else 1)
        mouth = None if Flaw.STILL_MOUTH in flaws else mouth_track(said.phones)
        return Answer(prompt.id, start_s, start_s + said.duration_s, samples, mouth)

    def pose(self, media_s: float) -> Pose:
        """Pose of the head at a time. Call it with rising times: blinks are drawn as time advances."""
        sway = [float(np.sin(media_s * np.array([0.9, 1.7, 2.9]) + phase).sum()) for phase in self._phases[:3]]
        yaw, pitch, smile, blink = 1.2 * sway[0], 0.7 * sway[1], 0.0, self._blink(media_s)
        nearness = 1.0
        opening, spread = self._mouth(media_s)
        for answer in self._answers:
            share = held((media_s - answer.start_s) / (answer.end_s - answer.start_s))
            yaw += share * answer.yaw_deg
            nearness *= answer.nearness**share
            if made := answer.expression:
                pitch, smile = pitch + share * made.pitch_deg, max(smile, share * made.smile)
                blink, opening = max(blink, share * made.blink), max(opening, share * made.opening)
        return Pose(yaw, pitch, 0.5 * sway[2], blink, opening, spread, smile, nearness, self._lamp(media_s))

    def _lamp(self, media_s: float) -> tuple[float, float, float]:
        for answer in self._answers:
            if answer.colours and answer.start_s <= media_s < answer.end_s:
                return LAMPS[answer.colours[int((media_s - answer.start_s) / COLOUR_S)]]
        return 0.0, 0.0, 0.0

    def drift(self, media_s: float) -> tuple[float, float]:
        """Sway of the head from its place, right and down, in head units."""
        sway = [float(np.sin(media_s * np.array([0.7, 1.3, 2.3]) + phase).sum()) for phase in self._phases[3:]]
        return 0.015 * sway[0], 0.010 * sway[1]

    def _mouth(self, media_s: float) -> Shape:
        for answer in self._answers:
            if answer.mouth and answer.start_s <= media_s < answer.end_s:
                return answer.mouth.at(media_s - answer.start_s)
        return CLOSED

    def _blink(self, media_s: float) -> float:
        while media_s > self._blinks[-1] + BLINK_S:
            self._blinks.append(self._blinks[-1] + float(self._rng.uniform(*BLINKS_S)))
        if Flaw.NO_BLINK in self._behaviour.flaws:
            return 0.0
        return held((media_s - self._blinks[-1]) / BLINK_S)

    def sound(self, first: int, last: int) -> NDArray[np.float32]:
        """Samples `first` up to `last` (48 kHz, counted from media time 0): speech over the noise of the room."""
        room = self._rng.standard_normal(last - first).astype(np.float32) * np.float32(ROOM_LEVEL)
        for answer in self._answers:
            if answer.samples is None:
                continue
            offset = round(answer.start_s * SOUND_RATE_HZ)
            start, end = max(first, offset), min(last, offset + len(answer.samples))
            if start < end:
                room[start - first : end - first] += answer.samples[start - offset : end - offset]
        return room


_TEXTS = {
    PromptKind.SAY: "",
    PromptKind.SPEAK: "i tell you how the garden looks in autumn when the apples are ripe and the neighbours come over "
    "to talk about the weather",
}
"""What is said to each kind of prompt; empty: what the prompt says. The rendered subject speaks of her garden."""


def _number(voice: VoiceStyle) -> int:
    return [one.variant for one in VOICES].index(voice.variant)


def held(progress: float) -> float:
    """0 -> 1 in the first third, held, back to 0 in the last third, smooth at every joint; 0 outside 0..1."""
    ramp = min(max(3 * min(progress, 1 - progress), 0.0), 1.0)
    return ramp * ramp * (3 - 2 * ramp)
