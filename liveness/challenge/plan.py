"""The steps of an enrollment or owner verification, and the draw of each prompt: at its reveal, never before.

Does not decide when a prompt is revealed (`liveness.live.conversation`) nor judge the answer (`liveness.checks`).
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from types import MappingProxyType

from liveness.challenge.colours import COLOURS_BITS, draw_colours
from liveness.challenge.language import ENGLISH, Language, digits_bits
from liveness.challenge.prompts import Direction, Prompt, PromptKind
from liveness.challenge.vocabulary import NUMBERS_BITS, WORDS_BITS, Choose, draw_numbers, draw_words
from liveness.errors import ColoursNeededError, MalformedChallengeError

CONSENT_VERSION = "en-1"
"""Changes with every change of the English sentence; records keep it, as they keep the version of another language."""

_NOT_SPOKEN = re.compile(r"[^a-z' ]+")
_NOT_SPOKEN_ELSEWHERE = re.compile(r"[^\w' ]+|[\d_]+")
"""In a language with letters of its own."""


class Step(Enum):
    """One step of a plan."""

    CONSENT = "consent"
    NUMBERS = "numbers"
    WORDS = "words"
    DIGITS = "digits"
    MORE_DIGITS = "more_digits"
    """A second group of four, so that each answer stays short."""
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    TURN_TO_A_SIDE = "turn_to_a_side"
    """The side is drawn at reveal."""
    CLOSER = "closer"
    COLOURS = "colours"
    SPEAK = "speak"


class ExtraChallenge(StrEnum):
    """What an operator can have asked besides, in every live recording. None was measured on people: off by default."""

    CLOSER = "closer"
    COLOURS = "colours"


EXTRA_STEPS: Mapping[ExtraChallenge | None, tuple[Step, ...]] = MappingProxyType(
    {None: (), ExtraChallenge.CLOSER: (Step.CLOSER,), ExtraChallenge.COLOURS: (Step.COLOURS,)}
)


ENROLLMENT = (Step.CONSENT, Step.NUMBERS, Step.WORDS, Step.TURN_LEFT, Step.TURN_RIGHT)
VERIFICATION = (Step.CONSENT, Step.WORDS, Step.TURN_TO_A_SIDE)
"""For an owner, who is enrolled already: about 6 s of speech with the sentence, more than a voice template needs."""
_IN_DIGITS: Mapping[Step, tuple[Step, ...]] = MappingProxyType(
    {Step.NUMBERS: (), Step.WORDS: (Step.DIGITS, Step.MORE_DIGITS)}
)


def in_digits(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps of another language than English: eight digits in place of numbers and words."""
    return tuple(asked for step in steps for asked in _IN_DIGITS.get(step, (step,)))


WORDLESS_VERIFICATION = (
    Step.SPEAK,
    Step.CLOSER,
    *(Step.COLOURS, Step.COLOURS),
    *(Step.TURN_TO_A_SIDE, Step.TURN_TO_A_SIDE),
)
"""For a person who is asked no words. With turns alone 20 bits would take 93 s."""
WORDLESS_ENROLLMENT = (*WORDLESS_VERIFICATION, Step.TURN_TO_A_SIDE)

TURN_WINDOW_S = 4.5
"""Seconds from the reveal of a turn within which the whole answer must have arrived."""
CLOSER_WINDOW_S = 6.0
"""The same of coming closer and going back, which takes a second more."""
COLOURS_WINDOW_S = 8.0
"""The same of colours: nothing has to be read or begun before, and their way takes up to 1.6 s."""
SPEAK_S = 8.0
"""How long a person is asked to speak: twice what a voice template needs, for few people speak without a pause."""
NOTICE_S = 1.6
"""To see a prompt and to begin; half a second of it is the way of prompt and answer."""
BUFFER_S = 1.0
"""What a client holds back: blobs of browsers come 0.3 to 0.6 s apart."""
WORD_S = 0.6
"""A slow reader's pace, 100 words a minute. Adults read aloud at 183 on average (Brysbaert, Journal of Memory and
Language 109, 2019, table 5); the slowest quarter of young adults read silently at 145 and less, of nine-year-olds at 88
(US National Assessment of Educational Progress, report 02-R-09, 1972)."""
WORD_LETTERS = 6
"""A longer word counts as so many letters a word: one of 12 as two."""
CONSENT_WORDS_MAX = 40
"""Then the longest enrollment, with all its pauses, takes 55 s of the 60 s that a recording may have."""
ENGLISH_CONSENT = "i allow {operator} to make videos of me for {use} until i say stop"
EXTRA_WORDS = 15
"""How many words fewer the sentence may have with an extra challenge: its window and its pause, 9 s at most."""


def window_s(prompt: Prompt) -> float:
    """Seconds from reveal within which the whole answer must have arrived: to see it, to read it aloud, and to send it.

    They follow the length of what is read: 5 s for four short words, 12 s for a sentence of 16.
    """
    if prompt.kind is PromptKind.CLOSER:
        return CLOSER_WINDOW_S
    if prompt.kind is PromptKind.COLOURS:
        return COLOURS_WINDOW_S
    if prompt.kind is PromptKind.SPEAK:
        return NOTICE_S + BUFFER_S + SPEAK_S
    if prompt.kind is not PromptKind.SAY:
        return TURN_WINDOW_S
    return NOTICE_S + BUFFER_S + WORD_S * _words(prompt.text)


def _words(text: str) -> float:
    """How many words of usual length it takes as long to read."""
    return sum(max(1.0, len(word) / WORD_LETTERS) for word in text.split())


def consent_sentence(
    operator: str, use: str, extra: ExtraChallenge | None = None, language: Language | None = None
) -> str:
    """The consent sentence that the person says aloud; it names the operator and the use. 4 s of speech and more.

    extra: what is asked besides in the same recording. language: None for English. Another language names the use that
    its vocabulary translates.

    In English every word must be in the speech dictionary: check at start with `PhoneTimer.knows`.

    Raises:
        MalformedChallengeError: the operator or the use has no letters to say, or too many words.
    """
    named = (("operator", operator), ("use", language.use if language else use))
    spoken = {name: _spoken(text, language) for name, text in named}
    for name, words in spoken.items():
        if not words:
            raise MalformedChallengeError(name, "it needs a name that can be said in letters")
    template = language.consent if language else ENGLISH_CONSENT
    sentence = " ".join(template.format(**spoken).lower().split())
    most = CONSENT_WORDS_MAX - (EXTRA_WORDS if extra else 0)
    if _words(sentence) > most:
        longest = max(spoken, key=lambda name: len(spoken[name]))
        raise MalformedChallengeError(longest, f"the sentence of consent may have at most {most} words")
    return sentence


def _spoken(text: str, language: Language | None) -> str:
    return " ".join((_NOT_SPOKEN_ELSEWHERE if language else _NOT_SPOKEN).sub(" ", text.lower()).split())


@dataclass(frozen=True, slots=True)
class ChallengePlan:
    """The steps still to come. The consent sentence comes first, the others in an order drawn as they come.

    consent: the sentence; empty where no step asks for it. asked: how many steps were drawn before. language: of all
    that is said; None for English.
    """

    consent: str
    left: tuple[Step, ...] = ENROLLMENT
    asked: int = 0
    language: Language | None = None

    def draw(self, choose: Choose) -> "tuple[Prompt, float, ChallengePlan]":
        """The next prompt, its window in seconds, and the plan without it.

        Args:
            choose: choose(n) answers an unpredictable integer in 0..n-1; `secrets.randbelow` in service.
        """
        step = Step.CONSENT if Step.CONSENT in self.left else self.left[choose(len(self.left))]
        place = self.left.index(step)
        rest = (*self.left[:place], *self.left[place + 1 :])
        asked = self.asked + 1
        prompt = self._prompt(step, f"p{asked}", choose)
        return prompt, window_s(prompt), replace(self, left=rest, asked=asked)

    def without_colours(self) -> "ChallengePlan":
        """The plan for a page that shows none, or a person who said no to them: they are asked to come closer.

        Raises:
            ColoursNeededError: no words are asked, so that nothing else has the bits of the colours.
        """
        if Step.SPEAK in self.left:
            raise ColoursNeededError
        return replace(self, left=tuple(Step.CLOSER if step is Step.COLOURS else step for step in self.left))

    def _prompt(self, step: Step, prompt_id: str, choose: Choose) -> Prompt:
        said = self._said(step, choose)
        if said is not None:
            tag = self.language.tag if self.language else ENGLISH
            return Prompt(prompt_id, PromptKind.SAY, said, language=tag)
        if step is Step.COLOURS:
            return Prompt(prompt_id, PromptKind.COLOURS, draw_colours(choose))
        if step in _BARE:
            return Prompt(prompt_id, _BARE[step])
        return Prompt(prompt_id, PromptKind.TURN, direction=_side(step, choose))

    def _said(self, step: Step, choose: Choose) -> str | None:
        """What the person says; None: nothing."""
        if step is Step.CONSENT:
            return self.consent
        if step is Step.NUMBERS:
            return draw_numbers(choose)
        if step is Step.WORDS:
            return draw_words(choose)
        is_digits = step in (Step.DIGITS, Step.MORE_DIGITS)
        return self.language.draw(choose) if is_digits and self.language else None


_BARE: Mapping[Step, PromptKind] = MappingProxyType({Step.CLOSER: PromptKind.CLOSER, Step.SPEAK: PromptKind.SPEAK})
"""Steps of which nothing is drawn."""


def _side(step: Step, choose: Choose) -> Direction:
    sides = {Step.TURN_LEFT: Direction.LEFT, Step.TURN_RIGHT: Direction.RIGHT}
    return sides[step] if step in sides else (Direction.LEFT, Direction.RIGHT)[choose(2)]


_DRAWN_BITS = {Step.NUMBERS: NUMBERS_BITS, Step.WORDS: WORDS_BITS, Step.TURN_TO_A_SIDE: 1.0, Step.COLOURS: COLOURS_BITS}


def entropy_bits(steps: tuple[Step, ...], digits: int = 10) -> float:
    """Bits of what is drawn: numbers, words, digits, sides, colours, and the order of all but the sentence, which comes
    first. Steps that are asked twice change places without a difference.

    digits: how many different ones can be asked (`Language.asked`). 40.8 for ENROLLMENT, 25.9 for VERIFICATION; in
    digits, with one of them misheard, 22.6 and 21.6; without words 22.9 and 20.7.
    """
    drawn = sum(_DRAWN_BITS.get(step, 0.0) for step in steps)
    in_order = [step for step in steps if step is not Step.CONSENT]
    alike = math.prod(math.factorial(in_order.count(step)) for step in set(in_order))
    if Step.DIGITS not in steps:
        return drawn + math.log2(math.factorial(len(in_order)) / alike)
    # Which of the two groups comes first says nothing.
    return drawn + digits_bits(digits) + math.log2(math.factorial(len(steps) - 1) / 2)
