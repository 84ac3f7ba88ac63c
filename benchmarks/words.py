"""Compares what the worst 32 KiB of each kind cost to read with plain steps over a page of prose, in the same run.

The plain step puts the page into lower case, cuts it at blanks and gives each word its Metaphone code. CPU time is
measured, and a ratio to that step, because times differ by machine and by what else runs there.
"""

from collections.abc import Callable
from time import thread_time
from typing import Any

import jellyfish

from benchmarks.worst_texts import WORST_TEXTS, filled
from consent.errors import PublicError
from consent.handles import parse_mentions
from consent.names import parse_name
from consent.reading.hearing import hear, heard_words
from consent.reading.spoken import named_in, spoken
from consent.restrictions import sought

ROUNDS = 20
"""Rounds, taken in turn; the best of each counts, because other load on the machine slows the rest."""
LIMIT_MS = 10.0
"""CPU time of one step on a machine that does nothing else."""
PAGE = filled(
    f"{word} " for word in ["every", "page", "of", "plain", "prose", "has", "words", "like", "these", "in", "a", "row"]
)
BANNED = frozenset({"violence", "crypto", "\u5200", "\u0939\u093f\u0902\u0938\u093e"})
PEOPLE = [sought(BANNED)] + [sought(())] * 15
"""As many as one prompt may mention."""
NAMES = [(0, parse_name("Ada Lovelace")), (1, parse_name("\u5c71\u7530\u592a\u90ce"))]


def rows() -> list[dict[str, Any]]:
    """`value`: milliseconds of CPU for the worst text of that step; `ratio`: to the plain step; `worst`: which text."""
    steps = {"mentions": _mentions, "names": _names, "words": _words, "together": _together}
    best = {(name, kind): float("inf") for name in steps for kind in WORST_TEXTS}
    plain = float("inf")
    for _ in range(ROUNDS):
        plain = min(plain, _seconds(_plain, PAGE))
        for (name, kind), earlier in best.items():
            best[name, kind] = min(earlier, _seconds(steps[name], WORST_TEXTS[kind]))
    return [_row(name, {kind: best[name, kind] for kind in WORST_TEXTS}, plain) for name in steps]


def _row(name: str, best: dict[str, float], plain: float) -> dict[str, Any]:
    worst = max(best, key=lambda kind: best[kind])
    return {
        "name": f"{name}_worst_32_kib",
        "value": round(1e3 * best[worst], 2),
        "unit": "ms of CPU",
        "ratio": round(best[worst] / plain, 2),
        "n": ROUNDS,
        "worst": worst,
        "limit": LIMIT_MS,
        "by_text_ms": {kind: round(1e3 * seconds, 2) for kind, seconds in best.items()},
    }


def _plain(text: str) -> None:
    list(map(jellyfish.metaphone, text.lower().split()))


def _mentions(text: str) -> None:
    try:
        parse_mentions(text)
    except PublicError:
        return


def _names(text: str) -> None:
    prepared = spoken(text)
    list(prepared.sounds)
    named_in(prepared, NAMES)


def _words(text: str) -> None:
    heard_words(PEOPLE, hear(spoken(text)))


def _together(text: str) -> None:
    """As a check does it: the text is read once for names and words."""
    _mentions(text)
    prepared = spoken(text)
    list(prepared.sounds)
    named_in(prepared, NAMES)
    heard_words(PEOPLE, hear(prepared))


def _seconds(step: Callable[[str], None], text: str) -> float:
    started = thread_time()
    step(text)
    return thread_time() - started


if __name__ == "__main__":
    print(rows())
