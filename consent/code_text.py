"""What of a prompt is code, an address of a page, or anything else that holds an @ without naming a person."""

import re
from bisect import bisect_right
from collections import defaultdict

_BACKTICKS = re.compile(r"`+")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.\-]{0,20}://|\bwww\.)\S*", re.IGNORECASE)


def without_code(prompt: str) -> str:
    """The prompt with code spans, fenced blocks and page addresses blanked out, offsets kept.

    A code span is closed by a run of exactly as many backticks as opened it (CommonMark 0.31, section 6.1); a fence of
    three is such a run. What is never closed is no code, so that a stray backtick hides nobody.
    """
    text = _blanked(prompt, _code_spans(prompt)) if "`" in prompt else prompt
    if "://" in text or "www." in text.lower():
        text = _blanked(text, [match.span() for match in _ADDRESS.finditer(text)])
    return text


def _code_spans(prompt: str) -> list[tuple[int, int]]:
    """Spans of code, by the positions of all runs of each length: linear, whatever the backticks."""
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
