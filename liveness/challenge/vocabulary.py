"""The words that a prompt can ask for, and the words that the person could have said instead.

Does not decide when a prompt is revealed (`liveness.live.conversation`) nor judge the answer (`liveness.checks`).

Numbers have two words each (21 to 99 without the full tens), because recognition is far surer when it knows how many
words to expect, and because thirteen and thirty differ too little. The word list was chosen so that any two words
differ in at least three phones, and most make the lips meet or round, which shows in the picture.
"""

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import TypeAlias

from rapidfuzz.distance import Levenshtein

Choose: TypeAlias = Callable[[int], int]
"""choose(n) answers an unpredictable integer in 0 <= i < n, like `secrets.randbelow`."""

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBER_WORDS = frozenset(DIGITS + TEENS + TENS)
NUMERALS = tuple("0123456789")
"""What is shown in other languages (`liveness.challenge.language`)."""
WORDS = tuple(
    """airport apple autumn avocado bamboo banana bicycle bishop blanket bottle bridge butter cabbage camera carpet
    chimney coffee compass cowboy diamond dolphin elbow elephant engine family farmer feather forest giraffe guitar
    hospital hotel igloo jungle kangaroo lantern magazine marble monkey museum mushroom noodle octopus orange parachute
    peanut picture pumpkin pyramid spaghetti spider sunset tomato tornado tractor trumpet umbrella velvet vitamin
    volcano whisper wizard yogurt zebra""".split()  # noqa: SIM905 - a list of 64 quoted words reads worse
)
SHORT_WORDS = tuple("a at by in on up is the and but far how let new off out with down from must such them".split())  # noqa: SIM905
"""Stand-ins for short words of free sentences."""
NOUNS = tuple(
    """arm ball bed bell bird boat bone book boot box bread brush bus cake card cat chain chair clock cloud coat corn
    cow cup desk dog drum duck fan farm fish flag fork frog gate glass glove goat gold hand hat hook horse house
    key king knife lamp leaf map milk moon mouse nail neck nest nose pan pen pig plate pot rain ring road rock
    roof rope sail salt ship shirt shoe snow soap sock spoon star sun tent tooth town toy train tree truck wall
    watch wheel wind wolf""".split()  # noqa: SIM905 - as above
)
"""Stand-ins of one syllable. Words like "the" and "at" are none: nets expect them anywhere, said or not."""

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
    """NUMBERS where every word is a number's or a numeral, else SENTENCE from SENTENCE_WORDS on."""
    if all(word in NUMBER_WORDS or word in NUMERALS for word in words):
        return TextKind.NUMBERS
    return TextKind.SENTENCE if len(words) >= SENTENCE_WORDS else TextKind.WORDS


SENTENCE_WORDS = 12
"""The sentence of consent has 14 and more, a drawn text 4."""
MAX_ALTERNATIVES = 8
MAX_VARIANTS = 64
VARIANTS_OF_WORD = 16
"""By chance alone a word that was not said beats that many others once in 17 times."""
MAX_VARIANTS_OF_SENTENCE = 32
"""A sentence is long, so each variant costs more, and it is no secret."""
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
    """At most MAX_VARIANTS texts that differ from this one in one word; of a sentence MAX_VARIANTS_OF_SENTENCE.

    Each word is replaced by as many others, at most VARIANTS_OF_WORD of its kind or of like length: one half those that
    are spelled most like it, the other drawn. The same text always has the same variants, so a recording is always
    judged the same way.
    """
    words = text.split()
    return tuple(
        dict.fromkeys(
            " ".join((*words[:slot], other, *words[slot + 1 :]))
            for slot, word in enumerate(words)
            for other in _stand_ins(text, word, slot, _variants_of_each(words))
        )
    )


def _variants_of_each(words: Sequence[str]) -> int:
    most = MAX_VARIANTS_OF_SENTENCE if kind_of(words) is TextKind.SENTENCE else MAX_VARIANTS
    return min(VARIANTS_OF_WORD, max(1, most // len(words)))


def _stand_ins(text: str, word: str, slot: int, count: int) -> Iterator[str]:
    is_letter = len(word) == 1 and word != "a"
    kind = LETTERS if is_letter else same_kind(word) or _of_like_length(word, NOUNS)
    others = [other for other in kind if other != word]
    alike = sorted(others, key=lambda other: (Levenshtein.normalized_distance(word, other), other))
    yield from alike[: count // 2]
    left = alike[count // 2 :]
    for turn in range(min(count - count // 2, len(left))):
        yield left.pop(_drawn_at(text, slot, turn, len(left)))


def _replaced(text: str, word: str, slot: int, turn: int) -> str:
    kind = same_kind(word) or _of_like_length(word, SHORT_WORDS)
    return _drawn(text, [other for other in kind if other != word], slot, turn)


def _drawn(text: str, others: Sequence[str], slot: int, turn: int) -> str:
    return others[_drawn_at(text, slot, turn, len(others))]


def _drawn_at(text: str, slot: int, turn: int, count: int) -> int:
    digest = hashlib.sha256(f"{text}|{slot}|{turn}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % count


def _of_like_length(word: str, short: tuple[str, ...]) -> list[str]:
    return sorted(short + WORDS, key=lambda other: abs(len(other) - len(word)))[:_NEAREST]
