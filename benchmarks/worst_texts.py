"""Texts of 32 KiB that cost the most to compare with names and words, one or more for each kind of script."""

from collections.abc import Iterable
from itertools import chain, cycle, islice, product

from consent.reading.hearing import MOST_WORDS_HEARD
from consent.reading.ways import MOST_LETTERS_IN_MARKUP

LONGEST_TEXT = 32_768
"""Bytes of UTF-8."""
MENTIONS = " ".join(f"@person{number}" for number in range(16))
LATIN = "abcdefghijklmnopqrstuvwxyz"


def filled(units: Iterable[str], before: str = "") -> str:
    """As many of the units, again and again, as fit into the longest text beside 16 mentions and what comes before."""
    left, text = LONGEST_TEXT - len(MENTIONS) - 1 - len(before.encode()), [before]
    for unit in cycle(units):
        left -= len(unit.encode())
        if left < 0:
            break
        text.append(unit)
    return "".join(text) + " " + MENTIONS


def every(*ranges: tuple[int, int]) -> list[str]:
    """The characters of these ranges."""
    return [chr(code) for code in chain.from_iterable(range(*span) for span in ranges)]


HIDING = "a\xada "
"""A text that is read twice."""
VOWELS = every((0x93E, 0x94D))
CYRILLIC = every((0x430, 0x450))
WORST_TEXTS = {
    "Latin": filled(f"{a}{b}{c} " for a, b, c in product(LATIN, repeat=3)),
    "Latin, as many different words as are compared": filled(
        f"{a}{b}{c} " for a, b, c in islice(product(LATIN, repeat=3), MOST_WORDS_HEARD - 50)
    ),
    "Latin, long words": filled(f"{e}{a}{b}{c}{d} " for a, b, c, d, e in product(LATIN[:8], repeat=5)),
    "Latin, single letters": filled(f"{letter} " for letter in LATIN),
    "Latin with accents": filled(f"{a}\u00e9{b}{c} " for a, b, c in product(LATIN, repeat=3)),
    "Latin with soft hyphens": filled(f"{a}\xad{b}{c} " for a, b, c in product(LATIN, repeat=3)),
    "Latin, long words, as many as are compared": filled(
        f"{a}{b}{c}tion " for a, b, c in islice(product(LATIN, repeat=3), MOST_WORDS_HEARD - 50)
    ),
    "Latin, long words, one of them with a soft hyphen": filled(
        (f"{a}{b}{c}tion " for a, b, c in islice(product(LATIN, repeat=3), 1_900)), before=HIDING
    ),
    "Latin, long words with a hump each": filled(
        f"{a}{b}{c}tioN " for a, b, c in islice(product(LATIN, repeat=3), 1_900)
    ),
    "Latin, long words, one of them with a hump": filled(
        (f"{a}{b}{c}tion " for a, b, c in islice(product(LATIN, repeat=3), 1_900)), before="aB "
    ),
    "Latin, long words, as many as are read behind markup": filled(
        (f"{a}{b}{c}tion " for a, b, c in islice(product(LATIN, repeat=3), 1_900)), before="&#65;!b<i>-*~%]$\\ "
    )[:MOST_LETTERS_IN_MARKUP],
    "Latin, words of three humps": filled(
        f"{a.upper()}{b}{b.upper()}{c}{c.upper()}{a} " for a, b, c in product(LATIN, repeat=3)
    ),
    "Latin, letters by their numbers": filled(f"&#{number};" for number in range(65, 91)),
    "Latin with signs": filled(f"{a}@{b}${c}!{a}|{b} " for a, b, c in product(LATIN, repeat=3)),
    "Hiragana, voiced, behind a word with a soft hyphen": filled(
        (f"{letter}\u3099" for letter in every((0x304B, 0x3060))), before=HIDING
    ),
    "Latin, letters with soft hyphens": filled(f"{letter}\xad" for letter in LATIN),
    "Cyrillic": filled(f"{a}{b}{c} " for a, b, c in product(CYRILLIC, repeat=3)),
    "Cyrillic with humps": filled(f"{a.upper()}{b}{a.upper()}{b} " for a, b in product(CYRILLIC, repeat=2)),
    "Cyrillic with Latin": filled(
        f"{a}{b} {c}{d} " for (a, b), (c, d) in zip(cycle(product(CYRILLIC, CYRILLIC)), product(LATIN, LATIN))
    ),
    "Chinese of the second plane": filled(every((0x20000, 0x22000))),
    "Chinese": filled(every((0x4E00, 0xA000))),
    "Chinese with Latin": filled(
        f"{a}{b}{c}" for c, (a, b) in zip(every((0x4E00, 0xA000)), cycle(product(LATIN, LATIN)))
    ),
    "Chinese with joiners": filled(f"{letter}\u200b" for letter in every((0x4E00, 0xA000))),
    "Korean": filled(every((0xAC00, 0xD7A4))),
    "Korean with accents": filled(f"{syllable}\u00e9 " for syllable in every((0xAC00, 0xD7A4))),
    "Hiragana, voiced": filled(f"{letter}\u3099" for letter in every((0x304B, 0x3060))),
    "Ethiopic, single letters": filled(f"{letter} " for letter in every((0x1200, 0x1249))),
    "Thai": filled(f"{a}{b}" for a, b in product(every((0xE01, 0xE2F)), every((0xE34, 0xE3A)))),
    "Devanagari": filled(f"{a}{b} " for a, b in product(every((0x915, 0x93A)), VOWELS)),
    "Devanagari, single letters": filled(f"{letter} " for letter in every((0x915, 0x93A))),
    "Korean with accents and signs": filled(
        f"{a}\u00e9{sign}" for a, sign in zip(every((0xAC00, 0xD7A4)), cycle("@$!|"))
    ),
    "Hebrew and Devanagari, hidden characters between": filled(
        f"{a}{b}\u00ad\ufb01 " for a, b in product(every((0x5D0, 0x5EB)), every((0x915, 0x93A)))
    ),
    "Hebrew, single letters": filled(f"{letter} " for letter in every((0x5D0, 0x5EB))),
    "accents, digits and signs": filled(f"{a}@\u00e9.\uff41{b} " for a, b in product("0123456789", LATIN)),
    "flags": filled(every((0x1F1E6, 0x1F200))),
    "emoji": filled(every((0x1F300, 0x1F600))),
    "combining marks": filled(every((0x300, 0x370))),
    "combining marks on letters": filled(f"a{mark}" for mark in every((0x300, 0x370))),
    "ligatures": filled(["\ufdfa"]),
    "mentions": filled(["@person1 "] * 400 + ["x "] * 20_000),
    "addresses": filled(["a@b.co "]),
    "backslashes": filled(["\\"]),
    "at signs": filled(["@"]),
    "underscores": filled(["_ "]),
}
