"""The words that a prompt can ask for, and the words that the person could have said instead.

Does not decide when a prompt is revealed (`liveness.live.conversation`) nor judge the answer (`liveness.checks`).

Numbers have two words each (21 to 99 without the full tens), because recognition is far surer when it knows how many
words to expect, and because thirteen and thirty differ too little. The word list was chosen so that any two words
differ in at least three phones, and most make the lips meet or round, which shows in the picture.
"""

import hashlib
import math
from collections.abc import Callable, Sequence
from enum import StrEnum
from itertools import islice
from typing import TypeAlias

Choose: TypeAlias = Callable[[int], int]
"""choose(n) answers an unpredictable integer in 0 <= i < n, like `secrets.randbelow`."""

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBER_WORDS = frozenset(DIGITS + TEENS + TENS)
WORDS = tuple(
    """airport apple autumn avocado bamboo banana bicycle bishop blanket bottle bridge butter cabbage camera carpet
    chimney coffee compass cowboy diamond dolphin elbow elephant engine family farmer feather forest giraffe guitar
    hospital hotel igloo jungle kangaroo lantern magazine marble monkey museum mushroom noodle octopus orange parachute
    peanut picture pumpkin pyramid spaghetti spider sunset tomato tornado tractor trumpet umbrella velvet vitamin
    volcano whisper wizard yogurt zebra""".split()  # noqa: SIM905 - a list of 64 quoted words reads worse
)
SHORT_WORDS = tuple("a at by in on up is the and but far how let new off out with down from must such them".split())  # noqa: SIM905
"""Stand-ins for short words of free sentences."""

LETTERS = tuple("bcdefghijklmnopqrstuvwxyz")
"""Stand-ins for a letter; the letter A is a word, too."""

NUMBERS_ASKED = 2
WORDS_ASKED = 4
"""One of them may be misheard; a guess then still passes in 1 of 60,000 only."""
NUMBERS_BITS = NUMBERS_ASKED * math.log2(len(TENS) * (len(DIGITS) - 1))
"""12.3 bits."""
WORDS_BITS = math.log2(math.perm(len(WORDS), WORDS_ASKED))
"""23.9 bits: with `NUMBERS_BITS` more than the 20 that one recording needs."""


class TextKind(StrEnum):
    """What a text to say is made of: the limits of its scores differ."""

    NUMBERS = "numbers"
    WORDS = "words"
    SENTENCE = "sentence"
    """The sentence of consent: always the same, so one word of it said otherwise gives nothing away."""


def kind_of(words: Sequence[str]) -> TextKind:
    """NUMBERS where every word is a number's, else SENTENCE from SENTENCE_WORDS on."""
    if all(word in NUMBER_WORDS for word in words):
        return TextKind.NUMBERS
    return TextKind.SENTENCE if len(words) >= SENTENCE_WORDS else TextKind.WORDS


SENTENCE_WORDS = 12
"""The sentence of consent has 14 and more, a drawn text 4."""
MAX_ALTERNATIVES = 8
MAX_VARIANTS = 16
_NEAREST = 24


def draw_numbers(choose: Choose) -> str:
    """Two two-digit numbers in words, such as "forty two ninety seven"; about 1.4 s of speech."""
    return " ".join(f"{TENS[choose(len(TENS))]} {DIGITS[1 + choose(len(DIGITS) - 1)]}" for _ in range(NUMBERS_ASKED))


def draw_words(choose: Choose) -> str:
    """Four different words of the list, such as "velvet monkey airport noodle"; about 2.3 s of speech."""
    left = list(WORDS)
    return " ".join(left.pop(choose(len(left))) for _ in range(WORDS_ASKED))


def same_kind(word: str) -> tuple[str, ...]:
    """All words that could be drawn in place of this one; empty for a word of no drawn kind."""
    return next((kind for kind in (DIGITS, TEENS, TENS, WORDS) if word in kind), ())


def alternatives(text: str) -> tuple[str, ...]:
    """At most 8 other texts with as many words, each word replaced by another of its kind or of like length.

    The same text always has the same alternatives, so a recording is always judged the same way.
    """
    words = text.split()
    texts = (" ".join(_replaced(text, word, slot, turn) for slot, word in enumerate(words)) for turn in range(24))
    return tuple(dict.fromkeys(texts))[:MAX_ALTERNATIVES] if words else ()


def one_word_variants(text: str) -> tuple[str, ...]:
    """At most MAX_VARIANTS texts that differ from this one in one word, of its kind or of like length.

    The same text always has the same variants, so a recording is always judged the same way.
    """
    words = text.split()
    turned = (
        " ".join((*words[:slot], _drawn(text, _stand_ins(words[slot]), slot, turn), *words[slot + 1 :]))
        for turn in range(MAX_VARIANTS)
        for slot in range(len(words))
    )
    return tuple(islice(dict.fromkeys(turned), MAX_VARIANTS))


def _stand_ins(word: str) -> list[str]:
    is_letter = len(word) == 1 and word != "a"
    return [other for other in (LETTERS if is_letter else same_kind(word) or _of_like_length(word)) if other != word]


def _replaced(text: str, word: str, slot: int, turn: int) -> str:
    return _drawn(text, [other for other in same_kind(word) or _of_like_length(word) if other != word], slot, turn)


def _drawn(text: str, others: Sequence[str], slot: int, turn: int) -> str:
    digest = hashlib.sha256(f"{text}|{slot}|{turn}".encode()).digest()
    return others[int.from_bytes(digest[:8], "big") % len(others)]


def _of_like_length(word: str) -> list[str]:
    return sorted(SHORT_WORDS + WORDS, key=lambda other: abs(len(other) - len(word)))[:_NEAREST]
