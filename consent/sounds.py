"""Words by their spelling and sound, so that `phuck` is read as it will be heard. Has no list of words.

A word is letters, digits and marks. In scripts that set no blanks between words, or tie particles to them, each cluster
of a letter and its marks (UAX #29) is a word by itself, so that a text is compared cluster by cluster.

English spelling only (Metaphone, L. Philips 1990, as implemented in jellyfish); words in other scripts match when they
are spelled alike. Measured on CMUdict words of 4 letters or more: 79 % of 4,000 pairs with the same pronunciation are
alike here, and 0.005 % of 300,000 random pairs. Without the bound on spelling it is 83 % and 0.014 %.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from itertools import chain
from typing import TypeAlias

import jellyfish
import regex
from rapidfuzz.distance import DamerauLevenshtein

from consent.alike_letters import LOOK_ALIKE, alike

LONGEST_RUN = 3
"""The most words that may be heard as one, as in `knee grow`."""
MOST_MARKS = 30
"""Marks on one letter that are read (UAX #15, Stream-Safe Text Format); ordering more of them takes quadratic time."""

_BLANK_SETTING = (
    "Latin Common Inherited Cyrillic Greek Arabic Devanagari Hebrew Armenian Georgian Syriac Thaana Nko Tifinagh "
    "Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Ethiopic Mongolian Cherokee "
    "Canadian_Aboriginal"
)
"""Scripts that set blanks between words. Chinese, Japanese, Thai, Khmer and their like set none; Korean ties particles
to its words; of all others it is not known, so that they are compared by clusters too.
"""
_SPACED = "".join(rf"\p{{{script}}}" for script in _BLANK_SETTING.split())
_SPACED_LETTER, _SPACED_PART = rf"[[\p{{L}}\p{{N}}]&&[{_SPACED}]]", rf"[[\p{{L}}\p{{N}}\p{{M}}]&&[{_SPACED}]]"
_MARK = r"\p{M}"
_CLUSTER_LETTER = rf"[[\p{{L}}\p{{N}}]--[{_SPACED}]]"
_BMP, _PLANES, _LAST_CHINESE = 0x10000, 0x20000, 0x3FFFF
_BEHIND, _CHINESE_PLANES = "[\U00010000-\U0001f10f\U0001fbf0-\U0001ffff]", "[\U00020000-\U0003ffff]"
"""Two planes have many scripts. Behind them lie two of Chinese characters, and no other letter. The blocks of emoji, in
which no letter lies, are left out: a text of them is not compared with the ranges of every script.
"""
_BLANKS = "".join(chr(code) if chr(code).islower() or chr(code).isdigit() else " " for code in range(128))
"""What each character of ASCII is read as, once it is in lower case: words are set apart by all that is none."""
_NO_LETTER = regex.compile(r"[\p{So}\p{Co}\p{Cn}]", regex.V1)
IGNORABLE = regex.compile(r"\p{Default_Ignorable_Code_Point}+")
MARKS = regex.compile(r"\p{M}+")
_MARKS_TOO_MANY = regex.compile(rf"(\p{{M}}{{{MOST_MARKS}}})\p{{M}}++")
_ACCENT = (
    r"[[\p{M}&&[\p{Inherited}\p{Cyrillic}\p{Hebrew}\p{Arabic}\p{Syriac}]]--[\u3099\u309a]]"
    r"|\p{Canonical_Combining_Class=Nukta}|\p{Joining_Type=Join_Causing}"
)
"""Marks that writers leave out, and letters that only draw a word out, as tatweel does. Vowel signs, viramas and tone
marks of other scripts tell words apart and stay.
"""
_FREQUENT = 0x3000
"""Below it, each character has an entry in the table of readings: a miss takes three times as long as a hit."""
SIGNS_IN_A_WORD = {"@": "a", "$": "s", "!": "i", "|": "i"}
"""Signs used as letters. Beside one that is, no other stands."""
_SIGNS = {re.compile(rf"{re.escape(sign)}(?<=\w.)(?=\w)"): letter for sign, letter in SIGNS_IN_A_WORD.items()}


class Kind(IntEnum):
    """What a character may do in a word. A letter or number of a script that sets blanks between words, or a mark that
    may stand in such a word; a letter of any other script, which begins a cluster; a mark that only clusters have.
    """

    NONE, LETTER, PART, CLUSTER, MARK = range(5)


Runs: TypeAlias = Sequence[tuple[int, int]]
"""First and last of code points in a row."""


@dataclass(frozen=True, slots=True)
class _Tables:
    """What Unicode says of each character, in the forms that texts are compared with.

    Attributes:
        read_as: what each character is read as: look-alikes and letters with strokes as plain ones, accents as nothing.
        clusters: a letter with its marks, of a script that sets no blanks.
        cluster_rows: such clusters in a row, each on a line of its own.
        words_anywhere: words of scripts that set blanks, and clusters of all others.
        kinds: first and last code point of the runs of characters of each kind, for `reading.letters`.
    """

    read_as: dict[int, int | str | None]
    clusters: re.Pattern[str]
    cluster_rows: re.Pattern[str]
    words_anywhere: re.Pattern[str]
    kinds: Mapping[Kind, Runs]


@cache
def tables() -> _Tables:
    """The tables; made when first asked for, in 0.1 s. A service asks as soon as it answers, so that no text waits."""
    alphabet = "".join(map(chr, chain(range(0xD800), range(0xE000, _PLANES))))
    parts, letters = _members(_SPACED_PART, alphabet), _members(_SPACED_LETTER, alphabet)
    marks, cluster_letters = _members(_MARK, alphabet), _members(_CLUSTER_LETTER, alphabet)
    cluster = rf"(?:{_one(cluster_letters)}|{_CHINESE_PLANES}){_any(marks)}"
    return _Tables(
        read_as={
            **{code: code for code in range(_FREQUENT)},
            **alike(),
            **dict.fromkeys(map(ord, regex.findall(_ACCENT, alphabet, flags=regex.V1))),
        },
        clusters=re.compile(cluster),
        cluster_rows=re.compile(rf"{cluster}(?:\n{cluster})*+"),
        words_anywhere=re.compile(rf"{_one(letters)}{_any(parts)}|{cluster}"),
        kinds={
            Kind.MARK: marks,
            Kind.PART: parts,
            Kind.LETTER: letters,
            Kind.CLUSTER: (*cluster_letters, (_PLANES, _LAST_CHINESE)),
        },
    )


def _members(rule: str, alphabet: str) -> Runs:
    """The characters that a rule about Unicode properties holds for. alphabet: in the order of their code points."""
    runs = regex.findall(rf"(?:{rule})++", alphabet, flags=regex.V1)
    return [(ord(run[0]), ord(run[-1])) for run in runs]


def _ranges(runs: Iterable[tuple[int, int]]) -> str:
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in runs)


def _in_planes(members: Runs) -> tuple[str, str]:
    """Those of the first plane, and those behind it.

    `regex` knows the properties and takes 1 us a word. `re` takes 0.2 us, unless it has to try ranges behind the first
    plane for each character.
    """
    return _ranges(run for run in members if run[0] < _BMP), _ranges(run for run in members if run[0] >= _BMP)


def _one(members: Runs) -> str:
    first, behind = _in_planes(members)
    return rf"(?:[{first}]|(?={_BEHIND})[{behind}])"


def _any(members: Runs) -> str:
    first, behind = _in_planes(members)
    return rf"[{first}]*+(?:(?={_BEHIND})[{behind}]++[{first}]*+)*+"


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in one spelling: lower case, no accents, look-alikes and letters with strokes read as plain.

    Default-ignorable characters, such as a soft hyphen, are not there.
    """
    seen = text if text.isascii() else IGNORABLE.sub("", text)
    return tuple(words_in(decomposed(seen), _read, tables().words_anywhere.findall))


def _read(folded: str) -> str:
    return folded.translate(tables().read_as)


def words_in(letters: str, read: Callable[[str], str], cut: Callable[[str], list[str]]) -> list[str]:
    """The words of a decomposed text without ignorable characters.

    Args:
        letters: the text; one in ASCII needs neither of the others.
        read: in lower case, look-alikes and letters with strokes as plain ones, accents as nothing.
        cut: words of scripts that set blanks, and clusters of all others.
    """
    folded = letters.casefold()
    plain = folded.translate(LOOK_ALIKE) if folded.isascii() else read(folded)
    for sign, letter in _SIGNS.items():
        plain = sign.sub(letter, plain)
    if plain.isascii():
        return plain.translate(_BLANKS).split()
    return cut(unicodedata.normalize("NFC", plain))


def decomposed(text: str) -> str:
    """A text with each letter apart from its marks."""
    return text if text.isascii() else unicodedata.normalize("NFKD", _MARKS_TOO_MANY.sub(r"\1", text))


@lru_cache(maxsize=32768)
def is_cluster(word: str) -> bool:
    """Whether a word from `words_of` is one cluster of a script without blanks."""
    return not word.isascii() and tables().clusters.match(word) is not None


def is_matchable(text: str) -> bool:
    """Whether a text has no emoji, symbol or unknown character, which no comparison of words can find."""
    return _NO_LETTER.search(unicodedata.normalize("NFKD", text)) is None


def line_of(words: tuple[str, ...]) -> str:
    """Words, set apart by line ends, so that words in a row are found as they stand."""
    return "\n".join(("", *words, ""))


def sounds_of(words: tuple[str, ...]) -> list[str]:
    """What each word is compared by first: its sound; without one, its spelling."""
    return [sound_of(word) or word for word in words]


def sound_of(word: str) -> str:
    """The Metaphone code of a word from `words_of`; "" if it has no sound in English."""
    return jellyfish.metaphone(word) if word.isascii() else ""


def is_alike(word: str, other: str) -> bool:
    """Whether two words from `words_of` are the same, or sound the same and share half of their letters."""
    if word == other:
        return True
    sound = sound_of(word)
    return bool(sound) and sound == sound_of(other) and is_near(word, other)


def is_near(word: str, other: str) -> bool:
    """Whether two words that sound the same share half of their letters."""
    most = max(len(word), len(other)) // 2
    return DamerauLevenshtein.distance(word, other, score_cutoff=most) <= most
