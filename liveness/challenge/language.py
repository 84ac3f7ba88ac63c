"""A language that challenges can be asked in: eight digits in two groups of four, shown as numerals, and sentences.

Digits only: a sentence that people often say is likely in any sound, so one that was not said could pass. The sentences
of consent are always the same and give nothing away.
"""

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from liveness.challenge.vocabulary import NUMERALS, Choose

ENGLISH = "en"
"""Has words and numbers of its own (`liveness.challenge.vocabulary`), and no file."""
WITHOUT_WORDS = "zxx"
"""ISO 639: no linguistic content. What sessions and records keep where nothing was asked to be said."""
GROUP = 4
GROUPS = 2
TOLERATED = 1
"""Digits of all that may be misheard and still pass; what is drawn is counted as if one always were."""
REQUIRED_BITS = 20.0
"""Of what is drawn in one recording."""


@dataclass(frozen=True, slots=True)
class Digit:
    """One digit. spoken: as it is written in words. phones: its pronunciations in phones of pocketsphinx en-us, the
    most usual first, such as "S EH R OW".
    """

    numeral: str
    spoken: str
    phones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """What is said in one language.

    tag: BCP 47, such as "es"; name: in the language itself. version: of the sentences; records keep it.
    left_out: numerals that are never asked, because they are heard as another. separators: what stands between the
    digits where the net writes them down; stop: what stands after the last. consent: sentence with {operator} and
    {use}; use: what the recordings are for. acts: the sentence of each act that an owner is verified for, by its name.
    """

    tag: str
    name: str
    version: str
    digits: tuple[Digit, ...]
    left_out: tuple[str, ...]
    separators: tuple[str, ...]
    stop: str
    consent: str
    use: str
    acts: Mapping[str, str]

    @property
    def asked(self) -> tuple[str, ...]:
        """The numerals that can be asked."""
        return tuple(digit.numeral for digit in self.digits if digit.numeral not in self.left_out)

    def draw(self, choose: Choose) -> str:
        """A group of different digits, such as "9 6 2 8"; about 2 s of speech.

        Different, because the net expects a digit that it has just heard: "5 5" fits "7 5" too well.
        """
        left = list(self.asked)
        return " ".join(left.pop(choose(len(left))) for _ in range(GROUP))

    def variants(self, text: str) -> tuple[str, ...]:
        """Every group that could be asked and differs from this one in one digit: 24 where all ten are asked."""
        numerals = text.split()
        return tuple(
            " ".join((*numerals[:slot], other, *numerals[slot + 1 :]))
            for slot in range(len(numerals))
            for other in self.asked
            if other not in numerals
        )

    def sentence_variants(self, text: str) -> tuple[str, ...]:
        """Texts that differ from a sentence in one word, which is a digit instead: the only words that are known in
        every language. A digit that follows by its place, so the same text always has the same ones.
        """
        words = text.split()
        return tuple(
            " ".join((*words[:slot], self.digits[slot % len(self.digits)].spoken, *words[slot + 1 :]))
            for slot in range(len(words))
        )


def folded(text: str) -> str:
    """As spoken forms of digits are compared: without case, and an accented letter however it is composed."""
    return unicodedata.normalize("NFC", text).casefold()


def is_digits(text: str) -> bool:
    """Whether a text is made of numerals alone."""
    words = text.split()
    return bool(words) and all(word in NUMERALS for word in words)


def digits_bits(count: int) -> float:
    """Bits of both groups, with one digit of the eight misheard; count: how many digits can be asked. 19.0 for ten."""
    passing = 1 + TOLERATED * GROUP * GROUPS * (count - GROUP)
    return GROUPS * math.log2(math.perm(count, GROUP)) - math.log2(passing)
