"""The people a prompt names with @. Looks up no person: the text alone decides what is returned or refused."""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

from consent.errors import ConfusableHandleError, MalformedHandleError, TooManyMentionsError
from consent.handles import LOOK_ALIKE_SYMBOLS, Handle, parse_handle

MOST_MENTIONED = 16
"""Different people that one prompt may mention: one snapshot answers for all of them."""

_MENTION = re.compile(r"(?<![A-Za-z0-9])[@\uff20\ufe6b]([A-Za-z0-9_.\u0080-\U0010ffff]+)")
"""An @ (or its full-width or small form) without an ASCII letter or digit before it, and all that could join a handle.

With one before it, the @ belongs to an e-mail address or a version (`pkg@1.2`).
"""

_BACKTICKS = re.compile(r"`+")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.\-]{0,20}://|\bwww\.)\S*", re.IGNORECASE)
_JOINING = frozenset({"L", "M", "N", "C"})
_JOINING_SIGNS = frozenset({"Pc", "Sc", "Sk", "Sm"})


@dataclass(frozen=True, slots=True)
class Mention:
    """`prompt[start:end]` is the @ and the handle as typed; offsets count code points. `handle` is in lower case."""

    handle: Handle
    start: int
    end: int


def parse_mentions(prompt: str) -> tuple[Mention, ...]:
    """Every mention in order, repeated ones too. E-mail addresses, code and page addresses are no mentions.

    Upper case is read as lower case; dots at the end belong to the sentence.

    Raises:
        MalformedHandleError: an @ before a text that breaks the handle rules, or two mentions without a space between.
        ConfusableHandleError: a mention touches or holds characters that can pass for others.
        TooManyMentionsError: more than 16 different handles.
    """
    if "@" not in prompt and "\uff20" not in prompt and "\ufe6b" not in prompt:
        return ()
    text = without_code(prompt)
    found = [_mention(match, text) for match in _MENTION.finditer(text)]
    mentions = tuple(mention for mention in found if mention)
    if len({mention.handle for mention in mentions}) > MOST_MENTIONED:
        raise TooManyMentionsError(f"Mention at most {MOST_MENTIONED} people in one prompt.")
    return mentions


def _mention(match: re.Match[str], text: str) -> Mention | None:
    """The mention at one @, or None if no character that could start a handle follows."""
    typed = _joined(match[1]).rstrip(".\u2024\u2025\u2026")
    if not typed:
        return None
    if match[0][0] != "@" or not typed.isascii():
        raise ConfusableHandleError(
            f"The mention at {match.start()} holds characters that can pass for others: type it in ASCII."
        )
    end = match.start(1) + len(typed)
    if text[end : end + 1] == "@":
        raise MalformedHandleError(f"The mention at {match.start()} runs into another @: put a space between.")
    try:
        return Mention(parse_handle(typed.lower()), match.start(), end)
    except MalformedHandleError as error:
        raise MalformedHandleError(f"The mention at {match.start()} is no handle. {error}") from error


def _joined(run: str) -> str:
    """The part of a run up to the first character that cannot pass for part of a handle."""
    if run.isascii():
        return run
    for index, character in enumerate(run):
        if not character.isascii() and not _joins(character):
            return run[:index]
    return run


def _joins(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in _JOINING or category in _JOINING_SIGNS or character in LOOK_ALIKE_SYMBOLS


def without_code(prompt: str) -> str:
    """The prompt with code spans, fenced blocks and page addresses blanked out, offsets kept.

    A code span is closed by a run of exactly as many backticks as opened it (CommonMark 0.31, section 6.1); a fence of
    three is such a run. A run that is never closed opens no code, so that a stray backtick hides no mention.
    """
    text = _blanked(prompt, _code_spans(prompt)) if "`" in prompt else prompt
    if "://" in text or "www." in text.lower():
        text = _blanked(text, [match.span() for match in _ADDRESS.finditer(text)])
    return text


def _code_spans(prompt: str) -> list[tuple[int, int]]:
    """Spans of code, from the positions of all runs of each length: linear in the number of runs."""
    runs = [match.span() for match in _BACKTICKS.finditer(prompt)]
    starts_by_length: defaultdict[int, list[int]] = defaultdict(list)
    for start, end in runs:
        starts_by_length[end - start].append(start)
    spans: list[tuple[int, int]] = []
    for start, end in runs:
        if spans and start < spans[-1][1]:
            continue
        starts = starts_by_length[end - start]
        closing = bisect_right(starts, start)
        if closing < len(starts):
            spans.append((start, starts[closing] + end - start))
    return spans


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])
