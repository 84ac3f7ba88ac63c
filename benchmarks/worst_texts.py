"""Texts of 32 KiB that cost the most to compare with names and words, one or more for each kind of script."""

from collections.abc import Iterable
from itertools import chain, cycle, islice, product

from consent.hearing import MOST_WORDS_HEARD

LONGEST_TEXT = 32_768
"""Bytes of UTF-8."""
MENTIONS = " ".join(f"@person{number}" for number in range(16))
LATIN = "abcdefghijklmnopqrstuvwxyz"


def filled(units: Iterable[str]) -> str:
    """As many of the units, again and again, as fit into the longest text beside 16 mentions."""
    left, text = LONGEST_TEXT - len(MENTIONS) - 1, []
    for unit in cycle(units):
        left -= len(unit.encode())
        if left < 0:
            break
        text.append(unit)
    return "".join(text) + " " + MENTIONS


def every(*ranges: tuple[int, int]) -> list[str]:
    """The characters of these ranges."""
    return [chr(code) for code in chain.from_iterable(range(*span) for span in ranges)]


VOWELS = every((0x93E, 0x94D))
WORST_TEXTS = {
    "Latin": filled(f"{a}{b}{c} " for a, b, c in product(LATIN, repeat=3)),
    "Latin, as many different words as are compared": filled(
        f"{a}{b}{c} " for a, b, c in islice(product(LATIN, repeat=3), MOST_WORDS_HEARD - 50)
    ),
    "Latin, long words": filled(f"{e}{a}{b}{c}{d} " for a, b, c, d, e in product(LATIN[:8], repeat=5)),
    "Latin, single letters": filled(f"{letter} " for letter in LATIN),
    "Latin with accents": filled(f"{a}\u00e9{b}{c} " for a, b, c in product(LATIN, repeat=3)),
    "Latin with soft hyphens": filled(f"{a}\xad{b}{c} " for a, b, c in product(LATIN, repeat=3)),
    "Chinese": filled(every((0x4E00, 0xA000))),
    "Chinese with Latin": filled(
        f"{a}{b}{c}" for c, (a, b) in zip(every((0x4E00, 0xA000)), cycle(product(LATIN, LATIN)))
    ),
    "Chinese with joiners": filled(f"{letter}\u200b" for letter in every((0x4E00, 0xA000))),
    "Korean": filled(every((0xAC00, 0xD7A4))),
    "Thai": filled(f"{a}{b}" for a, b in product(every((0xE01, 0xE2F)), every((0xE34, 0xE3A)))),
    "Devanagari": filled(f"{a}{b} " for a, b in product(every((0x915, 0x93A)), VOWELS)),
    "Devanagari, single letters": filled(f"{letter} " for letter in every((0x915, 0x93A))),
    "emoji": filled(every((0x1F300, 0x1F600))),
    "combining marks": filled(every((0x300, 0x370))),
    "combining marks on letters": filled(f"a{mark}" for mark in every((0x300, 0x370))),
    "ligatures": filled(["\ufdfa"]),
    "mentions": filled(["@person1 "] * 400 + ["x "] * 20_000),
    "at signs": filled(["@"]),
    "underscores": filled(["_ "]),
}
