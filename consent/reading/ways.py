"""The two ways in which a text is read: as its words stand, and with those set apart that are written as one.

Words are written as one by capitals (`AdaLovelace`: `humps`), and with ignorable characters or signs between them. The
second way also reads what stands for blanks and letters in markup and program text, leaves out markup in words, and
reads letters that are pictures (regional indicators, letters in brackets, tags). It is of a prompt only: names and
banned words are spelled the first way, so that what is stored stays as it is.
"""

import re
import unicodedata
from functools import cache

import numpy as np

from consent.reading.humps import BREAK, set_apart
from consent.reading.letters import (
    Codes,
    Flags,
    Places,
    codes_of,
    composed,
    ignorable_table,
    kind_table,
    read,
    signs_read,
    text_of,
    without_marks_too_many,
)
from consent.sounds import Kind, decomposed

MOST_LETTERS = 49_152
"""Code points of a text after decomposition. 32 KiB of UTF-8 stay below it in every script; one ligature of Arabic
stands for 18, and a text made of them would keep other checks waiting."""
MOST_LETTERS_IN_MARKUP = 28_672
"""The same of a text without its markup, where that differs: both ways are then of the whole text, and each is folded.
The 6,144 words of prose that may be read twice have 30,000."""
WORDS_AROUND = 64
"""Words on either side of a place where both ways differ that the second way of a long text has: as many as the letters
of the longest banned word, so that none reaches further."""

_BLANK, _LAST_ASCII = ord(" "), 0x7F
_APART, _MORE = 0x1F, 0x1E
"""Stand for a place where words are set apart, and for the end of the first way, while a text is folded: what folding
does not change, and is in no word."""

_CAPITALS = (0x1F110, 0x1F1E6)
"""Where capitals in brackets and regional indicators begin."""
_SMALL_IN_BRACKETS = 0x249C
_APOSTROPHES = "\u02b9\u02bb\u02bc\u02bd\u02c8\ua78b\ua78c"
_PICTURES = str.maketrans(
    {first + place: chr(ord("A") + place) for first in _CAPITALS for place in range(26)}
    | {_SMALL_IN_BRACKETS + place: chr(ord("a") + place) for place in range(26)}
    | dict.fromkeys(map(ord, _APOSTROPHES), " ")
)
"""Letters that Unicode decomposes into three signs, or not at all; and letters that stand for an apostrophe."""
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_OF_TAGS = {0xE0000 + code: code for code in range(0x20, 0x7F)}
"""Invisible characters that a model reads as the letters of ASCII they stand for."""

_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufe0f\ufeff"
_BETWEEN_FLAGS = re.compile(f"(?<=[\U0001f1e6-\U0001f1ff])[{_INVISIBLE}]+(?=[\U0001f1e6-\U0001f1ff])")
"""What writers put between regional indicators, so that two of them are no flag."""

_AMP, _PERCENT = r"&(?=[#a-z])(?:amp;){0,3}", r"%(?:25){0,3}"
_WRITTEN_OUT = re.compile(
    rf"{_AMP}#(?:0{{0,5}}([1-9][0-9]{{1,5}})(?![0-9])|x0{{0,5}}([0-9a-f]{{2,5}})(?![0-9a-f]));?"
    rf"|{_PERCENT}([0-7][0-9a-f])|\\(?:x([0-7][0-9a-f])|u([0-9a-f]{{4}}))",
    re.IGNORECASE,
)
"""A character by its number, as HTML, addresses and program text write it."""
_SIGNS_BETWEEN = "".join(rf"|{re.escape(sign)}(?<=\w.)(?=\w)" for sign in "|!$")
_SET_APART_BY = re.compile(
    rf"{_AMP}(?:nbsp|[a-z]{{2,4}}sp|tab|newline|apos|[lr][sd]quo|quot);?|{_PERCENT}c2{_PERCENT}a0|\\[nrt]"
    rf"|</?(?:br|div|h[1-6]|li|p|t[dhr])\b[^<>]{{0,80}}>{_SIGNS_BETWEEN}",
    re.IGNORECASE,
)
"""Blanks and apostrophes as HTML, addresses and program text write them; tags that begin a line or a cell; signs that
are read as letters the first way.
"""
_NO_PART_OF_A_WORD = re.compile(
    rf"{_AMP}(?:shy|zwn?j);?|</?[a-z][^<>]{{0,80}}>|<!--[^<>]{{0,80}}-->"
    r"|\](?:\([^()\s]{0,200}\)|\[[^\[\]]{0,80}\])|-\r?\n(?=\w)"
    + "".join(rf"|{re.escape(sign)}(?<=\w.)[*~`]{{0,2}}(?=\w)" for sign in "*~`"),
    re.IGNORECASE,
)
"""Soft hyphens written out, other tags, what a link leads to, a hyphen at the end of a line, emphasis in a word. Each
part of these begins with a character that stands for itself: others are passed over quickly.
"""
_INSIDE = re.compile(r"<[^<>\s][^<>]{0,80}>|\](?:\([^()\s]{0,200}\)|\[[^\[\]]{0,80}\])")
"""Markup that may have words with humps inside."""
_MARKUP = "&%\\<]*~`-|!$"
_MAY_BE_APART = re.compile(r"[A-Z0-9](?:(?<=[a-z0-9][A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z][0-9])(?=[0-9]))")
"""What a text in ASCII has, if `set_apart` changes it."""
MAY_DIFFER = re.compile(rf"[{re.escape(_MARKUP)}]|{_MAY_BE_APART.pattern}")
"""What a text in ASCII has, if it is read in two ways."""


def ways_of(text: str) -> list[str] | None:
    """The ways in which a short text is read, each decomposed; one if both are the same.

    None for a text of more letters than are compared.
    """
    other = _without_markup(text)
    if text.isascii() and other is text and not _MAY_BE_APART.search(text):
        return [text]
    first = _seen(codes_of(text))
    second = first if other is text else _seen(codes_of(other))
    letters, blanked = decomposed(text_of(first[0])), decomposed(text_of(np.insert(*second, _BLANK)))
    if max(len(letters), len(blanked)) > MOST_LETTERS:
        return None
    apart = text_of(set_apart(codes_of(blanked), _BLANK, BREAK))
    return [letters] if apart == letters else [letters, apart]


def read_long(text: str) -> list[Codes] | None:
    """The same of a long text, each read; of the second way only what lies near places where both differ.

    Both are folded as one text, unless markup or pictures of letters differ: then the second way is of the whole text.
    """
    other = _without_markup(text)
    seen, between = _seen(codes_of(_without_own_signs(other)))
    letters = _decomposed(np.insert(seen, between, _APART) if len(between) else seen)
    if len(letters) > (MOST_LETTERS if other is text else MOST_LETTERS_IN_MARKUP):
        return None
    apart = set_apart(letters, _APART, _MORE)
    if other is text and apart is letters and not len(between):
        return [_folded(letters)]
    plain = _folded(apart)
    end = np.append(np.flatnonzero(plain == _MORE), len(plain))[0]
    whole, rows = plain[:end], np.where(plain[end:] == _MORE, np.uint32(BREAK), plain[end:])
    is_apart = whole == _APART
    if other is text:
        joined = composed(signs_read(without_marks_too_many(whole[~is_apart])))
        return [joined, np.append(_near(whole, is_apart), rows)]
    letters = _decomposed(_seen(codes_of(text))[0])
    if len(letters) > MOST_LETTERS:
        return None
    return [_folded(letters), np.append(np.where(is_apart, np.uint32(_BLANK), whole), rows)]


def _near(whole: Codes, is_apart: Flags) -> Codes:
    """The words near places where words are set apart, with a break where others are left out."""
    in_word = kind_table().take(whole) != Kind.NONE
    number = np.cumsum(in_word & ~np.append(False, in_word[:-1]))
    words, at = np.arange(number[-1] + 1), number[is_apart]
    is_near = np.searchsorted(at, words - WORDS_AROUND) < np.searchsorted(at, words + WORDS_AROUND, side="right")
    kept = is_near[number]
    is_gap = ~kept & np.append(False, kept[:-1])
    marked = np.where(is_apart, np.uint32(_BLANK), np.where(is_gap, np.uint32(BREAK), whole))
    near: Codes = marked[kept | is_gap]
    return near


def _without_markup(text: str) -> str:
    """What a text is without markup, each picture of a letter as that letter; the same text if it has none."""
    other = text
    if any(map(text.__contains__, _MARKUP)):
        spelled = _WRITTEN_OUT.sub(_character, text)
        other = _NO_PART_OF_A_WORD.sub("", _SET_APART_BY.sub(" ", spelled))
        inside = [part for part in _INSIDE.findall(spelled) if part != part.lower()]
        other += f" {chr(BREAK)} {' '.join(inside)}" if inside else ""
    if not other.isascii() and _pictures().take(codes_of(other)).any():
        tags = " ".join(_TAGS.findall(other)).translate(_OF_TAGS).strip()
        other = _BETWEEN_FLAGS.sub("", other).translate(_PICTURES) + (f" {chr(BREAK)} {tags}" if tags else "")
    return text if other == text else other


def _character(written: re.Match[str]) -> str:
    return chr(int(written[written.lastindex or 0], 10 if written.lastindex == 1 else 16))


@cache
def _pictures() -> Flags:
    """Which code points are read otherwise in the second way."""
    table = np.zeros(0x110000, dtype=bool)
    table[[*_PICTURES, *_OF_TAGS]] = True
    return table


def _seen(codes: Codes) -> tuple[Codes, Places]:
    """A text without ignorable characters, and the places in it before which some were left out of a word.

    In scripts without blanks each cluster is a word by itself, so there they hide nothing.
    """
    places = np.flatnonzero(~ignorable_table().take(codes))
    if len(places) == len(codes):
        return codes, np.empty(0, dtype=np.intp)
    kept = codes[places]
    kinds = kind_table().take(kept)
    in_words = (kinds == Kind.LETTER) | (kinds == Kind.PART)
    is_between = in_words[:-1] & in_words[1:] & (np.diff(places) > 1)
    return kept, np.flatnonzero(is_between) + 1


def _without_own_signs(text: str) -> str:
    """A text without the two signs that are put into it."""
    return text.replace(chr(_APART), " ").replace(chr(_MORE), " ")


def _decomposed(codes: Codes) -> Codes:
    return codes_of(unicodedata.normalize("NFKD", text_of(without_marks_too_many(codes))))


def _folded(letters: Codes) -> Codes:
    """Decomposed letters in lower case, each read as what it stands for, and composed again."""
    is_ascii = len(letters) and letters.max() <= _LAST_ASCII
    plain = _read_in_ascii().take(letters) if is_ascii else codes_of(read(text_of(letters).casefold()))
    return composed(signs_read(plain))


@cache
def _read_in_ascii() -> Codes:
    """What each character of ASCII is read as."""
    return codes_of("".join(read(chr(code).casefold()) for code in range(_LAST_ASCII + 1)))
