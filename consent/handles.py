"""Handles, what people type to name each other, and the mentions of them in a prompt.

Handles are ASCII, so that no two look alike in another alphabet. The text of a prompt alone decides what it mentions:
no person is looked up. Markup hides no mention. Code, quotes, lists, links and addresses on the web are read like any
other text, because a model reads them too. Where it is doubtful whether an @ mentions a person, it does.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NewType

from consent.errors import ConfusableHandleError, MalformedHandleError, TooManyMentionsError

Handle = NewType("Handle", str)

SHORTEST_HANDLE = 3
LONGEST_HANDLE = 30
QUARANTINE_US = 90 * 24 * 3_600_000_000
"""How long a released handle stays closed to other people: 90 days, so that links and mentions die first."""

_HANDLE = re.compile(r"[a-z0-9_](?:\.?[a-z0-9_])*")
_CAMERA_SETTING = re.compile(r"f[0-9]{1,2}(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)+")

_PROTOTYPES = str.maketrans({"0": "o", "1": "l", "i": "l", "m": "rn"})
"""Every line of Unicode's confusables.txt (UTS #39, version 15.1) whose source and target consist of handle characters:
0 -> O, 1 -> l, I -> l, m -> rn. Handles are compared without case, so O and I stand in lower case.
"""

# fmt: off
LOOK_ALIKE_SYMBOLS = frozenset(map(chr, (
    0x166D, 0x166E, 0x2016, 0x2024, 0x2025, 0x2026, 0x2116, 0x2121, 0x212E, 0x213B, 0x2373, 0x2374, 0x237A, 0x23FD,
    0x2573, 0xA60E, 0xFFE8, 0x1D206, 0x1D20D, 0x1D212, 0x1D213, 0x1D216, 0x1D22A, 0x1F700, 0x1F707, 0x1F74C, 0x1F75C,
    0x1F768, 0x1F76B, 0x1F76C,
)))
# fmt: on
"""Punctuation (Po) and other symbols (So) that confusables.txt maps to handle characters alone."""


def parse_handle(text: str) -> Handle:
    """A handle as it is claimed and stored: 3..30 of `a-z 0-9 _ .`, no dot first, last or doubled, not only `_`.

    Camera settings are no handles, so that `@f2.8` in a prompt can mention nobody.

    Raises:
        ConfusableHandleError: a character outside ASCII, which can pass for one inside.
        MalformedHandleError: any other break of the rules.
    """
    if not text.isascii():
        raise ConfusableHandleError("Handles use a-z, 0-9, _ and . only: other alphabets can pass for these.")
    well_formed = SHORTEST_HANDLE <= len(text) <= LONGEST_HANDLE and _HANDLE.fullmatch(text) and text.strip("_")
    if not well_formed:
        raise MalformedHandleError("Handles are 3 to 30 of a-z, 0-9, _ and single dots inside.")
    if is_camera_setting(text):
        raise MalformedHandleError("Handles are no apertures or numbers with a dot: prompts hold those behind an @.")
    return Handle(text)


def is_camera_setting(text: str) -> bool:
    """Whether a text in lower case is an aperture (`f16`, `f2.8`), or a number with a dot as in `f@2.8`."""
    return _CAMERA_SETTING.fullmatch(text) is not None


def skeleton(handle: Handle) -> str:
    """Equal for two handles that can be confused; unique among claimed handles (UTS #39, section 4)."""
    return handle.translate(_PROTOTYPES)


MOST_MENTIONED = 16
"""Different people that one prompt may mention: one snapshot answers for all of them."""
MOST_AT_SIGNS = 512
"""@ with a text behind them in one prompt, repeated mentions and e-mail addresses too: what one check reads in time."""

_WRITTEN_AT = (
    r"&(?:amp;){0,3}(?:#0{0,5}64(?![0-9])|#x0{0,5}40(?![0-9a-f])|commat(?=;));?|%(?:25){0,3}40"
    r"|\\(?:u0040|U00000040|x40|[ux]\{0{0,6}40\})"
)
"""An @ as HTML, addresses and program text write it; also written out of what was written
out already.
"""

_OPENING_MARKUP = r"(?:[*~`\[]{1,4}+|</?[a-z][^<>@]{0,80}+>){0,4}+"
"""Emphasis, code, brackets and tags that may stand between an @ and its handle, as in `@**ada**`."""

_MARKS = "\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069"
"""Direction marks, embeddings and isolates: editors put them around a handle in text that runs from right to left
(UAX #9). Overrides are not among them: they make a handle look like another one.
"""

_MARKUP_ENDS = "*~`[>"

_MENTION = re.compile(
    rf"(?:@(?![@ ])|\uff20|\ufe6b|{_WRITTEN_AT})[{_MARKS}]*{_OPENING_MARKUP}"
    r"((?:[A-Za-z0-9_.\u0080-\U0010ffff]|\\(?=[_.]))+)",
    re.IGNORECASE,
)
"""An @ (also written out, full-width or small) and all that could join a handle; Markdown writes `_` as a backslash
and `_` too. It begins with the characters that can begin an @, because all others are passed over quickly.
"""

_TOUCHING = re.compile(r"(?=[0-9A-Za-z\u00c0-\u052f])[^\W_]")
"""A last character of a local part: a digit, or a Latin, Greek or Cyrillic letter."""

_DOMAIN = re.compile(r"(?:(?=[0-9A-Za-z\u00c0-\u052f])[^\W_]|[.-])++(?!_)")
_OTHER_DOMAIN = re.compile(r"([^\x00-\x7f\s.]{1,63})(?:\.[^\x00-\x2f\s.]{2,63})+")
_LOOKS_LATIN = re.compile(
    r"[\x00-\u058f\u13a0-\u13ff\u1c80-\u1d7f\u1e00-\u2bff\ua4d0-\ua4ff\ua640-\uabbf\ufb00-\ufb17\uff00-\uff65]"
)
"""Alphabets with capitals, and signs: what of them passes for a letter of ASCII is left to be refused."""
_TOP_LABEL = re.compile(r"[^\W\d_]{2,}|xn--[a-z0-9-]+", re.IGNORECASE)
_VERSION = re.compile(r"[0-9]+\.[0-9]")
_OPENING_UNDERSCORE = re.compile(r"_(?<![^\W_]_)(?<!__)_*+(?=\S)")
_DIRECTION = re.compile(f"[{_MARKS}]+")
_DOT_LEADERS = "\u2024\u2025\u2026"
_JOINING = frozenset({"L", "M", "N", "C"})
_JOINING_SIGNS = frozenset({"Pc", "Sc", "Sk", "Sm"})
_HALFWIDTH_KATAKANA = frozenset(map(chr, range(0xFF66, 0xFFA0)))
_ARROWS = frozenset(map(chr, (*range(0x2190, 0x2200), *range(0x27F0, 0x2800), *range(0x2900, 0x2980))))
"""Arrows pass for no handle character; of other mathematical signs some do."""
_SLASHED_SETTING = re.compile(r"(?:f|[0-9]{1,2})/[0-9]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """`prompt[start:end]` is the @ and the handle as typed; offsets count code points. `handle` is in lower case."""

    handle: Handle
    start: int
    end: int


def parse_mentions(prompt: str) -> tuple[Mention, ...]:
    """Every mention in order, repeated ones too.

    No mention is the @ of an e-mail address (a letter or digit touches the @, and a dotted domain follows it), of a
    version such as `pkg@1.2`, of a camera setting such as `f@2.8`, and an @ that no handle character follows. Upper
    case is read as lower case; dots at the end belong to the sentence. Direction marks around a handle are ignored, and
    Chinese, Japanese and Korean letters end it. `_@ada_` is @ada in italics; where `_` was opened earlier in the text,
    `@ada_` mentions ada and ada_. What a backslash escapes is read without it.

    Raises:
        MalformedHandleError: an @ before a text that breaks the handle rules, or two mentions without a space between.
        ConfusableHandleError: a mention touches or holds characters that can pass for others.
        TooManyMentionsError: more than 16 different handles, or more than 512 @ with a text behind them.
    """
    found: list[Mention] = []
    opened = _OPENING_UNDERSCORE.search(prompt)
    italic_from = opened.start() if opened else len(prompt)
    for count, match in enumerate(_MENTION.finditer(prompt)):
        if count == MOST_AT_SIGNS:
            raise TooManyMentionsError(f"Write at most {MOST_AT_SIGNS} @ in one prompt.")
        found += _mentions(match, prompt, in_italics=italic_from < match.start())
    if len({mention.handle for mention in found}) > MOST_MENTIONED:
        raise TooManyMentionsError(f"Mention at most {MOST_MENTIONED} people in one prompt.")
    return tuple(found)


def _mentions(match: re.Match[str], text: str, *, in_italics: bool) -> tuple[Mention, ...]:
    """The mentions at one @: none if it can mention nobody, several if its last `_` may be markup."""
    touched = bool(_TOUCHING.fullmatch(text[max(match.start() - 1, 0) : match.start()]))
    if touched and _is_address_or_version(text, match.start(1)):
        return ()
    if _is_address_in_other_letters(text, match.start(), match.start(1)):
        return ()
    typed = _joined(match[1]).rstrip(".\\" + _DOT_LEADERS)
    if not typed or is_camera_setting(typed.lower()) or _SLASHED_SETTING.match(text, match.start(1)):
        return ()
    is_behind_markup = text[match.start(1) - 1] in _MARKUP_ENDS
    if (touched or is_behind_markup) and len(typed) < SHORTEST_HANDLE:
        return ()
    if match[0][0] in "\uff20\ufe6b" or not typed.isascii():
        raise ConfusableHandleError(
            f"The mention at {match.start()} holds characters that can pass for others: type it in ASCII."
        )
    end = match.start(1) + len(typed)
    if text[end : end + 1] == "@":
        raise MalformedHandleError(f"The mention at {match.start()} runs into another @: put a space between.")
    readings = _readings(typed, text, match.start(), in_italics=in_italics)
    return tuple(_mention(reading, match.start(), match.start(1)) for reading in readings)


def _mention(typed: str, start: int, handle_start: int) -> Mention:
    try:
        handle = _handle(typed)
    except MalformedHandleError as error:
        raise MalformedHandleError(f"The mention at {start} is no handle. {error}") from error
    return Mention(handle, start, handle_start + len(typed))


@lru_cache(maxsize=MOST_AT_SIGNS)
def _handle(typed: str) -> Handle:
    return parse_handle(typed.replace("\\", "").lower())


def _readings(typed: str, text: str, at: int, *, in_italics: bool) -> tuple[str, ...]:
    """What the text of a mention can mean when it ends in `_`, which Markdown also reads as the end of italics."""
    bare = typed.rstrip("_\\")
    closing = len(typed) - len(bare)
    if not closing or not in_italics or len(bare) < SHORTEST_HANDLE or len(typed) > 2 * LONGEST_HANDLE:
        return (typed,)
    before = text[max(at - LONGEST_HANDLE, 0) : at]
    outside = before.rstrip("_")
    if len(before) - len(outside) == closing and not outside[-1:].isalnum():
        return (bare,)
    return tuple(typed[: len(bare) + kept] for kept in range(closing + 1))


def _is_address_or_version(text: str, start: int) -> bool:
    """Whether a dotted domain or a dotted number stands here, so that a touched @ is one of an address or a version."""
    if _VERSION.match(text, start):
        return True
    found = _DOMAIN.match(text, start)
    labels = found[0].strip(".-").split(".") if found else []
    return len(labels) > 1 and all(labels) and _TOP_LABEL.fullmatch(labels[-1]) is not None


def _is_address_in_other_letters(text: str, at: int, start: int) -> bool:
    """Whether a letter or mark touches the @, and a dotted domain follows it whose first label has no letter of an
    alphabet in which some pass for those of handles.
    """
    before = text[max(at - 1, 0) : at]
    if not before or unicodedata.category(before)[0] not in "LMN":
        return False
    found = _OTHER_DOMAIN.match(text, start)
    return found is not None and not _LOOKS_LATIN.search(found[1])


def _joined(run: str) -> str:
    """The part of a run before the first character that ends a handle, or up to one that can pass for part of it."""
    if run.isascii():
        return run
    for index, character in enumerate(run):
        if character.isascii() or character in _DOT_LEADERS:
            continue
        return run[:index] if _ends(run, index) or not _joins(character) else run[: index + 1]
    return run


def _ends(run: str, index: int) -> bool:
    """Whether a handle ends here: at direction marks, or at a wide letter, which passes for no handle character."""
    if not index:
        return False
    if marks := _DIRECTION.match(run, index):
        return marks.end() == len(run) or not (run[marks.end()].isascii() or _joins(run[marks.end()]))
    return _is_of_east_asia(run[index])


def _is_of_east_asia(character: str) -> bool:
    """Whether it is a Chinese, Japanese or Korean letter, iteration or length mark."""
    is_wide = unicodedata.east_asian_width(character) == "W" or character in _HALFWIDTH_KATAKANA
    return is_wide and unicodedata.category(character) in {"Lo", "Lm"}


def _joins(character: str) -> bool:
    if character.isspace():
        return False
    category = unicodedata.category(character)
    if category in _JOINING_SIGNS and (character in _ARROWS or _is_wide_sign(character)):
        return False
    return category[0] in _JOINING or category in _JOINING_SIGNS or character in LOOK_ALIKE_SYMBOLS


def _is_wide_sign(character: str) -> bool:
    """Whether it is a sign of ASCII in the width of Chinese letters, and one that is in no handle."""
    plain = unicodedata.normalize("NFKC", character)
    return plain != character and plain.isascii() and not plain.isalnum() and plain not in {"_", "."}
